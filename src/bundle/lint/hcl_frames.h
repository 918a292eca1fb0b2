#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/lint/hcl_visitor.h"

namespace baryon::bundle::lint {

/// Something in HCL that has to be closed.
struct HclFrame {
  enum class Kind : std::uint8_t {
    brace,
    bracket,
    paren,
    quoted,         ///< `"`
    heredoc,        ///< `<<EOT`
    interpolation,  ///< `${`
    directive,      ///< `%{`
  };
  Kind kind = Kind::brace;
  std::size_t offset = 0;
  std::string_view word = {};   ///< function before `(`, marker of a heredoc, first word of a directive
  bool has_fallback = false;    ///< inside of `try` or `can`
  std::string directives = {};  ///< open in a template: `i` for `if`, `e` after its `else`, `f` for `for`
};

/// What is open at some point of a file; tells the visitor where it does not match. One thread at a time.
class HclFrames {
 public:
  HclFrames(std::string_view text, HclVisitor& visitor) : text_(text), visitor_(visitor) {}

  [[nodiscard]] bool empty() const { return frames_.empty(); }
  [[nodiscard]] const HclFrame& top() const { return frames_.back(); }
  [[nodiscard]] bool is_in_template() const;
  [[nodiscard]] bool is_in_sequence() const;
  [[nodiscard]] bool has_fallback() const { return !empty() && top().has_fallback; }
  [[nodiscard]] std::string_view word() const { return empty() ? std::string_view() : top().word; }

  /// After a mismatch nothing more is told, since most of it would follow from the first.
  [[nodiscard]] bool is_torn() const { return is_torn_; }
  void tear() { is_torn_ = true; }

  void open(HclFrame frame);

  /// At one of `)]}`.
  void close(char closer, std::size_t offset);

  /// At the end of a string or heredoc.
  void pop_template(std::size_t offset);
  void pop() { frames_.pop_back(); }

  /// The first one in a directive says what it does.
  void note_word(std::string_view word);

  /// At the end of the text.
  void finish();

 private:
  void close_directive(const HclFrame& directive);
  void tell(std::size_t offset, std::string message, std::string hint);
  [[nodiscard]] std::string describe(const HclFrame& frame) const;

  std::string_view text_;
  HclVisitor& visitor_;
  std::vector<HclFrame> frames_;
  bool is_torn_ = false;
};

}  // namespace baryon::bundle::lint
