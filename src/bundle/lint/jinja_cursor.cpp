#include "bundle/lint/jinja_cursor.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace baryon::bundle::lint {
namespace {

using Kind = JinjaToken::Kind;

std::string describe(const JinjaToken& token) {
  constexpr std::size_t shown = 40;
  return token.kind == Kind::end ? "the end of the tag" : fmt::format("'{}'", escape_for_display(token.text, shown));
}

std::string reason_of(const JinjaToken& token) {
  switch (token.trouble) {
    case JinjaTrouble::none:
    case JinjaTrouble::end_of_text:
    case JinjaTrouble::opener:
      return "the tag is not closed";
    case JinjaTrouble::character:
      return fmt::format("unexpected character {}", describe(token));
    case JinjaTrouble::string:
      return "the string is not closed";
    case JinjaTrouble::bracket:
      return fmt::format("{} closes no bracket", describe(token));
    case JinjaTrouble::depth:
      return fmt::format("more than {} brackets are open", JinjaLexer::most_brackets);
  }
  return {};
}

}  // namespace

JinjaCursor::JinjaCursor(JinjaLexer lexer) : lexer_(std::move(lexer)) { note_trouble(); }

void JinjaCursor::note_trouble() {
  if (token().kind == Kind::trouble && !fault_)
    fault_ = {.trouble = token().trouble, .offset = token().offset, .reason = reason_of(token())};
}

bool JinjaCursor::at_symbol(std::string_view symbol) const { return at(Kind::symbol) && token().text == symbol; }
bool JinjaCursor::at_word(std::string_view word) const { return at(Kind::name) && token().text == word; }

void JinjaCursor::advance() {
  if (fault_) return;
  lexer_.advance();
  note_trouble();
}

bool JinjaCursor::skip_symbol(std::string_view symbol) {
  const bool is_there = at_symbol(symbol);
  if (is_there) advance();
  return is_there;
}

bool JinjaCursor::skip_word(std::string_view word) {
  const bool is_there = at_word(word);
  if (is_there) advance();
  return is_there;
}

void JinjaCursor::expect_symbol(std::string_view symbol) {
  if (!skip_symbol(symbol)) fail(fmt::format("'{}'", symbol));
}

void JinjaCursor::expect_word(std::string_view word) {
  if (!skip_word(word)) fail(fmt::format("'{}'", word));
}

void JinjaCursor::expect_end() {
  if (!at(Kind::end)) fail("the end of the tag");
}

std::string_view JinjaCursor::expect_name(std::string_view what) {
  if (!at(Kind::name)) {
    fail(what);
    return {};
  }
  const auto name = token().text;
  advance();
  return name;
}

void JinjaCursor::fail(std::string_view what) {
  if (!fault_)
    fault_ = {.offset = token().offset, .reason = fmt::format("expected {}, but found {}", what, describe(token()))};
}

bool JinjaCursor::run_to_end() {
  while (token().kind != Kind::end && token().kind != Kind::trouble) lexer_.advance();
  return token().kind == Kind::end;
}

JinjaCursor::Level::Level(JinjaCursor& cursor) : cursor_(cursor) {
  if (++cursor_.level_ > most_levels && !cursor_.fault_)
    cursor_.fault_ = {.trouble = JinjaTrouble::depth,
                      .offset = cursor_.token().offset,
                      .reason = fmt::format("expressions lie in each other more than {} deep", most_levels)};
}

}  // namespace baryon::bundle::lint
