#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

#include "base/error.h"
#include "net/message.h"

namespace baryon::forge::bitbucket {

/// What Bitbucket answered, read leniently: `{"errors":[{"message", "exceptionName"}]}`, `{"status-code", "message"}`,
/// HTML and nothing at all have all been seen beside errors.
struct Answer {
  int status = 0;
  net::Headers headers = {};
  boost::json::value body = {};  ///< null where the body is not JSON
  bool is_html = false;
  std::string message = {};    ///< Bitbucket's own words, first error, one line, at most 300 bytes
  std::string exception = {};  ///< last part of the first error's exceptionName: `NoSuchCommitException`

  [[nodiscard]] bool is_success() const { return status >= 200 && status < 300; }

  /// 404 or 405 for the URL itself: this server has no such call.
  [[nodiscard]] bool is_unmapped() const;

  /// 404: no such repository, or no such project.
  [[nodiscard]] bool is_missing_repository() const;

  /// 404: no such commit or ref in a repository that exists.
  [[nodiscard]] bool is_missing_commit() const;
};

[[nodiscard]] Answer read_answer(net::Response response);

/// The error that an unsuccessful answer stands for. `whom` is the address asked, without query; `what` is what was
/// asked for: `commit 1234567 of PRJ/repo`; `has_token` tells whether the request carried one.
///
/// 401 denied (configuration, retryable, without a token); 403 denied; 404 not_found; 409 conflict; 429 and 5xx
/// unavailable and retryable, with `retry_after`; a redirect and 404 for the URL itself configuration and retryable; an
/// HTML page corrupt and retryable; others invalid.
[[nodiscard]] Error to_error(const Answer& answer, std::string_view whom, std::string_view what, bool has_token);

/// An HTML page came where something else was due: corrupt and retryable.
[[nodiscard]] Error html_error(std::string_view whom, std::string_view what, int status);

/// Whether a body's beginning is that of an HTML page, whatever its type says.
[[nodiscard]] bool looks_like_html(std::string_view beginning);

}  // namespace baryon::forge::bitbucket
