// Any text as a file of Terraform: places lie inside of the text, and a file that is whole stays whole when another one
// follows it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bundle/lint/hcl_scanner.h"

namespace {

using namespace baryon::bundle::lint;

void require(bool holds) {
  if (!holds) std::abort();
}

class Check final : public HclVisitor {
 public:
  explicit Check(std::string_view text) : text_(text) {}

  void on_fault(const Rule&, std::size_t offset, std::string message, std::string) override {
    require(offset <= text_.size() && !message.empty());
    ++faults;
  }
  void on_block(const HclBlock& block) override { require(block.offset < text_.size() && !block.type.empty()); }
  void on_name(const NamePath& path) override {
    require(path.count > 0 && !path.at(0).empty() && path.offset < text_.size());
  }

  int faults = 0;

 private:
  std::string_view text_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Check check(text);
  const bool is_whole = scan_hcl(text, check);
  require(is_whole || check.faults > 0);
  // What looks like a heredoc begins one only with a line end, which is added here.
  if (text.substr(text.rfind('\n') + 1).contains("<<")) return 0;
  const auto twice = std::string(text) + "\n" + "output \"a\" {\n  value = var.b\n}\n";
  Check again(twice);
  require(!is_whole || scan_hcl(twice, again));
  return 0;
}
