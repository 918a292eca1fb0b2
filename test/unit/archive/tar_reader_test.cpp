#include "archive/tar_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <ostream>
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

Result<Reading> read(std::string_view packed, const Limits& limits = {}) {
  auto file = test::spool(packed);
  Reading reading;
  auto summary = read_tar_gz(file, limits, [&](const Entry& entry, Content& content) -> Result<void> {
    reading.entries.push_back(entry);
    auto& bytes = reading.contents[entry.path];
    while (true) {
      BARYON_TRY(const auto piece, content.next());
      if (piece.empty()) return {};
      bytes.append(piece.begin(), piece.end());
    }
  });
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

struct Refused {
  std::string name;
  std::string stream;
  std::string message;
  ErrorCode code = ErrorCode::invalid;
  friend std::ostream& operator<<(std::ostream& out, const Refused& refused) { return out << refused.name; }
};

class TarReaderRefuses : public testing::TestWithParam<Refused> {};

TEST_P(TarReaderRefuses, WithAMessageOfItsOwn) {
  const auto result = read(gzip(GetParam().stream));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr(GetParam().message));
  EXPECT_EQ(result.error().code, GetParam().code);
  EXPECT_FALSE(skip_all(gzip(GetParam().stream))) << "skipping content must not hide it";
}

TarBuilder pax_path(const std::string& path) { return TarBuilder().pax({{"path", path}}).file("short"); }

