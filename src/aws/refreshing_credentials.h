#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "aws/credentials_provider.h"
#include "aws/credentials_source.h"
#include "base/clock.h"

namespace baryon::aws {

/// Keeps what a provider finds, and looks again before it expires. Thread-safe: one caller looks at a time; others get
/// the key that is still good meanwhile, or wait where there is none. When looking fails, the old key serves until it
/// expires, and the next look is after `pause_after_failure`.
class RefreshingCredentials final : public CredentialsSource {
 public:
  /// How long before its end a key is replaced; AWS makes the next one available at least 5 minutes before.
  static constexpr std::chrono::minutes refresh_before{5};

  /// A key with less than this left is not handed out: requests take time, and clocks differ.
  static constexpr std::chrono::seconds least_left{10};

  static constexpr std::chrono::seconds pause_after_failure{10};

  /// The clock must outlive it.
  RefreshingCredentials(std::unique_ptr<CredentialsProvider> provider, const Clock& clock)
      : provider_(std::move(provider)), clock_(clock) {}

  Result<Credentials> credentials() override;
  void reject(const Credentials& refused) override;

 private:
  [[nodiscard]] bool is_good() const;
  [[nodiscard]] bool is_due() const;
  Result<Credentials> look(std::unique_lock<std::mutex>& lock);

  const std::unique_ptr<CredentialsProvider> provider_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable looked_;
  bool is_looking_ = false;
  std::optional<FoundCredentials> current_;
  std::optional<Timestamp> not_before_;
};

}  // namespace baryon::aws
