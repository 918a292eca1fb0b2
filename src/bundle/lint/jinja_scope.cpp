#include "bundle/lint/jinja_scope.h"

namespace baryon::bundle::lint {

JinjaScope::JinjaScope() : frames_(1) {
  // Jinja's global functions, and names that are defined in loops, blocks and macros (Template Designer Documentation).
  for (const auto* const name : {"range", "dict", "lipsum", "cycler", "joiner", "namespace", "loop", "self", "super",
                                 "caller", "varargs", "kwargs"})
    define(name);
}

void JinjaScope::enter() { frames_.emplace_back(); }

void JinjaScope::leave() {
  if (frames_.size() == 1) return;
  for (const auto name : frames_.back()) meanings_[name].pop_back();
  frames_.pop_back();
}

void JinjaScope::define(std::string_view name, JinjaLocal meaning) {
  meanings_[name].push_back(meaning);
  frames_.back().push_back(name);
}

std::optional<JinjaLocal> JinjaScope::find(std::string_view name) const {
  const auto found = meanings_.find(name);
  if (found == meanings_.end() || found->second.empty()) return {};
  return found->second.back();
}

}  // namespace baryon::bundle::lint
