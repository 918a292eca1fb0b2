#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bundle/lint/jinja_blocks.h"
#include "bundle/lint/jinja_cursor.h"
#include "bundle/lint/jinja_expression.h"
#include "bundle/lint/jinja_scope.h"
#include "bundle/lint/jinja_visitor.h"
#include "bundle/lint/near_miss.h"

namespace baryon::bundle::lint {

/// What the statements before have left behind.
struct JinjaState {
  explicit JinjaState(JinjaVisitor& to_be_told) : visitor(to_be_told), blocks(to_be_told, scope) {}

  JinjaVisitor& visitor;
  JinjaScope scope;
  JinjaBlocks blocks;
  NearMiss near_miss;
};

/// What a statement does to the text around it.
struct JinjaEffect {
  enum class Kind : std::uint8_t {
    none,
    inserts,  ///< text from elsewhere
    opens,    ///< a block, and so on
    divides,
    closes,
  };
  Kind kind = Kind::none;
  JinjaBlock block = JinjaBlock::if_block;
  bool is_else = false;
};

/// Reads one statement, `{% ... %}`, of which the opener is behind the cursor. One thread at a time.
class JinjaStatement {
 public:
  JinjaStatement(JinjaCursor& cursor, JinjaState& state)
      : cursor_(cursor), state_(state), expressions_(cursor, state.scope, state.visitor, state.near_miss) {}

  JinjaEffect read();

 private:
  JinjaEffect open(JinjaBlock block, std::size_t offset);
  JinjaEffect divide(std::string_view word, std::size_t offset);
  JinjaEffect close(JinjaBlock block, std::size_t offset);
  JinjaEffect read_other(std::string_view word, std::size_t offset);

  void head_of_for();
  void head_of_macro();
  void head_of_call();
  void head_of_with();
  void head_of_block();
  bool head_of_set();  ///< whether a body follows
  void import();
  void from();
  void include();
  void context();
  void signature();
  void targets(std::vector<std::string_view>& names);
  void define(const std::vector<std::string_view>& names, JinjaLocal meaning = JinjaLocal::value);

  JinjaCursor& cursor_;
  JinjaState& state_;
  JinjaExpressions expressions_;
};

}  // namespace baryon::bundle::lint
