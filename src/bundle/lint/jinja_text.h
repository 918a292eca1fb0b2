#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "bundle/lint/jinja_visitor.h"

namespace baryon::bundle::lint {

/// Whether a tag begins at an offset: `{{`, `{%` or `{#`.
[[nodiscard]] bool opens_jinja(std::string_view text, std::size_t at);

/// The next one.
[[nodiscard]] std::optional<std::size_t> find_jinja_opener(std::string_view text, std::size_t begin);

/// The end of a tag that consists of one word, `raw` or `endraw`, as Jinja recognises it at `opener`.
[[nodiscard]] std::optional<std::size_t> match_raw_tag(std::string_view text, std::size_t opener,
                                                       std::string_view word);

/// Tells about closers in text between tags, where Jinja copies them as they are: `%}`, `#}`, and `}}` behind a single
/// brace and a name of AWS Proton's.
void check_jinja_text(std::string_view text, std::size_t begin, std::size_t end, JinjaVisitor& visitor);

}  // namespace baryon::bundle::lint
