#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "app/config.h"
#include "base/error.h"

namespace baryon::app {

// What the values of single keys have to be. Each returns the value, perhaps in its normal form. Errors: configuration.

[[nodiscard]] Result<std::string> base_url(const std::string& text);
[[nodiscard]] Result<void> addresses(const std::vector<std::string>& entries);
[[nodiscard]] Result<std::string> store_url(const std::string& text);
[[nodiscard]] Result<std::string> publish_policy(const std::string& text);
[[nodiscard]] Result<std::string> encryption(const std::string& text);
[[nodiscard]] Result<std::string> kms_key_id(const std::string& text);
[[nodiscard]] Result<std::string> compatibility_policy(const std::string& text);
[[nodiscard]] Result<std::chrono::milliseconds> interval(const std::string& text);
[[nodiscard]] Result<void> repository_directories(const std::vector<std::string>& paths);
[[nodiscard]] Result<void> topic_arns(const std::vector<std::string>& topics);
[[nodiscard]] Result<std::string> object_key(const std::string& text);
[[nodiscard]] Result<bool> boolean(const std::string& text);
[[nodiscard]] Result<Role> anonymous_role(const std::string& text);
[[nodiscard]] Result<std::uint64_t> number_between(const std::string& text, std::uint64_t low, std::uint64_t high);

template <std::uint64_t low, std::uint64_t high>
[[nodiscard]] Result<std::uint64_t> number(const std::string& text) {
  return number_between(text, low, high);
}

}  // namespace baryon::app
