#include "aws/profiles.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "base/file.h"
#include "base/units.h"

namespace baryon::aws {
namespace {

constexpr std::uint64_t max_file = 1 * mib;
constexpr std::string_view default_profile = "default";
constexpr std::string_view profile_prefix = "profile ";

std::filesystem::path place_of(const Environment& environment, const std::string& variable, const char* usual) {
  auto named = environment(variable).value_or("");
  const auto home = environment("HOME").value_or("");
  if (named.starts_with("~/") && !home.empty()) return std::filesystem::path(home) / named.substr(2);
  if (!named.empty()) return named;
  return home.empty() ? std::filesystem::path() : std::filesystem::path(home) / ".aws" / usual;
}

Result<IniFile> read(const std::filesystem::path& path) {
  if (path.empty()) return IniFile{};
  auto text = read_small_file(path, max_file);
  if (!text && text.error().code == ErrorCode::not_found) return IniFile{};
  if (!text) return std::unexpected(std::move(text).error());
  auto file = parse_ini(*text);
  if (!file) return std::unexpected(within(path.string(), std::move(file).error()));
  return file;
}

}  // namespace

Result<Profiles> Profiles::load(const Environment& environment) {
  Profiles profiles;
  BARYON_TRY(auto config, read(place_of(environment, "AWS_CONFIG_FILE", "config")));
  for (auto& [section, settings] : config) {
    if (section == default_profile) profiles.profiles_[section].merge(settings);
    if (section.starts_with(profile_prefix)) profiles.profiles_[section.substr(profile_prefix.size())].merge(settings);
  }
  BARYON_TRY(const auto credentials, read(place_of(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")));
  for (const auto& [section, settings] : credentials)
    for (const auto& [name, value] : settings) profiles.profiles_[section][name] = value;
  return profiles;
}

const IniSection* Profiles::find(const std::string& name) const {
  const auto found = profiles_.find(name);
  return found == profiles_.end() ? nullptr : &found->second;
}

std::string profile_name(const Environment& environment) {
  auto name = environment("AWS_PROFILE").value_or("");
  return name.empty() ? std::string(default_profile) : name;
}

}  // namespace baryon::aws
