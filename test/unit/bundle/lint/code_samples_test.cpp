// Rules about infrastructure as code have nothing to say about good templates: those of AWS's public sample
// repositories, and our own examples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "unit/bundle/lint/code_check.h"

namespace baryon::bundle::lint {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// `inside` in a directory above the current one.
fs::path find_above(const fs::path& inside) {
  std::error_code ignored;
  for (auto directory = fs::current_path();; directory = directory.parent_path()) {
    if (fs::is_directory(directory / inside, ignored)) return directory / inside;
    if (directory == directory.root_path()) return {};
  }
}

fs::path samples() {
  const char* const shared = std::getenv("BARYON_SHARED");
  return shared == nullptr ? find_above("shared/fixtures/bundles") : fs::path(shared) / "fixtures/bundles";
}

std::string read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The infrastructure directories below a folder, with what is said of each.
std::map<std::string, std::vector<std::string>> findings_below(const fs::path& folder) {
  std::map<std::string, std::vector<std::string>> findings;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().filename() != "manifest.yaml") continue;
    const auto directory = entry.path().parent_path();
    const auto engine =
        read(entry.path()).find("terraform") == std::string::npos ? Engine::cloudformation : Engine::terraform;
    const auto role = directory.filename() == "infrastructure"            ? Role::environment
                      : directory.filename() == "instance_infrastructure" ? Role::service_instance
                                                                          : Role::pipeline;
    std::map<std::string, std::string> files;
    for (const auto& file : fs::directory_iterator(directory)) files[file.path().filename()] = read(file.path());
    findings[directory] = test::check_code(engine, role, files).findings;
  }
  return findings;
}

TEST(CodeSamples, OfAwsHaveNoFindings) {
  if (!fs::is_directory(samples()))
    GTEST_SKIP() << "no sample bundles: set BARYON_SHARED to the directory that holds fixtures/bundles";
  const auto directories = findings_below(samples());
  EXPECT_THAT(directories, SizeIs(8));
  for (const auto& [directory, findings] : directories) EXPECT_THAT(findings, IsEmpty()) << directory;
}

TEST(CodeSamples, OfOursHaveNoFindings) {
  const auto examples = find_above("examples/templates");
  if (examples.empty()) GTEST_SKIP() << "not run below the source tree";
  const auto directories = findings_below(examples);
  EXPECT_THAT(directories, Not(IsEmpty()));
  for (const auto& [directory, findings] : directories) EXPECT_THAT(findings, IsEmpty()) << directory;
}

}  // namespace
}  // namespace baryon::bundle::lint
