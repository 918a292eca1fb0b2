#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// What a backup holds. It is a tar.gz with these entries, in this order; `sha256sum -c sums.sha256` checks it after it
/// was unpacked by hand.
namespace baryon::backup {

/// `{"format": 1, "baryon": "0.1.0", "made_at": "2026-11-22T14:03:00.000Z"}`
inline constexpr std::string_view info_entry = "backup.json";
inline constexpr std::string_view database_entry = "database.sqlite";  ///< a snapshot
inline constexpr std::string_view keys_prefix = "keys/";               ///< files made on first start
inline constexpr std::string_view objects_prefix = "objects/";         ///< as they lie in the store: sealed
inline constexpr std::string_view object_list_entry =
    "objects.txt";                                             ///< instead, where the store is elsewhere: a key a line
inline constexpr std::string_view sums_entry = "sums.sha256";  ///< of all entries before it

inline constexpr std::string_view store_key_name = "store-key";  ///< among the keys

inline constexpr int format_version = 1;

/// Where an embedded installation keeps what is backed up.
struct Installation {
  std::filesystem::path database;      ///< the SQLite file
  std::filesystem::path keys;          ///< the directory of the files made on first start
  std::vector<std::string> key_files;  ///< their names; those that are missing were configured otherwise
  std::filesystem::path objects;       ///< the directory of the file store; empty: the store is elsewhere, a bucket

  [[nodiscard]] bool holds_objects() const { return !objects.empty(); }
};

}  // namespace baryon::backup
