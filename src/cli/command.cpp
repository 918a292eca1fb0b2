#include "cli/command.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "app/config_loader.h"
#include "base/log.h"

namespace baryon::cli {

int report(const Error& error) {
  fmt::print(stderr, "baryon: {}\n", error.message);
  if (!error.hint.empty()) fmt::print(stderr, "  hint: {}\n", error.hint);
  return error.code == ErrorCode::configuration || error.code == ErrorCode::usage ? usage : failed;
}

Result<app::Config> load(const Context& context) { return app::load_config(context.config_file); }

Result<std::unique_ptr<app::Application>> open_application(const Context& context, app::Application::Purpose purpose) {
  BARYON_TRY(auto config, load(context));
  return open_application(std::move(config), purpose);
}

Result<std::unique_ptr<app::Application>> open_application(app::Config config, app::Application::Purpose purpose) {
  log::configure(std::max(config.log.level, log::Level::warning), config.log.format);
  return app::Application::open(std::move(config), purpose);
}

}  // namespace baryon::cli
