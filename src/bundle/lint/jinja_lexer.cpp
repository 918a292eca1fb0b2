#include "bundle/lint/jinja_lexer.h"

#include <algorithm>
#include <array>

#include "bundle/lint/jinja_text.h"

namespace baryon::bundle::lint {
namespace {

using Kind = JinjaToken::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Letters beyond ASCII count as such: which of them Python allows in a name does not matter here.
bool is_name_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::size_t space_length(std::string_view text) {
  if (text.empty()) return 0;
  if (std::string_view(" \t\n\r\f\v").contains(text[0])) return 1;
  return text.starts_with("\u00A0") || text.starts_with("\u0085") ? 2 : 0;
}

std::size_t name_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_name_character(text[length]) && space_length(text.substr(length)) == 0) ++length;
  return length;
}

std::size_t digits_length(std::string_view text) {
  const auto is_part = [](char c) { return is_digit(c) || c == '_'; };
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_part) - text.begin());
}

std::size_t exponent_length(std::string_view text) {
  if (text.empty() || (text[0] != 'e' && text[0] != 'E')) return 0;
  const std::size_t sign = text.size() > 1 && (text[1] == '+' || text[1] == '-') ? 1 : 0;
  const auto digits = digits_length(text.substr(1 + sign));
  return digits == 0 ? 0 : 1 + sign + digits;
}

/// `after_dot`: in `list.0.1` there are no fractions.
std::size_t number_length(std::string_view text, bool after_dot) {
  if (text.size() > 2 && text[0] == '0' && std::string_view("xXoObB").contains(text[1])) return name_length(text);
  auto length = digits_length(text);
  if (after_dot) return length;
  if (length + 1 < text.size() && text[length] == '.' && is_digit(text[length + 1]))
    length += 1 + digits_length(text.substr(length + 1));
  return length + exponent_length(text.substr(length));
}

/// With both quotes; 0 where the second is missing.
std::size_t string_length(std::string_view text) {
  const std::array stops{text[0], '\\', '\0'};
  for (auto at = text.find_first_of(stops.data(), 1); at != std::string_view::npos;
       at = text.find_first_of(stops.data(), at + 2))
    if (text[at] == text[0]) return at + 1;
  return 0;
}

std::size_t symbol_length(std::string_view text) {
  for (const auto symbol : {"//", "**", "==", "!=", ">=", "<="})
    if (text.starts_with(symbol)) return 2;
  return std::string_view("+-/*%~[](){}><=.:|,;").contains(text[0]) ? 1 : 0;
}

}  // namespace

JinjaLexer::JinjaLexer(std::string_view text, std::size_t begin, char closer) : text_(text), closer_{closer, '}'} {
  take(read(begin));
}

void JinjaLexer::advance() {
  if (token_.kind != Kind::end && token_.kind != Kind::trouble) take(read(token_.end()));
}

bool JinjaLexer::is_after_dash() const {
  const auto at = token_.offset;
  return at > 1 && text_[at - 1] == '-' && is_name_character(text_[at - 2]);
}

void JinjaLexer::take(JinjaToken token) {
  token_ = token;
  if (token_.kind == Kind::symbol) follow_bracket();
}

void JinjaLexer::follow_bracket() {
  const auto stop = [&](JinjaTrouble trouble) {
    token_.kind = Kind::trouble;
    token_.trouble = trouble;
  };
  const char symbol = token_.text[0];
  if (const auto open = std::string_view("([{").find(symbol); open != std::string_view::npos) {
    if (brackets_.size() == most_brackets) return stop(JinjaTrouble::depth);
    brackets_ += std::string_view(")]}")[open];
  } else if (std::string_view(")]}").contains(symbol)) {
    if (brackets_.empty() || brackets_.back() != symbol) return stop(JinjaTrouble::bracket);
    brackets_.pop_back();
  }
}

JinjaToken JinjaLexer::read(std::size_t at) const {
  while (const auto length = space_length(text_.substr(at))) at += length;
  const auto rest = text_.substr(at);
  const auto make = [&](Kind kind, std::size_t length) {
    return JinjaToken{.kind = kind, .text = rest.substr(0, length), .offset = at};
  };
  const auto trouble = [&](JinjaTrouble why, std::size_t length) {
    return JinjaToken{.kind = Kind::trouble, .trouble = why, .text = rest.substr(0, length), .offset = at};
  };
  if (rest.empty()) return trouble(JinjaTrouble::end_of_text, 0);
  if (brackets_.empty()) {
    const std::size_t sign = rest[0] == '-' || (rest[0] == '+' && closer_[0] == '%') ? 1 : 0;
    if (rest.substr(sign).starts_with(closer_)) return make(Kind::end, sign + closer_.size());
    // `{{` could also begin a map with a map for a key, which Python does not allow.
    if (opens_jinja(text_, at)) return trouble(JinjaTrouble::opener, 2);
  }
  if (is_digit(rest[0])) return make(Kind::number, number_length(rest, at > 0 && text_[at - 1] == '.'));
  if (is_name_character(rest[0])) return make(Kind::name, name_length(rest));
  if (rest[0] == '"' || rest[0] == '\'') {
    const auto length = string_length(rest);
    return length == 0 ? trouble(JinjaTrouble::string, 1) : make(Kind::string, length);
  }
  const auto length = symbol_length(rest);
  return length == 0 ? trouble(JinjaTrouble::character, 1) : make(Kind::symbol, length);
}

}  // namespace baryon::bundle::lint
