#include "aws/web_identity_credentials.h"

#include "base/file.h"
#include "base/units.h"

namespace baryon::aws {
namespace {

constexpr std::uint64_t max_token = 32 * kib;  // STS takes 20,000 characters

}  // namespace

Result<FoundCredentials> assume_with_token_file(Sts& sts, const std::string& file, const RoleRequest& role) {
  auto token = read_small_file(file, max_token);
  if (!token) return std::unexpected(within("token of the web identity", std::move(token).error()));
  while (token->ends_with('\n') || token->ends_with('\r')) token->pop_back();
  return sts.assume_role_with_web_identity(Secret(*std::move(token)), role);
}

Result<std::optional<FoundCredentials>> WebIdentityCredentials::find() {
  const auto file = environment_("AWS_WEB_IDENTITY_TOKEN_FILE").value_or("");
  RoleRequest role{.role_arn = environment_("AWS_ROLE_ARN").value_or("")};
  if (file.empty()) return std::nullopt;
  if (role.role_arn.empty())
    return fail_for_now(ErrorCode::configuration, "AWS_WEB_IDENTITY_TOKEN_FILE is set, but not AWS_ROLE_ARN");
  if (auto name = environment_("AWS_ROLE_SESSION_NAME").value_or(""); !name.empty()) role.session_name = name;
  BARYON_TRY(auto found, assume_with_token_file(sts_, file, role));
  return found;
}

}  // namespace baryon::aws
