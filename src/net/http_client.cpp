#include "net/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>

#include "net/http_client_pool.h"
#include "net/http_client_transfer.h"
#include "net/url.h"

namespace baryon::net {
namespace {

constexpr int max_redirects = 3;

// 303, and by custom 301 and 302, turn other methods into GET (RFC 9110, 15.4): such an answer is handed back as it is.
bool may_follow(const std::string& method, int status) {
  if (status == 307 || status == 308) return true;
  return (method == "GET" || method == "HEAD") && (status == 301 || status == 302 || status == 303);
}

Error redirect_error(const ClientRequest& request, const std::string& url, const std::string& what) {
  return Error{
      .code = ErrorCode::configuration,
      .message = fmt::format("{} {}: {}", request.method, shown_url(url), what),
      .hint = "set the address to where the server really is; a login page means that the token is not accepted",
      .retryable = true};
}

}  // namespace

HttpClient::HttpClient(HttpClientOptions options) : options_(std::move(options)), pool_(std::make_unique<Pool>()) {}

HttpClient::~HttpClient() = default;

Result<Response> HttpClient::send(const ClientRequest& request) { return follow(request, {}); }

Result<Response> HttpClient::download(const ClientRequest& request, const BodySink& sink, const HeadSink& on_head) {
  return follow(request, {.body = &sink, .head = on_head ? &on_head : nullptr});
}

Result<Response> HttpClient::follow(const ClientRequest& request, const AnswerSinks& sinks) {
  BARYON_TRY(const auto origin, origin_of(request.url));
  if (has_userinfo(request.url))
    return fail(ErrorCode::invalid, fmt::format("{} holds a user name or password", shown_url(request.url)));
  std::string url = request.url;
  for (int redirects = 0;; ++redirects) {
    BARYON_TRY(auto outcome, exchange(request, url, sinks));
    if (outcome.redirect.empty() || !may_follow(request.method, outcome.response.status))
      return std::move(outcome.response);
    const auto target = origin_of(outcome.redirect);
    if (!target || *target != origin || has_userinfo(outcome.redirect))
      return std::unexpected(redirect_error(
          request, url, fmt::format("redirected to {}, which is not followed", shown_url(outcome.redirect))));
    if (redirects == max_redirects)
      return std::unexpected(redirect_error(request, url, fmt::format("redirected more than {} times", max_redirects)));
    url = std::move(outcome.redirect);
  }
}

Result<Exchange> HttpClient::exchange(const ClientRequest& request, const std::string& url, const AnswerSinks& sinks) {
  const auto start = std::chrono::steady_clock::now();
  auto handle = pool_->take();
  auto outcome = Transfer(options_, request, url, sinks).run(*handle);
  pool_->give_back(std::move(handle));
  if (options_.observer)
    options_.observer(outcome ? outcome->response.status : 0, std::chrono::steady_clock::now() - start);
  return outcome;
}

std::optional<std::chrono::seconds> retry_after(const Headers& headers) {
  using std::chrono::seconds;
  const auto value = headers.find("Retry-After");
  if (!value || value->empty()) return std::nullopt;
  constexpr seconds longest = std::chrono::hours(1);
  if (std::ranges::all_of(*value, [](char c) { return c >= '0' && c <= '9'; })) {
    seconds wait(0);
    for (const char digit : *value) wait = std::min(longest, wait * 10 + seconds(digit - '0'));
    return wait;
  }
  const auto date = curl_getdate(std::string(*value).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  const auto wait =
      std::chrono::ceil<seconds>(std::chrono::system_clock::from_time_t(date) - std::chrono::system_clock::now());
  return std::clamp(wait, seconds(0), longest);
}

}  // namespace baryon::net
