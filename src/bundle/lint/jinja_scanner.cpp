#include "bundle/lint/jinja_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "bundle/lint/jinja_cursor.h"
#include "bundle/lint/jinja_rules.h"
#include "bundle/lint/jinja_text.h"
#include "bundle/lint/report.h"

namespace baryon::bundle::lint {
namespace {

using Kind = JinjaSpan::Kind;

constexpr std::size_t opener_length = 2;

// The rest of a template with so many unclosed tags is not looked at: nobody would be shown what is found there.
constexpr std::size_t most_unclosed = Report::most;

/// Passes faults on and remembers those after which blocks do not match.
class Watch final : public JinjaVisitor {
 public:
  explicit Watch(JinjaVisitor& next) : next_(next) {}

  void on_fault(const Rule& rule, std::size_t offset, std::string message, std::string hint) override {
    is_torn |= rule.id == jinja_unclosed.id || rule.id == jinja_unbalanced.id || rule.id == jinja_too_deep.id;
    next_.on_fault(rule, offset, std::move(message), std::move(hint));
  }
  void on_name(const NamePath& path) override { next_.on_name(path); }

  bool is_torn = false;

 private:
  JinjaVisitor& next_;
};

class Scanner {
 public:
  Scanner(std::string_view text, JinjaVisitor& visitor) : text_(text), watch_(visitor), state_(watch_) {}

  JinjaScan scan() {
    std::size_t begin = 0;
    while (const auto opener = find_jinja_opener(text_, begin)) {
      check_jinja_text(text_, begin, *opener, watch_);
      begin = take(*opener);
    }
    check_jinja_text(text_, begin, text_.size(), watch_);
    state_.blocks.finish();
    scan_.is_torn = watch_.is_torn;
    return std::move(scan_);
  }

 private:
  /// Where to go on.
  std::size_t take(std::size_t opener) {
    switch (text_[opener + 1]) {
      case '#':
        return comment(opener);
      case '%':
        if (const auto raw = match_raw_tag(text_, opener, "raw")) return raw_text(opener, *raw);
        return tag(opener, '%');
      default:
        return tag(opener, '}');
    }
  }

  std::size_t comment(std::size_t opener) {
    const auto closer = text_.find("#}", opener + opener_length);
    if (closer == std::string_view::npos)
      return swallow(jinja_unclosed, opener, "'{#' has no '#}'",
                     "close the comment, or write {{ '{#' }} where the text needs these characters");
    return add(Kind::comment, opener, closer + opener_length);
  }

  std::size_t raw_text(std::size_t opener, std::size_t text) {
    for (auto at = text_.find("{%", text); at != std::string_view::npos; at = text_.find("{%", at + 1)) {
      const auto end = match_raw_tag(text_, at, "endraw");
      if (!end) continue;
      add(Kind::comment, opener, text);
      return add(Kind::comment, at, *end);
    }
    return swallow(jinja_unbalanced, opener, "'raw' has no 'endraw'", "close it with {% endraw %}");
  }

  /// To Jinja the rest of the text belongs to what is not closed.
  std::size_t swallow(const Rule& rule, std::size_t opener, std::string message, std::string hint) {
    watch_.on_fault(rule, opener, std::move(message), std::move(hint));
    return text_.size();
  }

  std::size_t add(Kind kind, std::size_t begin, std::size_t end, JinjaEffect effect = {}) {
    scan_.spans.push_back({.kind = kind,
                           .effect = effect,
                           .begin = static_cast<std::uint32_t>(begin),
                           .end = static_cast<std::uint32_t>(end)});
    return end;
  }

  std::size_t tag(std::size_t opener, char closer) {
    const auto begin = opener + opener_length + (has_sign(opener + opener_length) ? 1 : 0);
    JinjaCursor cursor(JinjaLexer(text_, begin, closer));
    if (closer == '}' && cursor.at_word("resolve") && cursor.following().text == ":") return reference(opener);
    JinjaEffect effect;
    if (closer == '}') {
      JinjaExpressions expressions(cursor, state_.scope, watch_, state_.near_miss);
      expressions.tuple(true);
      cursor.expect_end();
      expressions.flush();
    } else {
      scan_.has_statements = true;
      effect = JinjaStatement(cursor, state_).read();
    }
    const auto kind = closer == '}' ? Kind::expression : Kind::statement;
    if (!cursor.fault()) return add(kind, opener, cursor.token().end(), effect);
    return mend(opener, kind, cursor, effect);
  }

  [[nodiscard]] bool has_sign(std::size_t at) const {
    return at < text_.size() && (text_[at] == '-' || text_[at] == '+');
  }

  /// After a fault: goes on behind the closer where one can be found, so that other tags can be examined as well.
  std::size_t mend(std::size_t opener, Kind kind, JinjaCursor& cursor, JinjaEffect effect) {
    const auto& fault = *cursor.fault();
    const auto closer = kind == Kind::expression ? "}}" : "%}";
    if (cursor.run_to_end()) {
      tell_syntax(fault);
      return add(kind, opener, cursor.token().end(), effect);
    }
    if (cursor.token().trouble == JinjaTrouble::depth) return give_up(fault);
    const auto stop = next_stop(fault.offset, closer);
    if (text_.substr(stop).starts_with(closer)) {
      tell_syntax(fault);
      return add(kind, opener, stop + opener_length, effect);
    }
    watch_.on_fault(jinja_unclosed, opener,
                    fmt::format("'{}' has no '{}'", text_.substr(opener, opener_length), closer),
                    fmt::format("close it with {}", closer));
    if (fault.trouble == JinjaTrouble::end_of_text || ++unclosed_ == most_unclosed) return text_.size();
    return cursor.token().trouble == JinjaTrouble::opener ? cursor.token().offset : stop;
  }

  /// Where the tag ends is not known.
  std::size_t give_up(const JinjaSyntaxFault& fault) {
    tell_syntax(fault);
    watch_.is_torn = true;
    return text_.size();
  }

  /// The next closer or opener of a tag on the line, or its end.
  [[nodiscard]] std::size_t next_stop(std::size_t at, std::string_view closer) const {
    while (at < text_.size() && text_[at] != '\n' && !text_.substr(at).starts_with(closer) && !opens_jinja(text_, at))
      ++at;
    return at;
  }

  void tell_syntax(const JinjaSyntaxFault& fault) {
    watch_.on_fault(fault.trouble == JinjaTrouble::depth ? jinja_too_deep : jinja_syntax, fault.offset, fault.reason,
                    {});
  }

  std::size_t reference(std::size_t opener) {
    watch_.on_fault(jinja_dynamic_reference, opener, "Jinja cannot read a dynamic reference of CloudFormation",
                    "put it between {% raw %} and {% endraw %}, or write it as {{ '{{resolve:...}}' }}");
    const auto stop = next_stop(opener + opener_length, "}}");
    return text_.substr(stop).starts_with("}}") ? add(Kind::expression, opener, stop + opener_length) : stop;
  }

  std::string_view text_;
  Watch watch_;
  JinjaState state_;
  JinjaScan scan_;
  std::size_t unclosed_ = 0;
};

}  // namespace

JinjaScan scan_jinja(std::string_view text, JinjaVisitor& visitor) { return Scanner(text, visitor).scan(); }

}  // namespace baryon::bundle::lint
