#pragma once

#include <span>
#include <string_view>

namespace baryon::bundle::lint {

/// Jinja 2.11's filters and the four that AWS Proton adds (User Guide, "CloudFormation IaC parameter filters").
[[nodiscard]] std::span<const std::string_view> jinja_filters();

/// Jinja 2.11's tests: what may follow `is`.
[[nodiscard]] std::span<const std::string_view> jinja_tests();

/// The words that a statement may begin with, without those of extensions.
[[nodiscard]] std::span<const std::string_view> jinja_tags();

}  // namespace baryon::bundle::lint
