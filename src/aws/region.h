#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "base/environment.h"
#include "base/error.h"

namespace baryon::aws {

/// `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`, that of the EC2 instance this runs on; else empty.
/// Errors: those of the shared files; a `configuration` error for what cannot be a region's name.
[[nodiscard]] Result<std::string> region_of(const Environment& environment, std::stop_token stop = {});

/// Whether it can be a region's name: 1 to 32 of `a-z`, `0-9` and `-`.
[[nodiscard]] bool is_region(std::string_view text);

/// Where a region's services live: `amazonaws.com`, in China `amazonaws.com.cn`.
[[nodiscard]] std::string_view domain_of(std::string_view region);

}  // namespace baryon::aws
