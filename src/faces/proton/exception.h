#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon::faces::proton {

/// What a caller is told instead of a result: `ResourceNotFoundException` and so on. The message is for the caller.
struct Exception {
  std::string name;
  int status = 400;
  std::string message;
};

template <class T>
using Expected = std::expected<T, Exception>;

/// Those of the service model (AWS Proton API Reference, "Common Errors" of each operation).
enum class Kind : std::uint8_t {
  access_denied,
  conflict,
  internal_server,
  resource_not_found,
  service_quota_exceeded,
  throttling,
  validation,
};

[[nodiscard]] std::unexpected<Exception> refuse(Kind kind, std::string message);

/// An error of a room below. What is ours to mend (database, disk, defects) is told without details; those go to the
/// log beside `request_id`.
[[nodiscard]] std::unexpected<Exception> refuse(const Error& error, std::string_view request_id);

}  // namespace baryon::faces::proton
