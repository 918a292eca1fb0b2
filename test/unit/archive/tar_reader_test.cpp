#include "archive/tar_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "unit/archive/tar_builder.h"

namespace baryon::archive {
namespace {

using test::gzip;
using test::TarBuilder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

struct Reading {
  Summary summary;
  std::vector<Entry> entries;
  std::map<std::string, std::string> contents;

  [[nodiscard]] std::vector<std::string> paths() const {
    std::vector<std::string> paths;
    for (const auto& entry : entries) paths.push_back(entry.path);
    return paths;
  }
};

Result<Reading> read(std::string_view packed, const Limits& limits = {},
                     AbsoluteNames absolute_names = AbsoluteNames::refuse) {
  auto file = test::spool(packed);
  Reading reading;
  const auto visit = [&](const Entry& entry, Content& content) -> Result<void> {
    reading.entries.push_back(entry);
    auto& bytes = reading.contents[entry.path];
    while (true) {
      BARYON_TRY(const auto piece, content.next());
      if (piece.empty()) return {};
      bytes.append(piece.begin(), piece.end());
    }
  };
  auto summary = read_tar_gz(file, limits, visit, absolute_names);
  if (!summary) return std::unexpected(std::move(summary).error());
  reading.summary = *std::move(summary);
  return reading;
}

Result<void> skip_all(std::string_view packed, const Limits& limits = {}) {
  auto file = test::spool(packed);
  BARYON_CHECK(read_tar_gz(file, limits, [](const Entry&, Content&) -> Result<void> { return {}; }));
  return {};
}

std::string with_end(std::string_view bytes) { return std::string(bytes) + std::string(1024, '\0'); }

TEST(TarReader, StripsSlashesFromTheBeginningWhereAskedTo) {
  const auto packed = gzip(TarBuilder().directory("/").file("/a/text").file("//b").file("c").end());
  EXPECT_FALSE(read(packed).has_value());
  const auto reading = read(packed, {}, AbsoluteNames::strip);
  ASSERT_TRUE(reading) << reading.error().text();
  EXPECT_THAT(reading->paths(), ElementsAre("a/text", "b", "c"));
}

TEST(TarReader, StripsNothingThatWouldHideAnotherFault) {
  for (const auto& tar : {TarBuilder().file("/../a"), TarBuilder().file("/"), TarBuilder().file("/a").file("a"),
                          TarBuilder().link("/a", "/etc/passwd")})
    EXPECT_FALSE(read(gzip(tar.end()), {}, AbsoluteNames::strip).has_value());
}

TEST(TarReader, HandsOutFilesDirectoriesAndLinks) {
  const auto reading = read(gzip(TarBuilder()
                                     .directory("a/")
                                     .file("a/text", "hello")
                                     .file("a/run", "#!", 0755)
                                     .file("a/empty", "")
                                     .link("a/link", "../a/text")
                                     .end()));
  ASSERT_TRUE(reading) << reading.error().text();
  EXPECT_THAT(reading->paths(), ElementsAre("a", "a/text", "a/run", "a/empty", "a/link"));
  EXPECT_EQ(reading->entries[0].type, EntryType::directory);
  EXPECT_EQ(reading->entries[1].type, EntryType::file);
  EXPECT_EQ(reading->entries[1].size, 5U);
  EXPECT_FALSE(reading->entries[1].is_executable);
  EXPECT_TRUE(reading->entries[2].is_executable);
  EXPECT_EQ(reading->entries[4].type, EntryType::symbolic_link);
  EXPECT_EQ(reading->entries[4].link_target, "../a/text");
  EXPECT_EQ(reading->contents.at("a/text"), "hello");
  EXPECT_EQ(reading->summary.entries, 5U);
  EXPECT_EQ(reading->summary.unpacked_bytes, 512U * (5 + 2 + 2));
}

TEST(TarReader, ReadsContentLargerThanItsBuffers) {
  const auto bytes = test::noise(1'000'000) + std::string(500'000, 'a');
  const auto reading = read(gzip(TarBuilder().file("before").file("big", bytes).file("after", "z").end()));
  ASSERT_TRUE(reading) << reading.error().text();
  EXPECT_EQ(reading->contents.at("big"), bytes);
  EXPECT_EQ(reading->contents.at("after"), "z");
}

TEST(TarReader, SkipsWhatTheVisitorDoesNotRead) {
  const auto packed = gzip(TarBuilder().file("a", test::noise(700'000)).file("b", "bb").end());
  auto file = test::spool(packed);
  std::string last;
  const auto summary = read_tar_gz(file, {}, [&](const Entry& entry, Content& content) -> Result<void> {
    BARYON_TRY(const auto piece, content.next());
    last = entry.path == "b" ? std::string(piece.begin(), piece.end()) : "";
    return {};
  });
  ASSERT_TRUE(summary) << summary.error().text();
  EXPECT_EQ(last, "bb");
}

TEST(TarReader, EndsWithTheVisitorsError) {
  auto file = test::spool(gzip(TarBuilder().file("a").file("b").end()));
  int calls = 0;
  const auto summary = read_tar_gz(file, {}, [&](const Entry&, Content&) -> Result<void> {
    ++calls;
    return fail(ErrorCode::conflict, "enough");
  });
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().message, "enough");
  EXPECT_EQ(calls, 1);
}

TEST(TarReader, StripsLeadingDotsAndPassesOverTheRoot) {
  const auto reading = read(gzip(TarBuilder().directory("./").directory("./a/").file("./a/b").file("c//./d").end()));
  ASSERT_TRUE(reading) << reading.error().text();
  EXPECT_THAT(reading->paths(), ElementsAre("a", "a/b", "c/d"));
}

TEST(TarReader, TakesAnArchiveWithoutEntries) {
  EXPECT_TRUE(read(gzip(with_end(""))));
  EXPECT_TRUE(read(gzip(with_end("") + std::string(9216, '\0'))));
  EXPECT_TRUE(read(gzip(TarBuilder().pax({{"comment", std::string(40, 'a')}}, 'g').end())));
}

TEST(TarReader, ReadsPaxGnuAndPrefixedNames) {
  const auto segment = std::string(120, 'n');
  const auto name = segment + "/" + segment + "/\xC3\xA4";  // longer than ustar can say
  const auto decomposed = std::string("a\xCC\x88");         // kept as it is, not normalised to U+00E4
  const auto reading = read(gzip(TarBuilder()
                                     .pax({{"path", name}, {"mtime", "1.5"}})
                                     .file("short", "pax")
                                     .gnu_long('L', "gnu/" + segment)
                                     .file("short", "gnu")
                                     .header({.name = "name", .size = 0, .prefix = "some/prefix"})
                                     .pax({{"path", decomposed}})
                                     .file("short", "nfd")
                                     .file("raw-\xC3\xA9", "ustar")
                                     .end()));
  ASSERT_TRUE(reading) << reading.error().text();
  EXPECT_THAT(reading->contents, ElementsAre(Pair("a\xCC\x88", "nfd"), Pair("gnu/" + segment, "gnu"), Pair(name, "pax"),
                                             Pair("raw-\xC3\xA9", "ustar"), Pair("some/prefix/name", "")));
}

TEST(TarReader, ReadsLongLinkTargets) {
  const auto target = std::string(150, 't') + "/\xC3\xA4";
  const auto reading =
      read(gzip(TarBuilder().pax({{"linkpath", target}}).link("a", "x").gnu_long('K', target).link("b", "x").end()));
  ASSERT_TRUE(reading) << reading.error().text();
  EXPECT_EQ(reading->entries[0].link_target, target);
  EXPECT_EQ(reading->entries[1].link_target, target);
}

TEST(TarReader, ReadsSeveralGzipMembersAsOneStream) {
  const auto stream = TarBuilder().file("a", test::noise(3000)).file("b").end();
  for (const std::size_t cut : {1UL, 511UL, 512UL, 700UL, stream.size() - 1024, stream.size() - 512, stream.size() - 1})
    EXPECT_TRUE(read(gzip(stream.substr(0, cut)) + gzip(stream.substr(cut)))) << cut;
}

TEST(TarReader, TellsTheCommitThatGitNoted) {
  const auto with_comment = [](const std::string& comment) {
    return read(gzip(TarBuilder().pax({{"comment", comment}}, 'g').file("a").end())).value().summary.commit;
  };
  const auto sha1 = std::string("0123456789abcdef0123456789abcdef01234567");
  EXPECT_EQ(with_comment(sha1), sha1);
  EXPECT_EQ(with_comment(std::string(64, 'b')), std::string(64, 'b'));
  EXPECT_EQ(with_comment("made by hand"), std::nullopt);
  EXPECT_EQ(with_comment(std::string(41, 'b')), std::nullopt);
  EXPECT_EQ(read(gzip(TarBuilder().file("a").end())).value().summary.commit, std::nullopt);
}

TEST(TarReader, NoticesEveryCutOfThePackedBytes) {
  const auto packed = gzip(TarBuilder().file("a", test::noise(600)).file("b", std::string(70'000, 'b')).end());
  for (std::size_t size = 0; size < packed.size(); ++size)
    ASSERT_FALSE(skip_all(std::string_view(packed).substr(0, size))) << size;
  EXPECT_TRUE(skip_all(packed));
}

TEST(TarReader, NoticesEveryCutOfTheTarStream) {
  const auto stream = TarBuilder()
                          .pax({{"comment", std::string(40, 'a')}}, 'g')
                          .file("a", std::string(3000, '\0'))
                          .directory("c")
                          .file("c/d", "dd")
                          .end();
  for (std::size_t size = 0; size < stream.size(); ++size) ASSERT_FALSE(skip_all(gzip(stream.substr(0, size)))) << size;
  EXPECT_TRUE(skip_all(gzip(stream)));
}

TEST(TarReader, AllowsLinksThatStayInTheTree) {
  for (const auto* const target : {"c", "../b", "../a/../b", "./c", "..", "c/../../b", "missing"})
    EXPECT_TRUE(read(gzip(TarBuilder().link("a/l", target).end()))) << target;
}

TEST(TarReader, StopsABombEarly) {
  // 4 GiB of zeros: one gzip member of 16 MiB, again and again.
  const auto tar = TarBuilder().header({.name = "bomb", .size = 4 * gib});
  auto packed = gzip(tar.open_end());
  const auto member = gzip(std::string(16 * mib, '\0'));
  for (int i = 0; i < 256; ++i) packed += member;
  auto file = test::spool(packed);
  std::uint64_t handed_out = 0;
  const auto summary = read_tar_gz(file, {}, [&](const Entry&, Content& content) -> Result<void> {
    while (true) {
      BARYON_TRY(const auto piece, content.next());
      if (piece.empty()) return {};
      handed_out += piece.size();
    }
  });
  ASSERT_FALSE(summary);
  EXPECT_THAT(summary.error().message, HasSubstr("expansion_ratio"));
  EXPECT_LE(handed_out, 257 * mib);
}

TEST(TarReader, LetsASmallRepetitiveRepositoryThrough) {
  EXPECT_TRUE(skip_all(gzip(TarBuilder().file("zeros", std::string(50'000'000, '\0')).end(), 3)));
}

RC_GTEST_PROP(TarReader, SurvivesAnyDamageOfTheTarStream, ()) {
  auto stream = TarBuilder()
                    .pax({{"path", "a/b"}, {"comment", "c"}})
                    .file("a", "hello")
                    .gnu_long('L', std::string(120, 'l'))
                    .file("b", "bb")
                    .link("c", "b")
                    .end();
  const auto count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i)
    stream[*rc::gen::inRange<std::size_t>(0, stream.size())] = *rc::gen::arbitrary<char>();
  const auto result = read(gzip(stream));
  if (!result) RC_ASSERT(!result.error().message.empty());
}

}  // namespace
}  // namespace baryon::archive
