#include "aws/sns/service_url.h"

#include <algorithm>

namespace baryon::aws::sns {
namespace {

constexpr std::string_view scheme = "https://";
constexpr std::string_view service = "sns.";
constexpr std::string_view domain = ".amazonaws.com";
constexpr std::string_view chinese_domain = ".amazonaws.com.cn";

bool is_region(std::string_view text) {
  return text.size() >= 3 && text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool is_plain(char c) { return c > ' ' && c < '\x7f' && c != '\\'; }

}  // namespace

// Spelt out rather than parsed: whatever another reader of URLs might take for a host, only these letters may stand
// between the scheme and the first slash.
bool is_service_url(std::string_view url) {
  if (!url.starts_with(scheme) || !std::ranges::all_of(url, is_plain)) return false;
  url.remove_prefix(scheme.size());
  const auto slash = url.find('/');
  if (slash == std::string_view::npos) return false;
  auto host = url.substr(0, slash);
  if (!host.starts_with(service)) return false;
  host.remove_prefix(service.size());
  for (const auto end : {domain, chinese_domain})
    if (host.ends_with(end)) return is_region(host.substr(0, host.size() - end.size()));
  return false;
}

}  // namespace baryon::aws::sns
