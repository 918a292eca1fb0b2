#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace baryon::pipeline {

/// What became of one change of a delivery; the words that people read.
struct ChangeDecision {
  enum class What : std::uint8_t { queued, duplicate, ignored };
  What what = What::ignored;
  std::string reason;
  std::string sync = {};
};

[[nodiscard]] constexpr std::string_view to_string(ChangeDecision::What what) {
  switch (what) {
    case ChangeDecision::What::queued:
      return "queued";
    case ChangeDecision::What::duplicate:
      return "duplicate";
    case ChangeDecision::What::ignored:
      return "ignored";
  }
  return "ignored";
}

}  // namespace baryon::pipeline
