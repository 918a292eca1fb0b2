#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "bundle/lint/jinja_lexer.h"

namespace baryon::bundle::lint {

/// Why a tag does not follow Jinja's grammar.
struct JinjaSyntaxFault {
  JinjaTrouble trouble = JinjaTrouble::none;  ///< where it lies with the tokens themselves
  std::size_t offset = 0;
  std::string reason;
};

/// Walks through the tokens of a tag. After the first fault no token matches any more, so that parsers just run out.
/// One thread at a time.
class JinjaCursor {
 public:
  static constexpr int most_levels =
      200;  ///< of expressions in each other, two for each pair of brackets: their parser recurses

  explicit JinjaCursor(JinjaLexer lexer);

  [[nodiscard]] const JinjaToken& token() const { return lexer_.token(); }
  [[nodiscard]] JinjaToken following() const { return lexer_.following(); }
  [[nodiscard]] bool is_after_dash() const { return lexer_.is_after_dash(); }
  [[nodiscard]] const std::optional<JinjaSyntaxFault>& fault() const { return fault_; }

  [[nodiscard]] bool at(JinjaToken::Kind kind) const { return !fault_ && token().kind == kind; }
  [[nodiscard]] bool at_symbol(std::string_view symbol) const;
  [[nodiscard]] bool at_word(std::string_view word) const;

  void advance();

  /// Whether it was there.
  bool skip_symbol(std::string_view symbol);
  bool skip_word(std::string_view word);

  /// Fails where it is not there.
  void expect_symbol(std::string_view symbol);
  void expect_word(std::string_view word);
  void expect_end();
  std::string_view expect_name(std::string_view what);

  /// At the current token: `expected <what>, but found <token>`.
  void fail(std::string_view what);

  /// Goes on behind the closer whatever comes before. True where there is one.
  bool run_to_end();

  /// Counts one level of recursion as long as it lives.
  class Level {
   public:
    explicit Level(JinjaCursor& cursor);
    ~Level() { --cursor_.level_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    JinjaCursor& cursor_;
  };

 private:
  void note_trouble();

  JinjaLexer lexer_;
  std::optional<JinjaSyntaxFault> fault_;
  int level_ = 0;
};

}  // namespace baryon::bundle::lint
