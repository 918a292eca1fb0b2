#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace baryon::doctor {

enum class Verdict : std::uint8_t {
  passed,
  warning,  ///< works, but somebody should look at it
  failed,   ///< something does not work
  skipped,  ///< could not be looked at, or there is nothing to look at
};

[[nodiscard]] std::string_view to_string(Verdict verdict);

struct Finding {
  std::string check;  ///< `bitbucket`
  Verdict verdict = Verdict::passed;
  std::string message;
  std::string hint = {};  ///< what to do; empty where there is nothing to do
};

/// What the checks found, in their order. One thread.
class Report {
 public:
  /// Findings from now on belong to that check.
  void begin(std::string check) { check_ = std::move(check); }

  void pass(std::string message) { add(Verdict::passed, std::move(message), {}); }
  void warn(std::string message, std::string hint) { add(Verdict::warning, std::move(message), std::move(hint)); }
  void fail(std::string message, std::string hint) { add(Verdict::failed, std::move(message), std::move(hint)); }
  void fail(const Error& error) { add(Verdict::failed, error.message, error.hint); }
  void skip(std::string message, std::string hint = {}) { add(Verdict::skipped, std::move(message), std::move(hint)); }

  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] std::size_t count(Verdict verdict) const;
  [[nodiscard]] bool has_failures() const { return count(Verdict::failed) > 0; }

 private:
  void add(Verdict verdict, std::string message, std::string hint);

  std::string check_;
  std::vector<Finding> findings_;
};

}  // namespace baryon::doctor
