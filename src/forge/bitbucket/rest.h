#pragma once

#include <boost/json/value.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"
#include "forge/bitbucket/answer.h"
#include "forge/event.h"
#include "net/http_client.h"

namespace baryon::forge::bitbucket {

struct RestOptions {
  std::string url = {};                ///< base address, may hold a port and a context path; empty: not configured
  Secret token = {};                   ///< HTTP access token; empty: anonymous
  Secret proxy = {};                   ///< see net::HttpClientOptions
  std::filesystem::path ca_file = {};  ///< see net::HttpClientOptions
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds first_byte_timeout = std::chrono::minutes(5);
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(60);
  std::stop_token stop = {};
  std::function<void(int status, std::chrono::nanoseconds took)> observer = {};
};

/// `/rest/api/latest/projects/{project}/repos/{slug}`, percent-encoded. Error: invalid.
[[nodiscard]] Result<std::string> repository_path(const Repository& repository);

/// One Bitbucket server's REST API: base address, token and paging. Paths begin with `/`, are encoded already and are
/// appended to the base address. Thread-safe.
///
/// Source: Bitbucket Data Center REST API, https://developer.atlassian.com/server/bitbucket/rest/
class Rest {
 public:
  explicit Rest(RestOptions options);

  /// Any status is a value; see `error` for what is not 2xx. HTML with a 2xx status is an error.
  [[nodiscard]] Result<Answer> get(const std::string& path);
  [[nodiscard]] Result<Answer> put(const std::string& path, const boost::json::value& body);
  [[nodiscard]] Result<Answer> post(const std::string& path, const boost::json::value& body);
  [[nodiscard]] Result<Answer> remove(const std::string& path);

  /// Every element of a paged list, in order. `path` holds a query already. `what` is named in errors.
  [[nodiscard]] Result<void> each(const std::string& path, std::string_view what,
                                  const std::function<Result<void>(const boost::json::object&)>& visit);

  /// The body of a 2xx answer goes to `sink`; any other is in the Answer.
  [[nodiscard]] Result<Answer> download(const std::string& path, std::uint64_t limit, const net::BodySink& sink);

  /// The error an answer stands for; `what` is what was asked for: `commit 1234567 of PRJ/repo`.
  [[nodiscard]] Error error(const Answer& answer, std::string_view what) const;

  /// The base address without a trailing `/`. Error: configuration (retryable), where no usable one is set.
  [[nodiscard]] const Result<std::string>& base() const { return base_; }

  void use_token(Secret token);

 private:
  [[nodiscard]] Result<Answer> exchange(std::string method, const std::string& path,
                                        const boost::json::value* body = nullptr);
  [[nodiscard]] Result<net::ClientRequest> request(std::string method, const std::string& path) const;
  [[nodiscard]] Secret token() const;

  Result<std::string> base_;
  mutable std::mutex mutex_;
  Secret token_;
  net::HttpClient http_;
};

}  // namespace baryon::forge::bitbucket
