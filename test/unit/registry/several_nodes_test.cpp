#include <gtest/gtest.h>

#include <functional>
#include <latch>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "registry/embedded_library.h"
#include "registry/embedded_registry.h"
#include "unit/registry/pushes.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::registry {
namespace {

/// Nodes that share a database, with nothing of a transaction in common.
class RegistryOfSeveralNodes : public ::testing::Test {
 protected:
  static constexpr int nodes = 3;

  void SetUp() override {
    for (int i = 0; i < nodes; ++i) {
      auto opened = db::Database::open(place_.url());
      ASSERT_TRUE(opened.has_value()) << opened.error().text();
      databases_.push_back(*std::move(opened));
    }
  }

  /// Runs `work` on every node at once.
  void on_all(const std::function<void(db::Database&, int node)>& work) {
    std::latch together(nodes);
    std::vector<std::jthread> threads;
    for (int i = 0; i < nodes; ++i)
      threads.emplace_back([&, i] {
        together.arrive_and_wait();
        work(*databases_[static_cast<std::size_t>(i)], i);
      });
  }

  std::vector<Version> versions() { return EmbeddedRegistry(*databases_[0], clock_, {}).versions("vpc").value(); }

  test::TemporaryDatabasePlace place_;
  test::ManualClock clock_;
  std::vector<std::unique_ptr<db::Database>> databases_;
};

TEST_F(RegistryOfSeveralNodes, GivesEachContentOneNumberHoweverManyPushItAtOnce) {
  constexpr int contents = 12;
  on_all([&](db::Database& database, int) {
    EmbeddedRegistry registry(database, clock_, {});
    for (int content = 0; content < contents; ++content) {
      const auto done = registry.submit(push(1, "digest-" + std::to_string(content)));
      EXPECT_TRUE(done.has_value()) << done.error().text();
    }
  });
  // A node may register an older content again after another one's newer; but never the newest twice in a row.
  std::string before;
  std::int64_t minor = 0;
  for (const auto& version : versions()) {
    EXPECT_EQ(version.number.text(), "1." + std::to_string(minor++));
    EXPECT_NE(version.digest, before);
    before = version.digest;
  }
  EXPECT_GE(minor, contents);
}

TEST_F(RegistryOfSeveralNodes, RegistersTheSamePushOnce) {
  on_all([&](db::Database& database, int) {
    const auto done = EmbeddedRegistry(database, clock_, {}).submit(push(1, "a"));
    EXPECT_TRUE(done.has_value()) << done.error().text();
    EXPECT_EQ(done->number.text(), "1.0");
  });
  EXPECT_EQ(versions().size(), 1U);
}

TEST_F(RegistryOfSeveralNodes, GivesVersionsMadeByHandNumbersOfTheirOwn) {
  constexpr int each = 10;
  ASSERT_TRUE(EmbeddedLibrary(*databases_[0], clock_, {}).create_template({.key = vpc}).has_value());
  on_all([&](db::Database& database, int node) {
    EmbeddedLibrary library(database, clock_, {});
    for (int i = 0; i < each; ++i) {
      const auto key = std::to_string(node) + "-" + std::to_string(i);
      const auto begun = library.begin_version({.template_key = vpc, .source = {.bucket = "bucket", .key = key}});
      EXPECT_TRUE(begun.has_value()) << begun.error().text();
    }
  });
  std::set<std::string> numbers;
  const auto listed = EmbeddedLibrary(*databases_[0], clock_, {}).list_versions(vpc, {}, {}, 100).value();
  for (const auto& number : numbers_of(listed)) numbers.insert(number);
  EXPECT_EQ(numbers.size(), static_cast<std::size_t>(nodes * each));
}

}  // namespace
}  // namespace baryon::registry