INSTANTIATE_TEST_SUITE_P(
    Entries, TarReaderRefuses,
    testing::Values(
        Refused{"ParentSegment", TarBuilder().file("a/../b").end(), "'a/../b' has '..' in its path"},
        Refused{"ParentAtStart", TarBuilder().file("../b").end(), "'../b' has '..'"},
        Refused{"ParentAtEnd", TarBuilder().directory("a/..").end(), "has '..'"},
        Refused{"ParentInPax", pax_path("a/../../b").end(), "has '..'"},
        Refused{"Absolute", TarBuilder().file("/etc/passwd").end(), "'/etc/passwd' has an absolute path"},
        Refused{"EmptyName", TarBuilder().file("").end(), "empty"},
        Refused{"RootAsFile", TarBuilder().file(".").end(), "is the root, but no directory"},
        Refused{"ControlCharacter", TarBuilder().file("a\nb").end(), "control characters: 'a\\x0ab'"},
        Refused{"Delete", TarBuilder().file("a\x7f").end(), "control characters"},
        Refused{"NoUtf8", TarBuilder().file("caf\xE9").end(), "no valid UTF-8: 'caf\\xe9'"},
        Refused{"NoUtf8InPax", pax_path("caf\xE9").end(), "no valid UTF-8"},
        Refused{"Overlong", TarBuilder().file("a\xC0\xAF").end(), "no valid UTF-8"},
        Refused{"Surrogate", TarBuilder().file("a\xED\xA0\x80").end(), "no valid UTF-8"},
        Refused{"HardLink", TarBuilder().file("a").header({.name = "b", .type = '1', .link = "a"}).end(),
                "'b' is a hard link"},
        Refused{"HardLinkOut", TarBuilder().header({.name = "b", .type = '1', .link = "/etc/passwd"}).end(),
                "'b' is a hard link"},
        Refused{"CharacterDevice", TarBuilder().header({.name = "d", .type = '3'}).end(), "'d' is a character device"},
        Refused{"BlockDevice", TarBuilder().header({.name = "d", .type = '4'}).end(), "'d' is a block device"},
        Refused{"Fifo", TarBuilder().header({.name = "d", .type = '6'}).end(), "'d' is a FIFO"},
        Refused{"Twice", TarBuilder().file("a").file("a").end(), "holds 'a' twice"},
        Refused{"TwiceByAnotherSpelling", TarBuilder().file("a/b").file("./a//b").end(), "holds 'a/b' twice"},
        Refused{"LinkTwice", TarBuilder().link("a", "b").link("a", "c").end(), "holds 'a' twice"},
        Refused{"FileThenDirectory", TarBuilder().file("a").directory("a/").end(), "both as a directory and as a file"},
        Refused{"DirectoryThenFile", TarBuilder().directory("a/").file("a").end(), "both as a directory and as a file"},
        Refused{"BelowFile", TarBuilder().file("a").file("a/b").end(), "below 'a', which is no directory"},
        Refused{"BelowLink", TarBuilder().link("a", "b").file("a/c").end(), "below 'a', which is no directory"},
        Refused{"ParentComesLater", TarBuilder().file("a/b").file("a").end(), "both as a directory and as a file"},
        Refused{"LinkOut", TarBuilder().link("a/b", "../../c").end(), "'a/b' points out of the archive, to '../../c'"},
        Refused{"LinkOutAndIn", TarBuilder().link("a", "../x/a").end(), "points out of the archive"},
        Refused{"LinkAbsolute", TarBuilder().link("a", "/etc").end(), "points out of the archive, to '/etc'"},
        Refused{"LinkToNothing", TarBuilder().link("a", "").end(), "target of the symbolic link 'a' that is empty"},
        Refused{"LinkWithControl", TarBuilder().link("a", "b\tc").end(), "control characters"},
        Refused{"SparseInPax",
                TarBuilder()
                    .pax({{"GNU.sparse.major", "1"},
                          {"GNU.sparse.minor", "0"},
                          {"GNU.sparse.name", "holes"},
                          {"GNU.sparse.realsize", "8000000000"}})
                    .file("GNUSparseFile.0/holes", "1\n0\n1\n" + std::string(506, '\0') + "z")
                    .end(),
                "'holes' is a sparse file"}),
    [](const auto& test_info) { return test_info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Streams, TarReaderRefuses,
    testing::Values(
        Refused{"NoTar", std::string(2048, 'z'), "Unrecognized archive format", ErrorCode::corrupt},
        Refused{"Nothing", "", "", ErrorCode::corrupt},
        Refused{"NoEndMark", TarBuilder().file("a").open_end(), "does not end with two blocks", ErrorCode::corrupt},
        Refused{"NoEndMarkAfterZeros", TarBuilder().file("a", std::string(4096, '\0')).open_end(),
                "does not end with two blocks", ErrorCode::corrupt},
        Refused{"HalfAnEndMark", TarBuilder().file("a", std::string(4096, '\0')).open_end() + std::string(512, '\0'),
                "does not end with two blocks", ErrorCode::corrupt},
        Refused{"EndMarkNotWhole", TarBuilder().file("a").end().substr(0, 512 * 4 - 1), "does not end with two blocks",
                ErrorCode::corrupt},
        Refused{"OneZeroBlockThenMore", TarBuilder().file("a").raw(std::string(512, '\0')).file("b").end(), "",
                ErrorCode::corrupt},
        Refused{"SecondArchive", TarBuilder().file("a").end() + TarBuilder().file("b").end(),
                "something other than zeros follows", ErrorCode::corrupt},
        Refused{"ByteAfterTheEnd", TarBuilder().file("a").end() + std::string(511, '\0') + "z",
                "something other than zeros follows", ErrorCode::corrupt},
        Refused{"OddLength", TarBuilder().file("a").end() + std::string(100, '\0'), "does not end with two blocks",
                ErrorCode::corrupt},
        Refused{"CutInContent", TarBuilder().header({.name = "a", .size = 5000}).raw(std::string(700, 'c')).open_end(),
                "Truncated tar archive", ErrorCode::corrupt},
        Refused{"CutInHeader", TarBuilder().file("a").raw(std::string(300, 'h')).open_end(), "Truncated tar archive",
                ErrorCode::corrupt},
        Refused{"DamagedHeader", TarBuilder().file("a").raw(std::string(512, 'h')).end(), "Damaged tar archive",
                ErrorCode::corrupt},
        Refused{"MalformedPaxRecord",
                TarBuilder()
                    .header({.name = "PaxHeader", .type = 'x', .size = 13})
                    .content("99 path=evil\n")
                    .file("a")
                    .end(),
                "Ignoring malformed pax", ErrorCode::corrupt},
        Refused{"HugeSpecialHeader", TarBuilder().header({.name = "x", .type = 'x', .size = 5'000'000}).end(), "",
                ErrorCode::corrupt}),
    [](const auto& test_info) { return test_info.param.name; });

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

TEST(TarReader, AllowsADirectoryNamedAgain) {
  EXPECT_TRUE(read(gzip(TarBuilder().file("a/b").directory("a/").directory("a/").end())));
}

TEST(TarReader, TakesBackslashesAsOrdinaryCharacters) {
  EXPECT_THAT(read(gzip(TarBuilder().file("a\\..\\b").end())).value().paths(), ElementsAre("a\\..\\b"));
}

TEST(TarReader, NamesTheLimitThatIsPassed) {
  const auto expect_limit = [](const Limits& limits, const TarBuilder& tar, const std::string& name) {
    const auto result = read(gzip(tar.end()), limits);
    ASSERT_FALSE(result) << name;
    EXPECT_EQ(result.error().code, ErrorCode::too_large) << name;
    EXPECT_THAT(result.error().message, HasSubstr("limit " + name)) << name;
  };
  expect_limit({.entries = 2}, TarBuilder().file("a").file("b").file("c"), "entries");
  expect_limit({.entries = 2}, TarBuilder().file("a/b/c"), "entries");
  expect_limit({.path_length = 5}, TarBuilder().file("abcdef"), "path_length");
  expect_limit({.path_length = 5}, TarBuilder().link("a", "abcdef"), "path_length");
  expect_limit({}, pax_path(std::string(300, 'a')), "segment_length");
  expect_limit({}, pax_path(std::string(2000, 'a')), "path_length");
  expect_limit({.depth = 3}, TarBuilder().file("a/b/c/d"), "depth");
  expect_limit({.unpacked_bytes = 100'000}, TarBuilder().file("a", test::noise(200'000)), "unpacked_bytes");
  expect_limit({.expansion_ratio = 100, .expansion_allowance = 100'000},
               TarBuilder().file("a", std::string(1'000'000, 'a')), "expansion_ratio");
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
