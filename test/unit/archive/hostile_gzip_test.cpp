// What lies around the tar stream: gzip headers and trailers, and what is no gzip at all.
#include <gtest/gtest.h>
#include <isa-l/crc.h>

#include <string>
#include <vector>

#include "unit/archive/hostile_archive.h"

namespace baryon::archive {
namespace {

using test::gzip;
using test::HostileArchive;
using test::TarBuilder;

class HostileGzip : public testing::TestWithParam<HostileArchive> {};

TEST_P(HostileGzip, IsRefusedOrHandled) {
  EXPECT_EQ(test::outcome_of(GetParam().bytes, GetParam().limits, true), GetParam().outcome);
  EXPECT_EQ(test::outcome_of(GetParam().bytes, GetParam().limits, false), GetParam().outcome) << "content skipped";
}

enum Flag : unsigned { text = 1, header_crc = 2, extra = 4, file_name = 8, comment = 16 };  // RFC 1952, 2.3.1

const std::string tar = TarBuilder().file("a", "hello").end();
const std::string whole = gzip(tar);

/// The archive with another header.
std::string with(unsigned flags, const std::string& fields = {}) {
  return std::string("\x1F\x8B\x08", 3) + static_cast<char>(flags) + std::string("\0\0\0\0\0\x03", 6) + fields +
         whole.substr(10);
}

std::string right_header_crc() {
  auto header = with(header_crc).substr(0, 10);
  const auto crc = crc32_gzip_refl(0, reinterpret_cast<unsigned char*>(header.data()), header.size());
  return {static_cast<char>(crc & 0xFFU), static_cast<char>((crc >> 8U) & 0xFFU)};
}

std::string changed(std::string bytes, std::size_t place_from_end) {
  auto& byte = bytes[bytes.size() - place_from_end];
  byte = static_cast<char>(byte ^ 1);
  return bytes;
}

std::string bomb() { return gzip(TarBuilder().file("a", std::string(1'000'000, '\0')).end()); }

/// As many members as there are bytes.
std::string crumbs() {
  std::string bytes;
  for (const char byte : tar) bytes += gzip({&byte, 1});
  return bytes;
}

std::string cut_after(std::size_t size) {
  return fmt::format("corrupt for now: the archive is cut short after {} bytes", size);
}

std::string damaged(std::size_t place, const std::string& what) {
  return fmt::format("corrupt for now: the archive is damaged near byte {}: {}", place, what);
}

std::string no_gzip(const std::string& start) {
  return "corrupt: the archive is no gzip file: it begins with '" + escape_for_display(start.substr(0, 24)) + "'";
}

const std::string taken = "taken: a:5";
const std::string wrong_sum = "its checksum or length does not match";
const std::string something_follows = "corrupt: something other than gzip follows the end of the archive";

std::vector<HostileArchive> headers() {
  const std::string extra_field("\x03\0abc", 5);
  const std::string endless = std::string("\x1F\x8B\x08\x08\0\0\0\0\0\x03", 10) + std::string(1'000'000, 'n');
  return {
      {"Plain", with(0), taken},
      {"TextFlag", with(text), taken},
      {"Extra", with(extra, extra_field), taken},
      {"FileName", with(file_name, std::string("../name\0", 8)), taken},
      {"Comment", with(comment, std::string("comment\0", 8)), taken},
      {"AllFields", with(extra | file_name | comment, extra_field + std::string("n\0c\0", 4)), taken},
      {"FileNameOfAMegabyte", with(file_name, std::string(1'000'000, 'n') + '\0'), taken},
      {"FileNameWithoutEnd", endless, cut_after(endless.size())},
      {"ExtraBeyondTheEnd", with(extra, "\xFF\xFF"), cut_after(with(extra, "\xFF\xFF").size())},
      {"HeaderChecksum", with(header_crc, right_header_crc()), taken},
      {"HeaderChecksumWrong", with(header_crc, "zz"), damaged(12, wrong_sum)},
      {"Reserved20", with(0x20), damaged(0, "a gzip header has flags that are reserved")},
      {"Reserved40", with(0x40), damaged(0, "a gzip header has flags that are reserved")},
      {"Reserved80", with(0x80), damaged(0, "a gzip header has flags that are reserved")},
      {"ReservedInSecondMember", whole + with(0x80),
       damaged(whole.size(), "a gzip header has flags that are reserved")},
      {"OtherMethod", std::string("\x1F\x8B\x07", 3) + whole.substr(3),
       damaged(10, "a gzip header names a compression other than deflate")},
      {"ReservedBlockType", with(0).substr(0, 10) + "\x07" + std::string(100, '\0'),
       damaged(18, "its compressed data is damaged")},
      {"StoredLengthWrong", with(0).substr(0, 10) + std::string("\x01\x05\0\0\0", 5) + std::string(100, '\0'),
       damaged(18, "its compressed data is damaged")},
  };
}

std::vector<HostileArchive> trailers() {
  const std::string zeros(70'000, '\0');
  return {
      {"Empty", "", "corrupt for now: the archive is empty"},
      {"CutInHeader", whole.substr(0, 5), cut_after(5)},
      {"CutAfterHeader", whole.substr(0, 10), cut_after(10)},
      {"CutInData", whole.substr(0, whole.size() / 2), cut_after(whole.size() / 2)},
      {"CutBeforeTrailer", whole.substr(0, whole.size() - 8), cut_after(whole.size() - 8)},
      {"CutInTrailer", whole.substr(0, whole.size() - 1), cut_after(whole.size() - 1)},
      {"ChecksumWrong", changed(whole, 8), damaged(whole.size(), wrong_sum)},
      {"LengthWrong", changed(whole, 1), damaged(whole.size(), wrong_sum)},
      {"TwoMembers", gzip(tar.substr(0, 700)) + gzip(tar.substr(700)), taken},
      {"EmptyMembers", gzip("") + whole + gzip(""), taken},
      {"MembersOfOneByte", crumbs(), taken},
      {"SecondMemberCut", whole + gzip("").substr(0, 7), cut_after(whole.size() + 7)},
      {"ZerosFollow", whole + zeros, taken},
      {"GarbageFollows", whole + "garbage", something_follows},
      {"GarbageFollowsZeros", whole + zeros + "z", something_follows},
      {"MemberFollowsZeros", whole + zeros + whole, something_follows},
      {"Html", "<!DOCTYPE html>", "corrupt: the archive is no gzip file: it looks like HTML"},
      {"Zip", std::string("PK\3\4", 4), no_gzip(std::string("PK\3\4", 4))},
      {"Xz",
       std::string("\xFD"
                   "7zXZ\0",
                   6),
       no_gzip(std::string("\xFD"
                           "7zXZ\0",
                           6))},
      {"Zlib", "\x78\x9C" + whole.substr(10), no_gzip("\x78\x9C" + whole.substr(10))},
      {"PlainTar", tar, no_gzip(tar)},
      {"GzipOfGzip", gzip(whole), "corrupt: cannot open the archive's tar stream"},
      {"Bomb",
       bomb(),
       fmt::format("too_large: the archive passes the limit expansion_ratio of 100: {} bytes have become 262144",
                   bomb().size()),
       {.expansion_ratio = 100, .expansion_allowance = 100'000}},
  };
}

constexpr auto name_of = [](const auto& test_info) { return test_info.param.name; };
INSTANTIATE_TEST_SUITE_P(Headers, HostileGzip, testing::ValuesIn(headers()), name_of);
INSTANTIATE_TEST_SUITE_P(Trailers, HostileGzip, testing::ValuesIn(trailers()), name_of);

}  // namespace
}  // namespace baryon::archive
