#include "bundle/lint/hcl_frames.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "bundle/lint/hcl_scanner.h"
#include "bundle/lint/terraform_rules.h"

namespace baryon::bundle::lint {
namespace {

using Kind = HclFrame::Kind;

std::string_view opener(Kind kind) {
  switch (kind) {
    case Kind::brace:
      return "{";
    case Kind::bracket:
      return "[";
    case Kind::paren:
      return "(";
    case Kind::quoted:
      return "\"";
    case Kind::heredoc:
      return "<<";
    case Kind::interpolation:
      return "${";
    case Kind::directive:
      return "%{";
  }
  return {};
}

char closer_of(Kind kind) { return kind == Kind::paren ? ')' : kind == Kind::bracket ? ']' : '}'; }

bool is_template(Kind kind) { return kind == Kind::quoted || kind == Kind::heredoc; }

}  // namespace

bool HclFrames::is_in_template() const { return !empty() && is_template(top().kind); }

bool HclFrames::is_in_sequence() const {
  return !empty() && (top().kind == Kind::interpolation || top().kind == Kind::directive);
}

void HclFrames::open(HclFrame frame) {
  if (frames_.size() == hcl_depth) {
    visitor_.on_fault(terraform_too_deep, frame.offset, fmt::format("more than {} levels are open", hcl_depth),
                      "make it simpler");
    return tear();
  }
  frame.has_fallback = has_fallback() || (frame.kind == Kind::paren && (frame.word == "try" || frame.word == "can"));
  frames_.push_back(std::move(frame));
}

void HclFrames::close(char closer, std::size_t offset) {
  if (empty()) return tell(offset, fmt::format("'{}' closes nothing", closer), "remove it, or open it before");
  if (closer_of(top().kind) != closer)
    return tell(offset, fmt::format("'{}' stands where {} is still open", closer, describe(top())),
                fmt::format("close that with {} first", closer_of(top().kind)));
  const auto closed = std::move(frames_.back());
  frames_.pop_back();
  if (closed.kind == Kind::directive) close_directive(closed);
}

void HclFrames::close_directive(const HclFrame& directive) {
  auto& open = frames_.back().directives;
  const auto word = directive.word;
  const auto last = open.empty() ? '\0' : open.back();
  if (word == "if" || word == "for") {
    if (open.size() < hcl_depth) open += word[0];
  } else if (word == "else" && last == 'i') {
    open.back() = 'e';
  } else if ((word == "endif" && (last == 'i' || last == 'e')) || (word == "endfor" && last == 'f')) {
    open.pop_back();
  } else {
    tell(directive.offset, fmt::format("the template sequence '{}' does not fit here", escape_for_display(word)),
         "pair if with endif, for with endfor");
  }
}

void HclFrames::pop_template(std::size_t offset) {
  const auto open = frames_.back().directives;
  frames_.pop_back();
  if (!open.empty())
    tell(offset, fmt::format("the template ends where '{}' is still open", open.back() == 'f' ? "for" : "if"),
         open.back() == 'f' ? "close it with %{ endfor }" : "close it with %{ endif }");
}

void HclFrames::note_word(std::string_view word) {
  if (!empty() && top().kind == Kind::directive && top().word.empty()) frames_.back().word = word;
}

/// A template swallows what comes after it; of brackets the outermost says which part of the file it is about.
void HclFrames::finish() {
  if (is_torn_ || empty()) return;
  const auto found = std::ranges::find_if(frames_, is_template, &HclFrame::kind);
  const auto& frame = found == frames_.end() ? frames_.front() : *found;
  const auto closer = frame.kind == Kind::heredoc  ? escape_for_display(frame.word) + " on a line of its own"
                      : frame.kind == Kind::quoted ? std::string("\"")
                                                   : std::string(1, closer_of(frame.kind));
  tell(frame.offset, fmt::format("'{}' is not closed", opener(frame.kind)), fmt::format("close it with {}", closer));
}

void HclFrames::tell(std::size_t offset, std::string message, std::string hint) {
  visitor_.on_fault(terraform_unbalanced, offset, std::move(message), std::move(hint));
  tear();
}

std::string HclFrames::describe(const HclFrame& frame) const {
  const auto line = 1 + std::ranges::count(text_.substr(0, frame.offset), '\n');
  return fmt::format("'{}' of line {}", opener(frame.kind), line);
}

}  // namespace baryon::bundle::lint
