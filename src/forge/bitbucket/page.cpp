#include "forge/bitbucket/page.h"

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "forge/bitbucket/json.h"

namespace baryon::forge::bitbucket {

// The next page begins at nextPageStart, not at start + limit: entries that are filtered out leave gaps.
Result<Page> read_page(const boost::json::value& body, std::int64_t start, std::string_view what) {
  const auto not_a_page = [&](std::string_view why) {
    return fail_for_now(ErrorCode::corrupt, fmt::format("Bitbucket's list of {} {}", what, why));
  };
  const auto* const object = body.if_object();
  Page page{.values = object == nullptr ? nullptr : array_at(*object, "values"), .next = {}};
  if (page.values == nullptr) return not_a_page("is not a page of values");
  for (const auto& value : *page.values)
    if (!value.is_object()) return not_a_page("holds something that is not an object");
  if (flag_at(*object, "isLastPage").value_or(false)) return page;
  page.next = integer_at(*object, "nextPageStart");
  if (!page.next || *page.next <= start) return not_a_page("does not say where its next page begins");
  return page;
}

}  // namespace baryon::forge::bitbucket
