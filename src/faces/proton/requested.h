#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "faces/proton/call.h"

namespace baryon::faces::proton {

/// `ResourceNotFoundException` for a template or version that a caller named.
[[nodiscard]] std::unexpected<Exception> missing(const Call& call, const registry::ResourceKey& resource);

/// What a room below answered, its error made fit for the caller.
template <class T>
[[nodiscard]] Expected<T> answered(const Call& call, Result<T> result) {
  if (!result) return refuse(result.error(), call.request_id);
  if constexpr (std::is_void_v<T>)
    return {};
  else
    return *std::move(result);
}

/// The same where only the resource that the caller named can be what was not found.
template <class T>
[[nodiscard]] Expected<T> requested(const Call& call, const registry::ResourceKey& resource, Result<T> result) {
  if (!result && result.error().code == ErrorCode::not_found) return missing(call, resource);
  return answered(call, std::move(result));
}

template <class T>
[[nodiscard]] Expected<T> requested(const Call& call, const registry::ResourceKey& resource,
                                    Result<std::optional<T>> result) {
  if (!result) return refuse(result.error(), call.request_id);
  if (!*result) return missing(call, resource);
  return **std::move(result);
}

}  // namespace baryon::faces::proton
