#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace baryon::archive {

enum class EntryType : std::uint8_t { file, directory, symbolic_link };

[[nodiscard]] std::string_view to_string(EntryType type);

/// One thing in an archive, its name checked: relative, valid UTF-8, without `..`, control characters, empty or `.`
/// segments and without a slash at the end.
struct Entry {
  std::string path;
  EntryType type = EntryType::file;
  bool is_executable = false;    ///< of a file: its owner may run it
  std::uint64_t size = 0;        ///< of a file, in bytes
  std::string link_target = {};  ///< of a symbolic link, as written; it does not lead out of the tree
};

}  // namespace baryon::archive
