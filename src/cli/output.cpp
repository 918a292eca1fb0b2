#include "cli/output.h"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace baryon::cli {
namespace {

// Foreign text must not move the cursor or recolour the terminal of who reads it.
std::string without_controls(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (static_cast<unsigned char>(character) < 0x20 || character == 0x7F)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(character));
    else
      out += character;
  }
  return out;
}

// Characters, not bytes: continuation bytes of UTF-8 take no room.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

void Table::print() const {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    auto& shown = rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      shown.push_back(without_controls(row[i]));
      widths[i] = std::max(widths[i], width(shown.back()));
    }
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line += std::string(widths[i] - width(row[i]) + 2, ' ');
    }
    while (line.ends_with(' ')) line.pop_back();
    fmt::print("{}\n", line);
  }
}

void print_json(const boost::json::value& value) { fmt::print("{}\n", boost::json::serialize(value)); }

void print_line(std::string_view line) { fmt::print("{}\n", without_controls(line)); }

}  // namespace baryon::cli
