#pragma once

#include <string_view>

namespace baryon::faces::proton {

/// A pattern of AWS's service model with a matcher written by hand: regular expressions are not run on foreign text.
/// `text` is as the model writes it, for messages. The whole value has to match, unless the model's pattern has no
/// anchors; `\d` and `\w` are ASCII.
struct Pattern {
  std::string_view text;
  bool (*matches)(std::string_view value);
};

[[nodiscard]] bool is_resource_name(std::string_view value);
[[nodiscard]] bool is_version_part(std::string_view value);
[[nodiscard]] bool is_arn(std::string_view value);
[[nodiscard]] bool is_client_token(std::string_view value);
[[nodiscard]] bool is_bucket_name(std::string_view value);
[[nodiscard]] bool is_page_token(std::string_view value);
[[nodiscard]] bool is_tag_text(std::string_view value);
[[nodiscard]] bool is_repository_name(std::string_view value);

/// Source: service model `proton/2020-07-20`.
namespace patterns {

inline constexpr Pattern resource_name{R"(^[0-9A-Za-z]+[0-9A-Za-z_\-]*$)", is_resource_name};
inline constexpr Pattern version_part{R"(^(0|([1-9]{1}\d*))$)", is_version_part};
inline constexpr Pattern arn{
    R"(^arn:(aws|aws-cn|aws-us-gov):[a-zA-Z0-9-]+:[a-zA-Z0-9-]*:\d{12}:([\w+=,.@-]+[/:])*[\w+=,.@-]+$)", is_arn};
inline constexpr Pattern client_token{"^[!-~]*$", is_client_token};
inline constexpr Pattern bucket_name{R"(^[a-z0-9]+[a-z0-9-\.]+[a-z0-9]+$)", is_bucket_name};
inline constexpr Pattern repository_name{"[A-Za-z0-9_.-].*/[A-Za-z0-9_.-].*", is_repository_name};
inline constexpr Pattern page_token{"^[A-Za-z0-9+=/]+$", is_page_token};

/// Not in the model: AWS Proton User Guide, "Resources and tagging". Beyond ASCII every character passes as a letter.
inline constexpr Pattern tag_text{R"(^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$)", is_tag_text};

}  // namespace patterns

}  // namespace baryon::faces::proton
