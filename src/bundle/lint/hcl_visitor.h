#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bundle/lint/name_path.h"
#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

/// A block at the top of a file: `resource "aws_vpc" "main" {`. Views into the text.
struct HclBlock {
  std::string_view type;
  std::string_view first_label = {};
  std::string_view second_label = {};
  std::size_t offset = 0;  ///< of the type
};

/// Is told what stands in a file of HCL, in the order of the text.
class HclVisitor {
 public:
  virtual ~HclVisitor() = default;

  /// Text of strangers in the message is escaped already.
  virtual void on_fault(const Rule& rule, std::size_t offset, std::string message, std::string hint) = 0;
  virtual void on_block(const HclBlock& block) = 0;

  /// Any name in an expression, and names of attributes and blocks as well: HCL tells them apart only by what follows.
  virtual void on_name(const NamePath& path) = 0;
};

}  // namespace baryon::bundle::lint
