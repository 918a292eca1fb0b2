#include "pipeline/object_keys.h"

#include <gtest/gtest.h>

#include <string>

namespace baryon::pipeline {
namespace {

const std::string commit(40, 'a');

TEST(ObjectKeys, AreMadeOfThePattern) {
  const ObjectKeys keys("{project}/{repository}/{branch}/{commit}.tar.gz");
  EXPECT_EQ(keys.archive({.project = "PLAT", .slug = "infra"}, "refs/heads/release/1", commit),
            "PLAT/infra/release/1/" + commit + ".tar.gz");
  EXPECT_EQ(ObjectKeys::bundle("PLAT", commit, "vpc", 2), "PLAT/" + commit + "/vpc/v2.tar.gz");
}

TEST(ObjectKeys, TakeNamesAsTheyAreEvenWhenTheyLookLikeThePattern) {
  const ObjectKeys keys("{project}/{repository}/{branch}/{commit}.tar.gz");
  EXPECT_EQ(keys.archive({.project = "{branch}", .slug = "{commit}"}, "refs/heads/{project}{commit}", commit),
            "{branch}/{commit}/{project}{commit}/" + commit + ".tar.gz");
}

TEST(ObjectKeys, TellWhatTheyWereMadeOf) {
  const ObjectKeys keys("archives/{project}/{repository}/{branch}/{commit}.tar.gz");
  const auto names = keys.names("archives/PLAT/infra/release/1/" + commit + ".tar.gz");
  EXPECT_EQ(names.project, "PLAT");
  EXPECT_EQ(names.repository, "infra");
  EXPECT_EQ(names.branch, "release/1");
  EXPECT_EQ(names.commit, commit);
}

TEST(ObjectKeys, TellACommitInLowerCase) {
  EXPECT_EQ(ObjectKeys("{project}/{commit}.tar.gz").names("P/" + std::string(40, 'A') + ".tar.gz").commit, commit);
}

TEST(ObjectKeys, OfAnotherShapeTellProjectAndRepository) {
  const ObjectKeys keys("{project}/{commit}.tar.gz");
  const auto deep = keys.names("team/2026/network.tgz");
  EXPECT_EQ(deep.project, "team");
  EXPECT_EQ(deep.repository, "network");
  EXPECT_EQ(deep.commit, "");
  const auto flat = keys.names("network.tar.gz");
  EXPECT_EQ(flat.project, "network");
  EXPECT_EQ(flat.repository, "network");
  EXPECT_EQ(keys.names("P/" + commit.substr(1) + ".tar.gz").commit, "");
  EXPECT_EQ(keys.names("P/x/" + commit + ".tar.gz").repository, commit);  // a project holds no slash
}

TEST(ObjectKeys, TakeTheSameValueForThePlaceholderThatComesTwice) {
  const ObjectKeys keys("{project}/{project}-{commit}.tar.gz");
  EXPECT_EQ(keys.names("P/P-" + commit + ".tar.gz").commit, commit);
  EXPECT_EQ(keys.names("P/Q-" + commit + ".tar.gz").commit, "");
}

TEST(ObjectKeys, AreReadInBoundedTime) {
  const ObjectKeys keys("{branch}{project}{repository}{branch}{project}{repository}!{commit}");
  EXPECT_EQ(keys.names(std::string(1024, 'x')).commit, "");
}

TEST(ObjectKeys, OfBundlesAreRecognised) {
  EXPECT_TRUE(ObjectKeys::is_bundle("PLAT/" + commit + "/vpc/v10.tar.gz"));
  EXPECT_TRUE(ObjectKeys::is_bundle(".registered/environment/vpc/v1.0.tar.gz"));
  EXPECT_FALSE(ObjectKeys::is_bundle("PLAT/" + commit + ".tar.gz"));
  EXPECT_FALSE(ObjectKeys::is_bundle("PLAT/" + commit + "/vpc/v01.tar.gz"));
  EXPECT_FALSE(ObjectKeys::is_bundle("PLAT/main/vpc/v1.tar.gz"));
  EXPECT_FALSE(ObjectKeys::is_bundle("PLAT/x/" + commit + "/vpc/v1.tar.gz"));
}

}  // namespace
}  // namespace baryon::pipeline
