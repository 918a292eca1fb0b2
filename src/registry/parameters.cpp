#include "registry/parameters.h"

#include <boost/json.hpp>

#include <algorithm>

#include "base/encoding.h"
#include "base/sha256.h"
#include "registry/lists.h"

namespace baryon::registry {
namespace {

namespace json = boost::json;

json::array to_array(std::vector<Tag> tags) {
  std::ranges::sort(tags);
  json::array list;
  for (const auto& [key, value] : tags) list.push_back(json::array{key, value});
  return list;
}

std::string digest_of(const json::array& parameters) { return to_hex(sha256(json::serialize(parameters))); }

}  // namespace

std::string digest_of(const NewTemplate& wanted) {
  const auto& [kind, name] = wanted.key;
  return digest_of(json::array{bundle::to_string(kind), name, wanted.display_name.empty() ? name : wanted.display_name,
                               wanted.description, wanted.encryption_key, wanted.is_customer_managed,
                               to_array(wanted.tags)});
}

std::string digest_of(const NewVersion& wanted) {
  const auto& [kind, name] = wanted.template_key;
  return digest_of(json::array{bundle::to_string(kind), name, wanted.major.value_or(0), wanted.description,
                               wanted.source.bucket, wanted.source.key, to_json(wanted.compatible_environments),
                               to_json(wanted.supported_component_sources), to_array(wanted.tags)});
}

}  // namespace baryon::registry
