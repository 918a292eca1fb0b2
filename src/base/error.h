#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace baryon {

/// What kind of failure it was; decides what callers do with it (retry, answer, exit code).
enum class ErrorCode : std::uint8_t {
  invalid,        ///< the input is wrong and stays wrong
  not_found,      ///< the thing asked for does not exist
  conflict,       ///< it exists already, or belongs to somebody else
  denied,         ///< credentials are missing, wrong or not sufficient
  too_large,      ///< a limit was passed; the message names it
  corrupt,        ///< bytes that should be whole are not
  unavailable,    ///< a peer, the database or the disk cannot serve now
  usage,          ///< the command line is wrong
  configuration,  ///< the user has to change a setting
  unsupported,    ///< understood, but this build does not do it
  internal,       ///< a defect of this program
};

[[nodiscard]] std::string_view to_string(ErrorCode code);

/// A failure: what happened to what (`message`), and what to do about it (`hint`, may be empty).
///
///     return fail(ErrorCode::not_found, "template 'vpc' is not registered", "see `baryon templates`");
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string hint = {};
  bool retryable = false;
  std::optional<std::chrono::seconds> retry_after = {};  ///< as told by the peer

  /// Message and hint in one line.
  [[nodiscard]] std::string text() const;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {}) {
  return std::unexpected(Error{.code = code, .message = std::move(message), .hint = std::move(hint)});
}

/// A failure that is expected to pass: worth another try later.
[[nodiscard]] inline std::unexpected<Error> fail_for_now(ErrorCode code, std::string message, std::string hint = {}) {
  return std::unexpected(
      Error{.code = code, .message = std::move(message), .hint = std::move(hint), .retryable = true});
}

/// `context: message`, everything else kept.
[[nodiscard]] Error within(std::string_view context, Error error);

}  // namespace baryon

#define BARYON_JOIN_INNER(a, b) a##b
#define BARYON_JOIN(a, b) BARYON_JOIN_INNER(a, b)

/// BARYON_TRY(auto value, compute()); returns the error from the enclosing function, or goes on with the value.
#define BARYON_TRY(declaration, expression)                                           \
  auto BARYON_JOIN(baryon_result_, __LINE__) = (expression);                          \
  if (!BARYON_JOIN(baryon_result_, __LINE__))                                         \
    return std::unexpected(std::move(BARYON_JOIN(baryon_result_, __LINE__)).error()); \
  declaration = *std::move(BARYON_JOIN(baryon_result_, __LINE__))

/// The same for a Result whose value does not matter.
#define BARYON_CHECK(expression)                                 \
  do {                                                           \
    if (auto baryon_checked = (expression); !baryon_checked)     \
      return std::unexpected(std::move(baryon_checked).error()); \
  } while (false)
