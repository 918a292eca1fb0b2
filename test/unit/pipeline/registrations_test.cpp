#include "pipeline/registrations.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <utility>

#include "registry/embedded_library.h"
#include "unit/bundle/sample_repository.h"
#include "unit/store/content.h"
#include "unit/store/store_double.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"
#include "unit/support/wait_until.h"

namespace baryon::pipeline {
namespace {

using registry::TemplateKey;
using registry::TemplateKind;
using registry::VersionStatus;
using store::StoreDouble;
using test::gzip;
using test::SampleRepository;
using test::TarBuilder;

const TemplateKey vpc{.kind = TemplateKind::environment, .name = "vpc"};
const TemplateKey web{.kind = TemplateKind::service, .name = "web"};
const Error away{.code = ErrorCode::unavailable, .message = "store is away", .retryable = true};

std::string environment_bundle() { return SampleRepository().environment("vpc").archive(); }

/// Without a registration file, and with a pipeline unless it is the customer's.
std::string service_bundle(bool has_pipeline) {
  SampleRepository files;
  files.service("web").without("web/.template-registration.yaml");
  if (has_pipeline) {
    files.file("web/schema/schema.yaml", test::service_schema +
                                             R"(    PipeInput:
      type: object
      description: What the pipeline is made of
      properties:
        branch:
          type: string
          description: What is built
          default: main
)");
    auto& schema = files.files["web/schema/schema.yaml"];
    schema.insert(schema.find("  types:"), "  pipeline_input_type: PipeInput\n");
    files.file("web/pipeline_infrastructure/manifest.yaml", test::sample_manifest)
        .file("web/pipeline_infrastructure/cloudformation.yaml",
              "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n"
              "      TopicName: '{{ pipeline.inputs.branch }}'\n");
  }
  return files.archive();
}

/// The registration of versions whose bundles lie in the store, one at a time.
class RegistrationOfVersions : public ::testing::Test {
 protected:
  void put(const std::string& key, const std::string& bytes) {
    auto file = store::file_of(bytes);
    ASSERT_TRUE(store_.put(key, file, {}).has_value());
  }

  void make_template(const TemplateKey& key, bool is_customer_managed = false) {
    ASSERT_TRUE(library_.create_template({.key = key, .is_customer_managed = is_customer_managed}).has_value());
  }

  registry::VersionNumber begin(const TemplateKey& key, const std::string& object,
                                std::optional<std::int64_t> major = {}) {
    registry::NewVersion wanted{.template_key = key, .major = major, .source = {.bucket = "objects", .key = object}};
    if (key.kind == TemplateKind::service) wanted.compatible_environments = {{.name = "mesh", .major = 4}};
    const auto begun = library_.begin_version(wanted);
    EXPECT_TRUE(begun.has_value()) << begun.error().text();
    return begun->number;
  }

  /// Ends what is pending; how the version of that number stands then.
  registry::Version end(const TemplateKey& key, registry::VersionNumber number) {
    const auto all_pending = library_.pending_versions(100);
    for (const auto& pending : *all_pending) {
      const auto ended = registration_.run(pending);
      EXPECT_TRUE(ended.has_value()) << ended.error().text();
    }
    return **library_.version_of(key, number);
  }

  /// How a new version ends whose bundle is this.
  registry::Version registered(const TemplateKey& key, const std::string& bytes) {
    put("bundle.tar.gz", bytes);
    return end(key, begin(key, "bundle.tar.gz"));
  }

  std::string failure(const TemplateKey& key, const std::string& bytes) {
    const auto version = registered(key, bytes);
    EXPECT_EQ(version.status, VersionStatus::registration_failed) << version.status_message;
    EXPECT_EQ(version.schema, "");
    return version.status_message;
  }

