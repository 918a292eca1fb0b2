#include "forge/bitbucket/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "forge/bitbucket/json.h"
#include "unit/forge/fixtures.h"

namespace baryon::forge::bitbucket {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view refs_changed = "repo:refs_changed";
const std::string zeros(40, '0');
const std::string ones(40, '1');
const std::string letters = "abcdefabcdefabcdefabcdefabcdefabcdefabcd";

std::string change(std::string_view type, std::string_view ref, std::string_view ref_type, std::string_view from,
                   std::string_view to) {
  return std::string(R"({"ref":{"id":")") + std::string(ref) + R"(","displayId":"x","type":")" + std::string(ref_type) +
         R"("},"refId":")" + std::string(ref) + R"(","fromHash":")" + std::string(from) + R"(","toHash":")" +
         std::string(to) + R"(","type":")" + std::string(type) + R"("})";
}

std::string push(std::string_view changes, std::string_view more = "") {
  return R"({"repository":{"id":7,"slug":"infra","name":"Infra Templates","project":{"key":"PLAT"}},"changes":[)" +
         std::string(changes) + "]" + std::string(more) + "}";
}

const std::string update = change("UPDATE", "refs/heads/main", "BRANCH", ones, letters);

TEST(BitbucketEvent, ReadsAPush) {
  const auto event = parse_event(refs_changed, push(update));
  ASSERT_TRUE(event) << event.error().text();
  EXPECT_EQ(event->kind, EventKind::refs_changed);
  EXPECT_EQ(event->key, refs_changed);
  EXPECT_EQ(event->repository.id, 7);
  EXPECT_EQ(event->repository.path(), "PLAT/infra");
  ASSERT_EQ(event->changes.size(), 1);
  EXPECT_EQ(event->changes[0].ref, "refs/heads/main");
  EXPECT_EQ(event->changes[0].kind, RefKind::branch);
  EXPECT_EQ(event->changes[0].type, ChangeType::update);
  EXPECT_EQ(event->changes[0].from, ones);
  EXPECT_EQ(event->changes[0].to, letters);
  EXPECT_EQ(event->changes[0].subject, "");
}

TEST(BitbucketEvent, ReadsEveryChangeInOrder) {
  const auto event = parse_event(refs_changed, push(change("ADD", "refs/heads/new", "BRANCH", zeros, ones) + "," +
                                                    change("DELETE", "refs/heads/old", "BRANCH", ones, zeros) + "," +
                                                    change("ADD", "refs/tags/v1", "TAG", zeros, letters)));
  ASSERT_TRUE(event) << event.error().text();
  ASSERT_EQ(event->changes.size(), 3);
  EXPECT_EQ(event->changes[0].from, "");
  EXPECT_EQ(event->changes[0].type, ChangeType::add);
  EXPECT_EQ(event->changes[1].to, "");
  EXPECT_EQ(event->changes[1].type, ChangeType::remove);
  EXPECT_EQ(event->changes[2].kind, RefKind::tag);
}

TEST(BitbucketEvent, KeepsEmptyChanges) {
  const auto event = parse_event(refs_changed, push(""));
  ASSERT_TRUE(event);
  EXPECT_EQ(event->kind, EventKind::refs_changed);
  EXPECT_TRUE(event->changes.empty());
}

TEST(BitbucketEvent, LowersTheCaseOfHashes) {
  const std::string upper = "ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD";
  const auto event = parse_event(refs_changed, push(change("UPDATE", "refs/heads/main", "BRANCH", ones, upper)));
  ASSERT_TRUE(event);
  EXPECT_EQ(event->changes[0].to, letters);
}

TEST(BitbucketEvent, TypesThatAreNotKnownBecomeOther) {
  const auto event = parse_event(refs_changed, push(change("MOVE", "refs/heads/a", "BRANCH", ones, letters) + "," +
                                                    change("UPDATE", "refs/heads/b", "STASH", ones, letters) + "," +
                                                    change("UPDATE", "refs/notes/c", "BRANCH", ones, letters) + "," +
                                                    R"({"refId":"refs/heads/d","type":"RENAME"})"));
  ASSERT_TRUE(event) << event.error().text();
  EXPECT_EQ(event->changes[0].type, ChangeType::other);
  EXPECT_EQ(event->changes[0].kind, RefKind::branch);
  EXPECT_EQ(event->changes[1].kind, RefKind::other);
  EXPECT_EQ(event->changes[1].type, ChangeType::update);
  EXPECT_EQ(event->changes[2].kind, RefKind::other);
  EXPECT_EQ(event->changes[3].type, ChangeType::other);
}

