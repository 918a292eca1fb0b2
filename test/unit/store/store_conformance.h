#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "store/store.h"
#include "unit/store/content.h"

namespace baryon::store {

/// What every kind of store must do. A kind brings a harness that makes an empty store:
///
///     struct FileStoreHarness { static const char* reason_to_skip(); Store& store(); };
///     INSTANTIATE_TYPED_TEST_SUITE_P(FileStore, StoreConformance, FileStoreHarness);
template <class Harness>
class StoreConformance : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto* const reason = Harness::reason_to_skip(); reason != nullptr) GTEST_SKIP() << reason;
    harness_.emplace();
  }

  Store& store() { return harness_->store(); }

  Result<void> put(const std::string& key, std::string_view content, const Metadata& metadata = {}) {
    auto file = file_of(content);
    return store().put(key, file, metadata);
  }

  Result<std::string> get(const std::string& key) {
    Collected collected;
    BARYON_CHECK(store().get(key, collected.sink));
    return collected.bytes;
  }

 private:
  std::optional<Harness> harness_;
};

TYPED_TEST_SUITE_P(StoreConformance);

TYPED_TEST_P(StoreConformance, GivesBackWhatWasPut) {
  ASSERT_TRUE(this->put("PLAT/929d305.tar.gz", "content"));
  Collected collected;
  const auto info = this->store().get("PLAT/929d305.tar.gz", collected.sink);
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(collected.bytes, "content");
  EXPECT_EQ(info->key, "PLAT/929d305.tar.gz");
  EXPECT_EQ(info->size, 7);
  EXPECT_TRUE(info->metadata.empty());
}

TYPED_TEST_P(StoreConformance, KeepsMetadata) {
  const Metadata metadata{{"reponame", "infra"},
                          {"projectname", "~YAHAVI"},
                          {"commithash", std::string(40, 'a')},
                          {"branch", "refs/heads/\u00FCber/\u4E2D\u6587 \"x\" \\ % + ="},
                          {"empty", ""}};
  ASSERT_TRUE(this->put("a", "x", metadata));
  const auto head = this->store().head("a");
  ASSERT_TRUE(head) << head.error().text();
  EXPECT_EQ(head->metadata, metadata);
  EXPECT_EQ(head->size, 1);
  EXPECT_EQ(head->key, "a");
  EXPECT_EQ(this->store().get("a", Collected().sink)->metadata, metadata);
}

TYPED_TEST_P(StoreConformance, ReplacesContentAndMetadata) {
  ASSERT_TRUE(this->put("a", "a long first content", {{"branch", "one"}, {"reponame", "r"}}));
  ASSERT_TRUE(this->put("a", "second", {{"branch", "two"}}));
  EXPECT_EQ(*this->get("a"), "second");
  EXPECT_EQ(this->store().head("a")->metadata, (Metadata{{"branch", "two"}}));
  EXPECT_EQ(this->store().head("a")->size, 6);
}

TYPED_TEST_P(StoreConformance, KeepsEverySizeAroundItsBorders) {
  constexpr std::size_t chunk = 64 * 1024;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{15}, std::size_t{16}, std::size_t{17}, chunk - 1, chunk, chunk + 1,
        chunk + 16, 2 * chunk - 1, 2 * chunk, 2 * chunk + 1, 10 * chunk}) {
    const auto content = bytes_of(size, static_cast<std::uint32_t>(size) + 1);
    ASSERT_TRUE(this->put("sized", content)) << size;
    const auto back = this->get("sized");
    ASSERT_TRUE(back) << size << ": " << back.error().text();
    EXPECT_TRUE(*back == content) << size;
    EXPECT_EQ(this->store().head("sized")->size, size);
  }
}

TYPED_TEST_P(StoreConformance, StreamsABigObject) {
  const auto content = bytes_of(20 * 1024 * 1024);
  ASSERT_TRUE(this->put("big", content));
  Collected collected;
  ASSERT_TRUE(this->store().get("big", collected.sink));
  EXPECT_TRUE(collected.bytes == content);
  EXPECT_LE(collected.longest_piece, 1024 * 1024);
}

TYPED_TEST_P(StoreConformance, PutsTheRestOfTheContentOnly) {
  auto file = file_of("skipped|kept");
  std::array<std::uint8_t, 8> skipped{};
  ASSERT_EQ(*file.read(skipped.data(), skipped.size()), 8);
  ASSERT_TRUE(this->store().put("rest", file, {}));
  EXPECT_EQ(*this->get("rest"), "kept");
}

