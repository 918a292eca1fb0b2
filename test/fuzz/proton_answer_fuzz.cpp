// The answer of another registry: its status as a decimal number on a line, then the body. Every reader is let loose on
// it; what they take has to be whole, and what they refuse has to be fit for display.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "registry/proton/answer.h"
#include "registry/proton/shapes.h"

namespace {

using namespace baryon;
using namespace baryon::registry;
using namespace baryon::registry::proton;

void require(bool condition) {
  if (!condition) std::abort();
}

template <class Value>
bool is_read(const Result<Value>& result) {
  if (!result) require(!result.error().message.empty() && !has_control_character(result.error().message));
  return result.has_value();
}

void read_one(const boost::json::object& members, TemplateKind kind) {
  if (const auto one = read_template(members, kind, "template"); is_read(one)) require(!one->name.empty());
  if (const auto one = read_version(members, kind, "version"); is_read(one))
    require(!one->template_name.empty() && one->number.major >= 0 && one->number.minor >= 0);
  is_read(read_templates(members, kind));
  is_read(read_versions(members, kind));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(input.find('\n'), input.size());
  int status = 200;
  std::from_chars(input.data(), input.data() + end, status);
  const net::Response response{.status = status, .body = std::string(input.substr(std::min(end + 1, input.size())))};
  const auto members = read_answer(response, "the registry", "GetEnvironmentTemplate");
  if (!is_read(members)) return 0;
  for (const auto kind : {TemplateKind::environment, TemplateKind::service}) {
    read_one(*members, kind);
    for (const auto member : {words_of(kind).template_member, words_of(kind).version_member})
      if (const auto* const inner = members->if_contains(member); inner != nullptr && inner->is_object())
        read_one(inner->get_object(), kind);
  }
  is_read(read_tags(*members));
  is_read(read_counts(*members));
  return 0;
}
