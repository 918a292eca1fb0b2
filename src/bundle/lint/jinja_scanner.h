#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "bundle/lint/jinja_statement.h"
#include "bundle/lint/jinja_visitor.h"

namespace baryon::bundle::lint {

/// What is not text in a Jinja template.
struct JinjaSpan {
  enum class Kind : std::uint8_t {
    expression,  ///< `{{ ... }}`
    statement,   ///< `{% ... %}`
    comment,     ///< `{# ... #}`, and the tags around raw text
  };
  Kind kind = Kind::comment;
  JinjaEffect effect = {};  ///< of a statement
  std::uint32_t begin = 0;  ///< of the opener
  std::uint32_t end = 0;    ///< behind the closer
};

struct JinjaScan {
  std::vector<JinjaSpan> spans;  ///< in the order of the text; they do not overlap
  bool is_torn = false;          ///< tags or blocks do not match, so that the spans cannot be relied upon
  bool has_statements = false;
};

/// Divides a template into text and tags, and reads the tags: one pass, whose work grows with the size of the text and
/// not faster. Grammar: Jinja 2.11 without extensions (Template Designer Documentation). `text`: at most 4 GiB.
[[nodiscard]] JinjaScan scan_jinja(std::string_view text, JinjaVisitor& visitor);

}  // namespace baryon::bundle::lint
