#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/sha256.h"
#include "base/units.h"
#include "store/s3/client.h"
#include "store/s3/object_headers.h"
#include "store/store.h"

namespace baryon::store::s3 {

/// Gets one object, once. A transfer that breaks off goes on where it stopped (`Range`, with `If-Match` so that it is
/// still the same object). At the end the content is compared with the digest it was put with. One thread.
class Download {
 public:
  /// So much has to come before tries are counted anew.
  static constexpr std::uint64_t progress = 1 * mib;

  /// All must outlive it.
  Download(Client& client, const std::string& key, const Sink& sink) : client_(client), key_(key), sink_(sink) {}

  [[nodiscard]] Result<ObjectInfo> run();

 private:
  [[nodiscard]] Result<void> try_once();
  [[nodiscard]] Result<void> take_head(const net::Response& answer);
  [[nodiscard]] Result<void> take(ByteView piece);
  [[nodiscard]] Result<ObjectInfo> finish();

  Client& client_;
  const std::string& key_;
  const Sink& sink_;
  ObjectHead head_ = {};
  bool has_begun_ = false;
  std::uint64_t received_ = 0;
  std::uint64_t skip_ = 0;                   ///< of what comes: the server begins anew
  std::optional<Error> error_of_sink_ = {};  ///< it wants no more
  bool is_replaced_ = false;
  Sha256 sha256_;
};

}  // namespace baryon::store::s3
