#include "faces/proton/wire.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <utility>

#include "base/encoding.h"
#include "base/random.h"
#include "base/units.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;

constexpr std::string_view target_prefix = "AwsProton20200720.";
constexpr std::string_view type_prefix = "com.amazonaws.proton.v20200720#";

/// The largest input of the model has some 100 KiB: 50 tags in UTF-8, each character escaped. In memory JSON takes up
/// to sixteen times as much.
constexpr std::size_t max_request_bytes = 256 * kib;

std::unexpected<Exception> not_serialized(std::string message) {
  return std::unexpected(Exception{.name = "SerializationException", .status = 400, .message = std::move(message)});
}

// Boost writes 1605135767.763 as 1.605135767763E9, which is JSON but nothing that people read as a time.
void write(const json::value& value, std::string& out) {
  if (value.is_double()) {
    out += fmt::format("{:.3f}", value.get_double());
  } else if (value.is_array()) {
    out += '[';
    for (const auto& item : value.get_array()) {
      if (out.back() != '[') out += ',';
      write(item, out);
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    for (const auto& [name, member] : value.get_object()) {
      if (out.back() != '{') out += ',';
      out += json::serialize(name);
      out += ':';
      write(member, out);
    }
    out += '}';
  } else {
    out += json::serialize(value);
  }
}

net::Response response(int status, std::string body, std::string_view request_id) {
  return {.status = status,
          .headers = {{"Content-Type", "application/x-amz-json-1.0"}, {"x-amzn-RequestId", std::string(request_id)}},
          .body = std::move(body)};
}

}  // namespace

std::string operation_of(const net::Request& request) {
  const auto target = request.headers.joined(target_header);
  return target.starts_with(target_prefix) ? target.substr(target_prefix.size()) : "";
}

Expected<json::object> read_input(const net::Request& request) {
  if (request.body.size() > max_request_bytes)
    return not_serialized(
        fmt::format("the request is larger than max_request_bytes of {}", format_bytes(max_request_bytes)));
  boost::system::error_code error;
  auto value = json::parse(request.body, error);
  if (error) return not_serialized("the request is no JSON: " + error.message());
  if (!value.is_object()) return not_serialized("the request is no JSON object");
  return std::move(value.get_object());
}

net::Response answer(const json::object& members, std::string_view request_id) {
  std::string body;
  write(members, body);
  return response(200, std::move(body), request_id);
}

net::Response answer(const Exception& exception, std::string_view request_id) {
  const json::object body{{"__type", std::string(type_prefix) + exception.name}, {"message", exception.message}};
  auto made = response(exception.status, json::serialize(body), request_id);
  made.headers.add("x-amzn-ErrorType", exception.name);
  return made;
}

std::string new_request_id() {
  auto bytes = random_bytes(16);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
  const auto hex = to_hex(bytes);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

}  // namespace baryon::faces::proton
