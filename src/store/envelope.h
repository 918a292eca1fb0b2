#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "base/units.h"
#include "store/store.h"
#include "store/store_key.h"

namespace baryon::store {

// The sealed object, the file format of the file store. All numbers are big-endian.
//
//     16 bytes  "baryon-sealed-1\n"
//      4 bytes  length of the header, at most 16 KiB
//               header, JSON: {"key": the object's key, "size": of the content, "metadata": {name: value, ...},
//                 "key_id": StoreKey::id(), "nonce": 14 hex digits}
//     60 bytes  random nonce (12), then the object's own random key (32) sealed with the store key (tag 16);
//               everything before it is its associated data
//               the content in chunks of 64 KiB, the last one shorter, empty only where all of it is; each sealed
//               with the object's key (tag 16) under the nonce: header's nonce (7) | chunk's number (4) | 1 in the last
//               chunk, else 0 (1)
//
// Seals are AES-256-GCM. The chunks' nonces are those of STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online
// Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015): chunks that were swapped, repeated, left out
// or cut off do not open. Chunks of another object have another key. The header is bound to the object's key, so
// that neither its fields nor the file's place can be changed. One store key seals at most 2^32 objects, beyond which
// random nonces could meet.

inline constexpr std::size_t sealed_chunk_size = 64 * kib;
inline constexpr std::size_t max_sealed_header = 16 * kib;

/// Seals the rest of `content` into `sealed`, at its position. Constant memory. `info.size` is not looked at.
/// Errors: invalid (key, metadata), too_large (2^32 chunks), those of the files.
[[nodiscard]] Result<void> seal_object(const StoreKey& store_key, const ObjectInfo& info, File& content, File& sealed);

/// Reads and authenticates only the header of the object that must be `key`, and compares the file's length with it.
/// `sealed` is read from its position, which must be its beginning.
/// Errors: corrupt; configuration (sealed with another store key).
[[nodiscard]] Result<ObjectInfo> read_sealed_info(const StoreKey& store_key, const std::string& key, File& sealed);

/// The same, and hands the content to `sink`, each piece once it is authenticated. Constant memory.
/// Errors: as above, and the sink's.
[[nodiscard]] Result<ObjectInfo> open_object(const StoreKey& store_key, const std::string& key, File& sealed,
                                             const Sink& sink);

}  // namespace baryon::store
