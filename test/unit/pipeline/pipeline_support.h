#pragma once

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <utility>
#include <vector>

#include "forge/event.h"
#include "pipeline/announce.h"
#include "pipeline/ingest.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::pipeline {

inline const forge::Repository infra{.id = 7, .project = "PLAT", .slug = "infra"};
inline const std::string main_ref = "refs/heads/main";

/// 40 times the same hex digit: `commit('a')`.
[[nodiscard]] inline std::string commit(char digit) { return std::string(40, digit); }

[[nodiscard]] inline forge::RefChange push(std::string from, std::string to, std::string ref = main_ref) {
  const auto type = to.empty()     ? forge::ChangeType::remove
                    : from.empty() ? forge::ChangeType::add
                                   : forge::ChangeType::update;
  return {.ref = std::move(ref),
          .kind = forge::RefKind::branch,
          .type = type,
          .from = std::move(from),
          .to = std::move(to),
          .subject = "Change things"};
}

[[nodiscard]] inline Incoming delivery_of(std::vector<forge::RefChange> changes,
                                          const forge::Repository& repository = infra) {
  return {.forge = "bitbucket",
          .event = {.kind = forge::EventKind::refs_changed,
                    .key = "repo:refs_changed",
                    .repository = repository,
                    .changes = std::move(changes)},
          .request_id = "request-1",
          .remote = "10.0.0.1",
          .body = "{}"};
}

/// A database with a clock, and what tests of the pipeline do all the time.
class PipelineTest : public ::testing::Test {
 protected:
  AnnounceOutcome deliver(const std::string& from, const std::string& to, const std::string& ref = main_ref) {
    return outcome_of(database_->writer().write(
        [&](db::Session& session) { return announce_delivered(session, announcement(from, to, ref), clock_.now()); }));
  }

  /// As the forge tells it, when `tip_before` was announced at the time it was asked.
  AnnounceOutcome ask(const std::string& tip_before, const std::string& head, const std::string& ref = main_ref) {
    return outcome_of(database_->writer().write([&](db::Session& session) {
      return announce_asked(session, announcement("", head, ref), tip_before, clock_.now());
    }));
  }

  Result<Receipt> accept(Ingest& ingest, Incoming incoming) {
    std::promise<Result<Receipt>> promise;
    ingest.accept(std::move(incoming), [&](Result<Receipt> receipt) { promise.set_value(std::move(receipt)); });
    return promise.get_future().get();
  }

  std::string state_of(const std::string& commit, const std::string& ref = main_ref) {
    return database_.text("SELECT state FROM sync_records WHERE commit_id = '" + commit + "' AND ref = '" + ref + "'");
  }

  bool is_doubtful(const std::string& ref = main_ref) {
    return database_.number("SELECT is_doubtful FROM refs WHERE ref = '" + ref + "'") == 1;
  }

  std::string tip(const std::string& ref = main_ref) {
    return database_.text("SELECT announced_commit FROM refs WHERE ref = '" + ref + "'");
  }

  std::int64_t reconciles() { return database_.number("SELECT count(*) FROM reconciles"); }

  test::TemporaryDatabase database_;
  test::ManualClock clock_;

 private:
  static Announcement announcement(const std::string& from, const std::string& to, const std::string& ref) {
    return {.forge = "bitbucket", .repository = infra, .ref = ref, .from = from, .commit = to};
  }

  static AnnounceOutcome outcome_of(const Result<AnnounceOutcome>& outcome) {
    EXPECT_TRUE(outcome.has_value()) << (outcome ? "" : outcome.error().text());
    return outcome.value_or(AnnounceOutcome{});
  }
};

}  // namespace baryon::pipeline
