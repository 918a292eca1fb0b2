#include "bundle/schema.h"

#include <algorithm>

#include "bundle/lint/report.h"
#include "bundle/lint/schema_structure.h"
#include "bundle/yaml_tree.h"

namespace baryon::bundle {

const SchemaType* Schema::type(const std::optional<InputType>& input) const {
  if (!input) return nullptr;
  const auto found = std::ranges::find(types, input->name, &SchemaType::name);
  return found == types.end() ? nullptr : &*found;
}

Result<Schema> parse_schema(std::string_view text) {
  const auto tree = read_yaml_tree(text);
  if (!tree) return std::unexpected(tree.error().error(schema_path));
  lint::Report unused;
  auto schema = lint::read_schema_document(tree->root(), unused);
  if (!schema) return fail(ErrorCode::invalid, lint::no_schema_message, lint::no_schema_hint);
  return *std::move(schema);
}

}  // namespace baryon::bundle
