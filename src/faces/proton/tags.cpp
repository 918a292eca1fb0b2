#include "faces/proton/tags.h"

#include <boost/json/array.hpp>

#include <array>
#include <string>
#include <variant>

#include "faces/proton/arn.h"
#include "faces/proton/paging.h"
#include "faces/proton/requested.h"
#include "faces/proton/shapes.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;
using app::Role;
using registry::ResourceKey;
using registry::Tag;

/// What tags hang on.
using Resource = std::variant<ResourceKey, forge::Repository>;

Expected<Resource> resource_of(const Call& call) {
  const auto arn = call.required_text("resourceArn");
  if (auto repository = parse_repository_arn(arn)) return *std::move(repository);
  if (auto resource = parse_arn(arn)) return *std::move(resource);
  return refuse(Kind::resource_not_found, "The requested resource does not exist: " + arn +
                                              " (this registry keeps environment and service templates, their "
                                              "versions, and repositories)");
}

Answer tag_resource(const Call& call) {
  BARYON_TRY(const auto resource, resource_of(call));
  if (const auto* const repository = std::get_if<forge::Repository>(&resource)) {
    BARYON_CHECK(answered(call, call.services.repositories.tag(*repository, tags_of(call))));
    return json::object{};
  }
  const auto& key = std::get<ResourceKey>(resource);
  BARYON_CHECK(requested(call, key, call.services.library.tag(key, tags_of(call))));
  return json::object{};
}

Answer untag_resource(const Call& call) {
  BARYON_TRY(const auto resource, resource_of(call));
  std::vector<std::string> keys;
  for (const auto& key : *call.list("tagKeys")) keys.emplace_back(key.as_string());
  if (const auto* const repository = std::get_if<forge::Repository>(&resource)) {
    BARYON_CHECK(answered(call, call.services.repositories.untag(*repository, keys)));
    return json::object{};
  }
  const auto& key = std::get<ResourceKey>(resource);
  BARYON_CHECK(requested(call, key, call.services.library.untag(key, keys)));
  return json::object{};
}

json::object tag_page(const Page& page, const std::vector<Tag>& tags) {
  return page.answer(
      "tags", tags, [](const Tag& tag) { return json::object{{"key", tag.key}, {"value", tag.value}}; },
      [](const Tag& tag) { return tag.key; });
}

Answer list_tags(const Call& call) {
  BARYON_TRY(const auto resource, resource_of(call));
  if (const auto* const repository = std::get_if<forge::Repository>(&resource)) {
    BARYON_TRY(const auto page, Page::of(call, to_arn(*repository, "")));
    BARYON_TRY(const auto tags,
               answered(call, call.services.repositories.list_tags(*repository, page.after(), page.limit())));
    return tag_page(page, tags);
  }
  const auto& key = std::get<ResourceKey>(resource);
  BARYON_TRY(const auto page, Page::of(call, to_arn(key, "")));
  BARYON_TRY(const auto tags, requested(call, key, call.services.library.list_tags(key, page.after(), page.limit())));
  return tag_page(page, tags);
}

/// Without the pattern that other operations have for it.
constexpr Shape any_text{Text{}};

constexpr std::array tag_members{Member{"resourceArn", &shapes::arn, Presence::required},
                                 Member{"tags", &shapes::tags, Presence::required}};
constexpr std::array untag_members{Member{"resourceArn", &shapes::arn, Presence::required},
                                   Member{"tagKeys", &shapes::tag_keys, Presence::required}};
constexpr std::array list_members{Member{"resourceArn", &shapes::arn, Presence::required},
                                  Member{"maxResults", &shapes::max_results}, Member{"nextToken", &any_text}};

constexpr std::array operations{
    Operation{"TagResource", Role::operator_, {tag_members}, tag_resource},
    Operation{"UntagResource", Role::operator_, {untag_members}, untag_resource},
    Operation{"ListTagsForResource", Role::viewer, {list_members}, list_tags},
};

}  // namespace

std::span<const Operation> tag_operations() { return operations; }

std::vector<Tag> tags_of(const Call& call) {
  std::vector<Tag> tags;
  if (const auto* const given = call.list("tags"))
    for (const auto& tag : *given) tags.push_back({.key = text_member(tag, "key"), .value = text_member(tag, "value")});
  return tags;
}

}  // namespace baryon::faces::proton
