// The first line is the event key, the rest the body.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/glob.h"
#include "forge/bitbucket/event.h"
#include "forge/ref_name.h"
#include "forge/repository_name.h"

namespace {

using namespace baryon::forge;

void require(bool condition) {
  if (!condition) std::abort();
}

bool is_hash_or_nothing(const std::string& hash) {
  return hash.empty() || (is_commit_hash(hash) && !is_zero_hash(hash) && baryon::to_lower(hash) == hash);
}

void check(const Event& event) {
  if (event.repository.id != 0) {
    require(is_plausible_name(event.repository.project));
    require(is_plausible_name(event.repository.slug));
  }
  if (event.kind != EventKind::refs_changed) return require(event.changes.empty());
  require(event.repository.id > 0);
  for (const auto& change : event.changes) {
    require(is_plausible_ref(change.ref));
    require(is_hash_or_nothing(change.from));
    require(is_hash_or_nothing(change.to));
    if (change.type == ChangeType::add || change.type == ChangeType::update) require(!change.to.empty());
    if (change.kind == RefKind::branch) require(change.ref.starts_with("refs/heads/"));
    require(change.subject.size() <= 500);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line_end = input.find('\n');
  if (line_end == std::string_view::npos) return 0;
  const auto event = bitbucket::parse_event(input.substr(0, line_end), input.substr(line_end + 1));
  if (event)
    check(*event);
  else
    require(!event.error().message.empty() && !event.error().retryable);
  return 0;
}