TEST(BitbucketEvent, TakesTheRefFromEitherMember) {
  const auto with = [](std::string_view names) {
    return parse_event(refs_changed, push("{" + std::string(names) + R"(,"type":"UPDATE","fromHash":")" + ones +
                                          R"(","toHash":")" + letters + R"("})"));
  };
  EXPECT_EQ(with(R"("ref":{"id":"refs/heads/a"})")->changes[0].ref, "refs/heads/a");
  EXPECT_EQ(with(R"("refId":"refs/heads/a")")->changes[0].kind, RefKind::branch);
  EXPECT_EQ(with(R"("refId":"refs/heads/a","ref":null)")->changes[0].ref, "refs/heads/a");
  EXPECT_EQ(with(R"("refId":"refs/heads/a\"\u20ac#","ref":{})")->changes[0].ref, "refs/heads/a\"\u20AC#");
}

TEST(BitbucketEvent, SubjectIsOfTheNewTip) {
  const auto tip = [](std::string_view id, std::string_view message) {
    return R"({"id":")" + std::string(id) + R"(","message":")" + std::string(message) + R"("})";
  };
  const auto subject = [](const std::string& more) {
    return parse_event(refs_changed, push(update, more))->changes[0].subject;
  };
  EXPECT_EQ(subject(R"(,"toCommit":)" + tip(letters, R"(Add VPC\n\nbecause)")), "Add VPC");
  EXPECT_EQ(subject(R"(,"commits":[)" + tip(ones, "older") + "," + tip(letters, "newest") + "]"), "newest");
  EXPECT_EQ(subject(R"(,"toCommit":)" + tip(ones, "another commit")), "");
  EXPECT_EQ(subject(R"(,"toCommit":null,"commits":null)"), "");
  EXPECT_EQ(subject(R"(,"toCommit":{"id":5},"commits":[7,{"id":")" + letters + R"("}])"), "");
}

TEST(BitbucketEvent, SkipsWhatItDoesNotNeed) {
  const auto event = parse_event(
      refs_changed,
      push(update, R"(,"date":17,"actor":{"emailAddress":null,"links":7},"toCommit":{"authorTimestamp":"2018-09-21"},)"
                   R"("new":{"deep":[[[[[[[[[[1]]]]]]]]]]},"eventKey":"pr:opened")"));
  ASSERT_TRUE(event) << event.error().text();
  EXPECT_EQ(event->key, refs_changed);
}

