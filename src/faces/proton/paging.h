#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "faces/proton/call.h"

namespace baryon::faces::proton {

/// How many items a page has when the caller does not say: as many as it may have.
inline constexpr std::size_t largest_page = 100;

/// One page of a List operation, from the members `maxResults` and `nextToken` of its input.
class Page {
 public:
  /// `filter` is what else decides which items are listed. Refuses a token that is not of this operation and filter.
  [[nodiscard]] static Expected<Page> of(const Call& call, std::string filter);

  /// The place after which the page begins; empty: at the start.
  [[nodiscard]] const std::string& after() const { return after_; }

  /// How many items to ask for: one more than fit, which tells whether there is another page.
  [[nodiscard]] std::size_t limit() const { return size_ + 1; }

  /// The answer: the items that fit, shown by `view`, and a token for the others. `place` tells where an item stands.
  template <class Item, class View, class Place>
  [[nodiscard]] boost::json::object answer(std::string_view member, const std::vector<Item>& items, View view,
                                           Place place) const {
    boost::json::array shown;
    for (std::size_t i = 0; i < items.size() && i < size_; ++i) shown.push_back(view(items[i]));
    boost::json::object answer{{member, std::move(shown)}};
    if (items.size() > size_) answer["nextToken"] = token_after(place(items[size_ - 1]));
    return answer;
  }

 private:
  Page(const Call& call, std::string filter) : call_(call), filter_(std::move(filter)) {}
  [[nodiscard]] std::string token_after(std::string_view place) const;

  const Call& call_;
  std::string filter_;
  std::string after_;
  std::size_t size_ = largest_page;
};

}  // namespace baryon::faces::proton
