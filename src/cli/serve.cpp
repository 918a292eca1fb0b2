#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>
#include <utility>

#include "app/config_loader.h"
#include "app/version.h"
#include "base/log.h"
#include "cli/command.h"
#include "faces/access.h"
#include "faces/dashboard.h"
#include "faces/health.h"
#include "faces/json_api.h"
#include "faces/webhook.h"
#include "net/blocking.h"
#include "net/http_server.h"
#include "net/router.h"

namespace baryon::cli {
namespace {

constexpr std::size_t blocking_threads = 4;
constexpr std::chrono::seconds answer_grace(5);

// The faces and the routes that lead to them.
class Faces {
 public:
  static Result<std::unique_ptr<Faces>> make(app::Application& application) {
    const auto& config = application.config();
    BARYON_TRY(auto allow, net::AddressList::parse(config.server.allow));
    BARYON_TRY(auto proxies, net::AddressList::parse(config.server.trusted_proxies));
    return std::unique_ptr<Faces>(new Faces(
        application,
        {.secrets = config.bitbucket.secrets, .allow = std::move(allow), .trusted_proxies = std::move(proxies)}));
  }

  [[nodiscard]] net::Handler handler() const {
    return [this](net::Request request, net::Reply reply) { router_.handle(std::move(request), std::move(reply)); };
  }

 private:
  Faces(app::Application& application, faces::WebhookOptions options)
      : access_(application.config().auth.anonymous, application.config().auth.tokens),
        webhook_(application.ingest(), application.metrics(), std::move(options)),
        json_api_(application),
        dashboard_(application),
        pool_(blocking_threads) {
    const auto webhook = [this](net::Request request, net::Reply reply) {
      webhook_.handle(std::move(request), std::move(reply));
    };
    router_.add("POST", "/webhooks/bitbucket", webhook);
    router_.add("POST", "/", [this](net::Request request, net::Reply reply) {
      if (request.headers.find("X-Event-Key")) return webhook_.handle(std::move(request), std::move(reply));
      reply(net::Response::json(404, R"({"status":"not_found","reason":"webhooks go to /webhooks/bitbucket"})"));
    });
    router_.add("GET", "/healthz", [](const net::Request&, net::Reply reply) { reply(faces::health()); });
    router_.add("GET", "/readyz", pool_.handler([&](const net::Request&) { return faces::readiness(application); }));
    router_.add("GET", "/metrics", pool_.handler([&](const net::Request&) { return faces::metrics(application); }));
    add_reading("/api/v1/{path*}", [this](const net::Request& request) { return json_api_.handle(request); });
    add_reading("/", [this](const net::Request&) { return dashboard_.home(); });
    add_reading("/templates/{name}", [this](const net::Request& request) {
      return dashboard_.template_page(net::Router::match("/templates/{name}", request.path)->at(0));
    });
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

Result<void> serve(const Context& context) {
  Signals signals;
  BARYON_TRY(auto config, load(context));
  BARYON_CHECK(app::check_for_serving(config));
  log::configure(config.log.level, config.log.format);
  const net::HttpServerOptions server_options{.listen = config.server.listen,
                                              .certificate = config.server.tls.certificate,
                                              .key = config.server.tls.key,
                                              .max_body = config.server.max_body};
  // Declared in the order in which they are needed; the server goes last, because an answer under way refers to it.
  std::unique_ptr<net::HttpServer> server;
  BARYON_TRY(auto application, app::Application::open(std::move(config), app::Application::Purpose::serve));
  BARYON_TRY(auto faces, Faces::make(*application));
  BARYON_TRY(server, net::HttpServer::open(server_options, faces->handler()));
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
