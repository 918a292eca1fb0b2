#include "bundle/lint/jinja_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bundle/lint/jinja_rules.h"

namespace baryon::bundle::lint {
namespace {

constexpr std::array<std::string_view, 9> names{"if",    "for",  "macro",      "call", "filter",
                                                "block", "with", "autoescape", "set"};

}  // namespace

std::string_view to_string(JinjaBlock block) { return names[static_cast<std::size_t>(block)]; }

std::optional<JinjaBlock> closed_by(std::string_view word) {
  constexpr std::string_view prefix = "end";
  if (!word.starts_with(prefix)) return {};
  const auto found = std::ranges::find(names, word.substr(prefix.size()));
  if (found == names.end()) return {};
  return static_cast<JinjaBlock>(found - names.begin());
}

bool JinjaBlocks::open(JinjaBlock block, std::size_t offset) {
  if (open_.size() == most_open) {
    if (has_own_scope(block)) scope_.leave();
    has_lost_count_ = true;
    return false;
  }
  open_.push_back({.block = block, .offset = offset});
  return true;
}

std::optional<JinjaBlock> JinjaBlocks::divide(std::string_view word, std::size_t offset) {
  const bool can_be_divided =
      !open_.empty() && !open_.back().has_else &&
      (open_.back().block == JinjaBlock::if_block || (open_.back().block == JinjaBlock::for_block && word == "else"));
  if (!can_be_divided) {
    tell_stray(word, offset);
    return {};
  }
  open_.back().has_else = word == "else";
  return open_.back().block;
}

bool JinjaBlocks::close(JinjaBlock block, std::size_t offset) {
  if (std::ranges::find(open_, block, &Open::block) == open_.end()) {
    tell_stray(fmt::format("end{}", to_string(block)), offset);
    return false;
  }
  for (; open_.back().block != block; pop()) tell_unclosed(open_.back());
  pop();
  return true;
}

void JinjaBlocks::pop() {
  if (has_own_scope(open_.back().block)) scope_.leave();
  open_.pop_back();
}

void JinjaBlocks::finish() {
  for (const auto& open : open_) tell_unclosed(open);
  open_.clear();
}

void JinjaBlocks::tell_unclosed(const Open& open) {
  if (has_lost_count_) return;
  const auto name = to_string(open.block);
  visitor_.on_fault(jinja_unbalanced, open.offset, fmt::format("'{}' has no 'end{}'", name, name),
                    fmt::format("close it with {{% end{} %}}", name));
}

void JinjaBlocks::tell_stray(std::string_view word, std::size_t offset) {
  if (has_lost_count_) return;
  if (open_.empty())
    visitor_.on_fault(jinja_unbalanced, offset, fmt::format("'{}' belongs to no open block", word), "remove it");
  else
    visitor_.on_fault(jinja_unbalanced, offset,
                      fmt::format("'{}' does not fit the open block '{}'", word, to_string(open_.back().block)),
                      fmt::format("close the inner block with {{% end{} %}} first", to_string(open_.back().block)));
}

}  // namespace baryon::bundle::lint
