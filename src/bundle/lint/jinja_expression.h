#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "bundle/lint/jinja_cursor.h"
#include "bundle/lint/jinja_scope.h"
#include "bundle/lint/jinja_visitor.h"
#include "bundle/lint/name_path.h"
#include "bundle/lint/near_miss.h"

namespace baryon::bundle::lint {

/// Reads expressions: accepts what Jinja 2.11 accepts and tells the visitor the names in them. Operators are not
/// ranked, since nothing is evaluated. What does not fit fails at the cursor. One thread at a time.
class JinjaExpressions {
 public:
  /// Names that are kept until it is known whether a `default` filter follows.
  static constexpr std::size_t most_pending = 1000;

  JinjaExpressions(JinjaCursor& cursor, const JinjaScope& scope, JinjaVisitor& visitor, NearMiss& near_miss)
      : cursor_(cursor), scope_(scope), visitor_(visitor), near_miss_(near_miss) {}

  void expression();                 ///< with `a if b else c`
  void expression_without_choice();  ///< without it

  /// Several with commas between, or one; `is_choice_allowed`: each of them may be `a if b else c`.
  void tuple(bool is_choice_allowed);

  void operand();  ///< a literal or name with subscripts, calls and filters
  void filter();   ///< behind its `|`

  /// What is iterated over by `for`: as `tuple`, and whether its elements are service instances.
  JinjaLocal iterable();

  /// Tells the visitor the names met since the last time.
  void flush();

  /// Whether the last operand was called: `name(...)`.
  [[nodiscard]] bool is_call() const { return is_call_; }

 private:
  void literal_or_brackets();
  void bracketed(std::string_view closer, bool is_map);
  std::optional<NamePath> name();
  void postfix(NamePath* path);
  void subscript(NamePath* path);
  void slice();
  void call(NamePath* path);
  void call_arguments();
  void filter_chain(std::size_t first);
  void test(std::size_t first);
  void check_name(std::string_view name, std::size_t offset, bool is_filter);
  void mark_fallback(std::size_t first, std::size_t last, bool is_guard);

  JinjaCursor& cursor_;
  const JinjaScope& scope_;
  JinjaVisitor& visitor_;
  NearMiss& near_miss_;
  std::vector<NamePath> pending_;
  bool is_call_ = false;
};

}  // namespace baryon::bundle::lint
