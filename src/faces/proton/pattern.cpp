#include "faces/proton/pattern.h"

#include <algorithm>

namespace baryon::faces::proton {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }
bool is_dashed(char c) { return is_alphanumeric(c) || c == '-'; }

bool all(std::string_view text, bool (*accepts)(char)) { return std::ranges::all_of(text, accepts); }

/// Takes what is before the next colon off the text; false where there is none.
bool take_field(std::string_view& text, std::string_view& field) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  field = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  return true;
}

/// `([\w+=,.@-]+[/:])*[\w+=,.@-]+`: parts of at least one character, separated by a slash or colon.
bool is_arn_resource(std::string_view text) {
  const auto is_part = [](char c) { return is_alphanumeric(c) || std::string_view("_+=,.@-").contains(c); };
  bool in_part = false;
  for (const char c : text) {
    if (!is_part(c) && !(in_part && (c == '/' || c == ':'))) return false;
    in_part = is_part(c);
  }
  return in_part;
}

}  // namespace

bool is_resource_name(std::string_view value) {
  return !value.empty() && is_alphanumeric(value.front()) &&
         all(value, [](char c) { return is_dashed(c) || c == '_'; });
}

bool is_version_part(std::string_view value) {
  return value == "0" || (!value.empty() && value.front() != '0' && all(value, is_digit));
}

bool is_arn(std::string_view value) {
  std::string_view scheme;
  std::string_view partition;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  return take_field(value, scheme) && scheme == "arn" && take_field(value, partition) &&
         (partition == "aws" || partition == "aws-cn" || partition == "aws-us-gov") && take_field(value, service) &&
         !service.empty() && all(service, is_dashed) && take_field(value, region) && all(region, is_dashed) &&
         take_field(value, account) && account.size() == 12 && all(account, is_digit) && is_arn_resource(value);
}

bool is_client_token(std::string_view value) {
  return all(value, [](char c) { return c >= '!' && c <= '~'; });
}

bool is_bucket_name(std::string_view value) {
  const auto may_end = [](char c) { return is_lower(c) || is_digit(c); };
  return value.size() >= 3 && may_end(value.front()) && may_end(value.back()) &&
         all(value, [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '.'; });
}

bool is_page_token(std::string_view value) {
  return !value.empty() && all(value, [](char c) { return is_alphanumeric(c) || c == '+' || c == '=' || c == '/'; });
}

// Without anchors it is enough that a slash has such a character right behind it, and one somewhere before it.
bool is_repository_name(std::string_view value) {
  const auto fits = [](char c) { return is_dashed(c) || c == '_' || c == '.'; };
  const auto first = std::ranges::find_if(value, fits);
  for (auto at = value.find('/', static_cast<std::size_t>(first - value.begin())); at != std::string_view::npos;
       at = value.find('/', at + 1))
    if (at + 1 < value.size() && fits(value[at + 1])) return true;
  return false;
}

bool is_tag_text(std::string_view value) {
  return all(value, [](char c) {
    return is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80 || std::string_view(" _.:/=+-@").contains(c);
  });
}

}  // namespace baryon::faces::proton
