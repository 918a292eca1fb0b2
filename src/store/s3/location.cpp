#include "store/s3/location.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "aws/canonical_request.h"
#include "aws/region.h"
#include "base/encoding.h"
#include "base/text.h"
#include "net/url.h"
#include "store/store.h"

namespace baryon::store::s3 {
namespace {

constexpr std::string_view scheme = "s3://";
constexpr std::string_view hint = "write it like s3://bucket/prefix?region=eu-west-1";
constexpr std::array<std::string_view, 4> parameters{"ca_file", "endpoint", "path_style", "region"};

std::unexpected<Error> wrong(std::string message, std::string what_to_do = std::string(hint)) {
  return fail(ErrorCode::configuration, std::move(message), std::move(what_to_do));
}

// Amazon S3 User Guide, "General purpose bucket naming rules".
bool is_bucket(std::string_view text) {
  const auto is_alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return text.size() >= 3 && text.size() <= 63 && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         !text.contains("..") &&
         std::ranges::all_of(text, [&](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

Result<std::string> endpoint(const std::string& text) {
  auto url = net::parse_base_url(text);
  if (!url) return wrong("the endpoint is " + url.error().message, "write it like endpoint=https://s3.example.com");
  BARYON_TRY(const auto origin, net::origin_of(*url));
  if (const auto authority_end = url->find('/', url->find("://") + 3); authority_end != std::string::npos)
    return wrong("the endpoint has a path", "remove what follows the host and port");
  return *std::move(url);
}

Result<void> take(Location& location, const aws::QueryParameter& parameter, bool& is_style_given) {
  const auto& [name, value] = parameter;
  if (value.empty()) return wrong(fmt::format("the parameter '{}' has no value", escape_for_display(name)));
  if (name == "region") {
    if (!aws::is_region(value)) return wrong("the region is not one", "use a name such as eu-west-1");
    location.region = value;
  } else if (name == "endpoint") {
    BARYON_TRY(location.endpoint, endpoint(value));
  } else if (name == "path_style") {
    if (value != "true" && value != "false") return wrong("path_style is neither true nor false");
    location.is_path_style = value == "true";
    is_style_given = true;
  } else if (name == "ca_file") {
    location.ca_file = value;
  } else {
    const auto meant = nearest(name, parameters);
    return wrong(
        fmt::format("unknown parameter '{}'", escape_for_display(name)),
        meant ? fmt::format("did you mean '{}'?", *meant) : fmt::format("there are {}", fmt::join(parameters, ", ")));
  }
  return {};
}

Result<void> take_query(Location& location, std::string_view query) {
  const auto given = aws::parse_query(query);
  if (!given) return wrong("what follows the '?' is malformed");
  std::set<std::string> seen;
  bool is_style_given = false;
  for (const auto& parameter : *given) {
    if (!seen.insert(parameter.name).second)
      return wrong(fmt::format("the parameter '{}' is given twice", escape_for_display(parameter.name)));
    BARYON_CHECK(take(location, parameter, is_style_given));
  }
  if (!is_style_given) location.is_path_style = !location.endpoint.empty() || location.bucket.contains('.');
  return {};
}

std::string_view partition_of(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  return region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

}  // namespace

bool names_bucket(std::string_view url) { return url.starts_with(scheme); }

Result<Location> parse_location(std::string_view url) {
  if (!names_bucket(url)) return wrong("the URL of a bucket begins with 's3://'");
  url.remove_prefix(scheme.size());
  if (url.contains('#')) return wrong("the URL of a bucket holds no '#'");
  const auto question = std::min(url.find('?'), url.size());
  const auto place = url.substr(0, question);
  const auto slash = std::min(place.find('/'), place.size());
  Location location{.bucket = std::string(place.substr(0, slash)),
                    .prefix = std::string(place.substr(std::min(slash + 1, place.size())))};
  if (!is_bucket(location.bucket))
    return wrong(fmt::format("'{}' is no name of a bucket", escape_for_display(location.bucket, 70)),
                 "3 to 63 of a-z, 0-9, '-' and '.'");
  while (location.prefix.ends_with('/')) location.prefix.pop_back();
  if (!location.prefix.empty())
    if (const auto checked = check_key(location.prefix); !checked) return wrong(checked.error().message);
  BARYON_CHECK(take_query(location, url.substr(std::min(question + 1, url.size()))));
  return location;
}

std::string Location::full_key(std::string_view key) const {
  return prefix.empty() ? std::string(key) : fmt::format("{}/{}", prefix, key);
}

std::string Location::url(std::string_view whole_key) const {
  const auto address = endpoint.empty() ? fmt::format("https://s3.{}.{}", region, aws::domain_of(region)) : endpoint;
  const auto path = percent_encode_path(whole_key);
  if (is_path_style) return fmt::format("{}/{}{}{}", address, bucket, path.empty() ? "" : "/", path);
  const auto host = address.find("://") + 3;
  return fmt::format("{}{}.{}/{}", address.substr(0, host), bucket, address.substr(host), path);
}

std::string Location::arn_of_bucket() const { return fmt::format("arn:{}:s3:::{}", partition_of(region), bucket); }

std::string Location::arn_of_objects() const { return fmt::format("{}/{}", arn_of_bucket(), full_key("*")); }

}  // namespace baryon::store::s3
