#include "archive/ustar.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace baryon::archive {
namespace {

constexpr std::size_t size_offset = 124;
constexpr std::size_t size_length = 12;
constexpr std::size_t type_offset = 156;
constexpr std::size_t magic_offset = 257;
constexpr std::string_view magic = "ustar";

std::optional<std::uint64_t> parse_octal(std::string_view field) {
  field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
  std::uint64_t number = 0;
  if (std::from_chars(field.data(), field.data() + field.size(), number, 8).ec != std::errc()) return {};
  return number;
}

}  // namespace

UstarHeader read_ustar_header(std::string_view block) {
  return {.type = block[type_offset],
          .has_magic = block.substr(magic_offset, magic.size()) == magic,
          .size = parse_octal(block.substr(size_offset, size_length))};
}

}  // namespace baryon::archive
