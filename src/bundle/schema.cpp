#include "bundle/schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "bundle/yaml_document.h"

namespace baryon::bundle {
namespace {

Result<std::optional<InputType>> input_type(const YAML::Node& schema, std::string_view key) {
  const auto found = find_key(schema, key);
  if (!found) return std::nullopt;
  if (!found->value.IsScalar() || found->value.Scalar().empty())
    return fail(ErrorCode::invalid, fmt::format("{}: {} has to name a type", place(schema_path, found->key_mark), key),
                "give the name of an entry under types");
  return InputType{.name = found->value.Scalar(), .place = place_of(found->key_mark)};
}

}  // namespace

const SchemaType* Schema::type(const std::optional<InputType>& input) const {
  if (!input) return nullptr;
  const auto found = std::ranges::find(types, input->name, &SchemaType::name);
  return found == types.end() ? nullptr : &*found;
}

Result<Schema> parse_schema(std::string_view text) {
  BARYON_TRY(const YAML::Node document, load_yaml(text, schema_path));
  return catching_yaml(schema_path, [&]() -> Result<Schema> {
    const auto root = find_key(document, "schema");
    if (!root || !root->value.IsMap())
      return fail(ErrorCode::invalid, fmt::format("{} has no map named schema at its top", schema_path),
                  "begin the file with `schema:`");
    Schema schema;
    BARYON_TRY(schema.environment, input_type(root->value, "environment_input_type"));
    BARYON_TRY(schema.service, input_type(root->value, "service_input_type"));
    BARYON_TRY(schema.pipeline, input_type(root->value, "pipeline_input_type"));
    return schema;
  });
}

}  // namespace baryon::bundle
