// Names, kinds and links of entries that were made to do harm or that no two readers understand in the same way.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/archive/hostile_archive.h"

namespace baryon::archive {
namespace {

using test::gzip;
using test::HostileArchive;
using test::TarBuilder;

class HostileNames : public testing::TestWithParam<HostileArchive> {};

TEST_P(HostileNames, AreRefusedOrHandled) {
  EXPECT_EQ(test::outcome_of(GetParam().bytes, GetParam().limits, true), GetParam().outcome);
  EXPECT_EQ(test::outcome_of(GetParam().bytes, GetParam().limits, false), GetParam().outcome) << "content skipped";
}

HostileArchive row(const std::string& name, const TarBuilder& tar, const std::string& outcome) {
  return {.name = name, .bytes = gzip(tar.end()), .outcome = outcome};
}

TarBuilder file(const std::string& name) { return TarBuilder().file(name); }
TarBuilder pax_path(const std::string& path) { return TarBuilder().pax({{"path", path}}).file("short"); }
TarBuilder entry(char type, const std::string& link = {}) {
  return TarBuilder().header({.name = "e", .type = type, .link = link}).file("after");
}

std::string nested(int depth) {
  std::string path;
  for (int i = 1; i < depth; ++i) path += "d/";
  return path + "f";
}

/// As it stands in a message: names are shown up to 200 bytes.
std::string shown(const std::string& name) { return "'" + escape_for_display(name) + "'"; }

std::vector<HostileArchive> paths() {
  const std::string s255(255, 's');
  const std::string s256(256, 's');
  const std::string path1024 = s255 + "/" + s255 + "/" + s255 + "/" + std::string(253, 's') + "/pp";
  return {
      row("ParentSegment", file("a/../b"), "invalid: the entry 'a/../b' has '..' in its path"),
      row("ParentAtStart", file("../b"), "invalid: the entry '../b' has '..' in its path"),
      row("ParentAtEnd", TarBuilder().directory("a/.."), "invalid: the entry 'a/..' has '..' in its path"),
      row("ParentInPax", pax_path("a/../../b"), "invalid: the entry 'a/../../b' has '..' in its path"),
      row("ParentInGnuName", TarBuilder().gnu_long('L', "../b").file("short"),
          "invalid: the entry '../b' has '..' in its path"),
      row("ParentInPrefix", TarBuilder().header({.name = "b", .prefix = "../a"}),
          "invalid: the entry '../a/b' has '..' in its path"),
      row("DotsThatAreNames", file("a/..b/...").file("b..").file(".c"), "taken: a/..b/...:1 b..:1 .c:1"),
      row("Absolute", file("/etc/passwd"), "invalid: the entry '/etc/passwd' has an absolute path"),
      row("AbsoluteInPax", pax_path("//etc/passwd"), "invalid: the entry '//etc/passwd' has an absolute path"),
      row("DotPrefix", TarBuilder().directory("./").directory("./a/").file("./a/b"), "taken: a/ a/b:1"),
      row("DotAndEmptySegments", file("a//./b/.//c"), "taken: a/b/c:1"),
      row("EmptyName", file(""), "invalid: the archive holds an entry's name that is empty"),
      row("RootAsFile", file("."), "invalid: the entry '.' is the root, but no directory"),
      row("RootAsLink", TarBuilder().link("./", "a"), "invalid: the entry './' is the root, but no directory"),
      row("Newline", file("a\nb"), "invalid: an entry's name holds control characters: 'a\\x0ab'"),
      row("Escape", file("a\x1B[31m"), "invalid: an entry's name holds control characters: 'a\\x1b[31m'"),
      row("Delete", file("a\x7F"), "invalid: an entry's name holds control characters: 'a\\x7f'"),
      row("NulInUstarName", file(std::string("ab\0cd", 5)), "taken: ab:1"),  // POSIX: the field ends there
      row("NulInPaxPath", pax_path(std::string("ab\0cd", 5)),
          "invalid: an entry's name holds control characters: 'ab\\x00cd'"),
      row("NulInPaxLinkTarget", TarBuilder().pax({{"linkpath", std::string("b\0/../..", 8)}}).link("a", "b"),
          "invalid: an entry's name holds control characters: 'b\\x00/../..'"),
      row("NulInGnuName", TarBuilder().gnu_long('L', std::string("ab\0cd", 5)).file("short"),
          "invalid: an entry's name holds control characters: 'ab\\x00cd'"),
      row("NulsAfterGnuName", TarBuilder().gnu_long('L', std::string("ab\0\0\0", 5)).file("short"), "taken: ab:1"),
      row("NoUtf8", file("caf\xE9"), "invalid: an entry's name is no valid UTF-8: 'caf\\xe9'"),
      row("NoUtf8InPax", pax_path("caf\xE9"), "invalid: an entry's name is no valid UTF-8: 'caf\\xe9'"),
      row("NoUtf8ByCharset", TarBuilder().pax({{"hdrcharset", "BINARY"}, {"path", "caf\xE9"}}).file("short"),
          "invalid: an entry's name is no valid UTF-8: 'caf\\xe9'"),
      row("OverlongSlash", file("a\xC0\xAF"), "invalid: an entry's name is no valid UTF-8: 'a\\xc0\\xaf'"),
      row("Surrogate", file("a\xED\xA0\x80"), "invalid: an entry's name is no valid UTF-8: 'a\\xed\\xa0\\x80'"),
      // Names that look like others are names all the same: languages need some of these characters. Wherever they are
      // shown they are escaped.
      row("RightToLeftOverride", file("a\u202Eb"), "taken: a\\xe2\\x80\\xaeb:1"),
      row("ZeroWidthSpace", file("a\u200Bb").file("ab"), "taken: a\\xe2\\x80\\x8bb:1 ab:1"),
      row("OtherNormalForm", file("\u00E4").file("a\u0308"), "taken: \u00E4:1 a\u0308:1"),
      row("Backslashes", file("a\\..\\b"), "taken: a\\x5c..\\x5cb:1"),
      row("Twice", file("a").file("a"), "invalid: the archive holds 'a' twice"),
      row("TwiceByAnotherSpelling", file("a/b").file("./a//b"), "invalid: the archive holds 'a/b' twice"),
      row("DirectoryTwice", TarBuilder().directory("a/").directory("a/"), "taken: a/ a/"),
      row("LinkTwice", TarBuilder().link("a", "b").link("a", "c"), "invalid: the archive holds 'a' twice"),
      row("FileThenDirectory", file("a").directory("a/"),
          "invalid: the archive holds 'a' both as a directory and as a file"),
      row("DirectoryThenFile", TarBuilder().directory("a/").file("a"),
          "invalid: the archive holds 'a' both as a directory and as a file"),
      row("ParentBecomesFile", file("a/b").file("a"),
          "invalid: the archive holds 'a' both as a directory and as a file"),
      row("BelowFile", file("a").file("a/b"), "invalid: the archive holds entries below 'a', which is no directory"),
      row("DifferInCase", file("a/b").file("A/b"), "taken: a/b:1 A/b:1"),  // refused in a template, see bundle/
      row("Segment255", pax_path(s255), "taken: " + std::string(40, 's') + "...:1"),
      row("Segment256", pax_path(s256),
          "too_large: the entry " + shown(s256) + " passes the limit segment_length of 255: 256"),
      row("Path1024", pax_path(path1024), "taken: " + std::string(40, 's') + "...:1"),
      row("Path1025", pax_path(path1024 + "p"),
          "too_large: the entry " + shown(path1024 + "p") + " passes the limit path_length of 1024: 1025"),
      row("PathOfAMegabyte", pax_path(std::string(900'000, 'p')),
          "too_large: the entry " + shown(std::string(201, 'p')) + " passes the limit path_length of 1024: 900000"),
      row("Depth64", pax_path(nested(64)), "taken: " + nested(64).substr(0, 40) + "...:1"),
      row("Depth65", pax_path(nested(65)),
          "too_large: the entry " + shown(nested(65)) + " passes the limit depth of 64: 65"),
      row("Depth100", pax_path(nested(100)),
          "too_large: the entry " + shown(nested(100)) + " passes the limit depth of 64: 100"),
  };
}

std::vector<HostileArchive> kinds() {
  const std::string map = "1\n0\n1\n" + std::string(506, '\0') + "z";
  const auto sparse = [](const std::vector<std::pair<std::string, std::string>>& records) {
    return TarBuilder().pax(records).file("s", "zz");
  };
  return {
      row("OldRegularFile", entry('\0'), "taken: e:0 after:1"),
      row("DirectoryBeforePosix", TarBuilder().header({.name = "d/", .type = '\0'}).file("d/f"), "taken: d/ d/f:1"),
      row("ContiguousFile", entry('7'), "taken: e:0 after:1"),
      row("HardLink", file("a").header({.name = "b", .type = '1', .link = "a"}),
          "invalid: the entry 'b' is a hard link"),
      row("HardLinkOut", entry('1', "/etc/passwd"), "invalid: the entry 'e' is a hard link"),
      row("HardLinkToNothing", entry('1'), "invalid: the entry 'e' is a hard link"),
      row("HardLinkWithContent", TarBuilder().header({.name = "e", .type = '1', .size = 2, .link = "a"}).content("zz"),
          "invalid: the entry 'e' is a hard link"),
      row("CharacterDevice", entry('3'), "invalid: the entry 'e' is a character device"),
      row("BlockDevice", entry('4'), "invalid: the entry 'e' is a block device"),
      row("Fifo", entry('6'), "invalid: the entry 'e' is a FIFO"),
      row("UnknownLowerCase", entry('a'), "invalid: the entry 'e' is of the unknown type 'a'"),
      row("UnknownUpperCase", entry('Z'), "invalid: the entry 'e' is of the unknown type 'Z'"),
      row("GnuDumpedDirectory", entry('D'), "invalid: the entry 'e' is of the unknown type 'D'"),
      row("GnuContinuedFile", entry('M'), "invalid: the entry 'e' is of the unknown type 'M'"),
      row("GnuOldLongName", entry('N'), "invalid: the entry 'e' is of the unknown type 'N'"),
      row("SolarisInode", entry('I'), "invalid: the entry 'e' is of the unknown type 'I'"),
      row("GnuVolume", entry('V'), "invalid: the archive holds a header of the unknown type 'V'"),
      row("SolarisPax", TarBuilder().pax({{"path", "evil"}}, 'X').file("a"),
          "invalid: the archive holds a header of the unknown type 'X'"),
      row("GnuSparse", entry('S'), "invalid: the entry 'e' is a sparse file"),
      row("PaxSparse00",
          sparse({{"GNU.sparse.size", "8192"},
                  {"GNU.sparse.numblocks", "1"},
                  {"GNU.sparse.offset", "4096"},
                  {"GNU.sparse.numbytes", "2"}}),
          "invalid: the entry 's' is a sparse file"),
      row("PaxSparse01",
          sparse({{"GNU.sparse.size", "8192"},
                  {"GNU.sparse.numblocks", "1"},
                  {"GNU.sparse.map", "4096,2"},
                  {"GNU.sparse.name", "holes"}}),
          "invalid: the entry 'holes' is a sparse file"),
      row("PaxSparse01WithoutHoles",
          sparse({{"GNU.sparse.size", "2"}, {"GNU.sparse.numblocks", "1"}, {"GNU.sparse.map", "0,2"}}),
          "invalid: the entry 's' is a sparse file"),
      row("PaxSparse10",
          TarBuilder()
              .pax({{"GNU.sparse.major", "1"},
                    {"GNU.sparse.minor", "0"},
                    {"GNU.sparse.name", "holes"},
                    {"GNU.sparse.realsize", "8000000000"}})
              .file("GNUSparseFile.0/holes", map),
          "invalid: the entry 'holes' is a sparse file"),
      row("PaxSparseNamesTheWayOut",
          TarBuilder()
              .pax({{"GNU.sparse.major", "1"},
                    {"GNU.sparse.minor", "0"},
                    {"GNU.sparse.name", "../holes"},
                    {"GNU.sparse.realsize", "1"}})
              .file("GNUSparseFile.0/holes", map),
          "invalid: the entry '../holes' has '..' in its path"),
      row("PaxSparseWithoutAMap", sparse({{"GNU.sparse.realsize", "8000"}}), "invalid: the entry 's' is a sparse file"),
      row("StarSparse", sparse({{"SCHILY.realsize", "8000"}}), "invalid: the entry 's' is a sparse file"),
      row("SolarisSparse", sparse({{"SUN.holesdata", " 0 4096"}}), "invalid: the entry 's' is a sparse file"),
  };
}

std::vector<HostileArchive> links() {
  const auto link = [](const std::string& path, const std::string& target) { return TarBuilder().link(path, target); };
  return {
      row("LinksInTheTree", link("a/x", "b").link("a/y", "../c").link("a/z", ".."), "taken: a/x->b a/y->../c a/z->.."),
      row("LinkOut", link("a/b", "../../c"),
          "invalid: the symbolic link 'a/b' points out of the archive, to '../../c'"),
      row("LinkOutAndIn", link("a", "../x/a"), "invalid: the symbolic link 'a' points out of the archive, to '../x/a'"),
      row("LinkOutInTheMiddle", link("a/b", "c/../../../d/a/b"),
          "invalid: the symbolic link 'a/b' points out of the archive, to 'c/../../../d/a/b'"),
      row("LinkAbsolute", link("a", "/etc"), "invalid: the symbolic link 'a' points out of the archive, to '/etc'"),
      row("LinkAbsoluteInPax", TarBuilder().pax({{"linkpath", "/etc"}}).link("a", "b"),
          "invalid: the symbolic link 'a' points out of the archive, to '/etc'"),
      row("LinkAbsoluteInGnu", TarBuilder().gnu_long('K', "/etc").link("a", "b"),
          "invalid: the symbolic link 'a' points out of the archive, to '/etc'"),
      row("LinkToNothing", link("a", ""),
          "invalid: the archive holds the target of the symbolic link 'a' that is empty"),
      row("LinkWithTab", link("a", "b\tc"),
          "invalid: the target of the symbolic link 'a' holds control characters: 'b\\x09c'"),
      row("LinkNoUtf8", link("a", "\xFF"), "invalid: the target of the symbolic link 'a' is no valid UTF-8: '\\xff'"),
      row("LinkTarget1025", TarBuilder().pax({{"linkpath", std::string(1025, 't')}}).link("a", "b"),
          "too_large: the entry 'a' passes the limit path_length of 1024: 1025"),
      // Never followed: each of these would lead out by way of another link or of itself.
      row("LinkChain", link("a", "b").link("b", "c").link("c", "a"), "taken: a->b b->c c->a"),
      row("LinkThroughALink", link("a/up", "..").link("b", "a/up/.."), "taken: a/up->.. b->a/up/.."),
      row("BelowALink", link("a", "b").file("a/c"),
          "invalid: the archive holds entries below 'a', which is no directory"),
      row("BelowALinkToADirectory", TarBuilder().directory("d/").link("a", "d").file("a/c"),
          "invalid: the archive holds entries below 'a', which is no directory"),
      row("LinkInPlaceOfADirectory", file("a/b").link("a", "c"),
          "invalid: the archive holds 'a' both as a directory and as a file"),
      row("FileThroughALinkOfTheSameName", link("a", "b").file("a"), "invalid: the archive holds 'a' twice"),
      row("LinkWithContent", TarBuilder().header({.name = "l", .type = '2', .size = 512, .link = "a"}).content("zz"),
          "corrupt: cannot read a header of the archive's tar stream"),
  };
}

constexpr auto name_of = [](const auto& test_info) { return test_info.param.name; };
INSTANTIATE_TEST_SUITE_P(Paths, HostileNames, testing::ValuesIn(paths()), name_of);
INSTANTIATE_TEST_SUITE_P(Kinds, HostileNames, testing::ValuesIn(kinds()), name_of);
INSTANTIATE_TEST_SUITE_P(Links, HostileNames, testing::ValuesIn(links()), name_of);

}  // namespace
}  // namespace baryon::archive
