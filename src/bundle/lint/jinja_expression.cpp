#include "bundle/lint/jinja_expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"
#include "bundle/lint/jinja_names.h"
#include "bundle/lint/jinja_rules.h"
#include "bundle/lint/one_of.h"

// Follows the class Parser of Jinja's parser.py.
namespace baryon::bundle::lint {
namespace {

using Kind = JinjaToken::Kind;

constexpr auto constants = std::to_array<std::string_view>({"true", "false", "True", "False", "none", "None"});
constexpr auto operators =
    std::to_array<std::string_view>({"==", "!=", "<", "<=", ">", ">=", "+", "-", "~", "*", "/", "//", "%", "**"});

std::string_view unquoted(std::string_view string) { return string.substr(1, string.size() - 2); }

}  // namespace

void JinjaExpressions::flush() {
  for (const auto& path : pending_) visitor_.on_name(path);
  pending_.clear();
}

void JinjaExpressions::expression() {
  const JinjaCursor::Level level(cursor_);
  expression_without_choice();
  while (cursor_.skip_word("if")) {
    expression_without_choice();
    if (cursor_.skip_word("else")) return expression();
  }
}

void JinjaExpressions::expression_without_choice() {
  do {
    while (cursor_.skip_word("not")) {
    }
    operand();
    for (;;) {
      if (cursor_.at_word("not") && cursor_.following().text == "in") cursor_.advance();
      if (!cursor_.at_word("in") && !(cursor_.at(Kind::symbol) && is_one_of(cursor_.token().text, operators))) break;
      cursor_.advance();
      operand();
    }
  } while (cursor_.skip_word("and") || cursor_.skip_word("or"));
}

void JinjaExpressions::tuple(bool is_choice_allowed) {
  const auto is_end = [&] { return cursor_.at(Kind::end) || cursor_.at_symbol(")"); };
  if (is_end()) return cursor_.fail("an expression");
  do {
    if (is_end()) return;
    is_choice_allowed ? expression() : expression_without_choice();
  } while (cursor_.skip_symbol(","));
}

JinjaLocal JinjaExpressions::iterable() {
  const auto first = pending_.size();
  tuple(false);
  if (pending_.size() <= first || pending_[first].count != 1 || pending_[first].at(0) != "service_instances")
    return JinjaLocal::value;
  pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(first));
  return JinjaLocal::service_instance;
}

void JinjaExpressions::operand() {
  const JinjaCursor::Level level(cursor_);
  if (pending_.size() > most_pending) flush();
  const auto first = pending_.size();
  while (cursor_.skip_symbol("-") || cursor_.skip_symbol("+")) {
  }
  is_call_ = false;
  if (cursor_.at(Kind::name) && !is_one_of(cursor_.token().text, constants)) {
    auto path = name();
    postfix(path ? &*path : nullptr);
    if (path) pending_.push_back(*path);
  } else {
    literal_or_brackets();
    postfix(nullptr);
  }
  filter_chain(std::min(first, pending_.size()));
}

std::optional<NamePath> JinjaExpressions::name() {
  const auto token = cursor_.token();
  const bool is_after_dash = cursor_.is_after_dash();
  cursor_.advance();
  const auto local = scope_.find(token.text);
  if (local == JinjaLocal::value) return {};
  NamePath path{.offset = token.offset, .is_after_dash = is_after_dash};
  path.add(local == JinjaLocal::service_instance ? std::string_view("service_instance") : token.text);
  return path;
}

void JinjaExpressions::literal_or_brackets() {
  if (cursor_.at(Kind::string)) {
    while (cursor_.at(Kind::string)) cursor_.advance();
  } else if (cursor_.at(Kind::number) || cursor_.at(Kind::name)) {
    cursor_.advance();
  } else if (cursor_.skip_symbol("(")) {
    if (!cursor_.at_symbol(")")) tuple(true);
    cursor_.expect_symbol(")");
  } else if (cursor_.skip_symbol("[")) {
    bracketed("]", false);
  } else if (cursor_.skip_symbol("{")) {
    bracketed("}", true);
  } else {
    cursor_.fail("an expression");
  }
}

void JinjaExpressions::bracketed(std::string_view closer, bool is_map) {
  while (!cursor_.at_symbol(closer) && !cursor_.fault()) {
    expression();
    if (is_map) {
      cursor_.expect_symbol(":");
      expression();
    }
    if (!cursor_.skip_symbol(",")) break;
  }
  cursor_.expect_symbol(closer);
}

void JinjaExpressions::postfix(NamePath* path) {
  for (;;) {
    if (cursor_.at_symbol(".") || cursor_.at_symbol("["))
      subscript(path);
    else if (cursor_.at_symbol("("))
      call(path);
    else
      return;
  }
}

