// The bundles of AWS's public sample repositories; `README.md` beside them says what each is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "archive/archive_directory.h"
#include "unit/bundle/sample_folder.h"
#include "unit/bundle/sample_repository.h"

namespace baryon::bundle {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class SampleTemplates : public testing::Test {
 protected:
  void SetUp() override {
    if (test::sample_bundles().empty()) GTEST_SKIP() << test::no_sample_bundles;
  }

  static Scan scan_folder(const std::string& name) {
    auto file = test::spool();
    const auto packed = archive::archive_directory(test::sample_bundles() / name, file);
    EXPECT_TRUE(packed) << packed.error().text();
    auto result = scan(file, {}, {.root_names = {.any = name}, .scratch_directory = fs::temp_directory_path()});
    EXPECT_TRUE(result) << result.error().text();
    return std::move(result).value();
  }

  static std::vector<std::string> summary(const Scan& scan) {
    std::vector<std::string> lines;
    for (const auto& bundle : scan.bundles) {
      auto line = fmt::format("{} {} v{} {} files", to_string(bundle.kind), bundle.template_name, bundle.major,
                              bundle.files.size());
      for (const auto& environment : bundle.compatible_environments)
        line += fmt::format(" {}:{}", environment.name, environment.major);
      lines.push_back(line);
    }
    for (const auto& refusal : scan.refusals) lines.push_back(refusal.directory + ": " + refusal.reason());
    return lines;
  }
};

TEST_F(SampleTemplates, OfCloudFormationAreFound) {
  EXPECT_THAT(summary(scan_folder("aws-proton-cloudformation-sample-templates")),
              ElementsAre("environment fargate-env v1 3 files", "environment lambda-env v1 3 files",
                          "service load-balanced-fargate-svc v1 6 files fargate-env:1"));
}

TEST_F(SampleTemplates, OfTerraformAreFoundOrRefused) {
  EXPECT_THAT(summary(scan_folder("aws-proton-terraform-sample-templates")),
              ElementsAre("service apigw-lambda-svc v1 13 files vpc-env:1", "environment vpc-env v1 7 files",
                          "lambda-vpc/sample-lambda-function-template/v1: .template-registration.yaml is missing"));
}

}  // namespace
}  // namespace baryon::bundle
