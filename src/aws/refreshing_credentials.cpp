#include "aws/refreshing_credentials.h"

#include <fmt/format.h>

#include <utility>

#include "base/log.h"

namespace baryon::aws {

bool RefreshingCredentials::is_good() const {
  return current_ && (!current_->expires_at || clock_.now() < *current_->expires_at - least_left);
}

bool RefreshingCredentials::is_due() const {
  if (!current_) return true;
  if (!current_->expires_at || clock_.now() < *current_->expires_at - refresh_before) return false;
  return !not_before_ || clock_.now() >= *not_before_;
}

Result<Credentials> RefreshingCredentials::credentials() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (is_good() && (!is_due() || is_looking_)) return current_->key;
    if (!is_looking_) return look(lock);
    looked_.wait(lock);
  }
}

Result<Credentials> RefreshingCredentials::look(std::unique_lock<std::mutex>& lock) {
  is_looking_ = true;
  lock.unlock();
  auto found = provider_->find();
  lock.lock();
  is_looking_ = false;
  looked_.notify_all();
  if (found && *found) {
    current_ = **std::move(found);
    not_before_.reset();
    return current_->key;
  }
  not_before_ = clock_.now() + pause_after_failure;
  auto error = found ? Error{.code = ErrorCode::configuration,
                             .message = "there is no AWS access key",
                             .hint = fmt::format("looked for in {}", provider_->name()),
                             .retryable = true}
                     : std::move(found).error();
  if (!is_good()) return std::unexpected(std::move(error));
  log::warning("AWS access key cannot be renewed yet", {{"reason", error.text()}});
  return current_->key;
}

void RefreshingCredentials::reject(const Credentials& refused) {
  const std::lock_guard lock(mutex_);
  if (current_ && current_->key.access_key_id == refused.access_key_id && current_->key.secret == refused.secret)
    current_.reset();
}

}  // namespace baryon::aws
