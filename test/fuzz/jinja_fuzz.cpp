// Any text as a Jinja template: spans lie in order inside of the text, names and faults as well, and what is painted
// over keeps its size and lines.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bundle/lint/jinja_canvas.h"
#include "bundle/lint/jinja_scanner.h"
#include "bundle/lint/line_index.h"

namespace {

using namespace baryon::bundle::lint;

void require(bool holds) {
  if (!holds) std::abort();
}

class Check final : public JinjaVisitor {
 public:
  explicit Check(std::string_view text) : text_(text), lines_(text) {}

  void on_fault(const Rule& rule, std::size_t offset, std::string message, std::string) override {
    require(offset <= text_.size() && lines_.place(offset).column > 0);
    require(!message.empty() && !rule.id.empty());
    has_error |= rule.severity == baryon::bundle::Severity::error;
  }

  void on_name(const NamePath& path) override {
    require(path.count > 0 && path.count <= NamePath::most_segments && !path.at(0).empty());
    require(path.offset < text_.size());
  }

  bool has_error = false;

 private:
  std::string_view text_;
  LineIndex lines_;
};

void check_canvas(std::string_view text, const JinjaScan& scan, JinjaBranches branches) {
  const auto canvas = paint_over_jinja(text, scan, branches);
  require(canvas.text.size() == text.size());
  for (std::size_t at = 0; at < text.size(); ++at) require((canvas.text[at] == '\n') == (text[at] == '\n'));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Check check(text);
  const auto scan = scan_jinja(text, check);
  std::size_t end = 0;
  for (const auto& span : scan.spans) {
    require(span.begin >= end && span.begin < span.end && span.end <= size);
    require(text[span.begin] == '{' && text[span.end - 1] == '}');
    end = span.end;
  }
  if (scan.is_torn) return 0;
  for (const auto branches : {JinjaBranches::all, JinjaBranches::truthy, JinjaBranches::falsy})
    check_canvas(text, scan, branches);
  require(without_jinja(text, scan).size() <= size);
  return 0;
}
