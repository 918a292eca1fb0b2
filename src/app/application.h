#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>

#include "app/config.h"
#include "app/metrics.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "db/database.h"
#include "forge/forge.h"
#include "pipeline/history.h"
#include "pipeline/ingest.h"
#include "pipeline/queue.h"
#include "pipeline/reconcile.h"
#include "pipeline/registrar.h"
#include "pipeline/sync.h"
#include "pipeline/workers.h"
#include "registry/library.h"
#include "registry/registry.h"
#include "store/store.h"

namespace baryon::app {

/// The program's objects, built from the configuration. A new forge, store or registry is one line in application.cpp.
class Application {
 public:
  enum class Purpose : std::uint8_t {
    inspect,  ///< only looks: the database has to exist
    sync,     ///< one shot beside a server that may be running
    serve,    ///< the one serving process on this database
  };

  /// Errors: configuration, not_found (inspect), unavailable, conflict (another process serves this database).
  [[nodiscard]] static Result<std::unique_ptr<Application>> open(Config config, Purpose purpose);

  /// Whether the configured database exists already.
  [[nodiscard]] static bool has_database(const Config& config);

  ~Application();
  Application(Application&&) = delete;
  Application& operator=(Application&&) = delete;
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] db::Database& database() { return *database_; }
  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] registry::Registry& registry() { return *registry_; }
  [[nodiscard]] registry::Library& library() { return *library_; }
  [[nodiscard]] forge::Forge& forge() { return *forge_; }
  [[nodiscard]] pipeline::History& history() { return *history_; }
  [[nodiscard]] pipeline::Registrar& registrar() { return *registrar_; }
  [[nodiscard]] pipeline::Queue& queue() { return *queue_; }
  [[nodiscard]] pipeline::Ingest& ingest() { return *ingest_; }
  [[nodiscard]] Metrics& metrics() { return metrics_; }

  /// Where archives are spooled; part of the data directory.
  [[nodiscard]] std::filesystem::path spool_directory() const { return config_.data_directory() / "spool"; }

  /// Only with Purpose::serve. `address`: where the server listens, for links.
  void start_workers(const std::string& address);
  void stop_workers();

 private:
  explicit Application(Config config);
  Result<void> take_serve_lock();
  void build_pipeline();

  Config config_;
  Metrics metrics_;
  const Clock& clock_ = system_clock();
  std::stop_source cancel_;
  File serve_lock_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<registry::Registry> registry_;
  std::unique_ptr<registry::Library> library_;
  std::unique_ptr<forge::Forge> forge_;
  std::unique_ptr<pipeline::History> history_;
  std::unique_ptr<pipeline::Registrar> registrar_;
  std::unique_ptr<pipeline::Queue> queue_;
  std::unique_ptr<pipeline::Ingest> ingest_;
  std::unique_ptr<pipeline::SyncRunner> runner_;
  std::unique_ptr<pipeline::Reconciler> reconciler_;
  std::unique_ptr<pipeline::Workers> workers_;
};

}  // namespace baryon::app
