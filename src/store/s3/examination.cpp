#include "store/s3/examination.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/random.h"
#include "store/check_prefix.h"
#include "store/s3/documents.h"

namespace baryon::store::s3 {
namespace {

constexpr std::string_view content = "baryon doctor\n";
constexpr std::string_view no_version = "null";  // of an object from before versioning, or in a bucket without
constexpr std::string_view no_upload = "baryon-doctor";

// Whatever else is asked would end the same way.
bool is_hopeless(const Trial& trial) { return !trial.outcome && !trial.is_missing(); }

/// Does it. One thread.
class Examiner {
 public:
  Examiner(Client& client, const Encryption& encryption)
      : client_(client), encryption_(encryption), key_(client.location().full_key(check_prefix) + random_hex(8)) {}

  Result<Examination> run() {
    put();
    if (is_hopeless(found_.trials.front())) return std::unexpected(found_.trials.front().outcome.error());
    get();
    list();
    list_versions();
    abort_upload();
    remove();
    remove_versions();
    read_versioning();
    read_encryption();
    return std::move(found_);
  }

 private:
  Result<net::Response> send(std::string_view action, std::string what, const Request& request,
                             bool is_of_bucket = false) {
    return client_.send({.action = action, .what = std::move(what), .is_of_bucket = is_of_bucket}, request, 2);
  }

  Result<net::Response> send_for_object(std::string_view action, std::string_view doing, const Request& request) {
    return send(action, fmt::format("{} '{}'", doing, key_), request);
  }

  // That something is not there shows that one was let look.
  void note(std::string_view action, const Result<net::Response>& answer, bool is_of_bucket = false) {
    Trial trial{.action = action, .is_of_bucket = is_of_bucket};
    if (!answer && answer.error().code != ErrorCode::not_found) trial.outcome = std::unexpected(answer.error());
    found_.trials.push_back(std::move(trial));
  }

  void remember(const Result<net::Response>& answer) {
    if (!answer) return;
    const auto version = answer->headers.find("x-amz-version-id");
    made_.push_back({.key = key_, .version_id = std::string(version.value_or(no_version))});
  }

  [[nodiscard]] Request write() const {
    Request request{.method = "PUT", .key = key_, .body = std::string(content)};
    add_encryption(request.headers, encryption_);
    return request;
  }

  void put() {
    const auto first = send_for_object("s3:PutObject", "the upload of", write());
    note("s3:PutObject", first);
    remember(first);
    if (!first) return;
    found_.echo = echo_of(first->headers, encryption_);
    auto again = write();
    again.headers.add("If-None-Match", "*");
    const auto second = send_for_object("s3:PutObject", "the second upload of", again);
    found_.has_conditions = !second && second.error().code == ErrorCode::conflict;
    remember(second);
  }

  void get() {
    auto got = send_for_object("s3:GetObject", "the download of", {.key = key_});
    if (got && got->body != content)
      got = fail(ErrorCode::corrupt,
                 fmt::format("bucket '{}' does not give back what was written", client_.location().bucket),
                 "see what is between Baryon and the server: it changes what is sent");
    note("s3:GetObject", got);
  }

  void list() {
    note("s3:ListBucket",
         send("s3:ListBucket", "to list its objects", {.query = {{"list-type", "2"}, {"prefix", key_}}}, true), true);
  }

  void list_versions() {
    note("s3:ListBucketVersions",
         send("s3:ListBucketVersions", "to list versions of its objects",
              {.query = {{"versions", ""}, {"prefix", key_}}}, true),
         true);
  }

  // Of an upload that nobody began, so that none is left where it may not be aborted.
  void abort_upload() {
    note("s3:AbortMultipartUpload",
         send_for_object("s3:AbortMultipartUpload", "the end of an upload of",
                         {.method = "DELETE", .key = key_, .query = {{"uploadId", std::string(no_upload)}}}));
  }

  void remove() {
    const auto removed = send_for_object("s3:DeleteObject", "the removal of", {.method = "DELETE", .key = key_});
    note("s3:DeleteObject", removed);
    if (!removed) return;
    const auto marker = removed->headers.find("x-amz-version-id");
    if (marker)
      made_.push_back({.key = key_, .version_id = std::string(*marker)});
    else
      made_.clear();  // no versioning: it is gone
  }

  void remove_versions() {
    const bool is_empty = made_.empty();
    if (is_empty) made_.push_back({.key = key_, .version_id = std::string(no_version)});
    Result<void> outcome;
    for (const auto& version : made_) {
      const auto removed =
          send_for_object("s3:DeleteObjectVersion", "the removal of a version of",
                          {.method = "DELETE", .key = key_, .query = {{"versionId", version.version_id}}});
      if (!removed && removed.error().code != ErrorCode::not_found && outcome)
        outcome = std::unexpected(removed.error());
    }
    if (!outcome && !is_empty) found_.left.push_back(key_);
    found_.trials.push_back({.action = "s3:DeleteObjectVersion", .outcome = std::move(outcome)});
  }

  void read_versioning() {
    const auto answer =
        send("s3:GetBucketVersioning", "to tell about versioning", {.query = {{"versioning", ""}}}, true);
    note("s3:GetBucketVersioning", answer, true);
    if (answer) found_.versioning = s3::read_versioning(answer->body).value_or("");
  }

  // Not set, or the server takes the question for another (Ceph lists objects): no default encryption.
  void read_encryption() {
    const auto answer =
        send("s3:GetEncryptionConfiguration", "to tell about its encryption", {.query = {{"encryption", ""}}}, true);
    Trial trial{.action = "s3:GetEncryptionConfiguration", .is_of_bucket = true};
    if (answer)
      found_.default_encryption = read_default_encryption(answer->body).value_or("");
    else if (answer.error().code == ErrorCode::denied)
      trial.outcome = std::unexpected(answer.error());
    found_.trials.push_back(std::move(trial));
  }

  Client& client_;
  const Encryption& encryption_;
  const std::string key_;
  std::vector<ObjectVersion> made_;
  Examination found_;
};

}  // namespace

// The hint of a permission that is missing names it; a wrong access key has another.
bool Trial::is_missing() const {
  return !outcome && outcome.error().code == ErrorCode::denied && outcome.error().hint.contains(action);
}

Result<Examination> examine(Client& client, const Encryption& encryption) { return Examiner(client, encryption).run(); }

}  // namespace baryon::store::s3
