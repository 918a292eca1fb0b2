#include "store/s3_store.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/encoding.h"
#include "base/random.h"
#include "store/check_prefix.h"
#include "store/removal_errors.h"
#include "store/s3/documents.h"
#include "store/s3/download.h"
#include "store/s3/object_headers.h"

namespace baryon::store {
namespace {

using s3::Operation;

/// DeleteObjects takes that many (Amazon S3 API Reference).
constexpr std::size_t most_removed_at_once = 1000;

// DeleteObjects wants it, not for security but against damage on the way.
std::string content_md5(std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(body.data(), body.size(), digest.data(), &size, EVP_md5(), nullptr);
  return to_base64(ByteView(digest).first(size));
}

Operation of_object(std::string_view action, std::string_view doing, std::string_view key) {
  return {.action = action, .what = fmt::format("{} '{}'", doing, key)};
}

Operation of_bucket(std::string_view action, std::string what) {
  return {.action = action, .what = std::move(what), .is_of_bucket = true};
}

// What is said of an object that is not there is the same for every kind of store.
Error without_object(std::string_view key, Error error) {
  if (error.code == ErrorCode::not_found) error.message = fmt::format("there is no object '{}'", key);
  return error;
}

s3::ClientOptions hurried(s3::ClientOptions options) {
  options.longest_wait = S3Store::check_wait;
  return options;
}

}  // namespace

S3Store::S3Store(Options options, aws::CredentialsSource& credentials, Pauses& pauses, const Clock& clock)
    : client_(options.client, credentials, pauses, clock),
      checker_(hurried(std::move(options.client)), credentials, pauses, clock),
      uploader_(client_, std::move(options.encryption)),
      clock_(clock) {}

Result<std::string> S3Store::whole_key(const std::string& key) const {
  BARYON_CHECK(check_key(key));
  auto whole = client_.location().full_key(key);
  if (whole.size() <= max_key_bytes) return whole;
  return fail(ErrorCode::invalid,
              fmt::format("the key '{}' has more than {} bytes with the prefix of store.url", key, max_key_bytes));
}

std::optional<std::string> S3Store::own_key(const std::string& whole) const {
  const auto& prefix = client_.location().prefix;
  auto key = prefix.empty() ? whole : whole.substr(std::min(prefix.size() + 1, whole.size()));
  return check_key(key) ? std::optional(std::move(key)) : std::nullopt;
}

Result<void> S3Store::put(const std::string& key, File& content, const Metadata& metadata) {
  BARYON_CHECK(whole_key(key));
  BARYON_CHECK(check_metadata(metadata));
  BARYON_CHECK(uploader_.put(key, content, metadata));
  return {};
}

Result<ObjectInfo> S3Store::get(const std::string& key, const Sink& sink) {
  BARYON_CHECK(whole_key(key));
  auto got = s3::Download(client_, key, sink).run();
  if (!got) return std::unexpected(without_object(key, std::move(got).error()));
  return got;
}

Result<ObjectInfo> S3Store::head(const std::string& key) {
  BARYON_TRY(const auto whole, whole_key(key));
  auto answer = client_.send(of_object("s3:GetObject", "a look at", key), {.method = "HEAD", .key = whole});
  if (!answer) return std::unexpected(without_object(key, std::move(answer).error()));
  BARYON_TRY(auto head, s3::read_object_head(key, answer->headers));
  return std::move(head.info);
}

// Buckets list in the order of UTF-8 bytes, and the newest version of a key first (Amazon S3 User Guide, "Listing
// object keys programmatically").
Result<std::vector<std::string>> S3Store::list(const std::string& prefix) {
  std::vector<std::string> keys;
  for (std::string token;;) {
    s3::Request request{
        .query = {{"list-type", "2"}, {"prefix", client_.location().full_key(prefix)}, {"encoding-type", "url"}}};
    if (!token.empty()) request.query.push_back({"continuation-token", token});
    BARYON_TRY(const auto answer, client_.send(of_bucket("s3:ListBucket", "to list its objects"), request));
    BARYON_TRY(auto page, s3::read_key_page(answer.body));
    for (const auto& whole : page.keys)
      if (auto key = own_key(whole); key) keys.push_back(*std::move(key));
    if (page.next.empty()) break;
    token = std::move(page.next);
  }
  return keys;
}

Result<void> S3Store::remove(const std::string& key) {
  BARYON_TRY(const auto whole, whole_key(key));
  const auto answer =
      client_.send(of_object("s3:DeleteObject", "the removal of", key), {.method = "DELETE", .key = whole});
  if (answer || answer.error().code == ErrorCode::not_found) return {};
  return std::unexpected(answer.error());
}

Result<std::vector<ObjectVersion>> S3Store::list_versions(const std::string& prefix) {
  std::vector<ObjectVersion> versions;
  std::string after_key;
  std::string after_version;
  do {
    s3::Request request{
        .query = {{"versions", ""}, {"prefix", client_.location().full_key(prefix)}, {"encoding-type", "url"}}};
    if (!after_key.empty()) request.query.push_back({"key-marker", after_key});
    if (!after_version.empty()) request.query.push_back({"version-id-marker", after_version});
    BARYON_TRY(const auto answer,
               client_.send(of_bucket("s3:ListBucketVersions", "to list versions of its objects"), request));
    BARYON_TRY(auto page, s3::read_version_page(answer.body));
    for (auto& version : page.versions) {
      auto key = own_key(version.key);
      if (!key) continue;
      version.key = *std::move(key);
      versions.push_back(std::move(version));
    }
    after_key = std::move(page.next_key);
    after_version = std::move(page.next_version);
  } while (!after_key.empty());
  return versions;
}

Result<void> S3Store::remove_versions(std::span<const ObjectVersion> versions) {
  for (const auto& version : versions) BARYON_CHECK(whole_key(version.key));
  RemovalErrors errors;
  while (!versions.empty()) {
    const auto some = versions.first(std::min(most_removed_at_once, versions.size()));
    if (auto removed = remove_some(some); !removed) errors.add(std::move(removed).error());
    versions = versions.subspan(some.size());
  }
  return errors.result();
}

Result<void> S3Store::remove_some(std::span<const ObjectVersion> versions) {
  std::vector<ObjectVersion> whole(versions.begin(), versions.end());
  for (auto& version : whole) version.key = client_.location().full_key(version.key);
  s3::Request request{.method = "POST", .query = {{"delete", ""}}, .body = s3::write_deletion(whole)};
  request.headers.add("Content-Type", "application/xml");
  request.headers.add("Content-MD5", content_md5(request.body));
  const auto operation =
      of_object("s3:DeleteObjectVersion", "the removal of versions under", client_.location().full_key("*"));
  BARYON_TRY(const auto answer, client_.send(operation, request));
  BARYON_TRY(const auto failures, s3::read_deletion(answer.body));
  RemovalErrors errors;
  for (const auto& failure : failures) {
    const auto one = of_object("s3:DeleteObjectVersion", "the removal of a version of", failure.key);
    auto error = client_.explain(failure.refusal, one, answer.headers);
    if (error.code != ErrorCode::not_found) errors.add(std::move(error));
  }
  return errors.result();
}

Result<void> S3Store::check() {
  {
    const std::lock_guard lock(mutex_);
    if (checked_at_ && clock_.now() - *checked_at_ < check_lasts) return {};
  }
  BARYON_CHECK(check_now());
  const std::lock_guard lock(mutex_);
  checked_at_ = clock_.now();
  return {};
}

Result<void> S3Store::check_now() {
  const auto text = random_hex(8);
  const auto key = std::string(check_prefix) + text;
  BARYON_TRY(const auto whole, whole_key(key));
  s3::Request put{.method = "PUT", .key = whole, .body = text};
  s3::add_encryption(put.headers, uploader_.encryption());
  BARYON_TRY(const auto answer, checker_.send(of_object("s3:PutObject", "the upload of", key), put, 1));
  const auto got = checker_.send(of_object("s3:GetObject", "the download of", key), {.key = whole}, 1);
  s3::Request removal{.method = "DELETE", .key = whole};
  auto operation = of_object("s3:DeleteObject", "the removal of", key);
  if (const auto version = answer.headers.find("x-amz-version-id"); version && *version != "null") {
    removal.query.push_back({"versionId", std::string(*version)});
    operation.action = "s3:DeleteObjectVersion";
  }
  const auto removed = checker_.send(operation, removal, 1);
  if (!got) return std::unexpected(got.error());
  if (!removed) return std::unexpected(removed.error());
  if (got->body == text) return {};
  return fail(ErrorCode::corrupt,
              fmt::format("bucket '{}' does not give back what was written", client_.location().bucket));
}

Result<s3::Examination> S3Store::examine() { return s3::examine(checker_, uploader_.encryption()); }

}  // namespace baryon::store
