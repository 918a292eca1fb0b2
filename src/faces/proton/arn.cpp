#include "faces/proton/arn.h"

#include <fmt/format.h>

#include <algorithm>

#include "faces/proton/pattern.h"
#include "faces/proton/repository_name.h"
#include "faces/proton/version_text.h"

namespace baryon::faces::proton {
namespace {

using registry::ResourceKey;
using registry::TemplateKind;

constexpr std::string_view environment_type = "environment-template/";
constexpr std::string_view service_type = "service-template/";
constexpr std::string_view repository_type = "repository/bitbucket:";
constexpr std::size_t longest_region = 32;

std::string_view type_of(TemplateKind kind) {
  return kind == TemplateKind::environment ? environment_type : service_type;
}

/// `1.0`
std::optional<registry::VersionNumber> parse_number(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto major = text.substr(0, dot);
  const auto minor = text.substr(dot + 1);
  if (!is_version_part(major) || !is_version_part(minor)) return std::nullopt;
  return registry::VersionNumber{.major = parse_version_part(major), .minor = parse_version_part(minor)};
}

/// What follows the account.
std::string_view resource_part(std::string_view arn) {
  for (int i = 0; i < 5; ++i) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    if (i == 2 && arn.substr(0, colon) != "proton") return {};
    arn.remove_prefix(colon + 1);
  }
  return arn;
}

}  // namespace

std::string to_arn(const ResourceKey& resource, std::string_view region) {
  return fmt::format("arn:aws:proton:{}:{}:{}{}{}", region, account_id, type_of(resource.template_key.kind),
                     resource.template_key.name, resource.version ? ":" + resource.version->text() : "");
}

std::string to_arn(const registry::TemplateKey& key, std::int64_t major, std::string_view region) {
  return fmt::format("{}:{}", to_arn({.template_key = key}, region), major);
}

std::string to_arn(const forge::Repository& repository, std::string_view region) {
  return fmt::format("arn:aws:proton:{}:{}:{}{}", region, account_id, repository_type, repository.path());
}

std::optional<forge::Repository> parse_repository_arn(std::string_view arn) {
  const auto resource = resource_part(arn);
  if (!resource.starts_with(repository_type)) return std::nullopt;
  return parse_repository_name(resource.substr(repository_type.size()));
}

std::optional<ResourceKey> parse_arn(std::string_view arn) {
  auto resource = resource_part(arn);
  ResourceKey key;
  key.template_key.kind = resource.starts_with(service_type) ? TemplateKind::service : TemplateKind::environment;
  const auto type = type_of(key.template_key.kind);
  if (!resource.starts_with(type)) return std::nullopt;
  resource.remove_prefix(type.size());
  const auto colon = resource.find(':');
  const auto name = resource.substr(0, colon);
  if (!is_resource_name(name)) return std::nullopt;
  key.template_key.name = name;
  if (colon == std::string_view::npos) return key;
  key.version = parse_number(resource.substr(colon + 1));
  if (!key.version) return std::nullopt;
  return key;
}

std::optional<std::string> as_region(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (text.empty() || text.size() > longest_region || !std::ranges::all_of(text, fits)) return std::nullopt;
  return std::string(text);
}

}  // namespace baryon::faces::proton
