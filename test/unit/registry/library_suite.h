#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "registry/embedded_library.h"
#include "unit/support/manual_clock.h"

namespace baryon::registry {

/// How a library under test is set up.
struct LibrarySettings {
  RegistryOptions options = {};
  LibraryQuotas quotas = {};
};

/// A library and the clock that it goes by.
class LibraryUnderTest {
 public:
  virtual ~LibraryUnderTest() = default;
  virtual Library& library() = 0;
  virtual Library& keeper() = 0;  ///< where versions really are: it ends their registrations
  virtual test::ManualClock& clock() = 0;
};

/// An implementation of `Library`; each has to pass the whole suite.
struct LibraryMaker {
  std::string name;
  std::function<std::unique_ptr<LibraryUnderTest>(const LibrarySettings&)> make;

  friend void PrintTo(const LibraryMaker& maker, std::ostream* out) { *out << maker.name; }
};

inline const TemplateKey vpc{.kind = TemplateKind::environment, .name = "vpc"};
inline const TemplateKey web{.kind = TemplateKind::service, .name = "web"};

/// An environment's schema with optional inputs of these names.
inline std::string schema_with(const std::vector<std::string>& inputs) {
  std::string text =
      "schema:\n  format: {openapi: \"3.0.0\"}\n  environment_input_type: Inputs\n  types:\n    Inputs:\n      type: "
      "object\n      properties:\n";
  for (const auto& input : inputs) text += "        " + input + ": {type: string, default: x}\n";
  return text;
}

inline bundle::Bundle bundle_of(const TemplateKey& key, const std::string& digest,
                                const std::vector<std::string>& inputs = {"cidr"}) {
  return {.template_name = key.name,
          .kind = key.kind,
          .directory = {},
          .digest = digest,
          .schema = schema_with(inputs),
          .engine = "cloudformation",
          .outputs = std::vector<std::string>{"VpcId"}};
}

inline std::vector<std::string> numbers_of(const std::vector<Version>& versions) {
  std::vector<std::string> numbers;
  for (const auto& version : versions) numbers.push_back(version.number.text());
  return numbers;
}

template <class Value>
ErrorCode code_of(const Result<Value>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? ErrorCode::internal : result.error().code;
}

/// What all tests of the suite have in common: `vpc` is an environment template without versions.
class LibrarySuite : public ::testing::TestWithParam<LibraryMaker> {
 protected:
  void SetUp() override { set_up({}); }

  void set_up(const LibrarySettings& settings) {
    under_test_ = GetParam().make(settings);
    ASSERT_NE(under_test_, nullptr);
    ASSERT_TRUE(library().create_template({.key = vpc}).has_value());
  }

  Library& library() { return under_test_->library(); }
  Library& keeper() { return under_test_->keeper(); }
  void pass(std::chrono::milliseconds time) { under_test_->clock().advance(time); }
  Timestamp now() { return under_test_->clock().now(); }

  NewVersion wanted(std::optional<std::int64_t> major = {}, const std::string& token = {}) {
    return {.template_key = vpc,
            .major = major,
            .description = "by hand",
            .source = {.bucket = "bucket", .key = "vpc.tar.gz"},
            .client_token = token};
  }

  static NewVersion wanted_of_web() {
    return {.template_key = web,
            .source = {.bucket = "bucket", .key = "web.tar.gz"},
            .compatible_environments = {{.name = "vpc", .major = 2}}};
  }

  /// A version in progress.
  VersionNumber begin(std::optional<std::int64_t> major = {}) {
    const auto begun = library().begin_version(wanted(major));
    EXPECT_TRUE(begun.has_value()) << (begun ? "" : begun.error().text());
    return begun ? begun->number : VersionNumber{};
  }

  PendingVersion pending(VersionNumber number) {
    return {.template_key = vpc, .number = number, .source = {.bucket = "bucket", .key = "vpc.tar.gz"}};
  }

  void finish(VersionNumber number, const std::vector<std::string>& inputs = {"cidr"}) {
    const auto done = keeper().finish_version(pending(number), bundle_of(vpc, number.text(), inputs), "key");
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
  }

  /// A version in draft.
  VersionNumber draft(std::optional<std::int64_t> major = {}) {
    const auto number = begin(major);
    finish(number);
    return number;
  }

  void publish(VersionNumber number) {
    const auto done = library().update_version(vpc, number, {.publishes = true});
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text());
  }

  VersionNumber published(std::optional<std::int64_t> major = {}) {
    const auto number = draft(major);
    publish(number);
    return number;
  }

  void remove(VersionNumber number) {
    const auto done = library().delete_version(vpc, number);
    EXPECT_TRUE(done && *done) << number.text();
  }

  Version version(VersionNumber number) {
    const auto found = library().version_of(vpc, number);
    EXPECT_TRUE(found && *found) << number.text();
    return found && *found ? **found : Version{};
  }

  std::string recommended() { return library().template_of(vpc).value().value().recommended; }

  std::vector<std::string> listed(std::optional<std::int64_t> major = {}, std::optional<VersionNumber> after = {},
                                  std::size_t limit = 100) {
    return numbers_of(library().list_versions(vpc, major, after, limit).value());
  }

 private:
  std::unique_ptr<LibraryUnderTest> under_test_;
};

// One for each file of the suite, so that an implementation is entered once for all: library_test.cpp.
class LibraryTemplates : public LibrarySuite {};
class LibraryVersions : public LibrarySuite {};
class LibraryRegistrations : public LibrarySuite {};
class LibraryTokens : public LibrarySuite {};
class LibraryDeletions : public LibrarySuite {};
class LibraryTags : public LibrarySuite {};
class LibraryUnderLoad : public LibrarySuite {};

}  // namespace baryon::registry
