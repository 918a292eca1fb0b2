#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

namespace baryon::store {

/// A store in memory that passes the conformance suite and can be made to fail. Thread-safe.
///
///     StoreDouble store;
///     store.fail_next(StoreDouble::Call::put, Error{.code = ErrorCode::unavailable, .retryable = true});
class StoreDouble final : public Store {
 public:
  enum class Call : std::uint8_t { put, get, head, list, remove, check };

  /// The next so many calls of that kind fail, without an effect.
  void fail_next(Call call, Error error, int times = 1) {
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < times; ++i) failures_[call].push_back(error);
  }

  /// Runs at the start of every call, without any lock held: to block, or to change things in between.
  void on_call(std::function<void(Call)> hook) {
    const std::lock_guard lock(mutex_);
    hook_ = std::move(hook);
  }

  /// The next `get` of this key hands out half of the content and then fails as corrupt.
  void damage(const std::string& key) {
    const std::lock_guard lock(mutex_);
    if (const auto found = objects_.find(key); found != objects_.end()) found->second.is_damaged = true;
  }

  [[nodiscard]] int calls(Call call) const {
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(call);
    return found == calls_.end() ? 0 : found->second;
  }

  /// The content of an object; empty where there is none.
  [[nodiscard]] std::string content(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(key);
    return found == objects_.end() ? "" : found->second.content;
  }

  Result<void> put(const std::string& key, File& content, const Metadata& metadata) override {
    BARYON_CHECK(begin(Call::put));
    BARYON_CHECK(check_key(key));
    BARYON_CHECK(check_metadata(metadata));
    std::string bytes;
    std::vector<std::uint8_t> buffer(64 * 1024);
    while (true) {
      BARYON_TRY(const auto count, content.read(buffer.data(), buffer.size()));
      if (count == 0) break;
      bytes.append(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(count));
    }
    const std::lock_guard lock(mutex_);
    objects_[key] = {.content = std::move(bytes), .metadata = metadata};
    return {};
  }

  Result<ObjectInfo> get(const std::string& key, const Sink& sink) override {
    BARYON_CHECK(begin(Call::get));
    BARYON_TRY(const auto object, find(key));
    constexpr std::size_t piece_size = 64 * 1024;
    const auto end = object.is_damaged ? object.content.size() / 2 : object.content.size();
    for (std::size_t at = 0; at < end; at += piece_size)
      BARYON_CHECK(sink(as_bytes(std::string_view(object.content).substr(at, std::min(piece_size, end - at)))));
    if (object.is_damaged) return fail(ErrorCode::corrupt, "object '" + key + "' does not match its seal");
    return info(key, object);
  }

  Result<ObjectInfo> head(const std::string& key) override {
    BARYON_CHECK(begin(Call::head));
    BARYON_TRY(const auto object, find(key));
    return info(key, object);
  }

  Result<std::vector<std::string>> list(const std::string& prefix) override {
    BARYON_CHECK(begin(Call::list));
    const std::lock_guard lock(mutex_);
    std::vector<std::string> keys;
    for (const auto& [key, object] : objects_)
      if (key.starts_with(prefix)) keys.push_back(key);
    return keys;
  }

  Result<void> remove(const std::string& key) override {
    BARYON_CHECK(begin(Call::remove));
    BARYON_CHECK(check_key(key));
    const std::lock_guard lock(mutex_);
    objects_.erase(key);
    return {};
  }

  Result<void> check() override { return begin(Call::check); }

 private:
  struct Object {
    std::string content;
    Metadata metadata;
    bool is_damaged = false;
  };

  static ObjectInfo info(const std::string& key, const Object& object) {
    return {.key = key, .size = object.content.size(), .metadata = object.metadata};
  }

  Result<Object> find(const std::string& key) const {
    BARYON_CHECK(check_key(key));
    const std::lock_guard lock(mutex_);
    const auto found = objects_.find(key);
    if (found == objects_.end()) return fail(ErrorCode::not_found, "there is no object '" + key + "'");
    return found->second;
  }

  Result<void> begin(Call call) {
    std::function<void(Call)> hook;
    {
      const std::lock_guard lock(mutex_);
      ++calls_[call];
      hook = hook_;
    }
    if (hook) hook(call);
    const std::lock_guard lock(mutex_);
    auto& failures = failures_[call];
    if (failures.empty()) return {};
    auto error = std::move(failures.front());
    failures.erase(failures.begin());
    return std::unexpected(std::move(error));
  }

  mutable std::mutex mutex_;
  std::map<std::string, Object> objects_;
  std::map<Call, std::vector<Error>> failures_;
  std::map<Call, int> calls_;
  std::function<void(Call)> hook_;
};

}  // namespace baryon::store
