#include "doctor/doctor.h"

#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include "doctor/checks.h"

namespace baryon::doctor {
namespace {

using Check = void (*)(const Subject&, Report&);

constexpr std::array<std::pair<std::string_view, Check>, 8> checks{{{"configuration", check_configuration},
                                                                    {"database", check_database},
                                                                    {"store", check_store},
                                                                    {"bitbucket", check_bitbucket},
                                                                    {"proxy", check_proxy},
                                                                    {"certificates", check_certificates},
                                                                    {"clock", check_clock},
                                                                    {"webhooks", check_webhooks}}};

// Somebody waits for the answer: a server that says nothing for so long does not work.
constexpr std::chrono::seconds patience(20);

}  // namespace

Report examine(const app::Config& config, const Clock& clock) {
  forge::bitbucket::Rest bitbucket({.url = config.bitbucket.url,
                                    .token = config.bitbucket.token,
                                    .proxy = config.bitbucket.proxy,
                                    .ca_file = config.bitbucket.ca_file,
                                    .first_byte_timeout = patience});
  const auto server = ask_server(bitbucket, clock);
  const Subject subject{.config = config, .bitbucket = bitbucket, .server = server};
  Report report;
  for (const auto& [name, check] : checks) {
    report.begin(std::string(name));
    check(subject, report);
  }
  return report;
}

}  // namespace baryon::doctor
