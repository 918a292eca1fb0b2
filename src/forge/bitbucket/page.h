#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace baryon::forge::bitbucket {

/// One page of a list (Bitbucket Data Center REST API, "Paged APIs"): `{"values", "isLastPage", "nextPageStart"}`.
struct Page {
  const boost::json::array* values = nullptr;  ///< objects all; lives as long as the answer
  std::optional<std::int64_t> next;            ///< where the next page begins; nothing: it was the last
};

/// `start`: where this page was asked to begin. `what` is named in the error: corrupt and retryable.
[[nodiscard]] Result<Page> read_page(const boost::json::value& body, std::int64_t start, std::string_view what);

}  // namespace baryon::forge::bitbucket