  test::TemporaryDatabase database_;
  test::ManualClock clock_;
  StoreDouble store_;
  registry::EmbeddedLibrary library_{*database_, clock_, {}};
  BundleSources sources_{store_, database_.directory() / "uploads", database_.directory()};
  Registration registration_{store_, library_, sources_, database_.directory()};
};

TEST_F(RegistrationOfVersions, TakesAnEnvironmentTemplate) {
  make_template(vpc);
  const auto version = registered(vpc, environment_bundle());
  EXPECT_EQ(version.status, VersionStatus::draft);
  EXPECT_EQ(version.status_message, "");
  EXPECT_EQ(version.schema, test::environment_schema);
  EXPECT_EQ(version.engine, "cloudformation");
  const auto pushed = test::scan_of(SampleRepository().environment("templates/vpc/v1"));
  EXPECT_EQ(version.digest, pushed.bundles.at(0).digest);
  EXPECT_NE(store_.content(version.bundle_key), "");
}

TEST_F(RegistrationOfVersions, StoresTheSameBytesHoweverTheArchiveWasMade) {
  make_template(vpc);
  const auto first = registered(vpc, environment_bundle());
  TarBuilder backwards;
  const auto files = SampleRepository().environment(".").files;
  for (auto file = files.rbegin(); file != files.rend(); ++file) backwards.file("/" + file->first, file->second);
  const auto second = registered(vpc, gzip(backwards.end()));
  EXPECT_EQ(second.status, VersionStatus::draft) << second.status_message;
  EXPECT_EQ(second.digest, first.digest);
  EXPECT_EQ(store_.content(second.bundle_key), store_.content(first.bundle_key));
  EXPECT_NE(second.bundle_key, first.bundle_key);
}

TEST_F(RegistrationOfVersions, CanTakeAStoredBundleAgain) {
  make_template(vpc);
  const auto first = registered(vpc, environment_bundle());
  const auto again = end(vpc, begin(vpc, first.bundle_key, 1));
  EXPECT_EQ(again.number, (registry::VersionNumber{.major = 1, .minor = 1}));
  EXPECT_EQ(again.digest, first.digest);
}

TEST_F(RegistrationOfVersions, TakesTheEnvironmentsOfAServiceFromTheCall) {
  make_template(web, true);
  const auto version = registered(web, service_bundle(false));
  EXPECT_EQ(version.status, VersionStatus::draft) << version.status_message;
  EXPECT_EQ(version.compatible_environments,
            (std::vector<bundle::CompatibleEnvironment>{{.name = "mesh", .major = 4}}));
}

TEST_F(RegistrationOfVersions, WantsThePipelineThatTheTemplateIsFor) {
  make_template(web);
  EXPECT_EQ(failure(web, service_bundle(false)),
            "File(s): [Pipeline manifest file] is/are missing or not in the correct directory.");
  const auto version = registered(web, service_bundle(true));
  EXPECT_EQ(version.status, VersionStatus::draft) << version.status_message;
  EXPECT_EQ(version.number, (registry::VersionNumber{.major = 2, .minor = 0}));
}

TEST_F(RegistrationOfVersions, RefusesInfrastructureThatTheCustomerManages) {
  make_template(vpc, true);
  EXPECT_TRUE(failure(vpc, environment_bundle()).contains("must not hold infrastructure/"));
}

TEST_F(RegistrationOfVersions, RefusesTheOtherKind) {
  make_template(vpc);
  EXPECT_TRUE(failure(vpc, service_bundle(true)).contains("of kind service"));
}

TEST_F(RegistrationOfVersions, ShowsWhatIsWrongWithTheBundle) {
  make_template(vpc);
  EXPECT_TRUE(failure(vpc, SampleRepository().environment("vpc").file("vpc/schema/schema.yaml", "schema: [").archive())
                  .contains("schema/schema.yaml"));
  EXPECT_TRUE(failure(vpc, gzip(TarBuilder().file("README.md").end())).contains("[Schema file]"));
  EXPECT_NE(failure(vpc, "no archive"), "");
  EXPECT_NE(failure(vpc, ""), "");
  const auto whole = environment_bundle();
  EXPECT_NE(failure(vpc, whole.substr(0, whole.size() / 2)), "");
}

TEST_F(RegistrationOfVersions, ShowsManyFindingsInBoundedText) {
  make_template(vpc);
  std::string schema = "schema:\n  format: {openapi: \"3.0.0\"}\n  environment_input_type: Missing\n  types:\n";
  for (int i = 0; i < 2000; ++i) schema += "    T" + std::to_string(i) + ": 5\n";
  const auto reason =
      failure(vpc, SampleRepository().environment("vpc").file("vpc/schema/schema.yaml", schema).archive());
  EXPECT_LE(reason.size(), 4003U);
}

TEST_F(RegistrationOfVersions, SaysThatTheObjectIsMissing) {
  make_template(vpc);
  const auto version = end(vpc, begin(vpc, "nothing.tar.gz"));
  EXPECT_EQ(version.status, VersionStatus::registration_failed);
  EXPECT_EQ(version.status_message, "there is no object 'nothing.tar.gz' in the store");
}

TEST_F(RegistrationOfVersions, WaitsWhileTheStoreIsAway) {
  make_template(vpc);
  put("bundle.tar.gz", environment_bundle());
  const auto number = begin(vpc, "bundle.tar.gz");
  for (const auto call : {StoreDouble::Call::get, StoreDouble::Call::put}) {
    store_.fail_next(call, away);
    EXPECT_FALSE(registration_.run(library_.pending_versions(1)->at(0)).has_value());
    EXPECT_EQ((*library_.version_of(vpc, number))->status, VersionStatus::registration_in_progress);
  }
  EXPECT_EQ(end(vpc, number).status, VersionStatus::draft);
}

TEST_F(RegistrationOfVersions, LetsAVersionGoThatWasDeletedMeanwhile) {
  make_template(vpc);
  put("bundle.tar.gz", environment_bundle());
  const auto number = begin(vpc, "bundle.tar.gz");
  const auto pending = library_.pending_versions(1)->at(0);
  ASSERT_TRUE(library_.delete_version(vpc, number).has_value());
  const auto ended = registration_.run(pending);
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(*ended, std::nullopt);
}

/// The thread that does it.
class RegistrationThread : public RegistrationOfVersions {
 protected:
  RegistrationsOptions options() {
    return {.poll = std::chrono::hours(1),
            .first_delay = std::chrono::milliseconds(1),
            .longest_delay = std::chrono::milliseconds(4),
            .on_registered = [this](const registry::Version&) { ++registered_; }};
  }

