#include "registry/lists.h"

#include <boost/json.hpp>

namespace baryon::registry {
namespace {

namespace json = boost::json;

template <class Function>
auto parsed(std::string_view text, Function read) -> Result<decltype(read(json::array()))> {
  try {
    return read(json::parse(text).as_array());
  } catch (const std::exception& error) {
    return fail(ErrorCode::corrupt, std::string("a list in the registry is damaged: ") + error.what());
  }
}

}  // namespace

std::string to_json(const std::vector<bundle::CompatibleEnvironment>& environments) {
  json::array list;
  for (const auto& environment : environments)
    list.push_back(json::object{{"name", environment.name}, {"major", environment.major}});
  return json::serialize(list);
}

std::string to_json(const std::vector<std::string>& texts) {
  return json::serialize(json::array(texts.begin(), texts.end()));
}

Result<std::vector<bundle::CompatibleEnvironment>> environments_from_json(std::string_view text) {
  return parsed(text, [](const json::array& list) {
    std::vector<bundle::CompatibleEnvironment> out;
    for (const auto& item : list)
      out.push_back(
          {.name = std::string(item.at("name").as_string()), .major = item.at("major").to_number<std::int64_t>()});
    return out;
  });
}

Result<std::vector<std::string>> texts_from_json(std::string_view text) {
  return parsed(text, [](const json::array& list) {
    std::vector<std::string> out;
    for (const auto& item : list) out.emplace_back(item.as_string());
    return out;
  });
}

}  // namespace baryon::registry