TEST(BitbucketEvent, NamesTheMemberThatIsWrong) {
  const auto repository = [](std::string_view text) {
    return R"({"changes":[],"repository":)" + std::string(text) + "}";
  };
  const std::vector<std::pair<std::string, std::string>> cases{
      {"[]", "the body"},
      {"null", "the body"},
      {"{}", "repository"},
      {repository("7"), "repository"},
      {repository(R"({"slug":"s","project":{"key":"P"}})"), "repository.id"},
      {repository(R"({"id":"7","slug":"s","project":{"key":"P"}})"), "repository.id"},
      {repository(R"({"id":0,"slug":"s","project":{"key":"P"}})"), "repository.id"},
      {repository(R"({"id":-1,"slug":"s","project":{"key":"P"}})"), "repository.id"},
      {repository(R"({"id":1.5,"slug":"s","project":{"key":"P"}})"), "repository.id"},
      {repository(R"({"id":99999999999999999999,"slug":"s","project":{"key":"P"}})"), "repository.id"},
      {repository(R"({"id":7,"project":{"key":"P"}})"), "repository.slug"},
      {repository(R"({"id":7,"slug":"..","project":{"key":"P"}})"), "repository.slug"},
      {repository(R"({"id":7,"slug":"a/b","project":{"key":"P"}})"), "repository.slug"},
      {repository(R"({"id":7,"slug":"s"})"), "repository.project.key"},
      {repository(R"({"id":7,"slug":"s","project":"P"})"), "repository.project.key"},
      {repository(R"({"id":7,"slug":"s","project":{"key":""}})"), "repository.project.key"},
      {R"({"repository":{"id":7,"slug":"s","project":{"key":"P"}}})", "changes"},
      {R"({"repository":{"id":7,"slug":"s","project":{"key":"P"}},"changes":{}})", "changes"},
      {push("7"), "changes[0]"},
      {push(update + "," + update + "," + change("UPDATE", "refs/heads/main", "BRANCH", ones, "abc")),
       "changes[2].toHash"},
      {push(change("UPDATE", "refs/heads/main", "BRANCH", "main", ones)), "changes[0].fromHash"},
      {push(change("UPDATE", "refs/heads/main", "BRANCH", ones, zeros)), "changes[0].toHash"},
      {push(change("ADD", "refs/heads/main", "BRANCH", zeros, zeros)), "changes[0].toHash"},
      {push(change("UPDATE", "main", "BRANCH", ones, letters)), "changes[0].refId"},
      {push(change("UPDATE", R"(refs/heads/a\u0000b)", "BRANCH", ones, letters)), "changes[0].refId"},
      {push(change("UPDATE", R"(refs/heads/a\nb)", "BRANCH", ones, letters)), "changes[0].refId"},
      {push(change("UPDATE", "refs/heads/" + std::string(1100, 'x'), "BRANCH", ones, letters)), "changes[0].refId"},
      {push(R"({"refId":"refs/heads/a","fromHash":")" + ones + R"(","toHash":")" + ones + R"("})"), "changes[0].type"},
      {push(R"({"refId":"refs/heads/a","type":"ADD","toHash":")" + ones + R"("})"), "changes[0].fromHash"},
  };
  for (const auto& [body, member] : cases) {
    const auto event = parse_event(refs_changed, body);
    ASSERT_FALSE(event) << body;
    EXPECT_EQ(event.error().code, ErrorCode::invalid);
    EXPECT_FALSE(event.error().retryable);
    EXPECT_TRUE(event.error().message.starts_with(member + " must be ")) << event.error().message;
  }
}

TEST(BitbucketEvent, RefusesWhatIsNotJson) {
  for (const std::string& body : {std::string(), std::string("{"), std::string("payload=%7B%7D"), push(update) + "x",
                                  std::string("{\"a\":\"\xFF\"}"), std::string(100, '[')}) {
    const auto event = parse_event(refs_changed, body);
    ASSERT_FALSE(event) << body;
    EXPECT_EQ(event.error().code, ErrorCode::invalid);
    EXPECT_THAT(event.error().message, HasSubstr("not JSON"));
  }
}

TEST(BitbucketEvent, RefusesABodyOverTheLimit) {
  const auto event = parse_event(refs_changed, std::string(max_event_bytes + 1, ' '));
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().code, ErrorCode::too_large);
}

TEST(BitbucketEvent, APingsBodyIsNotLookedAt) {
  for (const auto* body : {"", "{\"test\":true}", "not json", "[]"}) {
    const auto event = parse_event("diagnostics:ping", body);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, EventKind::ping);
  }
}

TEST(BitbucketEvent, OtherEventsNeedNoShape) {
  for (const auto* key : {"pr:opened", "mirror:repo_synchronized", "something:new", ""})
    for (const auto* body : {"", "7", "not json", "{}", R"({"repository":{"id":"x"}})"}) {
      const auto event = parse_event(key, body);
      ASSERT_TRUE(event) << key << body;
      EXPECT_EQ(event->kind, EventKind::other);
      EXPECT_EQ(event->key, key);
      EXPECT_EQ(event->repository.id, 0);
    }
}

