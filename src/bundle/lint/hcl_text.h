#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace baryon::bundle::lint {

// Pieces of HCL that can be recognised where they begin.

/// Letters beyond ASCII count as part of names: which of them Unicode allows there does not matter here.
[[nodiscard]] bool begins_hcl_name(char c);

/// Length of the name at the beginning of `text`, 0 where there is none.
[[nodiscard]] std::size_t hcl_name_length(std::string_view text);

[[nodiscard]] std::size_t hcl_number_length(std::string_view text);

/// What stands between the quotes of a string without templates and escapes at the beginning of `text`.
[[nodiscard]] std::optional<std::string_view> plain_hcl_string(std::string_view text);

/// The marker of a heredoc, `<<EOT` or `<<-EOT`, and the offset of its first line.
struct HclHeredoc {
  std::string_view marker;
  std::size_t body = 0;
};
[[nodiscard]] std::optional<HclHeredoc> hcl_heredoc(std::string_view text);

/// Without spaces at both ends, as Terraform looks for the end of a heredoc; no-break spaces count.
[[nodiscard]] std::string_view trim_hcl_line(std::string_view line);

/// Length of an escape sequence behind `\`; 0 where there is no such.
[[nodiscard]] std::size_t hcl_escape_length(std::string_view text);

/// Length of an operator or separator; 0 where the character is none.
[[nodiscard]] std::size_t hcl_operator_length(std::string_view text);

/// Length of a character that looks like space or a quote but is neither to HCL; 0 for others.
[[nodiscard]] std::size_t hcl_lookalike_length(std::string_view text);

}  // namespace baryon::bundle::lint
