#include "forge/bitbucket/rest.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <utility>

#include "forge/bitbucket/page.h"
#include "forge/repository_name.h"
#include "net/url.h"

namespace baryon::forge::bitbucket {
namespace {

namespace json = boost::json;

// 250,000 entries even where the server gives no more than 25 a page.
constexpr int max_pages = 10'000;

Result<std::string> usable_base(const std::string& url) {
  if (url.empty())
    return fail_for_now(ErrorCode::configuration, "no Bitbucket is configured",
                        "set bitbucket.url to its base address");
  auto base = net::parse_base_url(url);
  if (!base)
    return fail_for_now(ErrorCode::configuration, "bitbucket.url is " + base.error().message, base.error().hint);
  return base;
}

net::HttpClientOptions client_options(const RestOptions& options) {
  return {.proxy = options.proxy,
          .ca_file = options.ca_file,
          .trust_hint = "set bitbucket.ca_file to the certificate of the authority that signed it",
          .proxy_hint = "check bitbucket.proxy, with user:password@ where the proxy wants them, and its access rules",
          .connect_timeout = options.connect_timeout,
          .first_byte_timeout = options.first_byte_timeout,
          .stall_timeout = options.stall_timeout,
          .stop = options.stop,
          .observer = options.observer};
}

}  // namespace

Result<std::string> repository_path(const Repository& repository) {
  if (!is_plausible_name(repository.project) || !is_plausible_name(repository.slug))
    return fail(ErrorCode::invalid, "not a project's key and a repository's slug",
                "write them like PROJECT/repository");
  return fmt::format("/rest/api/latest/projects/{}/repos/{}", percent_encode(repository.project),
                     percent_encode(repository.slug));
}

Rest::Rest(RestOptions options)
    : base_(usable_base(options.url)), token_(std::move(options.token)), http_(client_options(options)) {}

Secret Rest::token() const {
  const std::lock_guard lock(mutex_);
  return token_;
}

void Rest::use_token(Secret token) {
  const std::lock_guard lock(mutex_);
  token_ = std::move(token);
}

Result<net::ClientRequest> Rest::request(std::string method, const std::string& path) const {
  if (!base_) return std::unexpected(base_.error());
  return net::ClientRequest{.method = std::move(method), .url = *base_ + path, .bearer = token()};
}

Result<Answer> Rest::exchange(std::string method, const std::string& path, const json::value* body) {
  BARYON_TRY(auto asked, request(std::move(method), path));
  asked.headers.add("Accept", "application/json");
  if (body != nullptr) {
    asked.headers.add("Content-Type", "application/json");
    asked.body = json::serialize(*body);
  }
  BARYON_TRY(auto response, http_.send(asked));
  auto answer = read_answer(std::move(response));
  if (answer.is_success() && answer.is_html)
    return std::unexpected(html_error(net::shown_url(asked.url), "JSON", answer.status));
  return answer;
}

Result<Answer> Rest::get(const std::string& path) { return exchange("GET", path); }
Result<Answer> Rest::put(const std::string& path, const json::value& body) { return exchange("PUT", path, &body); }
Result<Answer> Rest::post(const std::string& path, const json::value& body) { return exchange("POST", path, &body); }
Result<Answer> Rest::remove(const std::string& path) { return exchange("DELETE", path); }

Result<void> Rest::each(const std::string& path, std::string_view what,
                        const std::function<Result<void>(const json::object&)>& visit) {
  std::int64_t start = 0;
  for (int number = 0; number < max_pages; ++number) {
    BARYON_TRY(const auto answer, get(start == 0 ? path : fmt::format("{}&start={}", path, start)));
    if (!answer.is_success()) return std::unexpected(error(answer, what));
    BARYON_TRY(const auto page, read_page(answer.body, start, what));
    for (const auto& value : *page.values) BARYON_CHECK(visit(value.get_object()));
    if (!page.next) return {};
    start = *page.next;
  }
  return fail(ErrorCode::too_large, fmt::format("Bitbucket's list of {} has more than {} pages", what, max_pages));
}

Result<Answer> Rest::download(const std::string& path, std::uint64_t limit, const net::BodySink& sink) {
  BARYON_TRY(auto asked, request("GET", path));
  asked.headers.add("Accept", "*/*");
  asked.max_answer = limit;
  BARYON_TRY(auto response, http_.download(asked, sink));
  auto answer = read_answer(std::move(response));
  if (answer.is_success() && answer.is_html)
    return std::unexpected(html_error(net::shown_url(asked.url), "an archive", answer.status));
  return answer;
}

Error Rest::error(const Answer& answer, std::string_view what) const {
  return to_error(answer, base_ ? net::shown_url(*base_) : "Bitbucket", what, !token().empty());
}

}  // namespace baryon::forge::bitbucket
