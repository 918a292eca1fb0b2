#include "bundle/lint/hcl_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"
#include "bundle/lint/hcl_frames.h"
#include "bundle/lint/hcl_path.h"
#include "bundle/lint/hcl_text.h"
#include "bundle/lint/report.h"
#include "bundle/lint/terraform_rules.h"

namespace baryon::bundle::lint {
namespace {

using Kind = HclFrame::Kind;

// The rest of a file with so many faults is not looked at: nobody would be shown what is found there.
constexpr std::size_t most_faults = Report::most;

class Scanner {
 public:
  Scanner(std::string_view text, HclVisitor& visitor) : text_(text), visitor_(visitor), frames_(text, visitor) {
    if (text_.starts_with("\uFEFF")) at_ = 3;
  }

  bool scan() {
    while (at_ < text_.size() && !frames_.is_torn()) frames_.is_in_template() ? take_template() : take_code();
    frames_.finish();
    return !frames_.is_torn() && !has_open_string_;
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }

  void fault(const Rule& rule, std::size_t offset, std::string message, std::string hint) {
    visitor_.on_fault(rule, offset, std::move(message), std::move(hint));
    if (++faults_ == most_faults) frames_.tear();
  }

  // Code

  void take_code() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '\n') {
      header_ = {};
      ++at_;
    } else if (c == '#' || rest().starts_with("//")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (rest().starts_with("/*")) {
      take_comment();
    } else if (c == '"') {
      take_quote();
    } else if (std::string_view("([{").contains(c)) {
      open_bracket(c);
    } else if (std::string_view(")]}").contains(c)) {
      frames_.close(c, at_);
      ++at_;
    } else if (const auto heredoc = hcl_heredoc(rest())) {
      frames_.open({.kind = Kind::heredoc, .offset = at_, .word = heredoc->marker});
      at_ += heredoc->body;
      is_line_start_ = true;
    } else {
      take_token();
    }
  }

  void take_comment() {
    const auto end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) {
      fault(terraform_unbalanced, at_, "the comment is not closed", "close it with */");
      return frames_.tear();
    }
    at_ = end + 2;
  }

  void take_quote() {
    const auto plain = plain_hcl_string(rest());
    if (!plain) {
      frames_.open({.kind = Kind::quoted, .offset = at_});
      ++at_;
      return;
    }
    if (frames_.empty()) add_label(*plain);
    at_ += plain->size() + 2;
    last_name_ = {};
  }

  void open_bracket(char c) {
    if (c == '{' && frames_.empty() && !header_.type.empty()) {
      visitor_.on_block(header_);
      header_ = {};
    }
    const auto kind = c == '{' ? Kind::brace : c == '[' ? Kind::bracket : Kind::paren;
    frames_.open({.kind = kind, .offset = at_, .word = c == '(' ? last_name_ : std::string_view()});
    last_name_ = {};
    ++at_;
  }

  void take_token() {
    const auto lookalike = hcl_lookalike_length(rest());
    if (lookalike == 0 && begins_hcl_name(text_[at_])) return take_name();
    if (const auto length = hcl_number_length(rest())) {
      at_ += length;
      return;
    }
    last_name_ = {};
    const bool trims = rest().starts_with("~}");
    if (const auto length = trims && frames_.is_in_sequence() ? 1 : hcl_operator_length(rest())) {
      header_ = {};
      at_ += length;
      return;
    }
    tell_character(std::max<std::size_t>(lookalike, 1));
  }

  void tell_character(std::size_t length) {
    const char c = text_[at_];
    const auto hint = c == '\'' || length > 1 ? "put strings between straight double quotes"
                      : c == ';'              ? "write each argument on a line of its own"
                      : c == '&' || c == '|'  ? "write && or ||"
                                              : "remove it, or put it into a string";
    fault(terraform_character, at_,
          fmt::format("HCL does not know the character '{}' here", escape_for_display(rest().substr(0, length))), hint);
    at_ += length;
  }

  void take_name() {
    const auto path = read_hcl_path(text_, at_, frames_.word(), frames_.has_fallback());
    last_name_ = path.last_name;
    if (frames_.empty()) {
      if (path.path.count == 1) add_label(path.path.at(0));
    } else if (!path.is_attribute) {
      visitor_.on_name(path.path);
    }
    frames_.note_word(path.path.at(0));
    at_ = path.end;
  }

  /// Of a block at the top of the file.
  void add_label(std::string_view label) {
    if (header_.type.empty())
      header_ = {.type = label, .offset = at_};
    else
      (header_.first_label.empty() ? header_.first_label : header_.second_label) = label;
  }

  // Templates: the inside of quoted strings and heredocs

  void take_template() {
    const bool is_heredoc = frames_.top().kind == Kind::heredoc;
    if (is_heredoc && is_line_start_ && take_marker()) return;
    is_line_start_ = false;
    const auto next = text_.find_first_of(is_heredoc ? "\n$%" : "\n$%\"\\", at_);
    at_ = std::min(next, text_.size());
    if (at_ == text_.size()) return;
    switch (text_[at_]) {
      case '\n':
        return take_line_end(is_heredoc);
      case '"':
        frames_.pop_template(at_);
        ++at_;
        return;
      case '\\':
        return take_escape();
      default:
        return take_sequence();
    }
  }

  void take_line_end(bool is_heredoc) {
    if (!is_heredoc) {
      fault(terraform_string, frames_.top().offset, "the string is not closed on its line",
            "close it with \", or write a heredoc");
      has_open_string_ = true;
      frames_.pop();
      return;
    }
    is_line_start_ = true;
    ++at_;
  }

  /// The line that ends a heredoc.
  bool take_marker() {
    const auto end = text_.find('\n', at_);
    if (end == std::string_view::npos || trim_hcl_line(text_.substr(at_, end - at_)) != frames_.top().word)
      return false;
    frames_.pop_template(at_);
    at_ = end;
    is_line_start_ = false;
    return true;
  }

  void take_escape() {
    const auto length = hcl_escape_length(rest().substr(1));
    if (length == 0)
      fault(terraform_string, at_,
            fmt::format("there is no escape sequence '{}'", escape_for_display(rest().substr(0, 2))),
            "write \\\\ for a backslash");
    at_ += 1 + length;
  }

  void take_sequence() {
    const char c = text_[at_];
    const bool is_doubled = at_ + 1 < text_.size() && text_[at_ + 1] == c;
    if (is_doubled && rest().substr(2).starts_with('{')) {
      at_ += 3;
      return;
    }
    if (!rest().substr(1).starts_with('{')) {
      ++at_;
      return;
    }
    frames_.open({.kind = c == '$' ? Kind::interpolation : Kind::directive, .offset = at_});
    at_ += 2;
    if (rest().starts_with('~')) ++at_;
    last_name_ = {};
  }

  std::string_view text_;
  HclVisitor& visitor_;
  HclFrames frames_;
  std::size_t at_ = 0;
  HclBlock header_ = {};
  std::string_view last_name_;
  bool is_line_start_ = false;
  bool has_open_string_ = false;
  std::size_t faults_ = 0;
};

}  // namespace

bool scan_hcl(std::string_view text, HclVisitor& visitor) { return Scanner(text, visitor).scan(); }

}  // namespace baryon::bundle::lint
