#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "app/config.h"
#include "aws/credentials_source.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/error.h"
#include "base/pauses.h"
#include "store/s3_store.h"
#include "store/store.h"
#include "store/store_key.h"

namespace baryon::app {

/// What a store needs beside the configuration.
struct StoreContext {
  const Clock& clock;
  Environment environment;
  store::StoreKey::Make make_key = {};  ///< of a directory that has none yet; a bucket needs none
  std::stop_token stop = {};
  std::function<void(int status, std::chrono::nanoseconds took)> observer = {};  ///< see net::HttpClientOptions
};

/// The store that `store.url` names, with what it leans on.
class OpenedStore {
 public:
  [[nodiscard]] store::Store& store() { return *store_; }

  /// The same where it is in a bucket; else null.
  [[nodiscard]] store::S3Store* s3() { return s3_; }

  /// With an S3 store its bucket, from the root on whatever the prefix, and the bucket's name; else null and empty.
  [[nodiscard]] store::Store* bucket() { return bucket_.get(); }
  [[nodiscard]] const std::string& bucket_name() const { return bucket_name_; }

  /// What the store puts before its keys in the bucket: `baryon/`, or nothing.
  [[nodiscard]] const std::string& bucket_prefix() const { return bucket_prefix_; }

 private:
  friend Result<std::unique_ptr<OpenedStore>> open_store(const Config& config, const StoreContext& context);

  Result<void> open_directory(const Config& config, const StoreContext& context);
  Result<void> open_bucket(const Config& config, const StoreContext& context);

  std::unique_ptr<aws::CredentialsSource> credentials_;
  std::unique_ptr<Pauses> pauses_;
  std::unique_ptr<store::Store> store_;
  store::S3Store* s3_ = nullptr;  // the same
  std::unique_ptr<store::Store> bucket_;
  std::string bucket_name_;
  std::string bucket_prefix_;
};

/// Opens it; a bucket is not asked anything yet. The context's clock must outlive it. Errors:
/// configuration (no region, a store key that is missing), unavailable.
[[nodiscard]] Result<std::unique_ptr<OpenedStore>> open_store(const Config& config, const StoreContext& context);

}  // namespace baryon::app
