#pragma once

#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "registry/embedded_registry.h"
#include "unit/bundle/sample_repository.h"

namespace baryon::pipeline {

/// A registry that can be made to fail before or after it did what it was asked for. Thread-safe.
class FailingRegistry final : public registry::Registry {
 public:
  explicit FailingRegistry(registry::Registry& real) : real_(real) {}

  enum class When : std::uint8_t { before, after };

  /// The next `submit` fails; `after`: although it was carried out, as when the process is killed.
  void fail_next(Error error, When when) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(error);
    when_ = when;
  }

  Result<registry::Registration> plan(const registry::Submission& submission) override {
    return real_.plan(submission);
  }
  Result<registry::Registration> submit(const registry::Submission& submission) override {
    std::optional<Error> failure;
    {
      const std::lock_guard lock(mutex_);
      failure.swap(failure_);
    }
    if (failure && when_ == When::before) return std::unexpected(*std::move(failure));
    auto done = real_.submit(submission);
    if (failure) return std::unexpected(*std::move(failure));
    return done;
  }
  Result<std::vector<registry::Template>> templates() override { return real_.templates(); }
  Result<std::optional<registry::Template>> find_template(const registry::TemplateName& name) override {
    return real_.find_template(name);
  }
  Result<std::vector<registry::Version>> versions(const registry::TemplateName& name) override {
    return real_.versions(name);
  }
  Result<std::optional<registry::Version>> find_version(const registry::TemplateName& name,
                                                        std::optional<registry::VersionNumber> number) override {
    return real_.find_version(name, number);
  }
  Result<std::vector<registry::Version>> versions_of_commit(const std::string& prefix) override {
    return real_.versions_of_commit(prefix);
  }

 private:
  registry::Registry& real_;
  std::mutex mutex_;
  std::optional<Error> failure_;
  When when_ = When::before;
};

}  // namespace baryon::pipeline
