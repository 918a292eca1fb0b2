#pragma once

#include <fmt/format.h>

#include <ostream>
#include <string>
#include <string_view>

#include "archive/tar_reader.h"
#include "base/text.h"
#include "unit/archive/tar_builder.h"

namespace baryon::test {

/// A crafted archive, and what becomes of it in the words of `outcome_of`.
struct HostileArchive {
  std::string name;
  std::string bytes;  ///< as fetched
  std::string outcome;
  archive::Limits limits = {};
  friend std::ostream& operator<<(std::ostream& out, const HostileArchive& archive) { return out << archive.name; }
};

inline Result<std::string> describe(const archive::Entry& entry, archive::Content* content) {
  auto text = " " + escape_for_display(entry.path, 40);
  if (entry.type == archive::EntryType::directory) return text + "/";
  if (entry.type == archive::EntryType::symbolic_link) return text + "->" + entry.link_target;
  std::uint64_t size = 0;
  while (content != nullptr) {
    BARYON_TRY(const auto piece, content->next());
    if (piece.empty()) break;
    size += piece.size();
  }
  if (content == nullptr) size = entry.size;
  EXPECT_EQ(size, entry.size);
  return text + fmt::format(":{}", size);
}

/// `taken: a:2 d/ l->a`: all entries, files with their size; or `<code>[ for now]: <message>`. What libarchive says has
/// no place here, as it differs between releases: such messages end with what could not be done.
inline std::string outcome_of(std::string_view bytes, const archive::Limits& limits, bool reads_content) {
  auto file = spool(bytes);
  std::string entries;
  const auto summary =
      archive::read_tar_gz(file, limits, [&](const archive::Entry& entry, archive::Content& content) -> Result<void> {
        BARYON_TRY(const auto text, describe(entry, reads_content ? &content : nullptr));
        entries += text;
        return {};
      });
  if (summary) return "taken:" + entries;
  const auto& error = summary.error();
  auto message = error.message;
  if (message.starts_with("cannot ")) message.resize(message.find(" at byte "));
  return fmt::format("{}{}: {}", to_string(error.code), error.retryable ? " for now" : "", message);
}

}  // namespace baryon::test
