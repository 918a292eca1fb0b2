#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "forge/event.h"
#include "registry/library.h"

namespace baryon::faces::proton {

/// The account that all resources belong to: there is only one here.
inline constexpr std::string_view account_id = "000000000000";

/// `arn:aws:proton:us-east-1:000000000000:environment-template/vpc`, with a version `...:environment-template/vpc:1.0`.
[[nodiscard]] std::string to_arn(const registry::ResourceKey& resource, std::string_view region);

/// `arn:aws:proton:us-east-1:000000000000:environment-template/vpc:1`: a major version, which only sync statuses name.
[[nodiscard]] std::string to_arn(const registry::TemplateKey& key, std::int64_t major, std::string_view region);

/// `arn:aws:proton:us-east-1:000000000000:repository/bitbucket:PLAT/infra`.
[[nodiscard]] std::string to_arn(const forge::Repository& repository, std::string_view region);

/// The repository that an ARN names. Nothing where that is no repository.
[[nodiscard]] std::optional<forge::Repository> parse_repository_arn(std::string_view arn);

/// The resource that an ARN names, whatever its partition, region and account. Nothing where that is no template and no
/// version of one.
[[nodiscard]] std::optional<registry::ResourceKey> parse_arn(std::string_view arn);

/// The name of a region, or nothing where the text cannot be one.
[[nodiscard]] std::optional<std::string> as_region(std::string_view text);

}  // namespace baryon::faces::proton
