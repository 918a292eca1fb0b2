#include <fmt/format.h>

#include "app/config_loader.h"
#include "doctor/checks.h"

namespace baryon::doctor {

void check_configuration(const Subject& subject, Report& report) {
  const auto& config = subject.config;
  if (const auto checked = app::check_for_serving(config); !checked) return report.fail(checked.error());
  report.pass(config.file.empty() ? "embedded defaults and environment"
                                  : fmt::format("'{}' can be served", config.file.string()));
  if (config.server.public_url.empty())
    report.warn("server.public_url is not set: build statuses and webhooks cannot name this server",
                "set it to the address that Bitbucket and people reach it at");
}

}  // namespace baryon::doctor
