#include "store/s3/download.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/encoding.h"

namespace baryon::store::s3 {
namespace {

constexpr int partial_content = 206;

std::unexpected<Error> replaced(const std::string& key) {
  return fail_for_now(ErrorCode::unavailable, fmt::format("object '{}' was replaced while it was read", key));
}

}  // namespace

Result<ObjectInfo> Download::run() {
  int tries = 0;
  std::uint64_t received_before = 0;
  while (true) {
    auto done = try_once();
    if (done) return finish();
    if (error_of_sink_) return std::unexpected(*std::move(error_of_sink_));
    if (is_replaced_) return std::unexpected(std::move(done).error());
    if (received_ >= received_before + progress) {
      tries = 0;
      received_before = received_;
    }
    if (!client_.may_go_on(++tries, done.error())) return std::unexpected(std::move(done).error());
  }
}

Result<void> Download::try_once() {
  if (has_begun_ && received_ == head_.info.size) return {};
  Request request{.key = client_.location().full_key(key_)};
  if (has_begun_) {
    request.headers.add("Range", fmt::format("bytes={}-", received_));
    request.headers.add("If-Match", head_.etag);
  }
  auto answer = client_.try_download(
      {.action = "s3:GetObject", .what = fmt::format("the download of '{}'", key_)}, request,
      [this](ByteView piece) { return take(piece); }, [this](const net::Response& head) { return take_head(head); });
  if (!answer && answer.error().code == ErrorCode::conflict) is_replaced_ = true;
  if (is_replaced_) return replaced(key_);
  if (!answer) return std::unexpected(std::move(answer).error());
  return {};
}

Result<void> Download::take_head(const net::Response& answer) {
  skip_ = 0;
  if (has_begun_) {
    if (answer.status != partial_content) {
      is_replaced_ = answer.headers.find("ETag") != head_.etag;
      if (is_replaced_) return replaced(key_);
      skip_ = received_;
    }
    return {};
  }
  BARYON_TRY(head_, read_object_head(key_, answer.headers));
  has_begun_ = true;
  return {};
}

Result<void> Download::take(ByteView piece) {
  const auto skipped = std::min<std::uint64_t>(skip_, piece.size());
  skip_ -= skipped;
  piece = piece.subspan(skipped);
  if (piece.empty()) return {};
  if (received_ + piece.size() > head_.info.size)
    return fail_for_now(ErrorCode::corrupt, fmt::format("object '{}' is longer than it was", key_));
  sha256_.update(piece);
  received_ += piece.size();
  auto taken = sink_(piece);
  if (!taken) error_of_sink_ = taken.error();
  return taken;
}

Result<ObjectInfo> Download::finish() {
  if (received_ != head_.info.size)
    return fail_for_now(ErrorCode::corrupt, fmt::format("object '{}' is shorter than it was", key_));
  if (!head_.digest.empty() && to_hex(sha256_.finish()) != head_.digest)
    return fail(ErrorCode::corrupt, fmt::format("object '{}' does not match the digest it was put with", key_),
                "it was damaged or altered; restore an older version of it, or remove it and sync again");
  return std::move(head_.info);
}

}  // namespace baryon::store::s3
