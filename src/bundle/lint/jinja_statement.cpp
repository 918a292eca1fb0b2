#include "bundle/lint/jinja_statement.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "bundle/lint/jinja_names.h"
#include "bundle/lint/jinja_rules.h"

// Follows the class Parser of Jinja's parser.py.
namespace baryon::bundle::lint {
namespace {

using Kind = JinjaToken::Kind;
using Effect = JinjaEffect::Kind;

std::optional<JinjaBlock> opened_by(std::string_view word) {
  for (const auto block :
       {JinjaBlock::if_block, JinjaBlock::for_block, JinjaBlock::macro, JinjaBlock::call, JinjaBlock::filter,
        JinjaBlock::block, JinjaBlock::with, JinjaBlock::autoescape, JinjaBlock::set})
    if (word == to_string(block)) return block;
  return {};
}

}  // namespace

JinjaEffect JinjaStatement::read() {
  const auto offset = cursor_.token().offset;
  const auto word = cursor_.expect_name("the name of a statement");
  JinjaEffect effect;
  if (const auto block = opened_by(word))
    effect = open(*block, offset);
  else if (const auto closed = closed_by(word))
    effect = close(*closed, offset);
  else if (word == "else" || word == "elif")
    effect = divide(word, offset);
  else if (!word.empty())
    effect = read_other(word, offset);
  expressions_.flush();
  return effect;
}

JinjaEffect JinjaStatement::open(JinjaBlock block, std::size_t offset) {
  // The iterable of `for` is read outside of the block's own scope, as is all but the parameters of the others.
  if (has_own_scope(block) && block != JinjaBlock::for_block && block != JinjaBlock::set && block != JinjaBlock::macro)
    state_.scope.enter();
  switch (block) {
    case JinjaBlock::if_block:
      expressions_.tuple(false);
      break;
    case JinjaBlock::for_block:
      head_of_for();
      break;
    case JinjaBlock::macro:
      head_of_macro();
      break;
    case JinjaBlock::call:
      head_of_call();
      break;
    case JinjaBlock::filter:
      do expressions_.filter();
      while (cursor_.skip_symbol("|"));
      break;
    case JinjaBlock::block:
      head_of_block();
      break;
    case JinjaBlock::with:
      head_of_with();
      break;
    case JinjaBlock::autoescape:
      expressions_.expression();
      break;
    case JinjaBlock::set:
      if (!head_of_set()) return {};
      state_.scope.enter();
      break;
  }
  cursor_.skip_symbol(":");
  cursor_.expect_end();
  if (!state_.blocks.open(block, offset)) {
    state_.visitor.on_fault(jinja_too_deep, offset, fmt::format("more than {} blocks are open", JinjaBlocks::most_open),
                            "make it simpler");
    return {};
  }
  return {.kind = Effect::opens, .block = block};
}

JinjaEffect JinjaStatement::divide(std::string_view word, std::size_t offset) {
  if (word == "elif") expressions_.tuple(false);
  cursor_.skip_symbol(":");
  cursor_.expect_end();
  const auto block = state_.blocks.divide(word, offset);
  return block ? JinjaEffect{.kind = Effect::divides, .block = *block, .is_else = word == "else"} : JinjaEffect{};
}

JinjaEffect JinjaStatement::close(JinjaBlock block, std::size_t offset) {
  if (block == JinjaBlock::block && cursor_.at(Kind::name)) cursor_.advance();
  cursor_.expect_end();
  return {.kind = state_.blocks.close(block, offset) ? Effect::closes : Effect::none, .block = block};
}

JinjaEffect JinjaStatement::read_other(std::string_view word, std::size_t offset) {
  if (word == "extends") {
    expressions_.expression();
  } else if (word == "include") {
    include();
  } else if (word == "import") {
    import();
  } else if (word == "from") {
    from();
  } else if (word == "print") {
    if (!cursor_.at(Kind::end)) {
      do expressions_.expression();
      while (cursor_.skip_symbol(","));
    }
  } else {
    state_.visitor.on_fault(jinja_unknown_tag, offset,
                            fmt::format("no statement begins with '{}'", escape_for_display(word)),
                            state_.near_miss.hint(word, jinja_tags(), "use what Jinja has without extensions"));
    while (!cursor_.at(Kind::end) && !cursor_.fault()) cursor_.advance();
  }
  cursor_.expect_end();
  const bool only_defines = word == "import" || word == "from";
  return {.kind = only_defines ? Effect::none : Effect::inserts};
}

void JinjaStatement::head_of_for() {
  std::vector<std::string_view> names;
  targets(names);
  cursor_.expect_word("in");
  const auto meaning = expressions_.iterable();
  expressions_.flush();
  state_.scope.enter();
  define(names, meaning);
  if (cursor_.skip_word("if")) expressions_.expression();
  cursor_.skip_word("recursive");
}

void JinjaStatement::head_of_macro() {
  state_.scope.define(cursor_.expect_name("the name of the macro"));
  state_.scope.enter();
  signature();
}

void JinjaStatement::head_of_call() {
  if (cursor_.at_symbol("(")) signature();
  expressions_.expression();
  if (!expressions_.is_call()) cursor_.fail("a call of a macro");
}

void JinjaStatement::head_of_block() {
  cursor_.expect_name("the name of the block");
  cursor_.skip_word("scoped");
}

void JinjaStatement::head_of_with() {
  if (cursor_.at(Kind::end) || cursor_.at_symbol(":")) return;
  do {
    std::vector<std::string_view> names;
    targets(names);
    cursor_.expect_symbol("=");
    expressions_.expression();
    expressions_.flush();
    define(names);
  } while (cursor_.skip_symbol(","));
}

bool JinjaStatement::head_of_set() {
  std::vector<std::string_view> names;
  targets(names);
  if (cursor_.fault()) return false;
  const bool has_body = !cursor_.skip_symbol("=");
  if (has_body) {
    while (cursor_.skip_symbol("|")) expressions_.filter();
  } else {
    expressions_.tuple(true);
    cursor_.expect_end();
  }
  expressions_.flush();
  define(names);
  return has_body;
}

void JinjaStatement::include() {
  expressions_.expression();
  if (cursor_.skip_word("ignore")) cursor_.expect_word("missing");
  context();
}

void JinjaStatement::import() {
  expressions_.expression();
  cursor_.expect_word("as");
  state_.scope.define(cursor_.expect_name("a name"));
  context();
}

void JinjaStatement::from() {
  expressions_.expression();
  cursor_.expect_word("import");
  do {
    if (cursor_.at_word("with") || cursor_.at_word("without")) break;
    auto name = cursor_.expect_name("a name");
    if (cursor_.skip_word("as")) name = cursor_.expect_name("a name");
    state_.scope.define(name);
  } while (cursor_.skip_symbol(","));
  context();
}

void JinjaStatement::context() {
  if (cursor_.skip_word("with") || cursor_.skip_word("without")) cursor_.expect_word("context");
}

void JinjaStatement::signature() {
  cursor_.expect_symbol("(");
  while (!cursor_.at_symbol(")") && !cursor_.fault()) {
    const auto name = cursor_.expect_name("the name of a parameter");
    if (cursor_.skip_symbol("=")) expressions_.expression();
    state_.scope.define(name);
    if (!cursor_.skip_symbol(",")) break;
  }
  cursor_.expect_symbol(")");
}

/// `a`, `a, b`, `(a, (b, c))` and, for `set`, `namespace.a`.
void JinjaStatement::targets(std::vector<std::string_view>& names) {
  const JinjaCursor::Level level(cursor_);
  const auto already = names.size();
  do {
    const bool is_end = cursor_.at_symbol("=") || cursor_.at_word("in") || cursor_.at_symbol(")");
    if (is_end && names.size() > already) return;
    if (cursor_.skip_symbol("(")) {
      targets(names);
      cursor_.expect_symbol(")");
    } else {
      names.push_back(cursor_.expect_name("a name"));
      if (cursor_.skip_symbol(".")) cursor_.expect_name("a name after '.'");
    }
  } while (cursor_.skip_symbol(","));
}

void JinjaStatement::define(const std::vector<std::string_view>& names, JinjaLocal meaning) {
  for (const auto name : names) state_.scope.define(name, names.size() == 1 ? meaning : JinjaLocal::value);
}

}  // namespace baryon::bundle::lint
