#include "bundle/bundle.h"

namespace baryon::bundle {

std::string_view to_string(TemplateKind kind) {
  switch (kind) {
    case TemplateKind::environment:
      return "environment";
    case TemplateKind::service:
      return "service";
  }
  return "environment";
}

}  // namespace baryon::bundle
