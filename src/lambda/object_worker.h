#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/config.h"
#include "base/error.h"
#include "pipeline/arrivals.h"

namespace baryon::app {
class Application;
}

namespace baryon::lambda {

/// Registers what came into the bucket, by the same pipeline as `baryon serve`. With PostgreSQL the work is shared with
/// all other nodes. Without, what has to last is in the registry of another Baryon, and the database is a scratch file
/// that ends with this. One thread.
class ObjectWorker {
 public:
  /// Errors: configuration (nowhere to register that lasts), unavailable.
  [[nodiscard]] static Result<std::unique_ptr<ObjectWorker>> open(app::Config config,
                                                                  const std::filesystem::path& scratch_directory);
  ~ObjectWorker();
  ObjectWorker(const ObjectWorker&) = delete;
  ObjectWorker& operator=(const ObjectWorker&) = delete;

  /// Goes on while `may_go_on`. Errors: unavailable, retryable: something is not done yet, and the event has to come
  /// again; whatever was done is not done twice then.
  Result<void> work(const pipeline::IncomingObjects& incoming, const std::function<bool()>& may_go_on);

 private:
  explicit ObjectWorker(std::filesystem::path scratch_directory);
  Result<void> check_done(const std::string& delivery);

  const std::filesystem::path scratch_directory_;
  std::unique_ptr<app::Application> application_;
};

}  // namespace baryon::lambda