TYPED_TEST_P(StoreConformance, WhatIsNotThereIsNotFound) {
  ASSERT_TRUE(this->put("dir/a", "x"));
  for (const auto* key : {"b", "dir", "dir/b", "dir/a/b", "dir/aa"}) {
    EXPECT_EQ(this->store().head(key).error().code, ErrorCode::not_found) << key;
    EXPECT_EQ(this->get(key).error().code, ErrorCode::not_found) << key;
    EXPECT_FALSE(this->get(key).error().retryable);
  }
}

TYPED_TEST_P(StoreConformance, ListsByPrefixInOrderOfBytes) {
  for (const auto* key : {"b/2", "b/10", "a", "b-1", "B", "b/1/x", "\u00FC"}) ASSERT_TRUE(this->put(key, "x"));
  using ::testing::ElementsAre;
  const auto list = [this](const char* prefix) { return *this->store().list(prefix); };
  EXPECT_THAT(list(""), ElementsAre("B", "a", "b-1", "b/1/x", "b/10", "b/2", "\u00FC"));
  EXPECT_THAT(list("b"), ElementsAre("b-1", "b/1/x", "b/10", "b/2"));
  EXPECT_THAT(list("b/"), ElementsAre("b/1/x", "b/10", "b/2"));
  EXPECT_THAT(list("b/1"), ElementsAre("b/1/x", "b/10"));
  EXPECT_THAT(list("b/1/"), ElementsAre("b/1/x"));
  EXPECT_THAT(list("b/10"), ElementsAre("b/10"));
  EXPECT_THAT(list("c"), ElementsAre());
  EXPECT_THAT(list("a/"), ElementsAre());
  EXPECT_THAT(list("../"), ElementsAre());
  EXPECT_THAT(list("/"), ElementsAre());
}

TYPED_TEST_P(StoreConformance, ListsNothingWhenEmpty) {
  const auto keys = this->store().list("");
  ASSERT_TRUE(keys) << keys.error().text();
  EXPECT_TRUE(keys->empty());
}

TYPED_TEST_P(StoreConformance, RemovesAndForgets) {
  ASSERT_TRUE(this->put("p/q/r", "x"));
  ASSERT_TRUE(this->put("p/s", "y"));
  ASSERT_TRUE(this->store().remove("p/q/r"));
  EXPECT_EQ(this->get("p/q/r").error().code, ErrorCode::not_found);
  EXPECT_EQ(*this->get("p/s"), "y");
  EXPECT_EQ(this->store().list("")->size(), 1);
  ASSERT_TRUE(this->put("p/q/r", "again"));
  EXPECT_EQ(*this->get("p/q/r"), "again");
}

TYPED_TEST_P(StoreConformance, RemovingWhatIsNotThereIsNoError) {
  EXPECT_TRUE(this->store().remove("nothing"));
  ASSERT_TRUE(this->put("dir/a", "x"));
  for (const auto* key : {"dir", "dir/b", "dir/a/b", "other/a"}) EXPECT_TRUE(this->store().remove(key)) << key;
  EXPECT_EQ(*this->get("dir/a"), "x");
}

TYPED_TEST_P(StoreConformance, ListsTheVersionsOfKeysByPrefix) {
  for (const auto* key : {"b/2", "b/10", "a", "b-1"}) ASSERT_TRUE(this->put(key, "four"));
  const auto versions = this->store().list_versions("b/");
  ASSERT_TRUE(versions) << versions.error().text();
  ASSERT_EQ(versions->size(), 2);
  EXPECT_EQ((*versions)[0].key, "b/10");
  EXPECT_EQ((*versions)[1].key, "b/2");
  for (const auto& version : *versions) {
    EXPECT_TRUE(version.is_latest);
    EXPECT_FALSE(version.is_delete_marker);
    EXPECT_GE(version.size, 4);
    EXPECT_LT(std::chrono::abs(version.modified_at - system_clock().now()), std::chrono::hours(1));
  }
  EXPECT_TRUE(this->store().list_versions("c")->empty());
}

