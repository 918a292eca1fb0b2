#include "lambda/runtime_api.h"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/text.h"
#include "base/units.h"

namespace baryon::lambda {
namespace {

constexpr std::string_view prefix = "/2018-06-01/runtime/";
constexpr std::string_view error_type_header = "Lambda-Runtime-Function-Error-Type";
constexpr std::string_view error_media_type = "application/vnd.aws.lambda.error+json";

// Events are at most 6 MB, but what brings them may have grown since this was written.
constexpr std::uint64_t max_event = 32 * mib;

std::string error_type(const Error& error) { return fmt::format("Baryon.{}", to_string(error.code)); }

std::string header(const net::Response& response, std::string_view name) {
  return std::string(response.headers.find(name).value_or(""));
}

std::unexpected<Error> unexpected_answer(std::string_view target, const net::Response& response) {
  return fail(
      response.status == 413 ? ErrorCode::too_large : ErrorCode::unavailable,
      fmt::format("the Runtime API answered {} to {}: {}", response.status, target, escape_for_display(response.body)));
}

}  // namespace

std::string error_document(const Error& error) {
  return boost::json::serialize(boost::json::value{
      {"errorMessage", error.text()}, {"errorType", error_type(error)}, {"stackTrace", boost::json::array()}});
}

Result<net::Response> RuntimeApi::send(std::string_view method, std::string target, std::string_view body,
                                       net::Headers headers) {
  return client_.send({.method = method,
                       .target = std::string(prefix) + std::move(target),
                       .headers = std::move(headers),
                       .body = body,
                       .max_answer = max_event});
}

Result<Invocation> RuntimeApi::next() {
  constexpr std::string_view target = "invocation/next";
  BARYON_TRY(auto response, send("GET", std::string(target), {}));
  if (response.status != 200) return unexpected_answer(target, response);
  Invocation invocation{.request_id = header(response, "Lambda-Runtime-Aws-Request-Id"),
                        .deadline = {},
                        .trace_id = header(response, "Lambda-Runtime-Trace-Id"),
                        .function_arn = header(response, "Lambda-Runtime-Invoked-Function-Arn"),
                        .event = std::move(response.body)};
  if (invocation.request_id.empty())
    return fail(ErrorCode::unavailable, "the Runtime API gave an event without Lambda-Runtime-Aws-Request-Id");
  const auto deadline = parse_number(header(response, "Lambda-Runtime-Deadline-Ms"));
  if (!deadline)
    return fail(ErrorCode::unavailable, "the Runtime API gave an event without Lambda-Runtime-Deadline-Ms");
  invocation.deadline = from_millis(static_cast<std::int64_t>(*deadline));
  return invocation;
}

Result<void> RuntimeApi::respond(const Invocation& invocation, std::string_view answer) {
  const auto target = fmt::format("invocation/{}/response", invocation.request_id);
  BARYON_TRY(const auto response, send("POST", target, answer, {{"Content-Type", "application/json"}}));
  if (response.status != 202) return unexpected_answer(target, response);
  return {};
}

Result<void> RuntimeApi::report(std::string target, const Error& error) {
  const auto body = error_document(error);
  BARYON_TRY(const auto response, send("POST", target, body,
                                       {{"Content-Type", std::string(error_media_type)},
                                        {std::string(error_type_header), error_type(error)}}));
  if (response.status != 202) return unexpected_answer(target, response);
  return {};
}

Result<void> RuntimeApi::report_error(const Invocation& invocation, const Error& error) {
  return report(fmt::format("invocation/{}/error", invocation.request_id), error);
}

Result<void> RuntimeApi::report_start_error(const Error& error) { return report("init/error", error); }

}  // namespace baryon::lambda
