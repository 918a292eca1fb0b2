#pragma once

#include "app/application.h"
#include "net/message.h"

namespace baryon::faces {

/// The JSON API below `/api/v1/`, described by `openapi.json` there: templates, versions, deliveries, syncs, ledger,
/// explain;
/// publish, retry and reconcile.
/// Errors are `{"status", "reason", "hint"}` with the fitting HTTP status. Thread-safe; blocks.
class JsonApi {
 public:
  /// Must outlive it.
  explicit JsonApi(app::Application& application) : application_(application) {}

  /// GET, for viewers.
  [[nodiscard]] net::Response handle(const net::Request& request);

  /// POST, for operators: what changes something.
  [[nodiscard]] net::Response carry_out(const net::Request& request);

 private:
  app::Application& application_;
};

/// An error as an HTTP answer: invalid 400, not_found 404, conflict 409, unavailable 503, else 500.
[[nodiscard]] net::Response error_response(const Error& error);

}  // namespace baryon::faces
