#include "store/s3/upload.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/sha256.h"
#include "store/s3/documents.h"

namespace baryon::store::s3 {
namespace {

constexpr std::size_t piece_bytes = 256 * kib;
constexpr std::uint64_t usual_part_bytes = 16 * mib;
constexpr std::string_view content_type = "application/octet-stream";

Result<std::uint64_t> position_of(const File& file) {
  const auto position = ::lseek(file.descriptor(), 0, SEEK_CUR);
  if (position < 0) return std::unexpected(system_error("find the position in", "file"));
  return static_cast<std::uint64_t>(position);
}

Result<std::string> digest_of(const net::FileRange& range) {
  Sha256 sha256;
  std::vector<std::uint8_t> buffer(std::min<std::uint64_t>(piece_bytes, range.size));
  for (std::uint64_t done = 0; done < range.size;) {
    const auto size = std::min<std::uint64_t>(buffer.size(), range.size - done);
    BARYON_CHECK(range.file->read_at(range.offset + done, buffer.data(), size));
    sha256.update(ByteView(buffer).first(size));
    done += size;
  }
  return to_hex(sha256.finish());
}

Operation put_operation(const std::string& key) {
  return {.action = "s3:PutObject", .what = fmt::format("the upload of '{}'", key)};
}

}  // namespace

struct Uploader::Content {
  const std::string& key;
  std::string whole_key;
  net::FileRange range;
  std::string digest;
  const Metadata& metadata;
  net::Headers headers;  ///< metadata and encryption
};

std::uint64_t part_bytes(std::uint64_t size) {
  const auto least = size / max_parts + (size % max_parts == 0 ? 0 : 1);
  return std::max(usual_part_bytes, (least + mib - 1) / mib * mib);
}

Result<void> Uploader::put(const std::string& key, const File& content, const Metadata& metadata) {
  BARYON_TRY(const auto size, content.size());
  BARYON_TRY(const auto position, position_of(content));
  const net::FileRange rest{.file = &content, .offset = position, .size = size - std::min(size, position)};
  if (rest.size > max_object_bytes)
    return fail(ErrorCode::too_large,
                fmt::format("object '{}' is larger than S3 takes: {}", key, format_bytes(max_object_bytes)));
  BARYON_TRY(auto digest, digest_of(rest));
  Content what{.key = key,
               .whole_key = client_.location().full_key(key),
               .range = rest,
               .digest = std::move(digest),
               .metadata = metadata,
               .headers = {{"Content-Type", std::string(content_type)}}};
  BARYON_CHECK(add_metadata(what.headers, metadata, what.digest));
  add_encryption(what.headers, encryption_);
  return rest.size <= single_put_bytes ? put_whole(what) : put_in_parts(what);
}

Result<void> Uploader::put_whole(const Content& content) {
  const auto operation = put_operation(content.key);
  Request request{.method = "PUT",
                  .key = content.whole_key,
                  .headers = content.headers,
                  .upload = content.range,
                  .payload_hash = content.digest};
  if (has_conditions_) {
    request.headers.add("If-None-Match", "*");
    const auto answer = client_.send(operation, request);
    if (answer) return check_stored(content, *answer);
    if (answer.error().code == ErrorCode::unsupported) {
      has_conditions_ = false;
    } else if (answer.error().code != ErrorCode::conflict) {
      return std::unexpected(answer.error());
    } else {
      BARYON_TRY(const bool is_same, is_there(content));
      if (is_same) return {};
    }
    request.headers = content.headers;
  }
  BARYON_TRY(const auto answer, client_.send(operation, request));
  return check_stored(content, answer);
}

Result<bool> Uploader::is_there(const Content& content) {
  const auto answer = client_.send({.action = "s3:GetObject", .what = fmt::format("a look at '{}'", content.key)},
                                   {.method = "HEAD", .key = content.whole_key});
  if (!answer && answer.error().code == ErrorCode::not_found) return false;
  if (!answer && answer.error().code == ErrorCode::denied) return false;  // may write, not read
  if (!answer) return std::unexpected(answer.error());
  BARYON_TRY(const auto head, read_object_head(content.key, answer->headers));
  return head.digest == content.digest && head.info.size == content.range.size &&
         head.info.metadata == content.metadata && echo_of(answer->headers, encryption_) != Echo::other;
}

Result<void> Uploader::put_in_parts(const Content& content) {
  BARYON_TRY(const bool is_same, is_there(content));
  if (is_same) return {};
  BARYON_TRY(const auto begun,
             client_.send(
                 put_operation(content.key),
                 {.method = "POST", .key = content.whole_key, .query = {{"uploads", ""}}, .headers = content.headers}));
  BARYON_TRY(const auto id, read_upload_id(begun.body));
  auto done = put_parts_and_complete(content, id, begun.headers);
  if (!done) abort(content, id);
  return done;
}

Result<void> Uploader::put_parts_and_complete(const Content& content, const std::string& id,
                                              const net::Headers& begun) {
  BARYON_CHECK(check_echo(content, begun));
  BARYON_TRY(const auto etags, put_parts(content, id));
  return complete(content, id, etags);
}

Result<std::vector<std::string>> Uploader::put_parts(const Content& content, const std::string& id) {
  const auto size = part_bytes(content.range.size);
  const auto count = (content.range.size + size - 1) / size;
  std::vector<std::string> etags(count);
  std::mutex mutex;
  std::uint64_t next = 0;
  std::optional<Error> error;
  const auto work = [&] {
    while (true) {
      std::uint64_t number = 0;
      {
        const std::lock_guard lock(mutex);
        if (error || next == count) return;
        number = next++;
      }
      auto etag = put_part(content, id, number);
      const std::lock_guard lock(mutex);
      if (etag) {
        etags[number] = *std::move(etag);
      } else if (!error) {
        error = std::move(etag).error();
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < std::min<std::uint64_t>(parallel_parts, count); ++i) workers.emplace_back(work);
    work();
  }
  if (error) return std::unexpected(*std::move(error));
  return etags;
}

Result<std::string> Uploader::put_part(const Content& content, const std::string& id, std::uint64_t number) {
  const auto size = part_bytes(content.range.size);
  const net::FileRange range{.file = content.range.file,
                             .offset = content.range.offset + number * size,
                             .size = std::min(size, content.range.size - number * size)};
  BARYON_TRY(auto digest, digest_of(range));
  BARYON_TRY(const auto answer,
             client_.send({.action = "s3:PutObject",
                           .what = fmt::format("part {} of the upload of '{}'", number + 1, content.key)},
                          {.method = "PUT",
                           .key = content.whole_key,
                           .query = {{"partNumber", std::to_string(number + 1)}, {"uploadId", id}},
                           .upload = range,
                           .payload_hash = std::move(digest)}));
  std::string etag(answer.headers.find("ETag").value_or(""));
  if (etag.empty())
    return fail_for_now(ErrorCode::corrupt,
                        fmt::format("bucket '{}' gave no ETag for a part", client_.location().bucket));
  return etag;
}

// The answer may be an error in spite of its 200, because S3 begins it before the parts are joined. And a try whose
// answer got lost may have joined them.
Result<void> Uploader::complete(const Content& content, const std::string& id, const std::vector<std::string>& etags) {
  const auto operation = put_operation(content.key);
  const Request request{.method = "POST",
                        .key = content.whole_key,
                        .query = {{"uploadId", id}},
                        .headers = {{"Content-Type", "application/xml"}},
                        .body = write_completion(etags)};
  for (int tried = 1;; ++tried) {
    auto answer = client_.send(operation, request);
    if (!answer) {
      const bool may_be_done = answer.error().code == ErrorCode::not_found && is_there(content).value_or(false);
      if (may_be_done) return {};
      return std::unexpected(std::move(answer).error());
    }
    const auto refusal = read_refusal(answer->status, answer->body);
    if (refusal.code.empty()) return {};
    auto error = client_.explain(refusal, operation, answer->headers);
    if (!client_.may_go_on(tried, error)) return std::unexpected(std::move(error));
  }
}

void Uploader::abort(const Content& content, const std::string& id) {
  const auto aborted = client_.send(
      {.action = "s3:AbortMultipartUpload", .what = fmt::format("the end of the upload of '{}'", content.key)},
      {.method = "DELETE", .key = content.whole_key, .query = {{"uploadId", id}}}, 2);
  if (aborted || aborted.error().code == ErrorCode::not_found) return;
  log::warning("parts of an upload that failed stay in the bucket",
               {{"bucket", client_.location().bucket}, {"key", content.whole_key}, {"reason", aborted.error().text()}});
}

// A login page may come with 200; S3 names the object's ETag.
Result<void> Uploader::check_stored(const Content& content, const net::Response& answer) {
  if (!answer.headers.find("ETag"))
    return std::unexpected(not_from_s3(answer.status, put_operation(content.key), client_.location()));
  return check_echo(content, answer.headers);
}

// AWS always says how it encrypted. Others do or do not; one that has said it once has to go on.
Result<void> Uploader::check_echo(const Content& content, const net::Headers& answer) {
  const auto echo = echo_of(answer, encryption_);
  if (echo == Echo::as_wanted) has_echoed_ = true;
  const bool must_say = has_echoed_ || client_.location().endpoint.empty();
  if (echo == Echo::as_wanted || (echo == Echo::none && !must_say)) return {};
  return fail_for_now(
      ErrorCode::configuration,
      fmt::format("bucket '{}' did not encrypt '{}' as store.encryption asks", client_.location().bucket, content.key),
      "something between Baryon and S3 drops or changes the header x-amz-server-side-encryption, or "
      "the bucket's default overrules it");
}

}  // namespace baryon::store::s3
