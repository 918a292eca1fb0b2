#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace baryon::bundle::lint {

/// Why a tag cannot be read further.
enum class JinjaTrouble : std::uint8_t {
  none,
  end_of_text,  ///< the tag is not closed
  opener,       ///< `{{`, `{%` or `{#` inside a tag: the tag before is not closed
  character,    ///< one that no token begins with
  string,       ///< without its closing quote
  bracket,      ///< closes none, or one of another kind
  depth,        ///< more than `JinjaLexer::most_brackets` open
};

struct JinjaToken {
  /// `end` is the tag's closer; after it or `trouble` there is nothing more.
  enum class Kind : std::uint8_t { name, number, string, symbol, end, trouble };

  Kind kind = Kind::end;
  JinjaTrouble trouble = JinjaTrouble::none;
  std::string_view text = {};  ///< as written, strings with their quotes
  std::size_t offset = 0;      ///< in the template

  [[nodiscard]] std::size_t end() const { return offset + text.size(); }
};

/// The tokens of one Jinja tag, `{{ ... }}` or `{% ... %}`, as Jinja 2.11 divides it. One thread at a time.
///
///     JinjaLexer lexer("{{ a.b }}", 2, '}');
///     for (; lexer.token().kind != JinjaToken::Kind::end; lexer.advance()) ...
class JinjaLexer {
 public:
  static constexpr std::size_t most_brackets = 100;

  /// `begin`: behind the tag's opener. `closer`: the first character of the closer, `}` or `%`.
  JinjaLexer(std::string_view text, std::size_t begin, char closer);

  [[nodiscard]] const JinjaToken& token() const { return token_; }
  void advance();

  /// Whether the current token continues something like `a-b`.
  [[nodiscard]] bool is_after_dash() const;

  /// The token after the current one.
  [[nodiscard]] JinjaToken following() const { return read(token_.end()); }

 private:
  [[nodiscard]] JinjaToken read(std::size_t at) const;
  void take(JinjaToken token);
  void follow_bracket();

  std::string_view text_;
  std::string closer_;
  std::string brackets_;  ///< closers of those open
  JinjaToken token_;
};

}  // namespace baryon::bundle::lint
