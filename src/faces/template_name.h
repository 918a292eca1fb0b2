#pragma once

#include <string>

#include "base/error.h"
#include "net/message.h"
#include "registry/registry.h"

namespace baryon::faces {

/// The template that a request's path names, of the kind that its parameter `kind` asks for. Errors: invalid.
[[nodiscard]] Result<registry::TemplateName> template_name(const net::Request& request, const std::string& name);

}  // namespace baryon::faces