void JinjaExpressions::subscript(NamePath* path) {
  is_call_ = false;
  std::string_view segment;
  if (cursor_.skip_symbol(".")) {
    if (cursor_.at(Kind::name)) segment = cursor_.token().text;
    if (!cursor_.at(Kind::name) && !cursor_.at(Kind::number)) return cursor_.fail("a name after '.'");
    cursor_.advance();
  } else {
    cursor_.advance();
    if (cursor_.at(Kind::string) && cursor_.following().text == "]") segment = unquoted(cursor_.token().text);
    if (!cursor_.at_symbol("]")) {
      do slice();
      while (cursor_.skip_symbol(","));
    }
    cursor_.expect_symbol("]");
  }
  if (path != nullptr) path->add(segment);
}

void JinjaExpressions::slice() {
  if (!cursor_.at_symbol(":")) expression();
  for (int colons = 0; colons < 2 && cursor_.skip_symbol(":"); ++colons)
    if (!cursor_.at_symbol(":") && !cursor_.at_symbol("]") && !cursor_.at_symbol(",")) expression();
}

/// A call of `get` asks for an attribute and copes where there is none; other methods go over all of them.
void JinjaExpressions::call(NamePath* path) {
  if (path != nullptr && path->count > 1) {
    const bool is_get = path->at(path->count - 1) == "get";
    --path->count;
    path->add({});
    const auto argument = cursor_.following();
    if (is_get && argument.kind == Kind::string) {
      path->segments[path->count - 1] = unquoted(argument.text);
      path->has_fallback = true;
    }
  }
  call_arguments();
  is_call_ = true;
}

void JinjaExpressions::call_arguments() {
  enum class Form : std::uint8_t { positional, keyword, list, map };
  auto last = Form::positional;
  cursor_.expect_symbol("(");
  while (!cursor_.at_symbol(")") && !cursor_.fault()) {
    auto form = Form::positional;
    if (cursor_.at_symbol("*")) form = Form::list;
    if (cursor_.at_symbol("**")) form = Form::map;
    if (cursor_.at(Kind::name) && cursor_.following().text == "=") form = Form::keyword;
    const bool is_in_order = form == Form::positional ? last == Form::positional
                             : form == Form::list     ? last < Form::list
                                                      : last < Form::map;
    if (!is_in_order) return cursor_.fail("another order of arguments");
    if (form != Form::positional) cursor_.advance();
    if (form == Form::keyword) cursor_.advance();
    expression();
    last = std::max(last, form);
    if (!cursor_.skip_symbol(",")) break;
  }
  cursor_.expect_symbol(")");
}

void JinjaExpressions::filter_chain(std::size_t first) {
  for (;;) {
    if (cursor_.at_symbol("|")) {
      const auto last = pending_.size();
      cursor_.advance();
      const auto name = cursor_.token().text;
      filter();
      if (name == "default" || name == "d") mark_fallback(first, last, false);
    } else if (cursor_.at_word("is")) {
      test(first);
    } else if (cursor_.at_symbol("(")) {
      call(nullptr);
    } else {
      return;
    }
  }
}

void JinjaExpressions::filter() {
  is_call_ = false;
  const auto offset = cursor_.token().offset;
  const auto name = cursor_.expect_name("the name of a filter");
  bool is_plain = !cursor_.fault();
  while (cursor_.skip_symbol(".")) {
    cursor_.expect_name("the name of a filter");
    is_plain = false;
  }
  if (is_plain) check_name(name, offset, true);
  if (cursor_.at_symbol("(")) call_arguments();
}

void JinjaExpressions::test(std::size_t first) {
  const auto last = pending_.size();
  cursor_.advance();
  cursor_.skip_word("not");
  const auto offset = cursor_.token().offset;
  const auto name = cursor_.expect_name("the name of a test");
  bool is_plain = !cursor_.fault();
  while (cursor_.skip_symbol(".")) {
    cursor_.expect_name("the name of a test");
    is_plain = false;
  }
  if (is_plain) check_name(name, offset, false);
  if (name == "defined" || name == "undefined" || name == "none") mark_fallback(first, last, true);
  const bool is_joined = cursor_.at_word("else") || cursor_.at_word("or") || cursor_.at_word("and");
  const bool is_operand = cursor_.at(Kind::name) || cursor_.at(Kind::string) || cursor_.at(Kind::number) ||
                          cursor_.at_symbol("[") || cursor_.at_symbol("{");
  if (cursor_.at_symbol("(")) return call_arguments();
  if (cursor_.at_word("is")) return cursor_.fail("only one test");
  if (is_operand && !is_joined) operand();
}

void JinjaExpressions::check_name(std::string_view name, std::size_t offset, bool is_filter) {
  const auto known = is_filter ? jinja_filters() : jinja_tests();
  if (is_one_of(name, known)) return;
  visitor_.on_fault(jinja_unknown_filter, offset,
                    fmt::format("no {} is named '{}'", is_filter ? "filter" : "test", escape_for_display(name)),
                    near_miss_.hint(name, known));
}

void JinjaExpressions::mark_fallback(std::size_t first, std::size_t last, bool is_guard) {
  for (auto index = first; index < std::min(last, pending_.size()); ++index) {
    pending_[index].has_fallback = true;
    pending_[index].is_guard |= is_guard;
  }
}

}  // namespace baryon::bundle::lint
