#include "pipeline/archive_retention.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/pipeline/pipeline_support.h"
#include "unit/store/store_double.h"

namespace baryon::pipeline {
namespace {

using Mode = ArchiveRetention::Mode;

class ArchivePruning : public PipelineTest {
 protected:
  void put(const std::string& key) {
    auto content = File::create_unnamed(database_.directory());
    ASSERT_TRUE(content.has_value() && content->write(as_bytes("0123456789")).has_value());
    ASSERT_TRUE(content->rewind().has_value());
    ASSERT_TRUE(store_.put(key, *content, {}).has_value());
  }

  /// A push whose sync ended, with its archive in the store.
  void pushed(char digit, const std::string& ref = main_ref) {
    deliver(tip(ref), commit(digit), ref);
    end_all();
    put(key_of(digit));
  }

  void end_all() {
    execute("DELETE FROM queue");
    execute("UPDATE syncs SET state = 'succeeded'");
  }

  void put_into_queue(char digit, const std::string& state) {
    execute("INSERT INTO queue SELECT id, forge, repository_id, ref, '" + state +
            "', 1, 0, 0, 0, 0, NULL, '', 0, '' FROM syncs WHERE commit_id = '" + commit(digit) + "'");
  }

  void execute(const std::string& sql) {
    ASSERT_TRUE(database_->writer().write([&](db::Session& session) { return session.execute(sql); }).has_value());
  }

  static std::string key_of(char digit) { return "PLAT/" + commit(digit) + ".tar.gz"; }

  std::vector<std::string> removed(std::size_t count, Mode mode = Mode::apply) {
    ArchiveRetention retention(*database_, store_, ObjectKeys("{project}/{commit}.tar.gz"));
    const auto pruned = retention.prune(count, mode);
    EXPECT_TRUE(pruned.has_value()) << (pruned ? "" : pruned.error().text());
    std::vector<std::string> keys;
    if (pruned)
      for (const auto& archive : pruned->removed) keys.push_back(archive.key);
    return keys;
  }

  bool is_there(const std::string& key) { return store_.head(key).has_value(); }

  store::StoreDouble store_;
};

TEST_F(ArchivePruning, KeepsTheNewestOfABranch) {
  for (const char digit : {'a', 'b', 'c', 'd'}) pushed(digit);
  EXPECT_EQ(removed(3), std::vector{key_of('a')});
  EXPECT_FALSE(is_there(key_of('a')));
  EXPECT_TRUE(is_there(key_of('b')));
  EXPECT_TRUE(removed(3).empty());
  EXPECT_EQ(removed(1), (std::vector{key_of('b'), key_of('c')}));
}

TEST_F(ArchivePruning, ChangesNothingInADryRun) {
  for (const char digit : {'a', 'b'}) pushed(digit);
  EXPECT_EQ(removed(1, Mode::dry_run), std::vector{key_of('a')});
  EXPECT_TRUE(is_there(key_of('a')));
}

TEST_F(ArchivePruning, CountsEachBranchByItself) {
  pushed('a');
  pushed('b', "refs/heads/release/1");
  pushed('c');
  EXPECT_EQ(removed(1), std::vector{key_of('a')});
}

TEST_F(ArchivePruning, KeepsAnArchiveThatAnotherBranchNeeds) {
  pushed('a');
  pushed('b');
  deliver("", commit('a'), "refs/heads/release/1");
  end_all();
  EXPECT_TRUE(removed(1).empty());
}

TEST_F(ArchivePruning, KeepsWhatStillWaits) {
  for (const char digit : {'a', 'b', 'c', 'd', 'e'}) pushed(digit);
  put_into_queue('a', "retryable");
  put_into_queue('b', "running");
  put_into_queue('c', "queued");
  EXPECT_EQ(removed(1), std::vector{key_of('d')});
}

TEST_F(ArchivePruning, KeepsTheAnnouncedTip) {
  for (const char digit : {'a', 'b', 'c'}) pushed(digit);
  execute("UPDATE refs SET announced_commit = '" + commit('a') + "'");
  EXPECT_EQ(removed(1), std::vector{key_of('b')});
}

TEST_F(ArchivePruning, KeepsWhatAVersionNames) {
  for (const char digit : {'a', 'b', 'c'}) pushed(digit);
  execute(
      "INSERT INTO templates (kind, name, display_name, description, forge, repository_id, project, slug, created_at, "
      "last_modified_at) VALUES ('environment', 'vpc', '', '', '', 0, '', '', 0, 0)");
  execute(
      "INSERT INTO versions (kind, name, major, minor, status, status_message, description, digest, schema_text, "
      "compatible_environments, supported_component_sources, bundle_key, project, slug, ref, commit_id, directory, "
      "created_at, last_modified_at, source_key) VALUES ('environment', 'vpc', 1, 0, 'DRAFT', '', '', '', '', '[]', "
      "'[]', 'PLAT/bundle.tar.gz', '', '', '', '', '', 0, 0, '" +
      key_of('a') + "')");
  EXPECT_EQ(removed(1), std::vector{key_of('b')});
}

TEST_F(ArchivePruning, LeavesWhatItDoesNotKnow) {
  for (const char digit : {'a', 'b'}) pushed(digit);
  put(key_of('f'));
  put("PLAT/" + commit('a') + "/vpc/v1.tar.gz");
  put("notes.txt");
  EXPECT_EQ(removed(1), std::vector{key_of('a')});
  EXPECT_TRUE(is_there("PLAT/" + commit('a') + "/vpc/v1.tar.gz"));
}

TEST_F(ArchivePruning, CountsArrivalsOfABranchWithItsPushes) {
  pushed('a');
  execute(
      "INSERT INTO syncs (id, forge, repository_id, project, slug, ref, commit_id, subject, delivery_id, state, "
      "reason, "
      "hint, attempts, created_at) VALUES ('sync-of-b', 's3', 99, 'plat', 'infra', 'refs/heads/main', '" +
      commit('b') + "', '', '', 'succeeded', '', '', 1, 0)");
  execute("INSERT INTO stored_archives VALUES (99, 'refs/heads/main', '" + commit('b') +
          "', 'by-hand.tar.gz', '1', '')");
  put("by-hand.tar.gz");
  pushed('c');
  EXPECT_EQ(removed(1), (std::vector{key_of('a'), std::string("by-hand.tar.gz")}));
}

}  // namespace
}  // namespace baryon::pipeline
