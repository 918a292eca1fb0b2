#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace baryon::bundle::lint {

/// Says which name was probably meant. What all questions to one object cost together is bounded; beyond that there is
/// no answer. One thread at a time.
class NearMiss {
 public:
  /// Cells of the tables that edit distances take, about a nanosecond each.
  static constexpr std::size_t most_cells = 20'000'000;

  [[nodiscard]] std::optional<std::string_view> find(std::string_view text,
                                                     std::span<const std::string_view> candidates);

  /// `did you mean '<name>'?`, escaped for display; `otherwise` where nothing comes near.
  [[nodiscard]] std::string hint(std::string_view text, std::span<const std::string_view> candidates,
                                 std::string otherwise = {});

 private:
  std::size_t cells_ = 0;
};

}  // namespace baryon::bundle::lint
