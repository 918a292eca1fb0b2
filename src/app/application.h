#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>

#include "app/config.h"
#include "app/metrics.h"
#include "app/opened_store.h"
#include "aws/credentials_source.h"
#include "aws/sns/certificates.h"
#include "aws/sns/receiver.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/pauses.h"
#include "db/database.h"
#include "db/timer_lock.h"
#include "forge/forge.h"
#include "pipeline/archive_pruner.h"
#include "pipeline/archive_retention.h"
#include "pipeline/arrival_looks.h"
#include "pipeline/arrival_thread.h"
#include "pipeline/arrivals.h"
#include "pipeline/bundle_sources.h"
#include "pipeline/history.h"
#include "pipeline/ingest.h"
#include "pipeline/ledger.h"
#include "pipeline/linked_repositories.h"
#include "pipeline/paced_forge.h"
#include "pipeline/queue.h"
#include "pipeline/reconcile.h"
#include "pipeline/reconcile_threads.h"
#include "pipeline/registrar.h"
#include "pipeline/registration.h"
#include "pipeline/registrations.h"
#include "pipeline/steering.h"
#include "pipeline/stored_archives.h"
#include "pipeline/sync.h"
#include "pipeline/sync_config_looks.h"
#include "pipeline/sync_configs.h"
#include "pipeline/sync_statuses.h"
#include "pipeline/workers.h"
#include "registry/library.h"
#include "registry/proton/client.h"
#include "registry/registry.h"
#include "store/store.h"

namespace baryon::app {

/// The program's objects, built from the configuration. A new forge, store or registry is one line in application.cpp.
class Application {
 public:
  enum class Purpose : std::uint8_t {
    inspect,  ///< looks at what is there, or changes it: the database has to exist
    sync,     ///< one shot beside a server that may be running
    serve,    ///< a serving process: the only one on an SQLite database
  };

  /// Errors: configuration, not_found (inspect), unavailable, conflict (another process serves this database).
  [[nodiscard]] static Result<std::unique_ptr<Application>> open(Config config, Purpose purpose);

  /// Whether the configured database exists already; PostgreSQL is taken at its word.
  [[nodiscard]] static bool has_database(const Config& config);

  /// Whether no other process may serve the same database: with PostgreSQL others may.
  [[nodiscard]] bool is_alone() const { return config_.database.dialect() == db::Dialect::sqlite; }

  ~Application();
  Application(Application&&) = delete;
  Application& operator=(Application&&) = delete;
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] db::Database& database() { return *database_; }
  [[nodiscard]] db::TimerLock& timers() { return *timers_; }
  [[nodiscard]] store::Store& store() { return store_->store(); }
  [[nodiscard]] registry::Registry& registry() { return *registry_; }
  [[nodiscard]] registry::Library& library() { return *library_; }
  [[nodiscard]] forge::Forge& forge() { return *forge_; }
  [[nodiscard]] pipeline::History& history() { return *history_; }
  [[nodiscard]] pipeline::Ledger& ledger() { return *ledger_; }
  [[nodiscard]] pipeline::Registrar& registrar() { return *registrar_; }
  [[nodiscard]] pipeline::Queue& queue() { return *queue_; }
  [[nodiscard]] pipeline::Ingest& ingest() { return *ingest_; }
  [[nodiscard]] pipeline::Arrivals& arrivals() { return *arrivals_; }
  [[nodiscard]] pipeline::ArrivalLooks& arrival_looks() { return *arrival_looks_; }
  [[nodiscard]] pipeline::ArchiveRetention& archive_retention() { return *archive_retention_; }
  [[nodiscard]] aws::sns::Receiver& sns() { return *sns_; }
  [[nodiscard]] pipeline::SyncConfigs& sync_configs() { return *sync_configs_; }
  [[nodiscard]] pipeline::LinkedRepositories& repositories() { return *repositories_; }
  [[nodiscard]] pipeline::SyncStatuses& sync_statuses() { return *sync_statuses_; }
  [[nodiscard]] Metrics& metrics() { return metrics_; }

  [[nodiscard]] pipeline::Reconciler& reconciler() { return *reconciler_; }

  /// A comparison with the forge was asked for. Any thread.
  void wake_reconciler();

