#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

namespace baryon::store {

/// A store in memory that passes the conformance suite and can be made to fail; with versioning it keeps versions and
/// makes delete markers as a bucket does. Thread-safe.
///
///     StoreDouble store;
///     store.fail_next(StoreDouble::Call::put, Error{.code = ErrorCode::unavailable, .retryable = true});
class StoreDouble final : public Store {
 public:
  enum class Call : std::uint8_t { put, get, head, list, remove, list_versions, remove_versions, check };
  enum class Versioning : bool { off, on };

  explicit StoreDouble(Versioning versioning = Versioning::off) : is_versioned_(versioning == Versioning::on) {}

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
    if (const auto found = keys_.find(key); found != keys_.end()) found->second.front().is_damaged = true;
  }

  [[nodiscard]] int calls(Call call) const {
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(call);
    return found == calls_.end() ? 0 : found->second;
  }

  /// The content of an object; empty where there is none.
  [[nodiscard]] std::string content(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto* const object = latest(key);
    return object == nullptr ? "" : object->content;
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
    push(key, {.content = std::move(bytes), .metadata = metadata});
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
    for (const auto& [key, versions] : keys_)
      if (key.starts_with(prefix) && latest(key) != nullptr) keys.push_back(key);
    return keys;
  }

  Result<void> remove(const std::string& key) override {
    BARYON_CHECK(begin(Call::remove));
    BARYON_CHECK(check_key(key));
    const std::lock_guard lock(mutex_);
    if (is_versioned_) {
      push(key, {.is_delete_marker = true});
    } else {
      keys_.erase(key);
    }
    return {};
  }

  Result<std::vector<ObjectVersion>> list_versions(const std::string& prefix) override {
    BARYON_CHECK(begin(Call::list_versions));
    const std::lock_guard lock(mutex_);
    std::vector<ObjectVersion> listed;
    for (const auto& [key, versions] : keys_) {
      if (!key.starts_with(prefix)) continue;
      for (const auto& object : versions)
        listed.push_back({.key = key,
                          .version_id = object.id,
                          .size = object.content.size(),
                          .is_latest = &object == &versions.front(),
                          .is_delete_marker = object.is_delete_marker,
                          .modified_at = object.modified_at});
    }
    return listed;
  }

  Result<void> remove_versions(std::span<const ObjectVersion> versions) override {
    BARYON_CHECK(begin(Call::remove_versions));
    for (const auto& version : versions) BARYON_CHECK(check_key(version.key));
    const std::lock_guard lock(mutex_);
    for (const auto& version : versions) {
      const auto found = keys_.find(version.key);
      if (found == keys_.end()) continue;
      std::erase_if(found->second, [&](const Object& object) { return object.id == version.version_id; });
      if (found->second.empty()) keys_.erase(found);
    }
    return {};
  }

  Result<void> check() override { return begin(Call::check); }

 private:
  struct Object {
    std::string content = {};
    Metadata metadata = {};
    std::string id = {};
    bool is_delete_marker = false;
    bool is_damaged = false;
    Timestamp modified_at = {};
  };

  // The lock is held in both.
  void push(const std::string& key, Object object) {
    object.modified_at = system_clock().now();
    if (is_versioned_) object.id = "v" + std::to_string(++last_version_);
    auto& versions = keys_[key];
    if (!is_versioned_) versions.clear();
    versions.insert(versions.begin(), std::move(object));
  }

  [[nodiscard]] const Object* latest(const std::string& key) const {
    const auto found = keys_.find(key);
    return found == keys_.end() || found->second.front().is_delete_marker ? nullptr : &found->second.front();
  }

  static ObjectInfo info(const std::string& key, const Object& object) {
    return {.key = key, .size = object.content.size(), .metadata = object.metadata};
  }

  Result<Object> find(const std::string& key) const {
    BARYON_CHECK(check_key(key));
    const std::lock_guard lock(mutex_);
    const auto* const object = latest(key);
    if (object == nullptr) return fail(ErrorCode::not_found, "there is no object '" + key + "'");
    return *object;
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

  const bool is_versioned_;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Object>> keys_;  // the newest version first
  int last_version_ = 0;
  std::map<Call, std::vector<Error>> failures_;
  std::map<Call, int> calls_;
  std::function<void(Call)> hook_;
};

}  // namespace baryon::store
