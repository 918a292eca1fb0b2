#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "aws/credentials_provider.h"
#include "aws/profiles.h"
#include "aws/sts.h"
#include "base/environment.h"

namespace baryon::aws {

/// The profile named by `AWS_PROFILE` in AWS's shared files: a key of its own; a role (`role_arn`, `external_id`,
/// `role_session_name`) taken on with `source_profile`, `credential_source` or `web_identity_token_file`. Programs
/// (`credential_process`) are not run, and there is no single sign-on (`sso_*`): both are a `configuration` error that
/// says so. The files are read each time.
class ProfileCredentials final : public CredentialsProvider {
 public:
  /// Makes what `credential_source` names: `Environment`, `EcsContainer` or `Ec2InstanceMetadata`; null for others.
  using MakeSource = std::function<std::unique_ptr<CredentialsProvider>(const std::string& name)>;

  ProfileCredentials(Environment environment, Sts& sts, MakeSource make_source)
      : environment_(std::move(environment)), sts_(sts), make_source_(std::move(make_source)) {}

  [[nodiscard]] std::string name() const override;
  Result<std::optional<FoundCredentials>> find() override;

 private:
  [[nodiscard]] Result<FoundCredentials> read(const Profiles& profiles, const std::string& name, int depth);
  [[nodiscard]] Result<FoundCredentials> take_role(const Profiles& profiles, const std::string& name,
                                                   const IniSection& profile, int depth);

  const Environment environment_;
  Sts& sts_;
  const MakeSource make_source_;
};

}  // namespace baryon::aws
