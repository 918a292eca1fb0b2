#include "lambda/object_worker.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "app/application.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/ulid.h"
#include "pipeline/states.h"
#include "registry/proton/endpoint.h"

namespace baryon::lambda {
namespace {

Error not_done(std::string what) {
  return {.code = ErrorCode::unavailable,
          .message = std::move(what),
          .hint = "the event has to come again",
          .retryable = true};
}

// What lies on the disk of a function does not last.
Result<void> make_lasting(app::Config& config) {
  if (config.store.url.starts_with("file:"))
    return fail(ErrorCode::configuration, "what lies on the disk of a function does not last",
                "set store.url, or S3BUCKET, to an S3 bucket");
  if (config.database.dialect() != db::Dialect::sqlite) return {};
  if (!registry::proton::names_endpoint(config.registry.url))
    return fail(
        ErrorCode::configuration, "the function has no registry that lasts",
        "set registry.url to that of a Baryon (proton+https://HOST?region=REGION), or database to a PostgreSQL");
  config.database = db::Url::sqlite(config.scratch_directory / "baryon.db");
  return {};
}

}  // namespace

ObjectWorker::ObjectWorker(std::filesystem::path scratch_directory)
    : scratch_directory_(std::move(scratch_directory)) {}

ObjectWorker::~ObjectWorker() {
  application_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(scratch_directory_, ignored);
}

Result<std::unique_ptr<ObjectWorker>> ObjectWorker::open(app::Config config,
                                                         const std::filesystem::path& scratch_directory) {
  config.scratch_directory = scratch_directory / fmt::format("baryon-{}", new_ulid(system_clock().now()));
  BARYON_CHECK(make_lasting(config));
  std::unique_ptr<ObjectWorker> worker(new ObjectWorker(config.scratch_directory));
  BARYON_TRY(worker->application_, app::Application::open(std::move(config), app::Application::Purpose::sync));
  return worker;
}

Result<void> ObjectWorker::work(const pipeline::IncomingObjects& incoming, const std::function<bool()>& may_go_on) {
  BARYON_TRY(const auto receipt, application_->arrivals().accept(incoming));
  log::info(
      "objects",
      {{"delivery", receipt.delivery}, {"status", pipeline::to_string(receipt.status)}, {"reason", receipt.reason}});
  application_->work_off(may_go_on);
  return check_done(receipt.delivery);
}

Result<void> ObjectWorker::check_done(const std::string& delivery) {
  BARYON_TRY(const auto record, application_->history().delivery(delivery));
  if (!record) return std::unexpected(not_done(fmt::format("delivery {} cannot be found", delivery)));
  for (const auto& change : record->changes) {
    if (change.decision == "waiting") return std::unexpected(not_done(fmt::format("'{}' waits", change.ref)));
    if (change.sync.empty()) continue;
    BARYON_TRY(const auto sync, application_->history().sync(change.sync));
    if (sync && !sync->finished_at)
      return std::unexpected(not_done(fmt::format("'{}' is {}: {}", change.ref, sync->state, sync->reason)));
  }
  return {};
}

}  // namespace baryon::lambda
