#include "aws/region.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/instance_metadata.h"
#include "aws/profiles.h"
#include "base/text.h"

namespace baryon::aws {
namespace {

constexpr std::size_t longest_region = 32;

Result<std::string> find_region(const Environment& environment, std::stop_token stop) {
  for (const auto* const variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
    if (auto region = environment(variable).value_or(""); !region.empty()) return region;
  BARYON_TRY(const auto profiles, Profiles::load(environment));
  if (const auto* const profile = profiles.find(profile_name(environment)); profile != nullptr)
    if (const auto region = profile->find("region"); region != profile->end()) return region->second;
  auto told = InstanceMetadata(environment, std::move(stop)).get("/latest/meta-data/placement/region");
  return told ? told->value_or("") : std::string();  // an instance that does not tell is no obstacle
}

}  // namespace

Result<std::string> region_of(const Environment& environment, std::stop_token stop) {
  BARYON_TRY(auto region, find_region(environment, std::move(stop)));
  if (region.empty() || is_region(region)) return region;
  return fail(ErrorCode::configuration, fmt::format("'{}' is no name of a region", escape_for_display(region, 40)),
              "set AWS_REGION to one such as eu-west-1");
}

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= longest_region &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string_view domain_of(std::string_view region) {
  return region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

}  // namespace baryon::aws
