#pragma once

#include "app/application.h"
#include "net/message.h"

namespace baryon::faces {

/// `GET /healthz`: the process runs and answers.
[[nodiscard]] net::Response health();

/// `GET /readyz`: 200 when database and store work and the queue is not stuck, else 503; the JSON names each check.
/// Blocks.
[[nodiscard]] net::Response readiness(app::Application& application);

/// `GET /metrics`. Blocks.
[[nodiscard]] net::Response metrics(app::Application& application);

}  // namespace baryon::faces
