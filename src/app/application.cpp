#include "app/application.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "app/first_start.h"
#include "base/log.h"
#include "base/random.h"
#include "forge/bitbucket/client.h"
#include "registry/embedded_library.h"
#include "registry/embedded_registry.h"
#include "store/file_store.h"

namespace baryon::app {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::string_view file_scheme = "file:";

Result<std::unique_ptr<store::Store>> open_store(const Config& config) {
  const std::filesystem::path root(config.store.url.substr(file_scheme.size()));
  BARYON_TRY(auto key, store::StoreKey::load_or_make(store_key_file(config), root));
  BARYON_TRY(auto opened, store::FileStore::open(root, std::move(key)));
  return std::unique_ptr<store::Store>(std::move(opened));
}

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

pipeline::Rules rules_of(const Config& config) {
  return {.projects = config.bitbucket.projects, .branches = config.bitbucket.branches};
}

}  // namespace

bool Application::has_database(const Config& config) {
  std::error_code ignored;
  return std::filesystem::exists(config.database.substr(sqlite_scheme.size()), ignored);
}

Application::Application(Config config) : config_(std::move(config)) {}

Application::~Application() { stop_workers(); }

Result<std::unique_ptr<Application>> Application::open(Config config, Purpose purpose) {
  if (purpose != Purpose::inspect) {
    BARYON_CHECK(complete_config(config));
  } else if (!has_database(config)) {
    return fail(ErrorCode::not_found, fmt::format("there is no database at '{}' yet", config.database),
                "start `baryon serve` or run `baryon sync`, or name the configuration with --config");
  }
  std::unique_ptr<Application> application(new Application(std::move(config)));
  BARYON_CHECK(make_private_directory(application->spool_directory()));
  if (purpose == Purpose::serve) BARYON_CHECK(application->take_serve_lock());
  BARYON_TRY(application->database_, db::Database::open(application->config_.database));
  BARYON_TRY(application->store_, open_store(application->config_));
  application->build_pipeline();
  if (purpose == Purpose::serve) {
    BARYON_TRY(const auto taken_back, application->queue_->take_back_all());
    if (taken_back > 0) log::info("syncs of a process that was killed are queued again", {{"count", taken_back}});
  }
  return application;
}

// Leases protect syncs, but two embedded servers on one database are always a mistake.
Result<void> Application::take_serve_lock() {
  const auto path = config_.data_directory() / "serve.lock";
  serve_lock_ = File(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!serve_lock_.is_open()) return std::unexpected(system_error("open", path));
  if (::flock(serve_lock_.descriptor(), LOCK_EX | LOCK_NB) == 0) return {};
  return fail(ErrorCode::configuration,
              fmt::format("another baryon already serves '{}'", config_.data_directory().string()),
              "stop it, or give this one a database of its own");
}

void Application::build_pipeline() {
  forge_ = make_forge(config_, metrics_, cancel_.get_token());
  registry_ = std::make_unique<registry::EmbeddedRegistry>(*database_, clock_, registry_options(config_));
  library_ = std::make_unique<registry::EmbeddedLibrary>(*database_, clock_, registry_options(config_));
  history_ = std::make_unique<pipeline::History>(*database_);
  registrar_ = std::make_unique<pipeline::Registrar>(
      *store_, *registry_,
      pipeline::RegistrarOptions{.archive_key = config_.store.key,
                                 .root_name = config_.templates.root_name,
                                 .shared_directories = config_.templates.shared,
                                 .scratch_directory = spool_directory(),
                                 .on_registered = [this](const pipeline::TemplateResult& result) {
                                   if (result.is_new_version()) metrics_.count_version(result.kind);
                                 }});
  queue_ = std::make_unique<pipeline::Queue>(
      *database_, clock_, fmt::format("{}-{}", ::getpid(), random_hex(4)),
      pipeline::QueueOptions{.max_attempts = static_cast<std::int64_t>(config_.workers.max_attempts)});
  ingest_ = std::make_unique<pipeline::Ingest>(*database_, clock_,
                                               pipeline::Ingest::Options{
                                                   .rules = rules_of(config_),
                                                   .default_branch_max_age = config_.bitbucket.poll_interval,
                                                   .on_queued =
                                                       [this] {
                                                         if (workers_) workers_->wake();
                                                       },
                                               });
}

void Application::start_workers(const std::string& address) {
  const auto base = base_url(config_, address);
  runner_ = std::make_unique<pipeline::SyncRunner>(
      *database_, *forge_, *registrar_, clock_,
      pipeline::SyncOptions{.rules = rules_of(config_),
                            .spool_directory = spool_directory(),
                            .reports_status = config_.bitbucket.report_status,
                            .status_url = base.empty() ? "" : base + "/syncs/{sync}"});
  reconciler_ = std::make_unique<pipeline::Reconciler>(*database_, *forge_, rules_of(config_), clock_);
  workers_ = std::make_unique<pipeline::Workers>(
      *queue_, *runner_, *reconciler_, cancel_,
      pipeline::WorkersOptions{.count = config_.workers.count, .on_finished = [this](auto state, auto took) {
                                 metrics_.count_sync(to_string(state), took);
                               }});
  workers_->start();
}

void Application::stop_workers() {
  if (workers_) workers_->stop();
}

}  // namespace baryon::app