TYPED_TEST_P(StoreConformance, TheNewestVersionComesFirstAndAloneIsTheLatest) {
  for (const auto* key : {"a", "a/b", "a-"}) {
    if (!this->put(key, "first")) continue;  // some stores hold `a` or `a/b`, not both
    ASSERT_TRUE(this->put(key, "second!"));
  }
  const auto versions = *this->store().list_versions("");
  ASSERT_FALSE(versions.empty());
  EXPECT_TRUE(std::ranges::is_sorted(versions, {}, &ObjectVersion::key));
  for (std::size_t i = 0; i < versions.size(); ++i)
    EXPECT_EQ(versions[i].is_latest, i == 0 || versions[i - 1].key != versions[i].key) << versions[i].key;
}

TYPED_TEST_P(StoreConformance, RemovesWhatIsOutdatedAndKeepsTheLatest) {
  ASSERT_TRUE(this->put("a", "first"));
  ASSERT_TRUE(this->put("a", "second"));
  auto outdated = *this->store().list_versions("a");
  std::erase_if(outdated, &ObjectVersion::is_latest);
  ASSERT_TRUE(this->store().remove_versions(outdated));
  EXPECT_EQ(this->store().list_versions("a")->size(), 1);
  EXPECT_EQ(*this->get("a"), "second");
}

TYPED_TEST_P(StoreConformance, RemovesAllVersionsAndMarkersForGood) {
  ASSERT_TRUE(this->put("dir/a", "first"));
  ASSERT_TRUE(this->put("dir/a", "second"));
  ASSERT_TRUE(this->put("dir/b", "x"));
  ASSERT_TRUE(this->store().remove("dir/b"));
  ASSERT_TRUE(this->put("kept", "x"));
  ASSERT_TRUE(this->store().remove_versions(*this->store().list_versions("dir/")));
  EXPECT_TRUE(this->store().list_versions("dir/")->empty());
  EXPECT_EQ(this->get("dir/a").error().code, ErrorCode::not_found);
  EXPECT_EQ(*this->get("kept"), "x");
  ASSERT_TRUE(this->put("dir/a", "again"));
  EXPECT_EQ(*this->get("dir/a"), "again");
}

TYPED_TEST_P(StoreConformance, RemovingVersionsThatAreGoneIsNoError) {
  EXPECT_TRUE(this->store().remove_versions({}));
  ASSERT_TRUE(this->put("a", "x"));
  const auto versions = *this->store().list_versions("a");
  ASSERT_TRUE(this->store().remove_versions(versions));
  const auto again = this->store().remove_versions(versions);
  EXPECT_TRUE(again) << again.error().text();
}

TYPED_TEST_P(StoreConformance, RemovesNothingWhereOneKeyIsInvalid) {
  ASSERT_TRUE(this->put("a", "x"));
  auto versions = *this->store().list_versions("a");
  versions.push_back({.key = "../a"});
  EXPECT_EQ(this->store().remove_versions(versions).error().code, ErrorCode::invalid);
  EXPECT_EQ(*this->get("a"), "x");
}

TYPED_TEST_P(StoreConformance, TakesEveryKeyThatTheRulesAllow) {
  std::string longest;
  while (longest.size() + 101 <= max_key_bytes) longest += std::string(100, 'k') + "/";
  longest += std::string(max_key_bytes - longest.size(), 'k');
  for (const auto& key :
       std::vector<std::string>{"a", "~YAHAVI/hello-world", "PLAT/infra/vpc/v1.tar.gz", ".github/x", "x/.incoming",
                                "..a/...", "sp ace/\u00FC\u4E2D/\"'$;&|<>?*%#+=\\@!", longest}) {
    ASSERT_TRUE(this->put(key, key)) << key;
    EXPECT_EQ(*this->get(key), key);
  }
  EXPECT_EQ(this->store().list("")->size(), 8);
}

TYPED_TEST_P(StoreConformance, RefusesEveryOtherKey) {
  for (const auto& key :
       std::vector<std::string>{"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.", "./a", "a\nb",
                                std::string("a\0b", 3), "\x7F", "\xFF", std::string(max_key_bytes + 1, 'k')}) {
    EXPECT_EQ(this->put(key, "x").error().code, ErrorCode::invalid) << key;
    EXPECT_EQ(this->get(key).error().code, ErrorCode::invalid) << key;
    EXPECT_EQ(this->store().head(key).error().code, ErrorCode::invalid) << key;
    EXPECT_EQ(this->store().remove(key).error().code, ErrorCode::invalid) << key;
  }
  EXPECT_TRUE(this->store().list("")->empty());
}

