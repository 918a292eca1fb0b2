#include "aws/profile_credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aws/web_identity_credentials.h"
#include "base/text.h"

namespace baryon::aws {
namespace {

constexpr int max_roles_in_a_row = 5;

std::string setting(const IniSection& profile, const std::string& name) {
  const auto found = profile.find(name);
  return found == profile.end() ? "" : found->second;
}

std::unexpected<Error> wrong(const std::string& profile, std::string_view what, std::string hint = {}) {
  return fail_for_now(ErrorCode::configuration, fmt::format("profile '{}' {}", escape_for_display(profile, 60), what),
                      std::move(hint));
}

bool has_any(const IniSection& profile, std::initializer_list<const char*> names) {
  return std::ranges::any_of(names, [&](const char* name) { return profile.contains(name); });
}

// A profile may hold nothing but a region.
bool tells_of_a_key(const IniSection& profile) {
  return has_any(profile, {"aws_access_key_id", "aws_secret_access_key", "role_arn", "credential_process",
                           "sso_session", "sso_start_url", "sso_account_id"});
}

}  // namespace

std::string ProfileCredentials::name() const {
  return fmt::format("the profile '{}' of AWS's shared files", escape_for_display(profile_name(environment_), 60));
}

Result<std::optional<FoundCredentials>> ProfileCredentials::find() {
  BARYON_TRY(const auto profiles, Profiles::load(environment_));
  const auto name = profile_name(environment_);
  const auto* const profile = profiles.find(name);
  const bool is_named = !environment_("AWS_PROFILE").value_or("").empty();
  if (profile == nullptr && is_named)
    return wrong(name, "is in none of AWS's shared files", "check AWS_PROFILE, AWS_CONFIG_FILE and HOME");
  if (profile == nullptr || !tells_of_a_key(*profile)) return std::nullopt;
  BARYON_TRY(auto found, read(profiles, name, 0));
  return found;
}

Result<FoundCredentials> ProfileCredentials::read(const Profiles& profiles, const std::string& name, int depth) {
  const auto* const profile = profiles.find(name);
  if (profile == nullptr) return wrong(name, "is in none of AWS's shared files");
  if (depth > max_roles_in_a_row) return wrong(name, "is at the end of a circle, or of too many roles");
  const auto id = setting(*profile, "aws_access_key_id");
  const auto secret = setting(*profile, "aws_secret_access_key");
  // A profile that names itself as the source of its role holds the key for it, too.
  if (profile->contains("role_arn") && (depth == 0 || id.empty())) return take_role(profiles, name, *profile, depth);
  if (!id.empty() && !secret.empty())
    return FoundCredentials{.key = {.access_key_id = id,
                                    .secret = Secret(secret),
                                    .session_token = Secret(setting(*profile, "aws_session_token"))}};
  if (has_any(*profile, {"credential_process", "sso_session", "sso_start_url", "sso_account_id"}))
    return wrong(name, "uses single sign-on or a credential_process, which are not supported",
                 "put what `aws configure export-credentials --format env` prints into the environment");
  return wrong(name, "holds no access key");
}

Result<FoundCredentials> ProfileCredentials::take_role(const Profiles& profiles, const std::string& name,
                                                       const IniSection& profile, int depth) {
  RoleRequest role{.role_arn = setting(profile, "role_arn"), .external_id = setting(profile, "external_id")};
  if (auto session = setting(profile, "role_session_name"); !session.empty()) role.session_name = std::move(session);
  if (profile.contains("mfa_serial")) return wrong(name, "wants a code of somebody's device, which a server has not");
  if (const auto file = setting(profile, "web_identity_token_file"); !file.empty())
    return assume_with_token_file(sts_, file, role);
  if (const auto source = setting(profile, "source_profile"); !source.empty()) {
    BARYON_TRY(const auto caller, read(profiles, source, depth + 1));
    return sts_.assume_role(caller.key, role);
  }
  const auto source = setting(profile, "credential_source");
  const auto provider = make_source_(source);
  if (!provider)
    return wrong(name, "does not say with whose key to take its role on",
                 "set source_profile, or credential_source to Environment, EcsContainer or Ec2InstanceMetadata");
  BARYON_TRY(const auto caller, provider->find());
  if (!caller) return wrong(name, fmt::format("finds no access key in {}", provider->name()));
  return sts_.assume_role(caller->key, role);
}

}  // namespace baryon::aws
