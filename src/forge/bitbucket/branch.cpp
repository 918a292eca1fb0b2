#include "forge/bitbucket/branch.h"

#include "base/glob.h"
#include "forge/bitbucket/json.h"
#include "forge/ref_name.h"

namespace baryon::forge::bitbucket {

Result<Branch> read_branch(const boost::json::object& object) {
  const auto id = text_at(object, "id");
  if (!id || !is_plausible_ref(*id)) return fail(ErrorCode::invalid, "branch.id must be a full ref name");
  auto commit = text_at(object, "latestCommit");
  if (!commit) commit = text_at(object, "latestChangeset");  // its older name
  if (!commit || !is_commit_hash(*commit))
    return fail(ErrorCode::invalid, "branch.latestCommit must be 40 hexadecimal digits");
  // `default` is what Atlassian's description of the API calls it.
  const auto is_default = flag_at(object, "isDefault").value_or(flag_at(object, "default").value_or(false));
  return Branch{.head = {.ref = std::string(*id), .commit = to_lower(*commit)}, .is_default = is_default};
}

}  // namespace baryon::forge::bitbucket