TYPED_TEST_P(StoreConformance, RefusesMetadataThatCannotBeKept) {
  for (const auto& metadata : std::vector<Metadata>{{{"", "x"}},
                                                    {{"Upper", "x"}},
                                                    {{"a b", "x"}},
                                                    {{"a", "line\nend"}},
                                                    {{"a", "\xFF"}},
                                                    {{"a", std::string(max_metadata_bytes, 'x')}}})
    EXPECT_EQ(this->put("a", "x", metadata).error().code, ErrorCode::invalid);
  EXPECT_EQ(this->store().head("a").error().code, ErrorCode::not_found);
  EXPECT_TRUE(this->put("a", "x", {{"a", std::string(max_metadata_bytes - 1, 'x')}}));
}

TYPED_TEST_P(StoreConformance, ASinksErrorEndsTheGet) {
  ASSERT_TRUE(this->put("a", bytes_of(300'000)));
  int pieces = 0;
  const auto got = this->store().get("a", [&](ByteView) -> Result<void> {
    ++pieces;
    return fail(ErrorCode::unavailable, "no room");
  });
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().message, "no room");
  EXPECT_EQ(pieces, 1);
}

TYPED_TEST_P(StoreConformance, PutsToOneKeyLeaveOneOfThemWhole) {
  constexpr int writers = 4;
  constexpr int rounds = 5;
  ASSERT_TRUE(this->put("dir/shared", bytes_of(200'000, 0)));
  std::vector<std::string> contents;
  for (std::uint32_t i = 0; i < writers; ++i) contents.push_back(bytes_of(200'000 + i, i));
  std::atomic<int> failures = 0;
  std::atomic<int> running = writers;
  const auto is_whole = [&](const Result<std::string>& got) {
    return got && (*got == bytes_of(200'000, 0) || std::ranges::find(contents, *got) != contents.end());
  };
  std::vector<std::thread> threads;
  for (const auto& content : contents)
    threads.emplace_back([&, this] {
      for (int round = 0; round < rounds; ++round) failures += this->put("dir/shared", content) ? 0 : 1;
      --running;
    });
  threads.emplace_back([&, this] {
    while (running > 0) failures += is_whole(this->get("dir/shared")) ? 0 : 1;
  });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_TRUE(is_whole(this->get("dir/shared")));
  EXPECT_EQ(this->store().list("")->size(), 1);
}

TYPED_TEST_P(StoreConformance, PutsAndRemovalsSideBySideDoNotHinderEachOther) {
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, this, t] {
      const auto key = "one/two/" + std::to_string(t);
      for (int round = 0; round < 20; ++round) {
        failures += this->put(key, key) ? 0 : 1;
        failures += this->get(key).value_or("") == key ? 0 : 1;
        failures += this->store().remove(key) ? 0 : 1;
        failures += this->store().list("one/") ? 0 : 1;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_TRUE(this->store().list("")->empty());
}

TYPED_TEST_P(StoreConformance, ChecksItselfWithoutLeavingAnything) {
  const auto checked = this->store().check();
  EXPECT_TRUE(checked) << checked.error().text();
  EXPECT_TRUE(this->store().list("")->empty());
}

REGISTER_TYPED_TEST_SUITE_P(StoreConformance, GivesBackWhatWasPut, KeepsMetadata, ReplacesContentAndMetadata,
                            KeepsEverySizeAroundItsBorders, StreamsABigObject, PutsTheRestOfTheContentOnly,
                            WhatIsNotThereIsNotFound, ListsByPrefixInOrderOfBytes, ListsNothingWhenEmpty,
                            RemovesAndForgets, RemovingWhatIsNotThereIsNoError, ListsTheVersionsOfKeysByPrefix,
                            TheNewestVersionComesFirstAndAloneIsTheLatest, RemovesWhatIsOutdatedAndKeepsTheLatest,
                            RemovesAllVersionsAndMarkersForGood, RemovingVersionsThatAreGoneIsNoError,
                            RemovesNothingWhereOneKeyIsInvalid, TakesEveryKeyThatTheRulesAllow, RefusesEveryOtherKey,
                            RefusesMetadataThatCannotBeKept, ASinksErrorEndsTheGet, PutsToOneKeyLeaveOneOfThemWhole,
                            PutsAndRemovalsSideBySideDoNotHinderEachOther, ChecksItselfWithoutLeavingAnything);

}  // namespace baryon::store
