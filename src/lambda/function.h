#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "app/config.h"
#include "app/metrics.h"
#include "aws/credentials_source.h"
#include "aws/queue.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/error.h"
#include "faces/webhook.h"
#include "lambda/deadline.h"
#include "lambda/event.h"
#include "lambda/object_worker.h"
#include "lambda/runtime_api.h"
#include "net/router.h"
#include "pipeline/archive_courier.h"
#include "pipeline/ingest.h"

namespace baryon::lambda {

/// What the function needs from outside.
struct FunctionOptions {
  std::function<Result<app::Config>()> load;  ///< read again now and then: secrets are rotated
  std::string queue_url = {};                 ///< where deliveries wait for another function; empty: no need for one
  std::string region = {};                    ///< of the queue
  Environment environment = {};               ///< where access keys for the store come from
  std::filesystem::path spool_directory = "/tmp";
};

/// Answers events: requests by the faces, messages of the queue by bringing archives into the store, notifications of
/// objects by registering what is in them. What an event needs is made with the first event that needs it. Nothing that
/// has to last lies on the function's disk. One thread.
class Function {
 public:
  /// How long a configuration, and with it what Secrets Manager said, is believed.
  static constexpr std::chrono::minutes config_age{5};

  /// Not sooner, even if a signature does not fit.
  static constexpr std::chrono::seconds least_config_age{30};

  /// `credentials` and `clock` must outlive it. Errors: configuration.
  [[nodiscard]] static Result<std::unique_ptr<Function>> open(FunctionOptions options,
                                                              aws::CredentialsSource& credentials, const Clock& clock);
  ~Function();
  Function(const Function&) = delete;
  Function& operator=(const Function&) = delete;

  /// The answer, JSON. An error is for Lambda, which gives an event that no caller waits for again.
  [[nodiscard]] Result<std::string> answer(const Invocation& invocation);

 private:
  struct Works;

  Function(FunctionOptions options, aws::CredentialsSource& credentials, const Clock& clock);

  Result<void> load();
  void load_if_older_than(std::chrono::milliseconds age);

  std::string answer_request(HttpEvent event);
  net::Response ask_faces(const net::Request& request);
  Result<std::string> answer_batch(const QueueBatch& batch);
  Result<std::string> answer_objects(const ObjectNotification& notification, const std::string& request_id);

  void take_in(const pipeline::Incoming& incoming, pipeline::Ingest::Done done);
  Result<pipeline::Receipt> bring(const pipeline::Incoming& incoming);
  Result<pipeline::Receipt> enqueue(const pipeline::Incoming& incoming);
  Result<void> work_on(const QueueMessage& message);

  Result<pipeline::Receipt> within_deadline(const std::function<Result<pipeline::Receipt>()>& work);
  Result<Works*> works();
  Result<ObjectWorker*> object_worker();

  FunctionOptions options_;
  aws::CredentialsSource& credentials_;
  const Clock& clock_;
  app::Metrics metrics_;
  app::Config config_;
  Timestamp loaded_at_;
  std::unique_ptr<faces::WebhookFace> webhook_;
  net::Router router_;
  Timestamp deadline_at_;
  std::stop_source stop_;
  std::unique_ptr<Works> works_;
  std::unique_ptr<ObjectWorker> object_worker_;
  Deadline deadline_{clock_};  // the first to go: its thread stops what the works do
};

}  // namespace baryon::lambda
