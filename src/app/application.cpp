#include "app/application.h"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "app/first_start.h"
#include "app/key_files.h"
#include "app/parts.h"
#include "app/registry_url.h"
#include "app/serve_lock.h"
#include "app/shared_keys.h"
#include "base/log.h"
#include "base/random.h"
#include "forge/bitbucket/client.h"
#include "pipeline/reconcile_requests.h"
#include "registry/embedded_library.h"
#include "registry/embedded_registry.h"
#include "registry/library_registry.h"
#include "registry/proton/endpoint.h"
#include "registry/proton/remote_library.h"

namespace baryon::app {

std::unique_ptr<forge::Forge> make_forge(const Config& config, Metrics& metrics, std::stop_token stop) {
  return std::make_unique<forge::bitbucket::BitbucketForge>(
      forge::bitbucket::BitbucketOptions{.server = {.url = config.bitbucket.url,
                                                    .token = config.bitbucket.token,
                                                    .proxy = config.bitbucket.proxy,
                                                    .ca_file = config.bitbucket.ca_file,
                                                    .stop = std::move(stop),
                                                    .observer = [&metrics](int status, auto took) {
                                                      metrics.count_upstream("bitbucket", status, took);
                                                    }}});
}

pipeline::Rules rules_of(const Config& config) {
  return {.projects = config.bitbucket.projects, .branches = config.bitbucket.branches};
}

bundle::RootNames root_names_of(const Config& config) {
  return {.any = config.templates.root_name,
          .environment = config.templates.root_environment_name,
          .service = config.templates.root_service_name};
}

namespace {

registry::Compatibility compatibility_of(const Config& config) {
  if (config.templates.compatibility == "warn") return registry::Compatibility::warn;
  if (config.templates.compatibility == "next_major") return registry::Compatibility::next_major;
  return registry::Compatibility::refuse;
}

registry::RegistryOptions registry_options(const Config& config) {
  return {.publish = config.registry.publish == "automatic" ? registry::Publish::automatic : registry::Publish::draft,
          .compatibility = compatibility_of(config)};
}

// Where people reach this server; nothing where only they know.
std::string base_url(const Config& config, const std::string& address) {
  if (!config.server.public_url.empty()) return config.server.public_url;
  if (address.starts_with("0.0.0.0:") || address.starts_with("[::]:")) return {};
  return fmt::format("{}://{}", config.server.tls.certificate.empty() ? "http" : "https", address);
}

// With comparisons on a schedule, each of them tells it anew.
std::chrono::milliseconds default_branch_age(const Config& config) {
  constexpr std::chrono::minutes without_schedule(5);
  const auto interval = config.bitbucket.poll_interval;
  return interval > std::chrono::milliseconds(0) ? interval : without_schedule;
}

// With several nodes, the one that is first makes the key for all.
Result<std::string> make_store_key(db::Database& database) {
  auto key = store_key_file().make();
  if (database.dialect() == db::Dialect::sqlite) return key;
  return database.writer().write(
      [&](db::Session& session) { return agree_on_key(session, store_key_file().name, key); });
}

}  // namespace

bool Application::has_database(const Config& config) {
  if (config.database.dialect() != db::Dialect::sqlite) return true;
  std::error_code ignored;
  return std::filesystem::exists(config.database.path(), ignored);
}

Application::Application(Config config) : config_(std::move(config)) {}

Application::~Application() { stop_workers(); }

Result<std::unique_ptr<Application>> Application::open(Config config, Purpose purpose) {
  if (purpose == Purpose::inspect && !has_database(config))
    return fail(ErrorCode::not_found, fmt::format("there is no database at '{}' yet", config.database.shown()),
                "start `baryon serve` or run `baryon sync`, or name the configuration with --config");
  std::unique_ptr<Application> application(new Application(std::move(config)));
  BARYON_CHECK(make_private_directory(application->config_.data_directory()));
  BARYON_CHECK(make_private_directory(application->spool_directory()));
  if (purpose == Purpose::serve) {
    if (application->is_alone()) {
      BARYON_TRY(application->serve_lock_, take_serve_lock(application->config_.data_directory()));
    }
    BARYON_CHECK(make_private_directory(application->uploads_directory()));
  }
  BARYON_TRY(application->database_, db::Database::open(application->config_.database));
  BARYON_CHECK(share_key_files(*application->database_, application->config_));
  if (purpose != Purpose::inspect) BARYON_CHECK(complete_config(application->config_));
  BARYON_TRY(application->store_, open_store(application->config_, application->store_context()));
  BARYON_CHECK(application->build_registry());
  application->build_pipeline();
  if (purpose == Purpose::serve && application->is_alone()) {
    BARYON_TRY(const auto taken_back, application->queue_->take_back_all());
    if (taken_back > 0) log::info("syncs of a process that was killed are queued again", {{"count", taken_back}});
  }
  return application;
}

StoreContext Application::store_context() {
  return {.clock = clock_,
          .environment = process_environment(),
          .make_key = [this] { return make_store_key(*database_); },
          .stop = cancel_.get_token(),
          .observer = [this](int status, auto took) { metrics_.count_upstream("s3", status, took); }};
}

Result<void> Application::build_registry() {
  const auto options = registry_options(config_);
  if (!registry::proton::names_endpoint(config_.registry.url)) {
    registry_ = std::make_unique<registry::EmbeddedRegistry>(*database_, clock_, options);
    library_ = std::make_unique<registry::EmbeddedLibrary>(*database_, clock_, options);
    return {};
  }
  BARYON_TRY(auto endpoint, registry::proton::parse_endpoint(config_.registry.url));
  BARYON_CHECK(check_registry_credentials(config_));
  registry_credentials_ = registry_credentials_source(config_, clock_, cancel_.get_token());
  pauses_ = std::make_unique<StoppablePauses>(cancel_.get_token());
  const auto bucket = endpoint.bucket;
  registry_client_ = std::make_unique<registry::proton::Client>(
      registry::proton::ClientOptions{
          .endpoint = std::move(endpoint),
          .stop = cancel_.get_token(),
          .observer = [this](int status, auto took) { metrics_.count_upstream("registry", status, took); }},
      *registry_credentials_, *pauses_, clock_);
  library_ = std::make_unique<registry::proton::RemoteLibrary>(*registry_client_);
  registry_ = std::make_unique<registry::LibraryRegistry>(
      *library_, *pauses_,
      registry::LibraryRegistryOptions{.registry = options, .bucket = bucket, .name = registry_client_->name()});
  return {};
}

void Application::build_pipeline() {
  forge_ = make_forge(config_, metrics_, cancel_.get_token());
  history_ = std::make_unique<pipeline::History>(*database_);
  ledger_ = std::make_unique<pipeline::Ledger>(*database_, rules_of(config_));
  steering_ = std::make_unique<pipeline::Steering>(*database_, clock_);
  registrar_ = std::make_unique<pipeline::Registrar>(
      store_->store(), *registry_,
      pipeline::RegistrarOptions{.archive_key = config_.store.key,
                                 .root_names = root_names_of(config_),
                                 .shared_directories = config_.templates.shared,
                                 .scratch_directory = spool_directory(),
                                 .steering = steering_.get(),
                                 .on_registered = [this](const pipeline::TemplateResult& result) {
                                   if (result.is_new_version()) metrics_.count_version(result.kind);
                                 }});
  timers_ = std::make_unique<db::TimerLock>(*database_);
  queue_ = std::make_unique<pipeline::Queue>(
      *database_, clock_, fmt::format("{}-{}", ::getpid(), random_hex(4)),
      pipeline::QueueOptions{.max_attempts = static_cast<std::int64_t>(config_.workers.max_attempts)});
  ingest_ =
      std::make_unique<pipeline::Ingest>(*database_, clock_,
                                         pipeline::Ingest::Options{
                                             .rules = rules_of(config_),
                                             .default_branch_max_age = default_branch_age(config_),
                                             .on_queued = [this] { wake_all(); },
                                             .on_superseded = [this](auto count) { metrics_.count_superseded(count); },
                                         });
  build_reconciler();
  build_arrivals();
  build_template_sync();
  if (!is_registry_remote()) build_registrations();
}

void Application::build_reconciler() {
  reconcile_pauses_ = std::make_unique<StoppablePauses>(reconcile_cancel_.get_token());
  reconcile_forge_ = make_forge(config_, metrics_, reconcile_cancel_.get_token());
  paced_forge_ = std::make_unique<pipeline::PacedForge>(*reconcile_forge_, *reconcile_pauses_);
  reconciler_ =
      std::make_unique<pipeline::Reconciler>(*database_, *paced_forge_, clock_,
                                             pipeline::ReconcilerOptions{.rules = rules_of(config_),
                                                                         .interval = config_.bitbucket.poll_interval,
                                                                         .stop = reconcile_cancel_.get_token()});
}

// What others put into the store.
void Application::build_arrivals() {
  sns_http_ = std::make_unique<net::HttpClient>(net::HttpClientOptions{
      .first_byte_timeout = std::chrono::seconds(20),
      .stop = cancel_.get_token(),
      .observer = [this](int status, auto took) { metrics_.count_upstream("sns", status, took); }});
  sns_certificates_ = std::make_unique<aws::sns::FetchedCertificates>(*sns_http_);
  sns_ = std::make_unique<aws::sns::Receiver>(config_.store.events.topics, *sns_certificates_, *sns_http_, clock_);
  const pipeline::ObjectKeys keys(config_.store.key);
  stored_archives_ = std::make_unique<pipeline::StoredArchives>(*database_, store_->store());
  arrivals_ = std::make_unique<pipeline::Arrivals>(*database_, clock_,
                                                   pipeline::ArrivalOptions{.bucket = store_->bucket_name(),
                                                                            .store_prefix = store_->bucket_prefix(),
                                                                            .prefixes = config_.store.events.prefixes,
                                                                            .keys = keys,
                                                                            .on_arrival = [this] { wake_arrivals(); }});
  arrival_looks_ = std::make_unique<pipeline::ArrivalLooks>(
      *database_, store_->store(), clock_, pipeline::ArrivalLookOptions{.rules = rules_of(config_), .keys = keys});
  archive_retention_ = std::make_unique<pipeline::ArchiveRetention>(*database_, store_->store(), keys);
}

void Application::build_template_sync() {
  const std::string forge(forge_->name());
  sync_configs_ = std::make_unique<pipeline::SyncConfigs>(
      *database_, clock_, pipeline::SyncConfigs::Options{.forge = forge, .on_due = [this] { wake_workers(); }});
  repositories_ = std::make_unique<pipeline::LinkedRepositories>(*database_, clock_, forge);
  sync_statuses_ = std::make_unique<pipeline::SyncStatuses>(*database_, forge);
}

void Application::build_registrations() {
  sources_ = std::make_unique<pipeline::BundleSources>(
      store_->store(), uploads_directory(), spool_directory(),
      pipeline::SourceBucket{.name = store_->bucket_name(), .store = store_->bucket()});
  registration_ = std::make_unique<pipeline::Registration>(store_->store(), *library_, *sources_, spool_directory());
  registrations_ = std::make_unique<pipeline::Registrations>(
      *library_, *registration_,
      pipeline::RegistrationsOptions{
          .is_our_turn = [this] { return timers_->is_ours(); },
          .on_registered =
              [this](const registry::Version& version) { metrics_.count_version(bundle::to_string(version.kind)); }});
}

void Application::wake_workers() {
  if (workers_) workers_->wake();
}

void Application::wake_arrivals() {
  if (arrival_thread_) arrival_thread_->wake();
}

void Application::wake_reconciler() {
  if (reconcile_threads_) reconcile_threads_->wake();
}

// A delivery may ask for a comparison as well as for a sync.
void Application::wake_all() {
  wake_workers();
  wake_reconciler();
}

void Application::request_round(std::string reason) {
  database_->writer().submit(
      [this, reason = std::move(reason)](db::Session& session) {
        return pipeline::request_reconcile(session, forge_->name(), pipeline::all_repositories, reason, clock_.now());
      },
      [this](Result<void> stored) {
        if (!stored) return log::error("comparison cannot be asked for", {{"reason", stored.error().text()}});
        wake_reconciler();
      });
}

void Application::wake_registrations() {
  if (registrations_) registrations_->wake();
}

// `base`: the address for links; empty where there is none.
void Application::build_workers(const std::string& base) {
  runner_ = std::make_unique<pipeline::SyncRunner>(
      *database_, forge::Forges{forge_.get(), stored_archives_.get()}, *registrar_, clock_,
      pipeline::SyncOptions{.rules = rules_of(config_),
                            .spool_directory = spool_directory(),
                            .reports_status = config_.bitbucket.report_status,
                            .status_url = base.empty() ? "" : base + "/syncs/{sync}"});
  looks_ = std::make_unique<pipeline::SyncConfigLooks>(*database_, *forge_, clock_);
  workers_ = std::make_unique<pipeline::Workers>(
      *queue_, *runner_, *looks_, cancel_,
      pipeline::WorkersOptions{
          .count = config_.workers.count,
          .is_our_turn = [this] { return timers_->is_ours(); },
          .on_finished = [this](auto state, auto took) { metrics_.count_sync(to_string(state), took); }});
}

bool Application::look_at_arrival() {
  using Looked = pipeline::ArrivalLooks::Looked;
  const auto looked = arrival_looks_->run_due();
  if (!looked) log::error("nothing that came into the store can be looked at", {{"reason", looked.error().text()}});
  return looked && *looked != Looked::nothing_due;
}

void Application::work_off(const std::function<bool()>& may_go_on) {
  if (!workers_) build_workers(config_.server.public_url);
  if (const auto rescued = queue_->rescue(); !rescued)
    log::error("expired leases not looked for", {{"reason", rescued.error().text()}});
  while (may_go_on() && (look_at_arrival() || workers_->run_one())) {
  }
}

void Application::start_workers(const std::string& address) {
  build_workers(base_url(config_, address));
  arrival_thread_ = std::make_unique<pipeline::ArrivalThread>(
      *arrival_looks_, pipeline::ArrivalThreadOptions{.on_queued = [this] { wake_workers(); }});
  workers_->start();
  if (config_.workers.count > 0) arrival_thread_->start();
  if (registrations_ && config_.workers.count > 0) registrations_->start();
  if (config_.workers.count > 0) start_reconciling();
  if (config_.workers.count > 0) start_pruning();
}

// Without a Bitbucket there is nothing to compare with.
void Application::start_reconciling() {
  if (config_.bitbucket.url.empty()) return;
  reconcile_threads_ = std::make_unique<pipeline::ReconcileThreads>(
      *reconciler_, reconcile_cancel_,
      pipeline::ReconcileThreadsOptions{.on_queued = [this] { wake_workers(); },
                                        .is_ours = [this] { return timers_->is_ours(); }});
  if (config_.bitbucket.poll_interval > std::chrono::milliseconds(0)) request_round("the server started");
  reconcile_threads_->start();
}

void Application::start_pruning() {
  if (config_.store.prune_interval == std::chrono::milliseconds(0)) return;
  archive_pruner_ = std::make_unique<pipeline::ArchivePruner>(
      *archive_retention_, pipeline::ArchivePrunerOptions{.keep = config_.store.keep_versions,
                                                          .interval = config_.store.prune_interval,
                                                          .is_ours = [this] { return timers_->is_ours(); }});
  archive_pruner_->start();
}

// The workers cancel what all threads ask the store for, so those that may wait for it end after them.
void Application::stop_workers() {
  if (registrations_) registrations_->stop();
  if (reconcile_threads_) reconcile_threads_->stop();
  if (workers_) workers_->stop();
  if (arrival_thread_) arrival_thread_->stop();
  if (archive_pruner_) archive_pruner_->stop();
  if (timers_) timers_->release();
}

}  // namespace baryon::app
