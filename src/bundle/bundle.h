#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/sha256.h"
#include "bundle/compatibility.h"
#include "bundle/finding.h"

namespace baryon::bundle {

enum class TemplateKind : std::uint8_t { environment, service };

[[nodiscard]] std::string_view to_string(TemplateKind kind);

/// One regular file of a bundle; its bytes lie in the scratch file that the scan filled.
struct BundleFile {
  std::string path;  ///< relative to the version directory; below `shared/` for those of shared directories
  bool is_executable = false;
  std::uint64_t size = 0;
  Sha256Digest sha256 = {};
  std::uint64_t offset = 0;  ///< into the scratch file
};

/// `<environment template>:<major>` of a registration file.
struct CompatibleEnvironment {
  std::string name;
  std::int64_t major = 0;
  friend bool operator==(const CompatibleEnvironment&, const CompatibleEnvironment&) = default;
};

/// The content of one `<template>/v<N>/` directory in canonical form.
struct Bundle {
  std::string template_name;
  TemplateKind kind = TemplateKind::environment;
  std::int64_t major = 0;
  std::string directory;               ///< in the repository: `templates/vpc/v1`
  std::vector<BundleFile> files = {};  ///< sorted by path
  std::string digest = {};             ///< 64 hex digits, see bundle/digest.h
  std::string schema = {};             ///< schema/schema.yaml, verbatim
  std::vector<CompatibleEnvironment> compatible_environments = {};
  std::vector<std::string> supported_component_sources = {};
  std::string engine = {};  ///< `to_string(Engine)` of the environment or service instance; empty: customer-managed
  std::optional<std::vector<std::string>> outputs = {};  ///< their names, sorted; nothing where they cannot be read
  std::vector<Finding> findings = {};                    ///< warnings and notes

  [[nodiscard]] Surface surface() const { return {.schema = schema, .engine = engine, .outputs = outputs}; }
};

/// A version directory that cannot be registered, and why.
struct Refusal {
  std::string template_name;
  std::int64_t major = 0;
  std::string directory;
  std::vector<Finding> findings;       ///< at least one of them an error
  std::vector<BundleFile> files = {};  ///< as far as they were read, for the lines that findings point to

  /// The first error, with the number of the others.
  [[nodiscard]] std::string reason() const;
  [[nodiscard]] std::string hint() const;
};

}  // namespace baryon::bundle