  bool is_ended(const TemplateKey& key, registry::VersionNumber number) {
    return test::wait_until(
        [&] { return (*library_.version_of(key, number))->status != VersionStatus::registration_in_progress; });
  }

  std::atomic<int> registered_ = 0;
};

TEST_F(RegistrationThread, GoesOnWithWhatAKilledProcessLeft) {
  make_template(vpc);
  put("bundle.tar.gz", environment_bundle());
  const auto number = begin(vpc, "bundle.tar.gz");
  Registrations registrations(library_, registration_, options());
  registrations.start();
  EXPECT_TRUE(is_ended(vpc, number));
  registrations.stop();
  EXPECT_EQ(registered_, 1);
}

TEST_F(RegistrationThread, IsWokenByNewVersions) {
  make_template(vpc);
  put("bundle.tar.gz", environment_bundle());
  Registrations registrations(library_, registration_, options());
  registrations.start();
  for (int i = 0; i < 3; ++i) {
    const auto number = begin(vpc, i == 1 ? "missing" : "bundle.tar.gz");
    registrations.wake();
    EXPECT_TRUE(is_ended(vpc, number));
  }
  registrations.stop();
  EXPECT_EQ(registered_, 2);
}

TEST_F(RegistrationThread, TriesAgainUntilTheStoreIsBack) {
  make_template(vpc);
  put("bundle.tar.gz", environment_bundle());
  store_.fail_next(StoreDouble::Call::get, away, 5);
  const auto number = begin(vpc, "bundle.tar.gz");
  Registrations registrations(library_, registration_, options());
  registrations.start();
  EXPECT_TRUE(is_ended(vpc, number));
  EXPECT_EQ((*library_.version_of(vpc, number))->status, VersionStatus::draft);
}

TEST_F(RegistrationThread, DoesNotLetOneThatWaitsHoldUpOthers) {
  make_template(vpc);
  put("bundle.tar.gz", environment_bundle());
  store_.fail_next(StoreDouble::Call::get, away, 1);
  const auto waits = begin(vpc, "bundle.tar.gz");
  clock_.advance(std::chrono::seconds(1));
  const auto other = begin(vpc, "bundle.tar.gz");
  auto slow = options();
  slow.first_delay = slow.longest_delay = std::chrono::hours(1);
  Registrations registrations(library_, registration_, slow);
  registrations.start();
  EXPECT_TRUE(is_ended(vpc, other));
  EXPECT_EQ((*library_.version_of(vpc, waits))->status, VersionStatus::registration_in_progress);
}

TEST_F(RegistrationThread, StopsWithoutHavingStarted) {
  Registrations registrations(library_, registration_, options());
  registrations.wake();
  registrations.stop();
}

}  // namespace
}  // namespace baryon::pipeline
