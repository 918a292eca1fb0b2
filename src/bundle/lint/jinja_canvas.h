#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/finding.h"
#include "bundle/lint/jinja_scanner.h"

namespace baryon::bundle::lint {

/// Which parts of `if` blocks to keep.
enum class JinjaBranches : std::uint8_t {
  all,     ///< one below the other: no possible result, but nothing is missing
  truthy,  ///< as if all conditions held
  falsy,   ///< as if none did
};

/// A template with its tags painted over, to be read as what it may be rendered to. Lines keep their numbers, and what
/// is left keeps its offset but for lines that begin with a tag. Expressions become a placeholder of the same width,
/// or blank where they stand alone on a line; all other tags, and the bodies of macros, become blank.
struct JinjaCanvas {
  struct Shift {
    int line;
    int columns;  ///< by which the line has moved to the left
  };

  struct Region {
    std::uint32_t begin;
    std::uint32_t end;
  };

  std::string text;
  std::vector<Shift> shifts = {};
  std::vector<Region> blocks = {};             ///< from `if`, `for` and the like to their ends; outermost ones only
  std::vector<std::uint32_t> statements = {};  ///< their offsets
  std::vector<std::uint32_t> insertions = {};  ///< offsets of what may become anything: expressions that stand alone,
                                               ///< `include` and the like

  [[nodiscard]] bool is_certain() const { return statements.empty() && insertions.empty(); }
  [[nodiscard]] bool is_certain_between(std::size_t begin, std::size_t end) const;
  /// Whether it depends on a block what becomes of the text at an offset.
  [[nodiscard]] bool is_in_block(std::size_t offset) const;
  [[nodiscard]] bool has_insertion_between(std::size_t begin, std::size_t end) const;

  /// In the template.
  [[nodiscard]] Place original(Place place) const;
};

/// `scan`: of the same text, not torn.
[[nodiscard]] JinjaCanvas paint_over_jinja(std::string_view text, const JinjaScan& scan, JinjaBranches branches);

/// The text as it would be if all expressions were empty.
[[nodiscard]] std::string without_jinja(std::string_view text, const JinjaScan& scan);

/// Whether part of a text on the canvas came from an expression.
[[nodiscard]] bool holds_placeholder(std::string_view text);

}  // namespace baryon::bundle::lint
