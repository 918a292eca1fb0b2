#include "aws/canonical_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/encoding.h"
#include "base/glob.h"
#include "base/sha256.h"

namespace baryon::aws {
namespace {

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const auto byte = text.size() - i > 2 ? from_hex(text.substr(i + 1, 2)) : std::nullopt;
    if (!byte) return std::nullopt;
    decoded += static_cast<char>(byte->front());
    i += 2;
  }
  return decoded;
}

std::optional<std::string> decode_form(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decode(spaced);
}

// RFC 3986, 5.2.4, and repeated slashes made one.
std::string normalise(std::string_view path) {
  std::vector<std::string_view> segments;
  bool ends_in_slash = true;
  for (std::size_t begin = 0; begin < path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto segment = path.substr(begin, end - begin);
    begin = end + 1;
    ends_in_slash = end < path.size() || segment == "." || segment == "..";
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!segment.empty() && segment != "." && segment != "..") segments.push_back(segment);
  }
  if (segments.empty()) return "/";
  return fmt::format("/{}{}", fmt::join(segments, "/"), ends_in_slash ? "/" : "");
}

bool is_space(char character) { return std::string_view(" \t\r\n").contains(character); }

std::string single_spaced(std::string_view value) {
  std::string out;
  bool is_behind_space = false;
  for (const char character : value) {
    if (is_space(character)) {
      is_behind_space = !out.empty();
      continue;
    }
    if (is_behind_space) out += ' ';
    is_behind_space = false;
    out += character;
  }
  return out;
}

// Lower-case name to value, of the signed fields.
std::map<std::string, std::string> canonical_values(const net::Headers& headers,
                                                    std::span<const std::string> signed_headers) {
  std::map<std::string, std::string> values;
  for (const auto& [field, value] : headers) {
    auto name = to_lower(field);
    if (!std::ranges::binary_search(signed_headers, name)) continue;
    const auto [place, is_first] = values.try_emplace(std::move(name), single_spaced(value));
    if (!is_first) place->second += "," + single_spaced(value);
  }
  return values;
}

}  // namespace

std::string hash_payload(std::string_view body) { return to_hex(sha256(body)); }

std::string canonical_path(std::string_view path, std::string_view service) {
  if (path.empty()) return "/";
  if (service == s3) return percent_encode_path(percent_decode(path).value_or(std::string(path)));
  return percent_encode_path(normalise(path));
}

std::optional<std::vector<QueryParameter>> parse_query(std::string_view query) {
  std::vector<QueryParameter> parameters;
  for (std::size_t begin = 0; begin < query.size();) {
    const auto end = std::min(query.find('&', begin), query.size());
    const auto parameter = query.substr(begin, end - begin);
    begin = end + 1;
    if (parameter.empty()) continue;
    const auto equals = std::min(parameter.find('='), parameter.size());
    auto name = decode_form(parameter.substr(0, equals));
    auto value = decode_form(parameter.substr(std::min(equals + 1, parameter.size())));
    if (!name || !value) return std::nullopt;
    parameters.push_back({.name = *std::move(name), .value = *std::move(value)});
  }
  return parameters;
}

std::string canonical_query(std::span<const QueryParameter> parameters) {
  std::vector<QueryParameter> encoded;
  encoded.reserve(parameters.size());
  for (const auto& [name, value] : parameters)
    encoded.push_back({.name = percent_encode(name), .value = percent_encode(value)});
  std::ranges::sort(encoded);
  std::string query;
  for (const auto& [name, value] : encoded) query += fmt::format("{}{}={}", query.empty() ? "" : "&", name, value);
  return query;
}

std::string canonical_request(const SignedParts& parts) {
  std::string headers;
  for (const auto& [name, value] : canonical_values(parts.headers, parts.signed_headers))
    headers += fmt::format("{}:{}\n", name, value);
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", parts.method, parts.path, parts.query, headers,
                     join_names(parts.signed_headers), parts.payload_hash);
}

std::string join_names(std::span<const std::string> signed_headers) {
  return fmt::format("{}", fmt::join(signed_headers, ";"));
}

}  // namespace baryon::aws
