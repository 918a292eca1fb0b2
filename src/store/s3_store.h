#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "aws/credentials_source.h"
#include "base/clock.h"
#include "base/pauses.h"
#include "base/secret.h"
#include "store/s3/client.h"
#include "store/s3/encryption.h"
#include "store/s3/examination.h"
#include "store/s3/location.h"
#include "store/s3/upload.h"
#include "store/store.h"

namespace baryon::store {

/// Objects in a bucket of Amazon S3 or of a server that speaks its API, encrypted by the server (SSE-S3 or SSE-KMS).
/// Thread-safe, and safe with other processes on the same bucket; files are read and sent in pieces, never held.
///
/// Beside the rules of `Store`: with the location's prefix a key has at most 1,024 bytes (invalid). Objects of others
/// whose keys break the rule are not listed. A `get` that breaks off goes on by itself; pieces are handed on as they
/// come, and the whole is compared with the digest that the object was put with. `put` of what is there already makes
/// no new version where the server has conditional writes. With versioning, `remove` leaves a delete marker.
class S3Store final : public Store {
 public:
  /// How long a `check` that went well is believed: it costs three requests.
  static constexpr std::chrono::seconds check_lasts{30};

  /// How long each of them may take: whoever asks whether the store is ready wants to know it now.
  static constexpr std::chrono::seconds check_wait{5};

  struct Options {
    s3::ClientOptions client;
    s3::Encryption encryption = {};
  };

  /// All must outlive it.
  S3Store(Options options, aws::CredentialsSource& credentials, Pauses& pauses, const Clock& clock);

  Result<void> put(const std::string& key, File& content, const Metadata& metadata) override;
  Result<ObjectInfo> get(const std::string& key, const Sink& sink) override;
  Result<ObjectInfo> head(const std::string& key) override;
  Result<std::vector<std::string>> list(const std::string& prefix) override;
  Result<void> remove(const std::string& key) override;
  Result<std::vector<ObjectVersion>> list_versions(const std::string& prefix) override;
  Result<void> remove_versions(std::span<const ObjectVersion> versions) override;
  Result<void> check() override;

  /// For people: each permission tried, and how the bucket keeps objects. See `s3::examine`.
  [[nodiscard]] Result<s3::Examination> examine();

  [[nodiscard]] const s3::Location& location() const { return client_.location(); }
  [[nodiscard]] const s3::Encryption& encryption() const { return uploader_.encryption(); }

 private:
  [[nodiscard]] Result<std::string> whole_key(const std::string& key) const;
  [[nodiscard]] std::optional<std::string> own_key(const std::string& whole) const;
  [[nodiscard]] Result<void> remove_some(std::span<const ObjectVersion> versions);
  [[nodiscard]] Result<void> check_now();

  s3::Client client_;
  s3::Client checker_;
  s3::Uploader uploader_;
  const Clock& clock_;
  std::mutex mutex_;
  std::optional<Timestamp> checked_at_;
};

}  // namespace baryon::store
