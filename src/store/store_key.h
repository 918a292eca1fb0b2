#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/error.h"
#include "base/secret.h"

namespace baryon::store {

/// The key that seals every object of a file store: 32 random bytes. Losing it is losing the objects.
class StoreKey {
 public:
  static constexpr std::size_t size = 32;

  /// Exactly `size` bytes. Error: configuration.
  [[nodiscard]] static Result<StoreKey> from_bytes(ByteView bytes);

  /// Gives the text of a new key file.
  using Make = std::function<Result<std::string>()>;

  /// Reads the key file (64 hex digits, a line end), or makes it with mode 0600 where it is missing. Of several
  /// processes that find none, all end with the same key; of several machines, if `make` agrees on one. Logs a warning
  /// where others than the owner may read it.
  ///
  /// Errors: configuration (not 32 bytes in hex; missing although `objects` holds objects, which only the lost key
  /// opens); unavailable (cannot be read or written).
  [[nodiscard]] static Result<StoreKey> load_or_make(const std::filesystem::path& file,
                                                     const std::filesystem::path& objects, const Make& make = random);

  [[nodiscard]] ByteView bytes() const { return as_bytes(bytes_.reveal()); }

  /// 16 hex digits that tell keys apart and say nothing about them; stands in each object's header.
  [[nodiscard]] const std::string& id() const { return id_; }

 private:
  static Result<std::string> random();

  explicit StoreKey(ByteView bytes);

  Secret bytes_;
  std::string id_;
};

}  // namespace baryon::store
