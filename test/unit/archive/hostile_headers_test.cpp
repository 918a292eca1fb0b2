// Tar headers that lie, and streams that end where they should not.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "unit/archive/hostile_archive.h"

namespace baryon::archive {
namespace {

using test::gzip;
using test::HostileArchive;
using test::TarBuilder;

class HostileHeaders : public testing::TestWithParam<HostileArchive> {};

TEST_P(HostileHeaders, AreRefusedOrHandled) {
  EXPECT_EQ(test::outcome_of(GetParam().bytes, GetParam().limits, true), GetParam().outcome);
}

const std::string no_tar = "corrupt: cannot open the archive's tar stream";
const std::string no_special = "corrupt: the archive holds a pax or GNU header that cannot be followed";
const std::string no_header = "corrupt: cannot read a header of the archive's tar stream";
const std::string no_content = "corrupt: cannot read content of the archive's tar stream";
const std::string no_end = "corrupt: the archive does not end with two blocks of zeros: its tar stream is cut short";
const std::string no_rest = "corrupt: the archive goes on after its end mark: something other than zeros follows";
const std::string too_much_header = "too_large: the headers of one entry pass the limit header_bytes of 1MiB";

HostileArchive row(const std::string& name, const TarBuilder& tar, const std::string& outcome,
                   const Limits& limits = {}) {
  return {.name = name, .bytes = gzip(tar.end()), .outcome = outcome, .limits = limits};
}

/// A special header with this content before a file `a` of two bytes.
TarBuilder special(char type, const std::string& content) {
  return TarBuilder()
      .header({.name = "special", .type = type, .size = content.size()})
      .content(content)
      .file("a", "aa");
}

TarBuilder pax(const std::string& key, const std::string& value) {
  return TarBuilder().pax({{key, value}}).file("a", "aa");
}

TarBuilder repeated(int count, const TarBuilder& one) {
  TarBuilder tar;
  for (int i = 0; i < count; ++i) tar.raw(one.open_end());
  return tar.file("a", "aa");
}

std::vector<HostileArchive> special_headers() {
  const TarBuilder comment = TarBuilder().pax({{"comment", std::string(200'000, 'c')}}, 'g');
  return {
      row("PaxName", pax("path", "b"), "taken: b:2"),
      row("PaxWithoutRecords", special('x', ""), "taken: a:2"),
      row("PaxEmptyPath", special('x', "8 path=\n"), "taken: a:2"),  // POSIX: as if there were no record
      row("PaxTwoPaths", TarBuilder().pax({{"path", "b"}, {"path", "c"}}).file("a"), "taken: c:1"),  // the last counts
      row("PaxUnknownKey", pax("BARYON.path", "/evil"), "taken: a:2"),
      row("PaxLengthTooLong", special('x', "99 path=evil\n"), no_header),
      row("PaxLengthTooShort", special('x', "5 path=evil\n"), no_header),
      row("PaxLengthZero", special('x', "0 path=evil\n"), no_header),
      row("PaxLengthNegative", special('x', "-13 path=evil\n"), no_header),
      row("PaxLengthNoNumber", special('x', "xx path=evil\n"), no_header),
      row("PaxLengthOverflows", special('x', "99999999999999999999999 path=evil\n"), no_header),
      row("PaxWithoutEquals", special('x', "12 pathevil\n"), no_header),
      row("PaxWithoutNewline", special('x', "13 path=evilZ"), no_header),
      row("PaxThenEnd", TarBuilder().pax({{"path", "b"}}), no_header),
      row("PaxTwice", TarBuilder().pax({{"path", "b"}}).pax({{"path", "c"}}).file("a"), no_header),
      row("PaxSizeNoNumber", pax("size", "abc"), no_header),
      row("PaxSizeNegative", pax("size", "-2"), no_header),
      row("PaxSizeOverflows", pax("size", "99999999999999999999999"), no_header),
      row("PaxSizeOfInt64", pax("size", "9223372036854775807"), no_header),
      row("PaxSizeTooSmall", pax("size", "0"), no_header),  // its content is no header
      row("PaxSizeTooLarge", pax("size", "600"), no_end),   // it swallows the end mark
      row("PaxGlobalComment", special('g', "13 comment=c\n"), "taken: a:2"),
      row("PaxGlobalLengthTooShort", special('g', "12 comment=c\n"), no_special),
      row("PaxGlobalLengthTooLong", special('g', "99 comment=c\n"), no_special),
      row("PaxGlobalPath", special('g', "10 path=b\n"),
          "invalid: the archive's global pax header sets 'path' for all entries"),
      row("PaxGlobalLinkTarget", special('g', "14 linkpath=b\n"),
          "invalid: the archive's global pax header sets 'linkpath' for all entries"),
      row("PaxGlobalSize", special('g', "9 size=1\n"),
          "invalid: the archive's global pax header sets 'size' for all entries"),
      row("PaxHeaderOf900KB", pax("comment", std::string(900'000, 'c')), "taken: a:2"),
      row("PaxHeaderOf5MB", pax("comment", std::string(5'000'000, 'c')), no_header),
      row("PaxHeadersOf2MBTogether", repeated(10, comment), too_much_header),
      row("PaxHeaderBeyondTheEnd", TarBuilder().header({.name = "x", .type = 'x', .size = 1'000'000}), no_header),
      row("PaxSizeFieldNotOctal",
          TarBuilder()
              .header({.name = "x", .type = 'x', .size_field = std::string("\x80\0\0\0\0\0\0\0\0\0\0\x0A", 12)})
              .content("10 path=b\n")
              .file("a"),
          no_special),
      row("GnuName", TarBuilder().gnu_long('L', std::string(120, 'l')).file("a"),
          "taken: " + std::string(40, 'l') + "...:1"),
      row("GnuNameOfNothing", special('L', ""), "invalid: the archive holds an entry's name that is empty"),
      row("GnuNameWithoutNul", special('L', "name"), "taken: name:2"),
      row("GnuNameOf5GB", TarBuilder().header({.name = "L", .type = 'L', .size = 5'000'000'000}).file("a"), no_header),
      row("GnuNameThenEnd", TarBuilder().gnu_long('L', "name"), no_header),
      row("GnuSizeNoNumber", TarBuilder().file("b").header({.name = "L", .type = 'L', .size_field = "zzzzzzzzzzzz"}),
          no_header),
      row("ThousandGlobalHeaders", repeated(1000, TarBuilder().pax({{"comment", "c"}}, 'g')), no_header),
      row("ThousandGnuNames", repeated(1000, TarBuilder().gnu_long('L', "name")), no_header),
      row("HundredThousandVolumes", repeated(100'000, TarBuilder().header({.name = "v", .type = 'V'})), no_header),
  };
}

std::vector<HostileArchive> sizes() {
  const auto sized = [](const std::string& field) {
    return TarBuilder().file("before").header({.name = "a", .size_field = field}).content("aa").file("after");
  };
  const std::string zeros(12, '\0');
  return {
      row("SizeInBase256", sized(std::string("\x80\0\0\0\0\0\0\0\0\0\0\x02", 12)), "taken: before:1 a:2 after:1"),
      row("SizeNegativeInBase256", sized(std::string(12, '\xFF')), no_header),
      row("SizeOverflowsInBase256", sized(std::string("\x80\0\0\0\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12)), no_header),
      row("SizeOverlongInBase256", sized(std::string("\x80\x01\0\0\0\0\0\0\0\0\0\x02", 12)), no_header),
      row("SizeWithSpaces", sized("          2 "), "taken: before:1 a:2 after:1"),
      row("SizeWithoutDigits", sized("zzzzzzzzzzzz"), no_header),
      row("SizeOfNothing", sized(zeros), no_header),  // zero: its content is no header
      row("SizeNegative", sized("-0000000002 "), no_header),
      row("SizeOfTwelveDigits", sized("777777777777"),
          "too_large: the entry 'a' passes the limit file_bytes of 4GiB: 68719476735"),
      row("SizeBeyondFileBytes", TarBuilder().header({.name = "a", .size = 4 * gib + 1}),
          "too_large: the entry 'a' passes the limit file_bytes of 4GiB: 4294967297"),
      row("FileBytesJustFit", TarBuilder().file("a", "aaaa"), "taken: a:4", {.file_bytes = 4}),
      row("FileBytesJustPassed", TarBuilder().file("a", "aaaaa"),
          "too_large: the entry 'a' passes the limit file_bytes of 4: 5", {.file_bytes = 4}),
      row("SizeBeyondTheEnd", sized("00000300000 "), no_content),
      row("DirectoryWithContent", TarBuilder().header({.name = "d/", .type = '5', .size = 512}).content("dd"),
          no_header),
      row("FileNamedLikeADirectory", TarBuilder().header({.name = "d/", .type = '0', .size = 2}).content("dd"),
          no_header),
      row("TooManyEntries", TarBuilder().file("a").file("b").file("c"),
          "too_large: the archive passes the limit entries of 2", {.entries = 2}),
      row("TooManyImpliedDirectories", TarBuilder().file("a/b/c"),
          "too_large: the archive passes the limit entries of 2", {.entries = 2}),
      row("TooManyBytes", TarBuilder().file("a", test::noise(200'000)),
          "too_large: the archive passes the limit unpacked_bytes of 100000", {.unpacked_bytes = 100'000}),
  };
}

std::vector<HostileArchive> streams() {
  const auto stream = [](const std::string& name, const std::string& bytes, const std::string& outcome) {
    return HostileArchive{.name = name, .bytes = gzip(bytes), .outcome = outcome};
  };
  const auto one = TarBuilder().file("a");
  const std::string block(512, '\0');
  const std::string garbage(512, 'h');
  const std::string no_sum("000000\0 ", 8);
  return {
      row("ChecksumWrong", TarBuilder().file("a").header({.name = "b", .checksum_field = no_sum}), no_header),
      row("ChecksumWrongAtTheStart", TarBuilder().header({.name = "b", .checksum_field = no_sum}), no_tar),
      row("ChecksumOfSignedBytes", TarBuilder().file("caf\u00E9"), "taken: caf\u00E9:1"),
      row("GarbageHeader", TarBuilder().file("a").raw(garbage), no_header),
      row("GarbageAtTheStart", TarBuilder().raw(garbage).file("a"), no_tar),
      stream("NoTar", std::string(2048, 'z'), no_tar),
      stream("Zip", std::string("PK\3\4", 4) + std::string(2044, '\0'), no_tar),
      stream("Cpio", "070707" + std::string(2042, '0'), no_tar),
      stream("NoEndMark", one.open_end(), no_end),
      stream("NoEndMarkAfterZeros", TarBuilder().file("a", std::string(4096, '\0')).open_end(), no_end),
      stream("OneEndBlock", one.open_end() + block, no_end),
      stream("EndBlockCut", one.end().substr(0, one.end().size() - 1), no_end),
      stream("OneEndBlockThenMore", one.open_end() + block + TarBuilder().file("b").end(), no_end),
      stream("ManyEndBlocks", one.end() + std::string(10'240, '\0'), "taken: a:1"),
      stream("OddEnd", one.end() + std::string(100, '\0'), no_end),
      stream("SecondArchive", one.end() + TarBuilder().file("b").end(), no_rest),
      stream("ByteAfterTheEnd", one.end() + std::string(511, '\0') + "z", no_rest),
      stream("CutInHeader", one.open_end() + std::string(300, 'h'), no_header),
      stream("CutInContent", TarBuilder().header({.name = "a", .size = 5000}).raw(std::string(700, 'c')).open_end(),
             no_content),
      stream("NoEntry", std::string(1024, '\0'), "taken:"),
  };
}

constexpr auto name_of = [](const auto& test_info) { return test_info.param.name; };
INSTANTIATE_TEST_SUITE_P(Special, HostileHeaders, testing::ValuesIn(special_headers()), name_of);
INSTANTIATE_TEST_SUITE_P(Sizes, HostileHeaders, testing::ValuesIn(sizes()), name_of);
INSTANTIATE_TEST_SUITE_P(Streams, HostileHeaders, testing::ValuesIn(streams()), name_of);

}  // namespace
}  // namespace baryon::archive
