#include "pipeline/archive_pruner.h"

#include <gtest/gtest.h>

#include <atomic>

#include "unit/pipeline/pipeline_support.h"
#include "unit/store/store_double.h"
#include "unit/support/wait_until.h"

namespace baryon::pipeline {
namespace {

using Call = store::StoreDouble::Call;
using std::chrono::hours;
using std::chrono::milliseconds;
using test::wait_until;

/// Two archives of a branch whose syncs have ended.
class ArchivePrunerTest : public PipelineTest {
 protected:
  ArchivePrunerTest() {
    for (const char digit : {'a', 'b'}) {
      deliver(digit == 'a' ? "" : commit('a'), commit(digit));
      auto content = File::create_unnamed(database_.directory());
      EXPECT_TRUE(content.has_value() && store_.put(key_of(digit), *content, {}).has_value());
    }
    for (const auto* const sql : {"DELETE FROM queue", "UPDATE syncs SET state = 'succeeded'"})
      EXPECT_TRUE(database_->writer().write([&](db::Session& session) { return session.execute(sql); }).has_value());
  }

  static std::string key_of(char digit) { return "PLAT/" + commit(digit) + ".tar.gz"; }

  bool is_there(char digit) { return store_.head(key_of(digit)).has_value(); }

  store::StoreDouble store_;
  ArchiveRetention retention_{*database_, store_, ObjectKeys("{project}/{commit}.tar.gz")};
};

TEST_F(ArchivePrunerTest, RemovesOldArchivesByTheClock) {
  ArchivePruner pruner(retention_, {.keep = 1, .interval = milliseconds(2)});
  pruner.start();
  EXPECT_TRUE(wait_until([&] { return !is_there('a'); }));
  EXPECT_TRUE(is_there('b'));
}

TEST_F(ArchivePrunerTest, LeavesARunThatFailsToTheNextOne) {
  store_.fail_next(Call::list_versions, {.code = ErrorCode::unavailable, .message = "no answer", .retryable = true});
  ArchivePruner pruner(retention_, {.keep = 1, .interval = milliseconds(2)});
  pruner.start();
  EXPECT_TRUE(wait_until([&] { return !is_there('a'); }));
  EXPECT_GE(store_.calls(Call::list_versions), 2);
}

TEST_F(ArchivePrunerTest, LeavesItToTheNodeWhoseTurnItIs) {
  std::atomic<int> asked = 0;
  std::atomic<bool> is_ours = false;
  ArchivePruner pruner(retention_, {.keep = 1, .interval = milliseconds(2), .is_ours = [&] {
                                      ++asked;
                                      return is_ours.load();
                                    }});
  pruner.start();
  EXPECT_TRUE(wait_until([&] { return asked > 2; }));
  EXPECT_EQ(store_.calls(Call::list_versions), 0);
  is_ours = true;
  EXPECT_TRUE(wait_until([&] { return !is_there('a'); }));
}

TEST_F(ArchivePrunerTest, EndsAtOnceWhileItWaits) {
  ArchivePruner pruner(retention_, {.interval = hours(1), .first_delay = hours(1)});
  pruner.start();
  pruner.stop();
  EXPECT_EQ(store_.calls(Call::list_versions), 0);
}

}  // namespace
}  // namespace baryon::pipeline