TEST(BitbucketEvent, OtherEventsTellTheirRepositoryWhereTheyCan) {
  const auto forked = parse_event("repo:forked", push(""));
  EXPECT_EQ(forked->repository.path(), "PLAT/infra");
  EXPECT_EQ(forked->kind, EventKind::other);
  for (const auto* key : {"repo:modified", "project:modified", "proj:modified"}) {
    const auto modified = parse_event(key, R"({"old":{"id":7,"slug":"a","project":{"key":"P"}},)"
                                           R"("new":{"id":7,"slug":"b","project":{"key":"P"}}})");
    EXPECT_EQ(modified->repository.path(), "P/b");
    EXPECT_EQ(modified->kind, EventKind::other);
  }
}

TEST(BitbucketEvent, KnowsThatTheDefaultBranchChanged) {
  const auto event = parse_event("repo:default_branch_modified", push(""));
  EXPECT_EQ(event->kind, EventKind::default_branch_changed);
  EXPECT_EQ(event->repository.id, 7);
  EXPECT_EQ(parse_event("repo:default_branch_modified", "{}")->repository.id, 0);
}

// What the recorded bodies must be read as.
struct Recorded {
  std::int64_t id;
  std::string path;
  std::string ref;
  RefKind kind;
  ChangeType type;
  std::string from;
  std::string to;
  std::string subject;
};

const std::map<std::string, Recorded> recorded{
    {"bbs-server-branch_deleted.json",
     {2, "AMUNIZ/test-repos", "refs/heads/feature/BB-1", RefKind::branch, ChangeType::remove,
      "fb522a6f08c7c7df337312e4e65ec1b57710672e", "", ""}},
    {"bbs-server-tag_created.json",
     {2, "AMUNIZ/test-repos", "refs/tags/simple-tag", RefKind::tag, ChangeType::add, "",
      "fb522a6f08c7c7df337312e4e65ec1b57710672e", "Suppress echo command part"}},
    {"froggit-pushpayload.json",
     {2041, "~YAHAVI/hello-world", "refs/heads/main", RefKind::branch, ChangeType::add, "",
      "929d3054cf60e11a38672966f948bb5d95f48f0e", ""}},
};

TEST(BitbucketEvent, ReadsEveryRecordedDelivery) {
  const auto fixtures = webhook_fixtures();
  if (!fixtures) GTEST_SKIP() << no_fixtures;
  const auto index = parse_json(*read_small_file(*fixtures / "index.json", 1 << 20));
  ASSERT_TRUE(index);
  int read = 0;
  for (const auto& entry : index->as_array()) {
    const auto& object = entry.as_object();
    if (*text_at(object, "forge") != "bitbucket-server") continue;
    const std::string file(*text_at(object, "file"));
    const auto event = parse_event(*text_at(object, "event"), *read_small_file(*fixtures / file, 1 << 20));
    ASSERT_TRUE(event) << file << ": " << event.error().text();
    ++read;
    if (event->kind == EventKind::ping) continue;
    ASSERT_EQ(event->kind, EventKind::refs_changed) << file;
    ASSERT_EQ(event->changes.size(), 1) << file;
    const auto& found = event->changes[0];
    EXPECT_NE(found.kind, RefKind::other) << file;
    EXPECT_NE(found.type, ChangeType::other) << file;
    EXPECT_EQ(found.to.empty(), found.type == ChangeType::remove) << file;
    EXPECT_EQ(found.from.empty(), found.type == ChangeType::add) << file;
    const auto expected = recorded.find(std::filesystem::path(file).filename().string());
    if (expected == recorded.end()) continue;
    EXPECT_EQ(event->repository.id, expected->second.id) << file;
    EXPECT_EQ(event->repository.path(), expected->second.path) << file;
    EXPECT_EQ(found.ref, expected->second.ref) << file;
    EXPECT_EQ(found.kind, expected->second.kind) << file;
    EXPECT_EQ(found.type, expected->second.type) << file;
    EXPECT_EQ(found.from, expected->second.from) << file;
    EXPECT_EQ(found.to, expected->second.to) << file;
    EXPECT_EQ(found.subject, expected->second.subject) << file;
  }
  EXPECT_GE(read, 7);
}

}  // namespace
}  // namespace baryon::forge::bitbucket
