#include "pipeline/registrations.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace baryon::pipeline {
namespace {

// Far more than anybody has under way, so that those that cannot be ended now do not hide others.
constexpr std::size_t most_at_once = 1000;

void log_ending(const registry::PendingVersion& pending, const registry::Version& version) {
  const bool is_well = version.status != registry::VersionStatus::registration_failed;
  log::write(is_well ? log::Level::info : log::Level::warning, "registration finished",
             {{"template", pending.template_key.name},
              {"kind", bundle::to_string(pending.template_key.kind)},
              {"version", pending.number.text()},
              {"status", registry::to_string(version.status)},
              {"reason", version.status_message}});
}

}  // namespace

Registrations::Registrations(registry::Library& library, Registration& registration, RegistrationsOptions options)
    : library_(library), registration_(registration), options_(std::move(options)) {}

void Registrations::start() {
  thread_.start([this] { work(); });
}

void Registrations::wake() { thread_.wake(); }

void Registrations::stop() { thread_.stop(); }

void Registrations::work() {
  auto delay = options_.first_delay;
  bool goes_on = true;
  while (goes_on) {
    const bool is_done = run_pending();
    goes_on = thread_.pause(is_done ? options_.poll : delay);
    delay = is_done ? options_.first_delay : std::min(2 * delay, options_.longest_delay);
  }
}

bool Registrations::run_pending() {
  if (!options_.is_our_turn()) return true;
  const auto pending = library_.pending_versions(most_at_once);
  if (!pending) {
    log::error("pending registrations cannot be read", {{"reason", pending.error().text()}});
    return false;
  }
  bool is_done = pending->size() < most_at_once;
  for (const auto& one : *pending) {
    if (thread_.is_stopping()) return true;
    is_done = run_one(one) && is_done;
  }
  return is_done;
}

bool Registrations::run_one(const registry::PendingVersion& pending) {
  const auto version = registration_.run(pending);
  if (!version) {
    log::warning("registration has to wait", {{"template", pending.template_key.name},
                                              {"version", pending.number.text()},
                                              {"reason", version.error().message},
                                              {"hint", version.error().hint}});
    return false;
  }
  if (!*version) return true;
  log_ending(pending, **version);
  if ((*version)->status != registry::VersionStatus::registration_failed) options_.on_registered(**version);
  return true;
}

}  // namespace baryon::pipeline
