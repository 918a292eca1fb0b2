#include "bundle/lint/jinja_canvas.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace baryon::bundle::lint {
namespace {

using Kind = JinjaSpan::Kind;
using Effect = JinjaEffect::Kind;

// A plain scalar in YAML wherever it stands; the shortest expression has four characters.
constexpr char placeholder = '~';
constexpr std::string_view shortest_placeholder = "~~~~";

void blank(std::string& text, std::size_t begin, std::size_t end) {
  for (auto at = begin; at < end; ++at)
    if (text[at] != '\n' && text[at] != '\r') text[at] = ' ';
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r") == std::string_view::npos; }

/// Whether the body is rendered elsewhere, or stored.
bool is_aside(JinjaBlock block) {
  return block == JinjaBlock::macro || block == JinjaBlock::set || block == JinjaBlock::call;
}

/// Blanks the parts of blocks that are not kept.
class Selection {
 public:
  Selection(std::string& text, JinjaBranches branches) : text_(text), branches_(branches) {}

  void visit(const JinjaSpan& span) {
    const auto& effect = span.effect;
    if (effect.kind == Effect::opens) {
      open_.push_back({.begin = span.end, .is_kept = is_kept(effect)});
    } else if ((effect.kind == Effect::divides || effect.kind == Effect::closes) && !open_.empty()) {
      auto& part = open_.back();
      if (!part.is_kept) blank(text_, part.begin, span.begin);
      part = {.begin = span.end, .is_kept = is_kept(effect)};
      if (effect.kind == Effect::closes) open_.pop_back();
    }
  }

 private:
  struct Part {
    std::size_t begin;
    bool is_kept;
  };

  [[nodiscard]] bool is_kept(const JinjaEffect& effect) const {
    if (is_aside(effect.block)) return false;
    if (branches_ == JinjaBranches::all) return true;
    if (effect.block == JinjaBlock::for_block) return !effect.is_else;
    if (effect.block != JinjaBlock::if_block) return true;
    return branches_ == JinjaBranches::truthy ? effect.kind == Effect::opens : effect.is_else;
  }

  std::string& text_;
  JinjaBranches branches_;
  std::vector<Part> open_;
};

/// Goes through the lines of a canvas together with the spans on them.
class Lines {
 public:
  Lines(JinjaCanvas& canvas, std::span<const JinjaSpan> spans) : canvas_(canvas), text_(canvas.text), spans_(spans) {}

  void finish() {
    int line = 1;
    for (std::size_t begin = 0; begin < text_.size(); ++line) {
      const auto end = std::min(text_.find('\n', begin), text_.size());
      while (first_ < spans_.size() && spans_[first_].end <= begin) ++first_;
      if (first_ < spans_.size() && spans_[first_].begin < end) finish_line(line, begin, end);
      begin = end + 1;
    }
  }

 private:
  void finish_line(int line, std::size_t begin, std::size_t end) {
    auto text = begin;        // what lies before is blank
    std::size_t leading = 0;  // width of the tags before the first text
    bool is_alone = true;
    bool has_text = false;
    bool has_expression = false;
    for (auto at = first_; at < spans_.size() && spans_[at].begin < end; ++at) {
      const auto from = std::max<std::size_t>(spans_[at].begin, begin);
      const auto to = std::min<std::size_t>(spans_[at].end, end);
      if (!is_blank(std::string_view(text_).substr(text, from - text))) is_alone = false;
      const bool is_painted = text_[from] == placeholder;
      has_text = has_text || !is_alone || spans_[at].kind == Kind::expression;
      if (!has_text) leading += to - from;
      has_expression = has_expression || is_painted;
      text = to;
    }
    if (!is_blank(std::string_view(text_).substr(text, end - text))) is_alone = false;
    if (is_alone && has_expression) {
      canvas_.insertions.push_back(static_cast<std::uint32_t>(text_.find(placeholder, begin)));
      blank(text_, begin, end);
    } else if (leading > 0 && !is_alone) {
      move_left(line, begin, end, leading);
    }
  }

  /// As rendering does, which takes the tags away.
  void move_left(int line, std::size_t begin, std::size_t end, std::size_t columns) {
    const auto indent = std::max<std::size_t>(spans_[first_].begin, begin);
    text_.erase(indent, columns);
    text_.insert(end - columns, columns, ' ');
    canvas_.shifts.push_back({.line = line, .columns = static_cast<int>(columns)});
  }

  JinjaCanvas& canvas_;
  std::string& text_;
  std::span<const JinjaSpan> spans_;
  std::size_t first_ = 0;  ///< not before the line
};

bool has_between(const std::vector<std::uint32_t>& offsets, std::size_t begin, std::size_t end) {
  const auto found = std::ranges::lower_bound(offsets, begin);
  return found != offsets.end() && *found < end;
}

void paint(std::string& text, const JinjaSpan& span) {
  blank(text, span.begin, span.end);
  if (span.kind != Kind::expression) return;
  const auto end = std::min<std::size_t>(text.find_first_of("\r\n", span.begin), span.end);
  std::fill(text.begin() + span.begin, text.begin() + static_cast<std::ptrdiff_t>(end), placeholder);
}

bool inserts(const JinjaEffect& effect) {
  return effect.kind == Effect::inserts || (effect.kind == Effect::opens && effect.block == JinjaBlock::call);
}

std::vector<JinjaCanvas::Region> outermost_blocks(std::span<const JinjaSpan> spans) {
  std::vector<JinjaCanvas::Region> found;
  int depth = 0;
  for (const auto& span : spans) {
    if (span.effect.kind == Effect::opens && depth++ == 0) found.push_back({.begin = span.begin, .end = span.end});
    if (span.effect.kind == Effect::closes && --depth == 0) found.back().end = span.end;
  }
  return found;
}

}  // namespace

JinjaCanvas paint_over_jinja(std::string_view text, const JinjaScan& scan, JinjaBranches branches) {
  JinjaCanvas canvas{.text = std::string(text), .blocks = outermost_blocks(scan.spans)};
  for (const auto& span : scan.spans) {
    paint(canvas.text, span);
    if (span.kind == Kind::statement) canvas.statements.push_back(span.begin);
    if (inserts(span.effect)) canvas.insertions.push_back(span.begin);
  }
  Selection selection(canvas.text, branches);
  for (const auto& span : scan.spans) selection.visit(span);
  Lines(canvas, scan.spans).finish();
  std::ranges::sort(canvas.insertions);
  return canvas;
}

bool JinjaCanvas::is_certain_between(std::size_t begin, std::size_t end) const {
  return !has_between(statements, begin, end) && !has_insertion_between(begin, end);
}

bool JinjaCanvas::is_in_block(std::size_t offset) const {
  const auto next = std::ranges::upper_bound(blocks, offset, {}, &Region::begin);
  return next != blocks.begin() && offset < std::prev(next)->end;
}

bool JinjaCanvas::has_insertion_between(std::size_t begin, std::size_t end) const {
  return has_between(insertions, begin, end);
}

Place JinjaCanvas::original(Place place) const {
  const auto found = std::ranges::lower_bound(shifts, place.line, {}, &Shift::line);
  if (found != shifts.end() && found->line == place.line && place.column > 0) place.column += found->columns;
  return place;
}

std::string without_jinja(std::string_view text, const JinjaScan& scan) {
  std::string left;
  std::size_t begin = 0;
  for (const auto& span : scan.spans) {
    left += text.substr(begin, span.begin - begin);
    begin = span.end;
  }
  left += text.substr(begin);
  return left;
}

bool holds_placeholder(std::string_view text) { return text.contains(shortest_placeholder); }

}  // namespace baryon::bundle::lint
