#include <gtest/gtest.h>

#include <latch>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "unit/registry/library_suite.h"

namespace baryon::registry {
namespace {

constexpr int crowd = 8;

/// Runs `work(0)` to `work(crowd - 1)` at the same instant and waits for all.
template <class Function>
void at_once(Function work) {
  std::latch start(crowd);
  std::vector<std::jthread> threads;
  for (int i = 0; i < crowd; ++i)
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      work(i);
    });
}

/// What several threads found. Thread-safe.
class Collected {
 public:
  void add(const std::string& item) {
    const std::lock_guard lock(mutex_);
    items_.insert(item);
  }
  [[nodiscard]] std::multiset<std::string> items() {
    const std::lock_guard lock(mutex_);
    return items_;
  }

 private:
  std::mutex mutex_;
  std::multiset<std::string> items_;
};

TEST_P(LibraryUnderLoad, GivesOneTemplateToIdenticalRequests) {
  at_once([&](int) { EXPECT_TRUE(library().create_template({.key = web, .description = "same"}).has_value()); });
  EXPECT_EQ(library().counts()->service_templates, 1);
}

TEST_P(LibraryUnderLoad, LetsOneOfDifferentRequestsForATemplateWin) {
  Collected outcomes;
  at_once([&](int i) {
    const auto made = library().create_template({.key = web, .description = std::to_string(i)});
    outcomes.add(made ? "made " + made->description : std::string(to_string(made.error().code)));
  });
  const auto winner = library().template_of(web).value().value().description;
  EXPECT_EQ(outcomes.items().count("made " + winner), 1U);
  EXPECT_EQ(outcomes.items().count("invalid"), crowd - 1U);
}

TEST_P(LibraryUnderLoad, GivesEachVersionItsOwnNumber) {
  begin();
  Collected numbers;
  at_once([&](int i) {
    const auto made = library().begin_version(wanted(i % 2 == 0 ? std::optional<std::int64_t>(1) : std::nullopt));
    numbers.add(made ? made->number.text() : made.error().text());
  });
  const std::multiset<std::string> expected{"1.1", "1.2", "1.3", "1.4", "2.0", "3.0", "4.0", "5.0"};
  EXPECT_EQ(numbers.items(), expected);
}

TEST_P(LibraryUnderLoad, MakesOneVersionForOneToken) {
  Collected numbers;
  at_once([&](int) {
    const auto made = library().begin_version(wanted({}, "token"));
    numbers.add(made ? made->number.text() : made.error().text());
  });
  EXPECT_EQ(numbers.items().count("1.0"), static_cast<std::size_t>(crowd));
  EXPECT_EQ(listed().size(), 1U);
}

TEST_P(LibraryUnderLoad, DeletesAVersionOnceWhileItIsRegistered) {
  for (int round = 0; round < 5; ++round) {
    const auto number = begin();
    Collected deleted;
    at_once([&](int i) {
      if (i % 2 == 0) {
        EXPECT_TRUE(keeper().finish_version(pending(number), bundle_of(vpc, "x"), "key").has_value());
        return;
      }
      const auto gone = library().delete_version(vpc, number);
      ASSERT_TRUE(gone.has_value()) << gone.error().text();
      if (*gone) deleted.add((**gone).number.text());
    });
    EXPECT_EQ(deleted.items().size(), 1U);
    EXPECT_FALSE(library().version_of(vpc, number).value().has_value());
  }
  EXPECT_EQ(keeper().template_of(vpc).value().value().version_count, 0);
}

TEST_P(LibraryUnderLoad, NeverDeletesATemplateWithAVersion) {
  for (int round = 0; round < 5; ++round) {
    ASSERT_TRUE(library().create_template({.key = web}).has_value());
    at_once([&](int i) {
      if (i % 2 == 0) {
        const auto gone = library().delete_template(web);
        EXPECT_TRUE(gone || gone.error().code == ErrorCode::conflict) << gone.error().text();
      } else {
        const auto made = library().begin_version(wanted_of_web());
        EXPECT_TRUE(made || made.error().code == ErrorCode::not_found) << made.error().text();
      }
    });
    const auto left = keeper().template_of(web).value();
    if (!left) continue;
    const auto versions = library().list_versions(web, {}, {}, 100).value();
    EXPECT_EQ(left->version_count, static_cast<std::int64_t>(versions.size()));
    for (const auto& item : versions) ASSERT_TRUE(library().delete_version(web, item.number).has_value());
  }
}

TEST_P(LibraryUnderLoad, NeverExceedsAQuota) {
  set_up({.quotas = {.versions = 3}});
  Collected outcomes;
  at_once([&](int) {
    const auto made = library().begin_version(wanted());
    outcomes.add(made ? "made" : std::string(to_string(made.error().code)));
  });
  EXPECT_EQ(outcomes.items().count("made"), 3U);
  EXPECT_EQ(outcomes.items().count("too_large"), crowd - 3U);
}

}  // namespace
}  // namespace baryon::registry
