#include "faces/proton/paging.h"

namespace baryon::faces::proton {

Expected<Page> Page::of(const Call& call, std::string filter) {
  Page page(call, std::move(filter));
  if (const auto wanted = call.number("maxResults")) page.size_ = static_cast<std::size_t>(*wanted);
  const auto token = call.text("nextToken");
  if (!token) return page;
  auto place = call.services.tokens.open(call.operation, page.filter_, *token);
  if (!place)
    return refuse(Kind::validation, "the nextToken is not one that this operation gave for the same parameters");
  page.after_ = *std::move(place);
  return page;
}

std::string Page::token_after(std::string_view place) const {
  return call_.services.tokens.seal(call_.operation, filter_, place);
}

}  // namespace baryon::faces::proton
