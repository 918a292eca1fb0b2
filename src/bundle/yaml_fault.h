#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "bundle/finding.h"

namespace baryon::bundle {

/// Why a document cannot be read, and where.
struct YamlFault {
  ErrorCode code = ErrorCode::invalid;  ///< or too_large
  Place place = {};
  std::string reason;
  std::string hint = {};

  /// `<name>:<line>:<column>: <reason>`.
  [[nodiscard]] Error error(std::string_view name) const;
};

}  // namespace baryon::bundle
