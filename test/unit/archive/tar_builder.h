#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <isa-l/igzip_lib.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "base/file.h"

namespace baryon::test {

/// A tar header as it is to stand in the archive, however wrong.
struct TarHeader {
  std::string name;
  char type = '0';
  unsigned mode = 0644;
  std::uint64_t size = 0;
  std::string link = {};
  std::string magic = std::string("ustar\00000", 8);
  std::uint64_t time = 0;
  unsigned owner = 0;
  std::string prefix = {};
  std::string size_field = {};      ///< all 12 bytes, in place of `size` in octal
  std::string checksum_field = {};  ///< all 8 bytes, in place of the right one
};

/// Builds tar streams by hand (POSIX ustar and pax, GNU long names), evil ones too.
///
///     const auto archive = gzip(TarBuilder().file("v1/schema/schema.yaml", text).end());
class TarBuilder {
 public:
  TarBuilder& header(const TarHeader& header) {
    std::string block(512, '\0');
    const auto put = [&](std::size_t offset, std::size_t room, std::string_view text) {
      block.replace(offset, std::min(room, text.size()), text.substr(0, room));
    };
    put(0, 100, header.name);
    put(100, 8, fmt::format("{:07o}", header.mode));
    put(108, 8, fmt::format("{:07o}", header.owner));
    put(116, 8, fmt::format("{:07o}", header.owner));
    put(124, 12, header.size_field.empty() ? fmt::format("{:011o}", header.size) : header.size_field);
    put(136, 12, fmt::format("{:011o}", header.time));
    put(148, 8, "        ");
    block[156] = header.type;
    put(157, 100, header.link);
    put(257, 8, header.magic);
    put(345, 155, header.prefix);
    unsigned sum = 0;
    for (const char byte : block) sum += static_cast<unsigned char>(byte);
    put(148, 8,
        header.checksum_field.empty() ? fmt::format("{:06o}", sum) + std::string("\0 ", 2) : header.checksum_field);
    bytes_ += block;
    return *this;
  }

  TarBuilder& content(std::string_view bytes) {
    bytes_ += bytes;
    bytes_.resize((bytes_.size() + 511) / 512 * 512);
    return *this;
  }

  /// A name that ustar has no room for gets a GNU header before it.
  TarBuilder& file(const std::string& name, std::string_view bytes = "x", unsigned mode = 0644) {
    if (name.size() > 100) gnu_long('L', name);
    return header({.name = name, .mode = mode, .size = bytes.size()}).content(bytes);
  }

  TarBuilder& directory(const std::string& name) { return header({.name = name, .type = '5', .mode = 0755}); }

  TarBuilder& link(const std::string& name, const std::string& target) {
    return header({.name = name, .type = '2', .mode = 0777, .link = target});
  }

  /// A pax header: `x` for the next entry, `g` for all.
  TarBuilder& pax(const std::vector<std::pair<std::string, std::string>>& records, char type = 'x') {
    std::string text;
    for (const auto& [key, value] : records) text += pax_record(key, value);
    return header({.name = type == 'g' ? "pax_global_header" : "PaxHeader/entry", .type = type, .size = text.size()})
        .content(text);
  }

  /// A GNU `L` (name) or `K` (link target) entry for the next one.
  TarBuilder& gnu_long(char type, const std::string& text) {
    const auto magic = std::string("ustar  \0", 8);
    return header({.name = "././@LongLink", .type = type, .size = text.size() + 1, .magic = magic})
        .content(text + '\0');
  }

  TarBuilder& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }

  /// The stream without an end mark.
  [[nodiscard]] const std::string& open_end() const { return bytes_; }

  /// The stream with its two blocks of zeros.
  [[nodiscard]] std::string end() const { return bytes_ + std::string(1024, '\0'); }

 private:
  static std::string pax_record(const std::string& key, const std::string& value) {
    const auto rest = key.size() + value.size() + 3;
    auto length = rest + std::to_string(rest).size();
    length = rest + std::to_string(length).size();
    return fmt::format("{} {}={}\n", length, key, value);
  }

  std::string bytes_;
};

/// One gzip member. `level` is one of ISA-L, 0 to 3.
inline std::string gzip(std::string_view bytes, std::uint32_t level = 1) {
  std::string out(bytes.size() + bytes.size() / 8 + 4096, '\0');
  std::vector<std::uint8_t> room(ISAL_DEF_LVL3_DEFAULT);
  std::string input(bytes);
  isal_zstream stream;
  isal_deflate_init(&stream);
  stream.level = level;
  stream.level_buf = room.data();
  stream.level_buf_size = static_cast<std::uint32_t>(room.size());
  stream.gzip_flag = IGZIP_GZIP;
  stream.end_of_stream = 1;
  stream.next_in = reinterpret_cast<std::uint8_t*>(input.data());
  stream.avail_in = static_cast<std::uint32_t>(input.size());
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = static_cast<std::uint32_t>(out.size());
  EXPECT_EQ(isal_deflate(&stream), COMP_OK);
  out.resize(out.size() - stream.avail_out);
  return out;
}

/// A file that is gone with the test; the position is at its end.
inline File spool(std::string_view bytes = {}) {
  auto file = File::create_unnamed(std::filesystem::temp_directory_path());
  EXPECT_TRUE(file.has_value());
  EXPECT_TRUE(file->write(as_bytes(bytes)).has_value());
  return *std::move(file);
}

inline std::string content_of(const File& file) {
  std::string bytes(*file.size(), '\0');
  EXPECT_TRUE(file.read_at(0, reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()).has_value());
  return bytes;
}

/// Bytes that do not compress, the same for the same seed.
inline std::string noise(std::size_t size, std::uint64_t seed = 1) {
  std::string bytes(size, '\0');
  std::uint64_t state = seed * 0x9E3779B97F4A7C15 + 1;
  for (auto& byte : bytes) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    byte = static_cast<char>(state >> 32U);
  }
  return bytes;
}

}  // namespace baryon::test
