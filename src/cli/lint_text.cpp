#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/text.h"
#include "bundle/lint/subject.h"
#include "cli/lint_report.h"
#include "cli/output.h"

namespace baryon::cli {
namespace {

using bundle::Finding;
using bundle::Severity;

/// ECMA-48 SGR sequences, or nothing.
class Palette {
 public:
  explicit Palette(bool is_on) : is_on_(is_on) {}

  [[nodiscard]] std::string of(Severity severity, std::string_view text) const {
    return paint(severity == Severity::error ? "1;31" : severity == Severity::warning ? "1;33" : "1;36", text);
  }
  [[nodiscard]] std::string bold(std::string_view text) const { return paint("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return paint("2", text); }

 private:
  [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const {
    return is_on_ ? fmt::format("\x1B[{}m{}\x1B[0m", code, text) : std::string(text);
  }

  bool is_on_;
};

/// Gives lines of a bundle's files; keeps the last file, as findings come sorted by file.
class Lines {
 public:
  Lines(const LintedTemplate& item, const File& scratch) : subject_(item.files, scratch) {}

  /// Nothing where there is no such line.
  std::string_view get(const Finding& finding) {
    if (finding.place.line < 1 || finding.file.empty()) return {};
    if (finding.file != path_) read(finding.file);
    std::string_view rest = text_;
    for (int line = 1; line < finding.place.line; ++line) {
      const auto end = rest.find('\n');
      if (end == std::string_view::npos) return {};
      rest.remove_prefix(end + 1);
    }
    const auto line = rest.substr(0, rest.find('\n'));
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
  }

 private:
  void read(const std::string& path) {
    path_ = path;
    text_.clear();
    const auto* const file = subject_.find(path);
    if (file == nullptr) return;
    if (auto text = subject_.text(*file)) text_ = *std::move(text);
  }

  bundle::lint::Subject subject_;
  std::string path_;
  std::string text_;
};

/// The line and a caret below the column. Long lines are cut, tabs become spaces, so that the caret stands right.
void print_source(std::string_view line, bundle::Place place, const Palette& palette) {
  constexpr std::size_t most = 120;
  if (line.empty() || !is_utf8(line)) return;
  std::string text(line);
  for (auto& c : text)
    if (c == '\t') c = ' ';
  if (has_control_character(text)) return;
  const auto column = static_cast<std::size_t>(std::max(place.column, 1)) - 1;
  if (column > most) return;
  if (text.size() > most) {
    text.resize(most);
    while (!is_utf8(text)) text.pop_back();
    text += "...";
  }
  const auto number = fmt::format("{:>5} | ", place.line);
  fmt::print("{}{}\n", palette.dim(number), text);
  if (place.column > 0) fmt::print("{}{}\n", std::string(number.size() + column, ' '), palette.bold("^"));
}

void print_finding(const LintedTemplate& item, const Finding& finding, Lines& lines, const Palette& palette) {
  auto place = finding.file.empty() ? item.directory : item.directory + "/" + finding.file;
  if (finding.place.line > 0) place += fmt::format(":{}", finding.place.line);
  if (finding.place.column > 0) place += fmt::format(":{}", finding.place.column);
  fmt::print("{}: {} {} {}\n", palette.bold(escape_for_display(place, 2000)),
             palette.of(finding.severity, fmt::format("{}:", bundle::to_string(finding.severity))), finding.message,
             palette.dim(fmt::format("[{}]", finding.rule)));
  print_source(lines.get(finding), finding.place, palette);
  if (!finding.hint.empty()) fmt::print("        {} {}\n", palette.dim("hint:"), finding.hint);
}

std::string number_of(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

void print_lint_text(const std::vector<LintedSource>& sources, bool in_colour) {
  const Palette palette(in_colour);
  for (const auto& source : sources)
    for (const auto& item : source.templates) {
      Lines lines(item, source.scratch);
      for (const auto& finding : item.findings) print_finding(item, finding, lines, palette);
    }
  const auto counts = count(sources);
  print_line(fmt::format("{}: {}, {}, {}", number_of(counts.templates, "template"), number_of(counts.errors, "error"),
                         number_of(counts.warnings, "warning"), number_of(counts.notes, "note")));
}

}  // namespace baryon::cli
