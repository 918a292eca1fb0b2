#include <fmt/format.h>

#include "doctor/checks.h"
#include "net/url.h"

namespace baryon::doctor {

void check_proxy(const Subject& subject, Report& report) {
  const auto& settings = subject.config.bitbucket;
  if (settings.proxy.empty()) return report.skip("none is configured (bitbucket.proxy)");
  if (settings.url.empty()) return report.skip("no Bitbucket is configured that could be reached through it");
  const auto& answer = subject.server.answer;
  if (answer) return report.pass("Bitbucket answers through bitbucket.proxy");
  report.fail(fmt::format("Bitbucket cannot be reached through bitbucket.proxy: {}", answer.error().message),
              answer.error().hint.empty() ? "check the proxy's address, and that it lets this host through"
                                          : answer.error().hint);
}

}  // namespace baryon::doctor
