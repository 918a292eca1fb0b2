#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/error.h"
#include "bundle/scan.h"
#include "unit/archive/tar_builder.h"

namespace baryon::test {

inline const std::string environment_schema =
    "schema:\n  format: {openapi: \"3.0.0\"}\n  environment_input_type: EnvInput\n  types:\n    EnvInput: {type: "
    "object}\n";

inline const std::string service_schema =
    "schema:\n  format: {openapi: \"3.0.0\"}\n  service_input_type: SvcInput\n  types:\n    SvcInput: {type: object}\n";

/// The files of a repository by path; a test adds to them what it is about.
struct SampleRepository {
  std::map<std::string, std::string> files;

  SampleRepository& file(const std::string& path, const std::string& content = "x") {
    files[path] = content;
    return *this;
  }

  SampleRepository& without(const std::string& path) {
    files.erase(path);
    return *this;
  }

  /// `directory` is the version directory.
  SampleRepository& environment(const std::string& directory) {
    return file(directory + "/schema/schema.yaml", environment_schema)
        .file(directory + "/infrastructure/manifest.yaml", "infrastructure: {}\n");
  }

  SampleRepository& service(const std::string& directory) {
    return file(directory + "/schema/schema.yaml", service_schema)
        .file(directory + "/instance_infrastructure/manifest.yaml", "infrastructure: {}\n")
        .file(directory + "/.template-registration.yaml", "compatible_environments:\n  - vpc:1\n");
  }

  [[nodiscard]] TarBuilder tar() const {
    TarBuilder tar;
    for (const auto& [path, content] : files) tar.file(path, content);
    return tar;
  }

  [[nodiscard]] std::string archive() const { return gzip(tar().end()); }
};

inline Result<bundle::Scan> scan_bytes(std::string_view packed, const std::string& root_name = "repository",
                                       const archive::Limits& limits = {}) {
  auto file = spool(packed);
  return bundle::scan(file, limits,
                      {.root_name = root_name, .scratch_directory = std::filesystem::temp_directory_path()});
}

/// For archives that have to be whole.
inline bundle::Scan scan_of(const SampleRepository& repository, const std::string& root_name = "repository") {
  auto scan = scan_bytes(repository.archive(), root_name);
  EXPECT_TRUE(scan.has_value()) << (scan ? "" : scan.error().text());
  return std::move(scan).value();
}

}  // namespace baryon::test
