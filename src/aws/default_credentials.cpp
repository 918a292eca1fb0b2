#include "aws/default_credentials.h"

#include <utility>
#include <vector>

#include "aws/container_credentials.h"
#include "aws/credentials_chain.h"
#include "aws/environment_credentials.h"
#include "aws/instance_metadata.h"
#include "aws/profile_credentials.h"
#include "aws/refreshing_credentials.h"
#include "aws/sts.h"
#include "aws/web_identity_credentials.h"

namespace baryon::aws {
namespace {

constexpr std::string_view usual_region = "us-east-1";

/// The chain and the client of STS that two of its places share.
class DefaultChain final : public CredentialsProvider {
 public:
  DefaultChain(const Environment& environment, const std::string& region, const Clock& clock,
               const std::stop_token& stop)
      : sts_(environment, region.empty() ? std::string(usual_region) : region, clock, stop),
        chain_(places(environment, stop)) {}

  [[nodiscard]] std::string name() const override { return chain_.name(); }
  Result<std::optional<FoundCredentials>> find() override { return chain_.find(); }

 private:
  std::vector<std::unique_ptr<CredentialsProvider>> places(const Environment& environment,
                                                           const std::stop_token& stop) {
    const auto make_source = [environment, stop](const std::string& name) -> std::unique_ptr<CredentialsProvider> {
      if (name == "Environment") return std::make_unique<EnvironmentCredentials>(environment);
      if (name == "EcsContainer") return std::make_unique<ContainerCredentials>(environment, stop);
      if (name == "Ec2InstanceMetadata") return std::make_unique<InstanceCredentials>(environment, stop);
      return nullptr;
    };
    std::vector<std::unique_ptr<CredentialsProvider>> places;
    places.push_back(std::make_unique<EnvironmentCredentials>(environment));
    places.push_back(std::make_unique<WebIdentityCredentials>(environment, sts_));
    places.push_back(std::make_unique<ProfileCredentials>(environment, sts_, make_source));
    places.push_back(std::make_unique<ContainerCredentials>(environment, stop));
    places.push_back(std::make_unique<InstanceCredentials>(environment, stop));
    return places;
  }

  Sts sts_;
  CredentialsChain chain_;
};

}  // namespace

std::unique_ptr<CredentialsSource> default_credentials(const Environment& environment, const std::string& region,
                                                       const Clock& clock, const std::stop_token& stop) {
  return std::make_unique<RefreshingCredentials>(std::make_unique<DefaultChain>(environment, region, clock, stop),
                                                 clock);
}

}  // namespace baryon::aws
