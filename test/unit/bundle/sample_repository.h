#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/error.h"
#include "bundle/scan.h"
#include "unit/archive/tar_builder.h"

namespace baryon::test {

inline const std::string environment_schema = R"(schema:
  format: {openapi: "3.0.0"}
  environment_input_type: EnvInput
  types:
    EnvInput:
      type: object
      description: What the network is made of
      properties:
        vpc_cidr:
          type: string
          description: The range of addresses
          default: 10.0.0.0/16
)";

inline const std::string environment_code = R"(Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: '{{ environment.inputs.vpc_cidr }}'
Outputs:
  VpcId:
    Value: !Ref Vpc
)";

inline const std::string service_schema = R"(schema:
  format: {openapi: "3.0.0"}
  service_input_type: SvcInput
  types:
    SvcInput:
      type: object
      description: What an instance is made of
      properties:
        timeout:
          type: number
          description: Seconds for one message
          default: 30
)";

inline const std::string service_code = R"(Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: '{{ service_instance.inputs.timeout }}'
Outputs:
  QueueUrl:
    Value: !Ref Queue
)";

/// Of a CloudFormation directory.
inline const std::string sample_manifest = R"(infrastructure:
  templates:
    - file: cloudformation.yaml
      rendering_engine: jinja
      template_language: cloudformation
)";

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

  /// A template about which no rule has anything to say. `directory` is the version directory.
  SampleRepository& environment(const std::string& directory) {
    return file(directory + "/schema/schema.yaml", environment_schema)
        .file(directory + "/infrastructure/cloudformation.yaml", environment_code)
        .file(directory + "/infrastructure/manifest.yaml", sample_manifest);
  }

  /// The same of a service, without a pipeline.
  SampleRepository& service(const std::string& directory) {
    return file(directory + "/schema/schema.yaml", service_schema)
        .file(directory + "/instance_infrastructure/cloudformation.yaml", service_code)
        .file(directory + "/instance_infrastructure/manifest.yaml", sample_manifest)
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
                      {.root_names = {.any = root_name}, .scratch_directory = std::filesystem::temp_directory_path()});
}

/// For archives that have to be whole.
inline bundle::Scan scan_of(const SampleRepository& repository, const std::string& root_name = "repository") {
  auto scan = scan_bytes(repository.archive(), root_name);
  EXPECT_TRUE(scan.has_value()) << (scan ? "" : scan.error().text());
  return std::move(scan).value();
}

}  // namespace baryon::test
