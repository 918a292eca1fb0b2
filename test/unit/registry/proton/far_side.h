#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "aws/credentials_source.h"
#include "faces/proton/proton_api.h"
#include "net/blocking.h"
#include "net/http_server.h"
#include "registry/embedded_library.h"
#include "registry/proton/client.h"
#include "registry/proton/remote_library.h"
#include "unit/registry/proton/no_pauses.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::registry {

/// Another Baryon: its library behind the Proton API on a free port, for signed requests only.
class FarSide {
 public:
  explicit FarSide(const Clock& clock, RegistryOptions options = {}, LibraryQuotas quotas = {})
      : library_(*database_, clock, options, quotas),
        sync_configs_(*database_, clock, {.forge = "bitbucket", .on_due = [] {}}),
        repositories_(*database_, clock, "bitbucket"),
        sync_statuses_(*database_, "bitbucket"),
        api_({.keys = {{.id = "NEAR", .secret = Secret("secret of near"), .role = app::Role::operator_}},
              .made_key = {},
              .trusted_proxies = {}},
             {.library = library_,
              .sync_configs = sync_configs_,
              .repositories = repositories_,
              .sync_statuses = sync_statuses_,
              .tokens = faces::proton::PageTokens(Secret("page token key")),
              .on_version_begun = [this] { on_version_begun_(); }},
             clock),
        pool_(4) {
    auto opened = net::HttpServer::open(
        {.listen = "127.0.0.1:0"}, pool_.handler([this](const net::Request& request) { return api_.handle(request); },
                                                 faces::proton::ProtonApi::overloaded));
    EXPECT_TRUE(opened.has_value());
    server_ = *std::move(opened);
    server_->start();
  }

  [[nodiscard]] EmbeddedLibrary& library() { return library_; }
  [[nodiscard]] std::string url() const { return "http://" + server_->address(); }

  /// Set before the first request.
  void on_version_begun(std::function<void()> function) { on_version_begun_ = std::move(function); }

 private:
  test::TemporaryDatabase database_;
  EmbeddedLibrary library_;
  pipeline::SyncConfigs sync_configs_;
  pipeline::LinkedRepositories repositories_;
  pipeline::SyncStatuses sync_statuses_;
  std::function<void()> on_version_begun_ = [] {};
  faces::proton::ProtonApi api_;
  net::BlockingPool pool_;
  std::unique_ptr<net::HttpServer> server_;
};

/// A library that calls the far side, on its clock.
class NearSide {
 public:
  NearSide(const FarSide& far, const Clock& clock)
      : client_({.endpoint = {.url = far.url()}}, credentials_, pauses_, clock), library_(client_) {}

  [[nodiscard]] proton::RemoteLibrary& library() { return library_; }

 private:
  aws::FixedCredentials credentials_{{.access_key_id = "NEAR", .secret = Secret("secret of near")}};
  test::NoPauses pauses_;
  proton::Client client_;
  proton::RemoteLibrary library_;
};

}  // namespace baryon::registry
