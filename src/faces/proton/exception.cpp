#include "faces/proton/exception.h"

#include <utility>

#include "base/log.h"
#include "base/text.h"

namespace baryon::faces::proton {
namespace {

constexpr std::size_t longest_message = 2000;  // which may repeat what the caller sent

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::access_denied:
      return "AccessDeniedException";
    case Kind::conflict:
      return "ConflictException";
    case Kind::internal_server:
      return "InternalServerException";
    case Kind::resource_not_found:
      return "ResourceNotFoundException";
    case Kind::service_quota_exceeded:
      return "ServiceQuotaExceededException";
    case Kind::throttling:
      return "ThrottlingException";
    case Kind::validation:
      return "ValidationException";
  }
  return "InternalServerException";
}

Kind kind_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid:
      return Kind::validation;
    case ErrorCode::not_found:
      return Kind::resource_not_found;
    case ErrorCode::conflict:
      return Kind::conflict;
    case ErrorCode::denied:
      return Kind::access_denied;
    case ErrorCode::too_large:
      return Kind::service_quota_exceeded;
    case ErrorCode::unavailable:
      // A time to come back at is what somebody says who is there, but busy.
      return error.retryable && error.retry_after ? Kind::throttling : Kind::internal_server;
    default:
      return Kind::internal_server;
  }
}

}  // namespace

std::unexpected<Exception> refuse(Kind kind, std::string message) {
  return std::unexpected(Exception{.name = std::string(name_of(kind)),
                                   .status = kind == Kind::internal_server ? 500 : 400,
                                   .message = std::move(message)});
}

std::unexpected<Exception> refuse(const Error& error, std::string_view request_id) {
  const auto kind = kind_of(error);
  if (kind == Kind::throttling) return refuse(kind, "Rate exceeded");
  if (kind != Kind::internal_server) return refuse(kind, escape_for_display(error.text(), longest_message));
  log::error("Proton API request not answered", {{"request", request_id}, {"reason", error.text()}});
  return refuse(kind, "this cannot be answered now; the server's log says why");
}

}  // namespace baryon::faces::proton
