#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace baryon::bundle::lint {

/// A name in an expression and the attributes asked of it: `environment.inputs["x"].y`. A segment that is not known
/// before the expression is evaluated, such as `[key]` or `[0]`, is empty. Views into the text.
struct NamePath {
  static constexpr std::size_t most_segments = 6;  ///< more are left out: nothing of interest lies that deep

  std::array<std::string_view, most_segments> segments = {};
  std::size_t count = 0;
  std::size_t offset = 0;      ///< of the first segment in the file
  bool has_fallback = false;   ///< the expression copes where there is no such thing
  bool is_guard = false;       ///< it asks whether there is such a thing
  bool is_after_dash = false;  ///< `a-b`, which is a subtraction, stands where one name was perhaps meant

  void add(std::string_view segment) {
    if (count < most_segments) segments[count++] = segment;
  }

  /// Empty beyond the end.
  [[nodiscard]] std::string_view at(std::size_t index) const {
    return index < count ? segments[index] : std::string_view();
  }

  /// Whether it is asked for an attribute of that name, at any depth.
  [[nodiscard]] bool asks_for(std::string_view attribute) const {
    for (std::size_t index = 1; index < count; ++index)
      if (segments[index] == attribute) return true;
    return false;
  }

  /// Without its first `n` segments, of which there have to be as many.
  [[nodiscard]] NamePath without(std::size_t n) const {
    auto rest = *this;
    rest.count = 0;
    for (auto index = n; index < count; ++index) rest.add(segments[index]);
    return rest;
  }
};

}  // namespace baryon::bundle::lint
