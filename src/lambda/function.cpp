#include "lambda/function.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "app/opened_store.h"
#include "app/parts.h"
#include "base/log.h"
#include "base/ulid.h"
#include "faces/health.h"
#include "lambda/delivery_message.h"
#include "net/address_list.h"
#include "store/events/notification.h"

namespace baryon::lambda {
namespace {

using pipeline::ArchiveCourier;
using pipeline::DeliveryStatus;
using pipeline::Receipt;
using What = ArchiveCourier::What;

Error too_late() {
  return {.code = ErrorCode::unavailable,
          .message = "too little time was left to begin",
          .hint = "give the function a longer timeout",
          .retryable = true};
}

net::Response refusal(int code, std::string_view status, std::string_view reason) {
  return net::Response::json(code, fmt::format(R"({{"status":"{}","delivery":null,"reason":"{}"}})", status, reason));
}

Receipt receipt_of(std::string delivery, const std::vector<ArchiveCourier::Outcome>& outcomes) {
  Receipt receipt{.status = DeliveryStatus::ignored, .delivery = std::move(delivery), .reason = "nothing changed"};
  constexpr std::array statuses{std::pair(What::stored, DeliveryStatus::accepted),
                                std::pair(What::known, DeliveryStatus::duplicate),
                                std::pair(What::ignored, DeliveryStatus::ignored)};
  for (const auto& [what, status] : statuses) {
    const auto found = std::ranges::find(outcomes, what, &ArchiveCourier::Outcome::what);
    if (found == outcomes.end()) continue;
    receipt.status = status;
    receipt.reason = found->reason;
    if (outcomes.size() > 1)
      receipt.reason =
          fmt::format("{} of {} changes: {}", std::ranges::count(outcomes, what, &ArchiveCourier::Outcome::what),
                      outcomes.size(), found->reason);
    break;
  }
  return receipt;
}

// Why the rules leave nothing of an event to be done; nothing where they do not.
std::optional<std::string> reason_to_ignore(const pipeline::Rules& rules, const forge::Event& event) {
  if (event.kind != forge::EventKind::refs_changed && event.kind != forge::EventKind::default_branch_changed)
    return fmt::format("event '{}' needs no sync", event.key);
  auto judgement = pipeline::judge_repository(rules, event.repository);
  if (judgement.verdict == pipeline::Verdict::ignore) return std::move(judgement.reason);
  for (const auto& change : event.changes) {
    judgement = pipeline::judge(rules, change, std::nullopt);
    if (judgement.verdict != pipeline::Verdict::ignore) return std::nullopt;
  }
  return event.changes.empty() ? std::nullopt : std::optional(std::move(judgement.reason));
}

}  // namespace

// What work on deliveries needs, with connections that are kept from event to event.
struct Function::Works {
  std::unique_ptr<forge::Forge> forge;
  std::unique_ptr<app::OpenedStore> store;
  std::unique_ptr<ArchiveCourier> courier;
};

Function::Function(FunctionOptions options, aws::CredentialsSource& credentials, const Clock& clock)
    : options_(std::move(options)), credentials_(credentials), clock_(clock) {
  const auto webhook = [this](net::Request request, net::Reply reply) {
    webhook_->handle(std::move(request), std::move(reply));
  };
  router_.add("POST", "/webhooks/bitbucket", webhook);
  router_.add("POST", "/", [webhook](net::Request request, net::Reply reply) {
    if (request.headers.find("X-Event-Key")) return webhook(std::move(request), std::move(reply));
    reply(refusal(404, "not_found", "webhooks go to /webhooks/bitbucket"));
  });
  router_.add("GET", "/healthz", [](const net::Request&, net::Reply reply) { reply(faces::health()); });
}

Function::~Function() = default;

Result<std::unique_ptr<Function>> Function::open(FunctionOptions options, aws::CredentialsSource& credentials,
                                                 const Clock& clock) {
  std::unique_ptr<Function> function(new Function(std::move(options), credentials, clock));
  BARYON_CHECK(function->load());
  return function;
}

Result<void> Function::load() {
  BARYON_TRY(auto config, options_.load());
  BARYON_TRY(auto allow, net::AddressList::parse(config.server.allow));
  BARYON_TRY(auto proxies, net::AddressList::parse(config.server.trusted_proxies));
  webhook_ = std::make_unique<faces::WebhookFace>(
      [this](const pipeline::Incoming& incoming, pipeline::Ingest::Done done) { take_in(incoming, std::move(done)); },
      metrics_,
      faces::WebhookOptions{
          .secrets = config.bitbucket.secrets, .allow = std::move(allow), .trusted_proxies = std::move(proxies)});
  works_.reset();
  object_worker_.reset();
  config_ = std::move(config);
  loaded_at_ = clock_.now();
  return {};
}

void Function::load_if_older_than(std::chrono::milliseconds age) {
  if (clock_.now() - loaded_at_ < age) return;
  if (const auto loaded = load(); !loaded) {
    log::warning("configuration not read again; the one before stays in force",
                 {{"reason", loaded.error().message}, {"hint", loaded.error().hint}});
    loaded_at_ = clock_.now();
  }
}

Result<std::string> Function::answer(const Invocation& invocation) {
  load_if_older_than(config_age);
  deadline_at_ = invocation.deadline;
  BARYON_TRY(auto event, read_event(invocation.event));
  if (auto* const request = std::get_if<HttpEvent>(&event)) return answer_request(std::move(*request));
  if (const auto* const broken = std::get_if<BrokenRequest>(&event)) {
    log::warning("request cannot be read", {{"request_id", invocation.request_id}, {"reason", broken->error.message}});
    return write_http_answer(broken->shape, refusal(400, "invalid", "the event that carries the request is broken"));
  }
  if (const auto* const batch = std::get_if<QueueBatch>(&event)) return answer_batch(*batch);
  if (std::holds_alternative<ObjectTest>(event)) return "null";
  return answer_objects(std::get<ObjectNotification>(event), invocation.request_id);
}

std::string Function::answer_request(HttpEvent event) {
  auto response = ask_faces(event.request);
  // A secret that was rotated a moment ago may be why.
  if (response.status == 401 && clock_.now() - loaded_at_ >= least_config_age) {
    load_if_older_than(least_config_age);
    response = ask_faces(event.request);
  }
  auto answer = write_http_answer(event.shape, response);
  if (answer.size() <= max_answer_bytes) return answer;
  return write_http_answer(event.shape, refusal(500, "too_large", "the answer is larger than Lambda takes"));
}

net::Response Function::ask_faces(const net::Request& request) {
  if (request.body.size() > config_.server.max_body)
    return refusal(413, "too_large", "the body is larger than server.max_body");
  auto response = refusal(500, "failed", "no answer");
  router_.handle(request, [&](net::Response given) { response = std::move(given); });
  return response;
}

void Function::take_in(const pipeline::Incoming& incoming, pipeline::Ingest::Done done) {
  if (const auto reason = reason_to_ignore(app::rules_of(config_), incoming.event))
    return done(Receipt{.status = DeliveryStatus::ignored, .delivery = new_ulid(clock_.now()), .reason = *reason});
  done(within_deadline([&] { return options_.queue_url.empty() ? bring(incoming) : enqueue(incoming); }));
}

Result<Receipt> Function::within_deadline(const std::function<Result<Receipt>()>& work) {
  if (stop_.stop_requested()) {  // what the event before used is stopped for good
    works_.reset();
    stop_ = {};
  }
  if (!deadline_.begin(deadline_at_, stop_)) return std::unexpected(too_late());
  auto receipt = work();
  deadline_.end();
  return receipt;
}

Result<Function::Works*> Function::works() {
  if (works_) return works_.get();
  if (config_.store.url.starts_with("file:"))
    return fail(ErrorCode::configuration, "what lies on the disk of a function does not last",
                "set store.url, or S3BUCKET, to an S3 bucket");
  auto made = std::make_unique<Works>();
  BARYON_TRY(made->store, app::open_store(config_, {.clock = clock_,
                                                    .environment = options_.environment,
                                                    .stop = stop_.get_token(),
                                                    .observer = [this](int status, auto took) {
                                                      metrics_.count_upstream("s3", status, took);
                                                    }}));
  made->forge = app::make_forge(config_, metrics_, stop_.get_token());
  made->courier =
      std::make_unique<ArchiveCourier>(*made->forge, made->store->store(),
                                       pipeline::ArchiveCourierOptions{.rules = app::rules_of(config_),
                                                                       .keys = pipeline::ObjectKeys(config_.store.key),
                                                                       .spool_directory = options_.spool_directory});
  works_ = std::move(made);
  return works_.get();
}

Result<Receipt> Function::bring(const pipeline::Incoming& incoming) {
  BARYON_TRY(auto* const works, this->works());
  BARYON_TRY(const auto outcomes, works->courier->bring(incoming.event));
  return receipt_of(new_ulid(clock_.now()), outcomes);
}

Result<Receipt> Function::enqueue(const pipeline::Incoming& incoming) {
  BARYON_TRY(auto queue,
             aws::Queue::open(options_.queue_url, options_.region, credentials_, clock_, {.stop = stop_.get_token()}));
  auto delivery = new_ulid(clock_.now());
  for (const auto& message :
       write_delivery_messages({.id = delivery, .forge = incoming.forge, .event = incoming.event}))
    BARYON_CHECK(queue.send(message));
  return Receipt{.status = DeliveryStatus::accepted,
                 .delivery = std::move(delivery),
                 .reason = "queued; what of it is new will be synced"};
}

Result<std::string> Function::answer_batch(const QueueBatch& batch) {
  std::vector<std::string> failed;
  for (const auto& message : batch.messages) {
    if (const auto worked = work_on(message); !worked) {
      log::error("message not worked on; it will come again",
                 {{"message", message.id}, {"reason", worked.error().message}, {"hint", worked.error().hint}});
      failed.push_back(message.id);
    }
  }
  return write_batch_answer(failed);
}

Result<std::string> Function::answer_objects(const ObjectNotification& notification, const std::string& request_id) {
  BARYON_TRY(auto objects, store::events::parse_notification(notification.document));
  if (objects.is_test) return "null";
  const auto has_time = [this] { return deadline_at_ - clock_.now() >= Deadline::least; };
  if (!has_time()) return std::unexpected(too_late());
  BARYON_TRY(auto* const worker, object_worker());
  BARYON_CHECK(worker->work(
      {.records = std::move(objects.records), .request_id = request_id, .remote = {}, .body = notification.document},
      has_time));
  return "null";
}

Result<ObjectWorker*> Function::object_worker() {
  if (!object_worker_) {
    BARYON_TRY(object_worker_, ObjectWorker::open(config_, options_.spool_directory));
  }
  return object_worker_.get();
}

Result<void> Function::work_on(const QueueMessage& message) {
  BARYON_TRY(const auto delivery, read_delivery_message(message.body));
  // The rules may have changed since it was queued; what they ignore needs neither forge nor store.
  if (const auto reason = reason_to_ignore(app::rules_of(config_), delivery.event)) {
    log::info("delivery", {{"delivery", delivery.id}, {"status", "ignored"}, {"reason", *reason}});
    return {};
  }
  BARYON_TRY(
      const auto receipt, within_deadline([&] {
        return bring({.forge = delivery.forge, .event = delivery.event, .request_id = {}, .remote = {}, .body = {}});
      }));
  log::info("delivery", {{"delivery", delivery.id},
                         {"repository", delivery.event.repository.path()},
                         {"status", to_string(receipt.status)},
                         {"reason", receipt.reason}});
  return {};
}

}  // namespace baryon::lambda
