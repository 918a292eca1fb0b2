#include "forge/bitbucket/event.h"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/glob.h"
#include "forge/bitbucket/json.h"
#include "forge/bitbucket/repository.h"
#include "forge/ref_name.h"
#include "forge/text.h"

namespace baryon::forge::bitbucket {
namespace {

namespace json = boost::json;

std::unexpected<Error> invalid(std::string_view member, std::string_view must) {
  return fail(ErrorCode::invalid, fmt::format("{} must be {}", member, must));
}

EventKind kind_of(std::string_view event_key) {
  if (event_key == "diagnostics:ping") return EventKind::ping;
  if (event_key == "repo:refs_changed") return EventKind::refs_changed;
  if (event_key == "repo:default_branch_modified") return EventKind::default_branch_changed;
  return EventKind::other;
}

// Of events that nothing depends on: what there is. `repo:modified` has `old` and `new` in place of `repository`.
Repository repository_if_any(const json::object& body) {
  for (const auto* const name : {"repository", "new"})
    if (const auto* const object = object_at(body, name); object != nullptr)
      if (auto repository = read_repository(*object)) return *std::move(repository);
  return {};
}

ChangeType change_type_of(std::string_view type) {
  if (type == "ADD") return ChangeType::add;
  if (type == "UPDATE") return ChangeType::update;
  if (type == "DELETE") return ChangeType::remove;
  return ChangeType::other;
}

// By the name; a `ref.type` that says something else, or something new, makes it `other`.
RefKind ref_kind_of(std::string_view ref, std::optional<std::string_view> type) {
  if (ref.starts_with("refs/heads/") && type.value_or("BRANCH") == "BRANCH") return RefKind::branch;
  if (ref.starts_with("refs/tags/") && type.value_or("TAG") == "TAG") return RefKind::tag;
  return RefKind::other;
}

Result<std::string> hash_in(const json::object& change, std::string_view name, const std::string& where,
                            ChangeType type) {
  const auto hash = text_at(change, name);
  if (!hash && type == ChangeType::other) return std::string();  // a change of a kind not known yet
  if (!hash || !is_commit_hash(*hash)) return invalid(fmt::format("{}.{}", where, name), "40 hexadecimal digits");
  return is_zero_hash(*hash) ? std::string() : to_lower(*hash);
}

Result<RefChange> change_in(const json::value& element, const std::string& where) {
  const auto* const change = element.if_object();
  if (change == nullptr) return invalid(where, "an object");
  const auto type = text_at(*change, "type");
  if (!type) return invalid(where + ".type", "a string");
  const auto* const ref_object = object_at(*change, "ref");
  auto ref = text_at(*change, "refId");
  if (!ref && ref_object != nullptr) ref = text_at(*ref_object, "id");
  if (!ref || !is_plausible_ref(*ref)) return invalid(where + ".refId", "a full ref name");

  RefChange out{.ref = std::string(*ref), .type = change_type_of(*type)};
  out.kind = ref_kind_of(*ref, ref_object == nullptr ? std::nullopt : text_at(*ref_object, "type"));
  BARYON_TRY(out.from, hash_in(*change, "fromHash", where, out.type));
  BARYON_TRY(out.to, hash_in(*change, "toHash", where, out.type));
  if (out.to.empty() && (out.type == ChangeType::add || out.type == ChangeType::update))
    return invalid(where + ".toHash", fmt::format("a commit's hash in a change of type {}", *type));
  return out;
}

using Subjects = std::map<std::string, std::string, std::less<>>;

// `toCommit` and `commits` tell of some of the new tips. Of an annotated tag they name the commit, not the tag object.
Subjects subjects_in(const json::object& body) {
  Subjects subjects;
  const auto add = [&](const json::object* commit) {
    if (commit == nullptr) return;
    const auto id = text_at(*commit, "id");
    const auto message = text_at(*commit, "message");
    if (id && message) subjects.emplace(to_lower(*id), first_line(*message));
  };
  add(object_at(body, "toCommit"));
  if (const auto* const commits = array_at(body, "commits"); commits != nullptr)
    for (const auto& element : *commits) add(element.if_object());
  return subjects;
}

Result<void> read_refs_changed(const json::value& body, Event& event) {
  const auto* const object = body.if_object();
  if (object == nullptr) return invalid("the body", "an object");
  const auto* const repository = object_at(*object, "repository");
  if (repository == nullptr) return invalid("repository", "an object");
  BARYON_TRY(event.repository, read_repository(*repository));
  const auto* const changes = array_at(*object, "changes");
  if (changes == nullptr) return invalid("changes", "an array");
  const auto subjects = subjects_in(*object);
  for (const auto& element : *changes) {
    BARYON_TRY(auto change, change_in(element, fmt::format("changes[{}]", event.changes.size())));
    if (const auto found = subjects.find(change.to); found != subjects.end()) change.subject = found->second;
    event.changes.push_back(std::move(change));
  }
  return {};
}

}  // namespace

Result<Event> parse_event(std::string_view event_key, std::string_view body) {
  Event event{.kind = kind_of(event_key), .key = std::string(event_key)};
  if (event.kind == EventKind::ping) return event;
  if (body.size() > max_event_bytes)
    return fail(ErrorCode::too_large, fmt::format("the event is larger than {}", format_bytes(max_event_bytes)));
  const auto parsed = parse_json(body, max_event_depth);
  if (event.kind == EventKind::refs_changed) {
    if (!parsed) return std::unexpected(parsed.error());
    BARYON_CHECK(read_refs_changed(*parsed, event));
    return event;
  }
  if (parsed && parsed->is_object()) event.repository = repository_if_any(parsed->get_object());
  return event;
}

}  // namespace baryon::forge::bitbucket