  /// Has all configured repositories compared with the forge soon. Any thread; does not block.
  void request_round(std::string reason);

  /// A sync was queued. Any thread.
  void wake_workers();

  /// Whether templates and versions live in another registry; then versions are registered over there.
  [[nodiscard]] bool is_registry_remote() const { return registry_client_ != nullptr; }

  /// A version asked for by hand waits to be registered. Any thread.
  void wake_registrations();

  /// Where archives are spooled; part of the data directory.
  [[nodiscard]] std::filesystem::path spool_directory() const { return config_.data_directory() / "spool"; }

  /// Where people put bundles that they want registered; part of the data directory, made by a server.
  [[nodiscard]] std::filesystem::path uploads_directory() const { return config_.data_directory() / "uploads"; }

  /// Only with Purpose::serve. `address`: where the server listens, for links.
  void start_workers(const std::string& address);
  void stop_workers();

  /// Does what is due in this thread, one thing after the other, while `may_go_on`. For a process that starts no
  /// workers.
  void work_off(const std::function<bool()>& may_go_on);

 private:
  explicit Application(Config config);
  StoreContext store_context();
  Result<void> build_registry();
  void build_pipeline();
  void build_reconciler();
  void build_workers(const std::string& base);
  bool look_at_arrival();
  void start_reconciling();
  void start_pruning();
  void wake_all();
  void build_arrivals();
  void wake_arrivals();
  void build_template_sync();
  void build_registrations();

  Config config_;
  Metrics metrics_;
  const Clock& clock_ = system_clock();
  std::stop_source cancel_;
  File serve_lock_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<OpenedStore> store_;
  std::unique_ptr<aws::CredentialsSource> registry_credentials_;
  std::unique_ptr<Pauses> pauses_;
  std::unique_ptr<registry::proton::Client> registry_client_;
  std::unique_ptr<registry::Library> library_;
  std::unique_ptr<registry::Registry> registry_;
  std::unique_ptr<forge::Forge> forge_;
  std::unique_ptr<pipeline::History> history_;
  std::unique_ptr<pipeline::SyncConfigs> sync_configs_;
  std::unique_ptr<pipeline::LinkedRepositories> repositories_;
  std::unique_ptr<pipeline::SyncStatuses> sync_statuses_;
  std::unique_ptr<pipeline::Steering> steering_;
  std::unique_ptr<pipeline::Registrar> registrar_;
  std::unique_ptr<db::TimerLock> timers_;
  std::unique_ptr<pipeline::Queue> queue_;
  std::unique_ptr<pipeline::Ingest> ingest_;
  std::unique_ptr<net::HttpClient> sns_http_;
  std::unique_ptr<aws::sns::CertificateSource> sns_certificates_;
  std::unique_ptr<aws::sns::Receiver> sns_;
  std::unique_ptr<pipeline::StoredArchives> stored_archives_;
  std::unique_ptr<pipeline::Arrivals> arrivals_;
  std::unique_ptr<pipeline::ArrivalLooks> arrival_looks_;
  std::unique_ptr<pipeline::ArrivalThread> arrival_thread_;
  std::unique_ptr<pipeline::ArchiveRetention> archive_retention_;
  std::unique_ptr<pipeline::ArchivePruner> archive_pruner_;
  std::unique_ptr<pipeline::SyncRunner> runner_;
  std::unique_ptr<pipeline::SyncConfigLooks> looks_;
  std::unique_ptr<pipeline::Workers> workers_;
  std::unique_ptr<pipeline::BundleSources> sources_;
  std::unique_ptr<pipeline::Registration> registration_;
  std::unique_ptr<pipeline::Registrations> registrations_;
  std::unique_ptr<pipeline::Ledger> ledger_;
  std::stop_source reconcile_cancel_;  // comparisons end at once, syncs may finish
  std::unique_ptr<Pauses> reconcile_pauses_;
  std::unique_ptr<forge::Forge> reconcile_forge_;
  std::unique_ptr<pipeline::PacedForge> paced_forge_;
  std::unique_ptr<pipeline::Reconciler> reconciler_;
  std::unique_ptr<pipeline::ReconcileThreads> reconcile_threads_;
};

}  // namespace baryon::app
