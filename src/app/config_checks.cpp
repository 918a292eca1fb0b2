#include "app/config_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/config_nodes.h"
#include "archive/path_rules.h"
#include "base/glob.h"
#include "base/units.h"
#include "net/address_list.h"
#include "net/url.h"
#include "store/s3/location.h"

namespace baryon::app {
namespace {

Result<std::string> one_of(const std::string& text, std::initializer_list<std::string_view> words) {
  if (std::ranges::find(words, text) != words.end()) return text;
  return fail(ErrorCode::configuration, fmt::format("'{}' is not possible here", text),
              fmt::format("use {}", fmt::join(words, " or ")));
}

// What a later version will take is refused by name, so that nobody believes it to be in force.
Result<std::string> supported(const std::string& text, std::string_view scheme, std::string_view what) {
  if (text.starts_with(scheme)) return text;
  return fail(ErrorCode::configuration, fmt::format("'{}' cannot be used", text),
              fmt::format("this version takes {}", what));
}

}  // namespace

Result<std::string> base_url(const std::string& text) {
  if (text.empty()) return text;
  return net::parse_base_url(text);
}

Result<void> addresses(const std::vector<std::string>& entries) {
  BARYON_CHECK(net::AddressList::parse(entries));
  return {};
}

Result<std::string> store_url(const std::string& text) {
  if (text == "file:") return fail(ErrorCode::configuration, "the directory of the store is missing", "file:DIRECTORY");
  if (store::s3::names_bucket(text)) {
    BARYON_CHECK(store::s3::parse_location(text));
    return text;
  }
  return supported(text, "file:", "file:DIRECTORY, or s3://BUCKET/PREFIX?region=REGION");
}

Result<std::string> publish_policy(const std::string& text) { return one_of(text, {"draft", "automatic"}); }

Result<std::string> encryption(const std::string& text) { return one_of(text, {"AES256", "aws:kms"}); }

Result<std::string> kms_key_id(const std::string& text) {
  const auto fits = [](char c) { return c > ' ' && c < 0x7f; };
  if (std::ranges::all_of(text, fits)) return text;
  return fail(ErrorCode::configuration, "this is no id, ARN or alias of a key");
}

Result<std::string> compatibility_policy(const std::string& text) {
  return one_of(text, {"refuse", "warn", "next_major"});
}

Result<std::chrono::milliseconds> interval(const std::string& text) {
  if (text == "0") return std::chrono::milliseconds(0);
  BARYON_TRY(const auto interval, parse_duration(text));
  if (interval == std::chrono::milliseconds(0) || interval >= std::chrono::seconds(1)) return interval;
  return fail(ErrorCode::configuration, fmt::format("'{}' leaves no pause", text),
              "write 1s or more, or 0 for nothing on a schedule");
}

Result<void> repository_directories(const std::vector<std::string>& paths) {
  for (const auto& path : paths)
    if (const auto normal = archive::normalise_path(path, {}); !normal || *normal != path)
      return fail(ErrorCode::configuration, fmt::format("'{}' is no directory of a repository", path),
                  "write its path from the repository's root, such as modules/network, without a slash at either end");
  return {};
}

Result<void> topic_arns(const std::vector<std::string>& topics) {
  for (const auto& topic : topics)
    if (!topic.starts_with("arn:aws") || !topic.contains(":sns:") || std::ranges::count(topic, ':') != 5)
      return fail(ErrorCode::configuration, fmt::format("'{}' is no ARN of an SNS topic", topic),
                  "write it as arn:aws:sns:REGION:ACCOUNT:NAME");
  return {};
}

Result<std::string> object_key(const std::string& text) {
  if (text.contains("{commit}")) return text;
  return fail(ErrorCode::configuration, "the key does not hold {commit}, so that archives would replace one another");
}

Result<bool> boolean(const std::string& text) {
  const auto lower = to_lower(text);
  if (lower == "true" || lower == "yes" || lower == "on" || lower == "1") return true;
  if (lower == "false" || lower == "no" || lower == "off" || lower == "0") return false;
  return fail(ErrorCode::configuration, fmt::format("'{}' is neither true nor false", text));
}

Result<Role> anonymous_role(const std::string& text) {
  BARYON_TRY(const auto role, parse_role(text, true));
  if (role == Role::operator_)
    return fail(ErrorCode::configuration, "nobody may operate anonymously", "use viewer or none");
  return role;
}

Result<std::uint64_t> number_between(const std::string& text, std::uint64_t low, std::uint64_t high) {
  const auto value = parse_number(text);
  if (value && *value >= low && *value <= high) return *value;
  return fail(ErrorCode::configuration, fmt::format("'{}' is not a whole number from {} to {}", text, low, high));
}

}  // namespace baryon::app
