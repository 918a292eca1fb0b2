#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <utility>

#include "app/config_loader.h"
#include "app/first_start.h"
#include "app/version.h"
#include "base/descriptor_limit.h"
#include "base/log.h"
#include "cli/command.h"
#include "faces/access.h"
#include "faces/dashboard.h"
#include "faces/health.h"
#include "faces/json_api.h"
#include "faces/proton/proton_api.h"
#include "faces/s3_events.h"
#include "faces/template_name.h"
#include "faces/webhook.h"
#include "net/blocking.h"
#include "net/http_server.h"
#include "net/router.h"

namespace baryon::cli {
namespace {

constexpr std::size_t blocking_threads = 4;
constexpr std::chrono::seconds answer_grace(5);

// For database, store, spool and syncs: connections never take these.
constexpr std::size_t descriptors_kept = 256;

// The faces and the routes that lead to them.
class Faces {
 public:
  static Result<std::unique_ptr<Faces>> make(app::Application& application) {
    const auto& config = application.config();
    BARYON_TRY(auto allow, net::AddressList::parse(config.server.allow));
    BARYON_TRY(auto proxies, net::AddressList::parse(config.server.trusted_proxies));
    BARYON_TRY(auto access, proton_access(config));
    BARYON_TRY(auto s3_events, s3_events_options(config));
    BARYON_TRY(auto page_token_key, app::page_token_key(config));
    return std::unique_ptr<Faces>(new Faces(
        application,
        {.secrets = config.bitbucket.secrets,
         .allow = std::move(allow),
         .trusted_proxies = std::move(proxies),
         .on_unread = [&application] { application.request_round("an event was larger than server.max_body"); }},
        std::move(s3_events), std::move(access), std::move(page_token_key)));
  }

  [[nodiscard]] net::Handler handler() const {
    return [this](net::Request request, net::Reply reply) { router_.handle(std::move(request), std::move(reply)); };
  }

  void note_too_large(const net::Request& head) { webhook_.note_too_large(head); }

 private:
  static Result<faces::S3EventsOptions> s3_events_options(const app::Config& config) {
    BARYON_TRY(auto proxies, net::AddressList::parse(config.server.trusted_proxies));
    return faces::S3EventsOptions{.tokens = config.store.events.tokens, .trusted_proxies = std::move(proxies)};
  }

  static Result<faces::proton::AccessOptions> proton_access(const app::Config& config) {
    BARYON_TRY(auto proxies, net::AddressList::parse(config.server.trusted_proxies));
    return faces::proton::AccessOptions{.keys = config.auth.access_keys,
                                        .made_key = config.auth.made_key,
                                        .is_open_to_loopback = config.auth.anonymous != app::Role::none,
                                        .trusted_proxies = std::move(proxies)};
  }

  Faces(app::Application& application, faces::WebhookOptions options, faces::S3EventsOptions s3_events,
        faces::proton::AccessOptions proton_access, Secret page_token_key)
      : access_(application.config().auth.anonymous, application.config().auth.tokens),
        webhook_(application.ingest(), application.metrics(), std::move(options)),
        s3_events_(application.arrivals(), application.sns(), application.metrics(), std::move(s3_events)),
        proton_(std::move(proton_access), {.library = application.library(),
                                           .sync_configs = application.sync_configs(),
                                           .repositories = application.repositories(),
                                           .sync_statuses = application.sync_statuses(),
                                           .tokens = faces::proton::PageTokens(std::move(page_token_key)),
                                           .on_version_begun = [&application] { application.wake_registrations(); }}),
        json_api_(application),
        dashboard_(application),
        pool_(blocking_threads) {
    const auto webhook = [this](net::Request request, net::Reply reply) {
      webhook_.handle(std::move(request), std::move(reply));
    };
    router_.add("POST", "/webhooks/bitbucket", webhook);
    router_.add("POST", "/events/s3",
                pool_.handler([this](const net::Request& request) { return s3_events_.handle(request); }));
    const auto proton = pool_.handler([this](const net::Request& request) { return proton_.handle(request); },
                                      faces::proton::ProtonApi::overloaded);
    const bool passes_on = application.is_registry_remote();
    router_.add("POST", "/", [this, proton, passes_on](net::Request request, net::Reply reply) {
      if (request.headers.find("X-Event-Key")) return webhook_.handle(std::move(request), std::move(reply));
      if (passes_on && faces::proton::is_from_baryon(request)) return reply(faces::proton::ProtonApi::passed_on());
      if (faces::proton::is_proton_request(request)) return proton(std::move(request), std::move(reply));
      reply(net::Response::json(404, R"({"status":"not_found","reason":"webhooks go to /webhooks/bitbucket"})"));
    });
    router_.add("GET", "/healthz", [](const net::Request&, net::Reply reply) { reply(faces::health()); });
    router_.add("GET", "/readyz", pool_.handler([&](const net::Request&) { return faces::readiness(application); }));
    router_.add("GET", "/metrics", pool_.handler([&](const net::Request&) { return faces::metrics(application); }));
    add_reading("/api/v1/{path*}", [this](const net::Request& request) { return json_api_.handle(request); });
    router_.add("POST", "/api/v1/{path*}", pool_.handler([this](const net::Request& request) {
      const auto role = access_.role_of(request);
      if (role == app::Role::operator_) return json_api_.carry_out(request);
      return role == app::Role::none || !request.headers.find("Authorization") ? faces::unauthorized()
                                                                               : faces::only_for_operators();
    }));
    add_reading("/", [this](const net::Request&) { return dashboard_.home(); });
    add_reading("/templates/{name}", [this](const net::Request& request) {
      const auto name = faces::template_name(request, net::Router::match("/templates/{name}", request.path)->at(0));
      return name ? dashboard_.template_page(*name) : faces::error_response(name.error());
    });
    add_reading("/ledger", [this](const net::Request&) { return dashboard_.ledger_page(); });
    add_reading("/syncs/{id}", [this](const net::Request& request) {
      return dashboard_.sync_page(net::Router::match("/syncs/{id}", request.path)->at(0));
    });
  }

