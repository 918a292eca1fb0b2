#include "registry/proton/remote_library.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/random.h"
#include "registry/lookup.h"
#include "registry/proton/record.h"

namespace baryon::registry::proton {
namespace {

namespace json = boost::json;

constexpr std::int64_t largest_page = 100;

std::string operation(std::string_view verb, TemplateKind kind, std::string_view suffix = "") {
  return fmt::format("{}{}{}", verb, words_of(kind).resource, suffix);
}

Error missing(const TemplateKey& key) {
  return {.code = ErrorCode::not_found, .message = lookup::text(key) + " does not exist"};
}

Error missing(const ResourceKey& resource) {
  const auto& [key, number] = resource;
  if (!number) return missing(key);
  return {.code = ErrorCode::not_found, .message = lookup::text(key, *number) + " does not exist"};
}

/// The other side's words for what is missing name an ARN; the library's own name what was asked for.
template <class Value>
Result<Value> or_missing(const ResourceKey& resource, Result<Value> result) {
  if (!result && result.error().code == ErrorCode::not_found) return std::unexpected(missing(resource));
  return result;
}

/// Nothing where it is not there: `Value` or `std::optional<Value>`.
template <class Value, class Found>
Result<std::optional<Value>> if_there(Found found) {
  if (found) return *std::move(found);
  if (found.error().code == ErrorCode::not_found) return std::nullopt;
  return std::unexpected(std::move(found).error());
}

Error without(std::string_view member) {
  return {.code = ErrorCode::corrupt, .message = fmt::format("{} is missing", member), .retryable = true};
}

/// Those that come after, in order, as many as are wanted.
template <class Item, class Place>
std::vector<Item> part(std::vector<Item> items, const auto& after, std::size_t limit, Place place) {
  std::ranges::sort(items, {}, place);
  std::erase_if(items, [&](const Item& item) { return !(after < std::invoke(place, item)); });
  if (items.size() > limit) items.resize(limit);
  return items;
}

std::string resource_name(const ResourceKey& resource) {
  const auto& [key, number] = resource;
  return fmt::format("{}/{}{}", key.kind == TemplateKind::environment ? "environment-template" : "service-template",
                     key.name, number ? ":" + number->text() : "");
}

}  // namespace

Error RemoteLibrary::in_answer_to(std::string_view operation, Error error) const {
  return within(fmt::format("the answer of {} to {}", client_.name(), operation), std::move(error));
}

template <class Item, class Read>
Result<std::optional<Item>> RemoteLibrary::find_one(const std::string& operation, const json::object& input,
                                                    std::string_view member, Read read) {
  BARYON_TRY(const auto answer, client_.call(operation, input));
  const auto* const found = answer.if_contains(member);
  if (found == nullptr || !found->is_object()) return std::nullopt;
  auto item = read(found->get_object(), std::string(member));
  if (!item) return std::unexpected(in_answer_to(operation, std::move(item).error()));
  return *std::move(item);
}

Result<std::optional<Template>> RemoteLibrary::find_template(const std::string& operation, TemplateKind kind,
                                                             const json::object& input) {
  return find_one<Template>(
      operation, input, words_of(kind).template_member,
      [&](const json::object& members, std::string path) { return read_template(members, kind, std::move(path)); });
}

Result<std::optional<Version>> RemoteLibrary::find_version(const std::string& operation, TemplateKind kind,
                                                           const json::object& input) {
  return find_one<Version>(
      operation, input, words_of(kind).version_member,
      [&](const json::object& members, const std::string& path) { return read_version(members, kind, path); });
}

Result<Template> RemoteLibrary::one_template(const std::string& operation, TemplateKind kind,
                                             const json::object& input) {
  BARYON_TRY(auto found, find_template(operation, kind, input));
  if (!found) return std::unexpected(in_answer_to(operation, without(words_of(kind).template_member)));
  return *std::move(found);
}

Result<Version> RemoteLibrary::one_version(const std::string& operation, TemplateKind kind, const json::object& input) {
  BARYON_TRY(auto found, find_version(operation, kind, input));
  if (!found) return std::unexpected(in_answer_to(operation, without(words_of(kind).version_member)));
  return *std::move(found);
}

template <class Item>
Result<std::vector<Item>> RemoteLibrary::list_all(const std::string& operation, json::object input,
                                                  const ReadPage<Item>& read) {
  std::vector<Item> items;
  std::string token;
  input["maxResults"] = largest_page;
  for (std::size_t pages = 0; pages < most_pages; ++pages) {
    BARYON_TRY(const auto answer, client_.call(operation, input));
    auto page = read(answer);
    if (!page) return std::unexpected(in_answer_to(operation, std::move(page).error()));
    std::ranges::move(page->items, std::back_inserter(items));
    if (page->next_token.empty() || page->next_token == token) return items;
    token = std::move(page->next_token);
    input["nextToken"] = token;
  }
  return std::unexpected(in_answer_to(
      operation, {.code = ErrorCode::too_large, .message = fmt::format("more than {} pages", most_pages)}));
}

Result<Template> RemoteLibrary::create_template(const NewTemplate& wanted) {
  return one_template(operation("Create", wanted.key.kind), wanted.key.kind, to_json(wanted));
}

Result<std::optional<Template>> RemoteLibrary::template_of(const TemplateKey& key) {
  return if_there<Template>(one_template(operation("Get", key.kind), key.kind, {{"name", key.name}}));
}

Result<std::vector<Template>> RemoteLibrary::list_templates(TemplateKind kind, const std::string& after,
                                                            std::size_t limit) {
  BARYON_TRY(auto all, list_all<Template>(operation("List", kind, "s"), {},
                                          [&](const json::object& answer) { return read_templates(answer, kind); }));
  return part(std::move(all), after, limit, &Template::name);
}

Result<Template> RemoteLibrary::update_template(const TemplateKey& key, const TemplateUpdate& update) {
  return or_missing({.template_key = key}, one_template(operation("Update", key.kind), key.kind, to_json(key, update)));
}

Result<std::optional<Template>> RemoteLibrary::delete_template(const TemplateKey& key) {
  return if_there<Template>(find_template(operation("Delete", key.kind), key.kind, {{"name", key.name}}));
}

Result<Version> RemoteLibrary::begin_version(const NewVersion& wanted) {
  const auto& key = wanted.template_key;
  if (wanted.major && *wanted.major < 0)
    return fail(ErrorCode::not_found,
                fmt::format("major version {} of {} does not exist", *wanted.major, lookup::text(key)));
  auto with_token = wanted;
  // So that a try whose answer was lost can be made again.
  if (with_token.client_token.empty()) with_token.client_token = random_hex(16);
  return one_version(operation("Create", key.kind, "Version"), key.kind, to_json(with_token));
}

Result<std::vector<PendingVersion>> RemoteLibrary::pending_versions(std::size_t /*limit*/) {
  return std::vector<PendingVersion>{};
}

Result<void> RemoteLibrary::finish_version(const PendingVersion& /*pending*/, const bundle::Bundle& /*bundle*/,
                                           const std::string& /*bundle_key*/) {
  return fail(ErrorCode::unsupported, fmt::format("{} registers its versions itself", client_.name()));
}

Result<void> RemoteLibrary::fail_version(const PendingVersion& /*pending*/, const std::string& /*reason*/) {
  return fail(ErrorCode::unsupported, fmt::format("{} registers its versions itself", client_.name()));
}

Result<std::optional<Version>> RemoteLibrary::version_of(const TemplateKey& key, VersionNumber number) {
  return if_there<Version>(one_version(operation("Get", key.kind, "Version"), key.kind, to_json(key, number)));
}

Result<std::vector<Version>> RemoteLibrary::list_versions(const TemplateKey& key, std::optional<std::int64_t> major,
                                                          std::optional<VersionNumber> after, std::size_t limit) {
  json::object input{{"templateName", key.name}};
  if (major) input["majorVersion"] = std::to_string(*major);
  BARYON_TRY(auto all,
             or_missing({.template_key = key}, list_all<Version>(operation("List", key.kind, "Versions"),
                                                                 std::move(input), [&](const json::object& answer) {
                                                                   return read_versions(answer, key.kind);
                                                                 })));
  return part(std::move(all), after.value_or(VersionNumber{}), limit, &Version::number);
}

Result<Version> RemoteLibrary::update_version(const TemplateKey& key, VersionNumber number,
                                              const VersionUpdate& update) {
  return or_missing({.template_key = key, .version = number},
                    one_version(operation("Update", key.kind, "Version"), key.kind, to_json(key, number, update)));
}

Result<std::optional<Version>> RemoteLibrary::delete_version(const TemplateKey& key, VersionNumber number) {
  return if_there<Version>(find_version(operation("Delete", key.kind, "Version"), key.kind, to_json(key, number)));
}

Result<std::string> RemoteLibrary::ask_arn_prefix(const TemplateKey& key) {
  const auto asked = operation("Get", key.kind);
  BARYON_TRY(const auto answer, client_.call(asked, {{"name", key.name}}));
  const auto* const found = answer.if_contains(words_of(key.kind).template_member);
  const auto* const members = found == nullptr ? nullptr : found->if_object();
  const auto arn = members == nullptr ? "" : Record(*members, "").text_or_nothing("arn");
  const auto name = resource_name({.template_key = key});
  if (arn.starts_with("arn:") && arn.ends_with(":" + name)) return arn.substr(0, arn.size() - name.size());
  return std::unexpected(in_answer_to(
      asked, {.code = ErrorCode::corrupt, .message = "arn is not that of the template", .retryable = true}));
}

// Region and account are the other side's; any resource tells them, and the template has to be there anyway.
Result<std::string> RemoteLibrary::arn_of(const ResourceKey& resource) {
  std::string prefix;
  {
    const std::lock_guard lock(mutex_);
    prefix = arn_prefix_;
  }
  if (prefix.empty()) {
    BARYON_TRY(prefix, ask_arn_prefix(resource.template_key));
    const std::lock_guard lock(mutex_);
    arn_prefix_ = prefix;
  }
  return prefix + resource_name(resource);
}

Result<void> RemoteLibrary::tag(const ResourceKey& resource, const std::vector<Tag>& tags) {
  BARYON_TRY(const auto arn, or_missing(resource, arn_of(resource)));
  BARYON_CHECK(or_missing(resource, client_.call("TagResource", {{"resourceArn", arn}, {"tags", to_json(tags)}})));
  return {};
}

Result<void> RemoteLibrary::untag(const ResourceKey& resource, const std::vector<std::string>& keys) {
  BARYON_TRY(const auto arn, or_missing(resource, arn_of(resource)));
  const json::object input{{"resourceArn", arn}, {"tagKeys", json::array(keys.begin(), keys.end())}};
  BARYON_CHECK(or_missing(resource, client_.call("UntagResource", input)));
  return {};
}

Result<std::vector<Tag>> RemoteLibrary::list_tags(const ResourceKey& resource, const std::string& after,
                                                  std::size_t limit) {
  BARYON_TRY(const auto arn, or_missing(resource, arn_of(resource)));
  BARYON_TRY(auto all, or_missing(resource, list_all<Tag>("ListTagsForResource", {{"resourceArn", arn}}, read_tags)));
  return part(std::move(all), after, limit, &Tag::key);
}

Result<LibraryCounts> RemoteLibrary::counts() {
  BARYON_TRY(const auto answer, client_.call("GetResourcesSummary", {}));
  auto counts = read_counts(answer);
  if (!counts) return std::unexpected(in_answer_to("GetResourcesSummary", std::move(counts).error()));
  return counts;
}

}  // namespace baryon::registry::proton
