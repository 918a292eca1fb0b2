#pragma once

#include <cstddef>
#include <string>

#include "bundle/lint/name_path.h"
#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

/// Is told what stands in a Jinja template, in no particular order.
class JinjaVisitor {
 public:
  virtual ~JinjaVisitor() = default;

  /// Text of strangers in the message is escaped already.
  virtual void on_fault(const Rule& rule, std::size_t offset, std::string message, std::string hint) = 0;

  /// A name that the template does not define itself. Elements of `service_instances` in a loop come as
  /// `service_instance`.
  virtual void on_name(const NamePath& path) = 0;
};

}  // namespace baryon::bundle::lint