  // A page or call that needs the role of a viewer.
  void add_reading(std::string pattern, std::function<net::Response(const net::Request&)> answer) {
    router_.add("GET", std::move(pattern),
                pool_.handler([this, answer = std::move(answer)](const net::Request& request) {
                  return access_.role_of(request) == app::Role::none ? faces::unauthorized() : answer(request);
                }));
  }

  faces::Access access_;
  faces::WebhookFace webhook_;
  faces::S3EventsFace s3_events_;
  faces::proton::ProtonApi proton_;
  faces::JsonApi json_api_;
  faces::Dashboard dashboard_;
  net::Router router_;
  net::BlockingPool pool_;  // the first to go: its threads use all of the above
};

// Blocks the signals in every thread, so that only `wait` gets them.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  int wait() {
    int signal = 0;
    sigwait(&set_, &signal);
    return signal;
  }

 private:
  sigset_t set_{};
};

void log_start(const app::Config& config, const std::string& address) {
  const auto scheme = config.server.tls.certificate.empty() ? "http" : "https";
  log::info("serving", {{"version", app::version()},
                        {"address", fmt::format("{}://{}", scheme, address)},
                        {"configuration", config.file.empty() ? "embedded defaults" : config.file.string()},
                        {"data", config.data_directory().string()},
                        {"workers", config.workers.count}});
  if (config.bitbucket.url.empty())
    log::warning("no Bitbucket is configured: deliveries are kept, syncs wait", {{"hint", "set bitbucket.url"}});
}

// As many as the limit on open files allows; without them the database could not be reached while many are open.
std::size_t connections_allowed(std::size_t wanted) {
  const auto descriptors = raise_descriptor_limit(wanted + descriptors_kept);
  const auto kept = std::min(descriptors_kept, descriptors / 2);
  const auto allowed = std::min(wanted, descriptors - kept);
  if (allowed < wanted)
    log::info("the limit on open files bounds connections",
              {{"connections", allowed}, {"hint", fmt::format("allow {} open files", wanted + descriptors_kept)}});
  return allowed;
}

Result<void> serve(const Context& context) {
  Signals signals;
  BARYON_TRY(auto config, load(context));
  BARYON_CHECK(app::check_for_serving(config));
  log::configure(config.log.level, config.log.format);
  net::HttpServerOptions server_options{.listen = config.server.listen,
                                        .certificate = config.server.tls.certificate,
                                        .key = config.server.tls.key,
                                        .max_body = config.server.max_body};
  server_options.max_connections = connections_allowed(server_options.max_connections);
  // Declared in the order in which they are needed; the server goes last, because an answer under way refers to it.
  std::unique_ptr<net::HttpServer> server;
  BARYON_TRY(auto application, app::Application::open(std::move(config), app::Application::Purpose::serve));
  BARYON_TRY(auto faces, Faces::make(*application));
  server_options.on_too_large = [&](const net::Request& head) { faces->note_too_large(head); };
  BARYON_TRY(server, net::HttpServer::open(std::move(server_options), faces->handler()));
  application->start_workers(server->address());
  server->start();
  log_start(application->config(), server->address());
  int signal = signals.wait();
  for (; signal == SIGHUP; signal = signals.wait())
    log::warning("SIGHUP: configuration is read at start only", {{"hint", "restart to apply changes"}});
  log::info("stopping", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
  server->stop(answer_grace);
  application->stop_workers();
  log::info("stopped");
  return {};
}

}  // namespace

Command add_serve(CLI::App& parent) {
  auto* const app = parent.add_subcommand("serve", "Take webhooks in, sync, and serve the registry and the dashboard");
  return {.app = app, .run = [](const Context& context) {
            const auto served = serve(context);
            return served ? done : report(served.error());
          }};
}

}  // namespace baryon::cli
