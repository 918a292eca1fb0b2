#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "bundle/lint/jinja_scope.h"
#include "bundle/lint/jinja_visitor.h"

namespace baryon::bundle::lint {

/// The statements that have a body.
enum class JinjaBlock : std::uint8_t { if_block, for_block, macro, call, filter, block, with, autoescape, set };

/// `if` and its like.
[[nodiscard]] std::string_view to_string(JinjaBlock block);

/// What is defined inside of `if` stays, inside of the others it does not.
[[nodiscard]] inline bool has_own_scope(JinjaBlock block) { return block != JinjaBlock::if_block; }

/// The block that `endif` and its like close.
[[nodiscard]] std::optional<JinjaBlock> closed_by(std::string_view word);

/// The blocks of a template that are open at some point of it; tells the visitor about those that do not match. One
/// thread at a time.
class JinjaBlocks {
 public:
  /// CPython, to which Jinja compiles templates, takes fewer levels of indentation than 100.
  static constexpr std::size_t most_open = 100;

  JinjaBlocks(JinjaVisitor& visitor, JinjaScope& scope) : visitor_(visitor), scope_(scope) {}

  /// `offset`: of the word. The block's own scope has been entered. False where too many are open already; then nothing
  /// more is told.
  bool open(JinjaBlock block, std::size_t offset);

  /// `else` or `elif`. Nothing where it belongs to no block, which is a finding.
  std::optional<JinjaBlock> divide(std::string_view word, std::size_t offset);

  /// Leaves the scope. False where there is no such block open; that, and inner blocks without an end, are findings.
  bool close(JinjaBlock block, std::size_t offset);

  /// At the end of the template.
  void finish();

 private:
  struct Open {
    JinjaBlock block;
    std::size_t offset;
    bool has_else = false;
  };

  void pop();
  void tell_unclosed(const Open& open);
  void tell_stray(std::string_view word, std::size_t offset);

  JinjaVisitor& visitor_;
  JinjaScope& scope_;
  std::vector<Open> open_;
  bool has_lost_count_ = false;
};

}  // namespace baryon::bundle::lint
