#include "lambda/delivery_message.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "forge/bitbucket/json.h"
#include "forge/ref_name.h"
#include "forge/repository_name.h"

namespace baryon::lambda {
namespace {

namespace json = boost::json;
using forge::bitbucket::array_at;
using forge::bitbucket::integer_at;
using forge::bitbucket::object_at;
using forge::bitbucket::text_at;

constexpr std::string_view version_name = "baryon_delivery";
constexpr std::int64_t version = 1;

template <class Value>
using Words = std::array<std::pair<std::string_view, Value>, 4>;

constexpr Words<forge::EventKind> event_words{{{"ping", forge::EventKind::ping},
                                               {"refs_changed", forge::EventKind::refs_changed},
                                               {"default_branch_changed", forge::EventKind::default_branch_changed},
                                               {"other", forge::EventKind::other}}};
constexpr Words<forge::ChangeType> type_words{{{"add", forge::ChangeType::add},
                                               {"update", forge::ChangeType::update},
                                               {"remove", forge::ChangeType::remove},
                                               {"other", forge::ChangeType::other}}};
constexpr std::array<std::pair<std::string_view, forge::RefKind>, 3> kind_words{
    {{"branch", forge::RefKind::branch}, {"tag", forge::RefKind::tag}, {"other", forge::RefKind::other}}};

template <class Table, class Value>
std::string_view word_of(const Table& table, Value value) {
  return std::ranges::find(table, value, [](const auto& entry) { return entry.second; })->first;
}

std::unexpected<Error> invalid(std::string_view member) {
  return fail(ErrorCode::invalid, fmt::format("the message's {} is missing or wrong", member));
}

template <class Table>
auto value_in(const Table& table, const json::object& object, std::string_view member)
    -> Result<decltype(table[0].second)> {
  const auto word = text_at(object, member);
  const auto found = std::ranges::find(table, word.value_or(""), [](const auto& entry) { return entry.first; });
  if (found == table.end()) return invalid(member);
  return found->second;
}

Result<std::string> hash_in(const json::object& object, std::string_view member) {
  const auto hash = text_at(object, member);
  if (!hash || (!hash->empty() && !forge::is_commit_hash(*hash))) return invalid(member);
  return std::string(*hash);
}

Result<forge::RefChange> read_change(const json::value& value) {
  const auto* const object = value.if_object();
  if (object == nullptr) return invalid("changes");
  const auto ref = text_at(*object, "ref");
  if (!ref || !forge::is_plausible_ref(*ref)) return invalid("changes.ref");
  forge::RefChange change{.ref = std::string(*ref)};
  BARYON_TRY(change.kind, value_in(kind_words, *object, "kind"));
  BARYON_TRY(change.type, value_in(type_words, *object, "type"));
  BARYON_TRY(change.from, hash_in(*object, "from"));
  BARYON_TRY(change.to, hash_in(*object, "to"));
  return change;
}

Result<forge::Repository> read_repository(const json::object& message) {
  const auto* const object = object_at(message, "repository");
  if (object == nullptr) return invalid("repository");
  const auto id = integer_at(*object, "id");
  const auto project = text_at(*object, "project");
  const auto slug = text_at(*object, "slug");
  if (!id || *id < 0) return invalid("repository.id");
  if (!project || !forge::is_plausible_name(*project)) return invalid("repository.project");
  if (!slug || !forge::is_plausible_name(*slug)) return invalid("repository.slug");
  return forge::Repository{.id = *id, .project = std::string(*project), .slug = std::string(*slug)};
}

}  // namespace

std::vector<std::string> write_delivery_messages(const QueuedDelivery& delivery) {
  const auto& event = delivery.event;
  std::vector<std::string> messages;
  std::size_t begin = 0;
  do {
    json::array changes;
    const auto end = std::min(event.changes.size(), begin + changes_per_message);
    for (; begin < end; ++begin) {
      const auto& change = event.changes[begin];
      changes.push_back(json::object{{"ref", change.ref},
                                     {"kind", word_of(kind_words, change.kind)},
                                     {"type", word_of(type_words, change.type)},
                                     {"from", change.from},
                                     {"to", change.to}});
    }
    messages.push_back(json::serialize(json::object{
        {version_name, version},
        {"id", delivery.id},
        {"forge", delivery.forge},
        {"event", word_of(event_words, event.kind)},
        {"key", event.key},
        {"repository",
         {{"id", event.repository.id}, {"project", event.repository.project}, {"slug", event.repository.slug}}},
        {"changes", std::move(changes)}}));
  } while (begin < event.changes.size());
  return messages;
}

Result<QueuedDelivery> read_delivery_message(std::string_view body) {
  BARYON_TRY(const auto value, forge::bitbucket::parse_json(body));
  const auto* const message = value.if_object();
  if (message == nullptr || integer_at(*message, version_name) != version) return invalid(version_name);
  const auto id = text_at(*message, "id");
  const auto forge = text_at(*message, "forge");
  const auto key = text_at(*message, "key");
  const auto* const changes = array_at(*message, "changes");
  if (!id) return invalid("id");
  if (!forge) return invalid("forge");
  if (!key) return invalid("key");
  if (changes == nullptr) return invalid("changes");
  QueuedDelivery delivery{.id = std::string(*id), .forge = std::string(*forge), .event = {}};
  delivery.event.key = *key;
  BARYON_TRY(delivery.event.kind, value_in(event_words, *message, "event"));
  BARYON_TRY(delivery.event.repository, read_repository(*message));
  for (const auto& element : *changes) {
    BARYON_TRY(auto change, read_change(element));
    delivery.event.changes.push_back(std::move(change));
  }
  return delivery;
}

}  // namespace baryon::lambda
