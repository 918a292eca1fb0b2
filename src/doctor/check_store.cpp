#include <fmt/format.h>

#include <string_view>

#include "app/application.h"
#include "app/opened_store.h"
#include "base/clock.h"
#include "base/environment.h"
#include "doctor/checks.h"
#include "doctor/disk_space.h"

namespace baryon::doctor {
namespace {

constexpr std::string_view file_scheme = "file:";

// A key that is missing is made on the first start, and not by who only looks.
Result<std::string> no_key() {
  return fail(ErrorCode::not_found, "the store has no key yet", "`baryon serve` makes it on its first start");
}

}  // namespace

void check_store(const Subject& subject, Report& report) {
  const auto& config = subject.config;
  const bool is_directory = config.store.url.starts_with(file_scheme);
  if (is_directory && !app::Application::has_database(config))
    return report.skip("without a database there is no store yet either");
  const auto opened =
      app::open_store(config, {.clock = system_clock(), .environment = process_environment(), .make_key = no_key});
  if (!opened) return report.fail(opened.error());
  if (auto* const s3 = (*opened)->s3(); s3 != nullptr) return check_bucket(*s3, report);
  auto& store = (*opened)->store();
  if (const auto checked = store.check(); !checked) return report.fail(checked.error());
  report.pass(fmt::format("'{}': an object was written, read and removed", config.store.url));
  if (const auto listed = store.list(""); !listed)
    report.fail(listed.error());
  else
    report.pass(fmt::format("it holds {} objects", listed->size()));
  check_disk_space(config.store.url.substr(file_scheme.size()), report);
}

}  // namespace baryon::doctor
