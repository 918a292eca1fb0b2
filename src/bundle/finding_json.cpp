#include "bundle/finding_json.h"

#include <boost/json.hpp>

#include <exception>
#include <string>

namespace baryon::bundle {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value() : json::value(text); }

json::value number_or_null(int number) { return number == 0 ? json::value() : json::value(number); }

std::string text_at(const json::object& object, std::string_view key) {
  const auto& value = object.at(key);
  return value.is_null() ? std::string() : std::string(value.as_string());
}

int number_at(const json::object& object, std::string_view key) {
  const auto& value = object.at(key);
  return value.is_null() ? 0 : value.to_number<int>();
}

Finding finding_from(const json::object& object) {
  return {.rule = text_at(object, "rule"),
          .severity = parse_severity(text_at(object, "severity")).value_or(Severity::warning),
          .file = text_at(object, "file"),
          .place = {.line = number_at(object, "line"), .column = number_at(object, "column")},
          .message = text_at(object, "message"),
          .hint = text_at(object, "hint")};
}

}  // namespace

json::object to_json(const Finding& finding) {
  return {{"rule", finding.rule},
          {"severity", to_string(finding.severity)},
          {"file", text_or_null(finding.file)},
          {"line", number_or_null(finding.place.line)},
          {"column", number_or_null(finding.place.column)},
          {"message", finding.message},
          {"hint", text_or_null(finding.hint)}};
}

json::array to_json(const std::vector<Finding>& findings) {
  json::array list;
  for (const auto& finding : findings) list.push_back(to_json(finding));
  return list;
}

Result<std::vector<Finding>> findings_from_json(std::string_view text) {
  try {
    std::vector<Finding> findings;
    const auto list = json::parse(text);
    for (const auto& item : list.as_array()) findings.push_back(finding_from(item.as_object()));
    return findings;
  } catch (const std::exception& error) {
    return fail(ErrorCode::corrupt, std::string("a list of findings is damaged: ") + error.what());
  }
}

}  // namespace baryon::bundle
