// A page of a list that Bitbucket answers, of branches or of repositories.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "forge/bitbucket/branch.h"
#include "forge/bitbucket/json.h"
#include "forge/bitbucket/page.h"
#include "forge/bitbucket/repository.h"
#include "forge/ref_name.h"
#include "forge/repository_name.h"

namespace {

using namespace baryon::forge;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const boost::json::object& entry) {
  if (const auto branch = bitbucket::read_branch(entry)) {
    require(is_plausible_ref(branch->head.ref));
    require(is_commit_hash(branch->head.commit));
  }
  if (const auto listed = bitbucket::read_listed_repository(entry)) {
    require(listed->repository.id > 0);
    require(is_plausible_name(listed->repository.project) && is_plausible_name(listed->repository.slug));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto body = bitbucket::parse_json({reinterpret_cast<const char*>(data), size});
  if (!body) return 0;
  const auto page = bitbucket::read_page(*body, 0, "things");
  if (!page) {
    require(page.error().retryable);
    return 0;
  }
  require(!page->next || *page->next > 0);
  for (const auto& value : *page->values) check(value.get_object());
  return 0;
}
