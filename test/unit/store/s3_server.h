#pragma once

#include <cstdlib>
#include <string>

#include "aws/credentials_source.h"
#include "base/clock.h"
#include "base/pauses.h"
#include "base/random.h"
#include "store/s3/client.h"
#include "store/s3_store.h"

namespace baryon::store {

/// The S3 server that whoever runs the tests has started: `BARYON_TEST_S3` is its address, `BARYON_TEST_S3_KEY` an
/// access key and its secret with a colon between. Without it, tests that need one are skipped.
class S3Server {
 public:
  [[nodiscard]] static bool is_there() { return std::getenv("BARYON_TEST_S3") != nullptr; }

  S3Server() : credentials_({.access_key_id = key().substr(0, colon()), .secret = Secret(key().substr(colon() + 1))}) {}

  [[nodiscard]] aws::CredentialsSource& credentials() { return credentials_; }
  [[nodiscard]] Pauses& pauses() { return pauses_; }

  [[nodiscard]] s3::Location location(const std::string& bucket, const std::string& prefix = {}) const {
    return {.bucket = bucket,
            .prefix = prefix,
            .region = "eu-west-1",
            .endpoint = std::getenv("BARYON_TEST_S3"),
            .is_path_style = true};
  }

  /// A new bucket; with versioning if that is wanted.
  std::string make_bucket(bool is_versioned) {
    auto bucket = "unit-" + random_hex(8);
    auto client = client_of(bucket);
    EXPECT_TRUE(client.send({.what = "its making"}, {.method = "PUT"}));
    if (is_versioned) {
      EXPECT_TRUE(client.send({.what = "versioning"},
                              {.method = "PUT",
                               .query = {{"versioning", ""}},
                               .body = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"}));
    }
    return bucket;
  }

  [[nodiscard]] s3::Client client_of(const std::string& bucket) {
    return s3::Client({.location = location(bucket)}, credentials_, pauses_, system_clock());
  }

 private:
  static std::string key() {
    const auto* const text = std::getenv("BARYON_TEST_S3_KEY");
    return text == nullptr ? ":" : text;
  }
  static std::size_t colon() { return key().find(':'); }

  aws::FixedCredentials credentials_;
  StoppablePauses pauses_;
};

}  // namespace baryon::store
