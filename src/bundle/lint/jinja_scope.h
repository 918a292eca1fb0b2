#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace baryon::bundle::lint {

/// What a name that the template itself defines stands for.
enum class JinjaLocal : std::uint8_t {
  value,             ///< anything
  service_instance,  ///< an element of `service_instances`
};

/// The names that a template defines (loops, `set`, macros) and those that Jinja has of its own, such as `range`. Views
/// into the template. One thread at a time.
class JinjaScope {
 public:
  JinjaScope();

  void enter();
  /// Forgets what was defined since the last `enter`.
  void leave();

  void define(std::string_view name, JinjaLocal meaning = JinjaLocal::value);

  /// Nothing for names from outside.
  [[nodiscard]] std::optional<JinjaLocal> find(std::string_view name) const;

 private:
  std::unordered_map<std::string_view, std::vector<JinjaLocal>> meanings_;  ///< innermost last
  std::vector<std::vector<std::string_view>> frames_;
};

}  // namespace baryon::bundle::lint
