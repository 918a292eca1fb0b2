#include "faces/template_name.h"

namespace baryon::faces {

Result<registry::TemplateName> template_name(const net::Request& request, const std::string& name) {
  const auto kind = request.parameter("kind");
  if (!kind) return name;
  for (const auto known : {registry::TemplateKind::environment, registry::TemplateKind::service})
    if (*kind == bundle::to_string(known)) return registry::TemplateName(name, known);
  return fail(ErrorCode::invalid, "'kind' has to be environment or service, not '" + *kind + "'");
}

}  // namespace baryon::faces
