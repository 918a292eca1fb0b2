#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "app/installation.h"
#include "app/version.h"
#include "backup/writer.h"
#include "base/random.h"
#include "cli/command.h"
#include "cli/output.h"

namespace baryon::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string file;
  bool as_json = false;
};

/// A new file that gets its name when it is whole, and is removed otherwise.
class Unfinished {
 public:
  explicit Unfinished(const fs::path& target) : target_(target), path_(target) {
    path_ += ".unfinished-" + random_hex(8);
  }
  ~Unfinished() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  [[nodiscard]] Result<File> create() const { return File::create(path_); }

  /// A link and not a rename: what is there already is never replaced.
  Result<void> finish(File& file) {
    BARYON_CHECK(file.sync());
    std::error_code error;
    fs::create_hard_link(path_, target_, error);
    if (error)
      return fail(ErrorCode::unavailable, fmt::format("cannot make '{}': {}", target_.string(), error.message()));
    return sync_directory(target_.has_parent_path() ? target_.parent_path() : ".");
  }

 private:
  fs::path target_;
  fs::path path_;
};

Result<void> check_free(const std::string& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return {};
  return fail(ErrorCode::conflict, fmt::format("'{}' is there already", file), "choose another name, or remove it");
}

Result<void> back_up(const Context& context, const Options& options) {
  BARYON_CHECK(check_free(options.file));
  BARYON_TRY(const auto config, load(context));
  BARYON_TRY(const auto installation, app::installation_of(config));
  BARYON_TRY(const auto application, open_application(config, app::Application::Purpose::inspect));
  Unfinished unfinished(options.file);
  BARYON_TRY(auto file, unfinished.create());
  BARYON_TRY(const auto contents,
             backup::write_backup(
                 {.installation = installation, .store = application->store(), .program = std::string(app::version())},
                 system_clock().now(), file));
  BARYON_CHECK(unfinished.finish(file));
  if (options.as_json)
    print_json(boost::json::object{{"file", options.file},
                                   {"objects", contents.objects},
                                   {"object_bytes", contents.object_bytes},
                                   {"database_bytes", contents.database_bytes},
                                   {"keys", contents.keys}});
  else if (!installation.holds_objects())
    print_line(
        fmt::format("{}: a database of {} bytes, {} keys, and a list of {} objects, which stay in the bucket. Keep it "
                    "like a secret.",
                    options.file, contents.database_bytes, contents.keys, contents.objects));
  else
    print_line(fmt::format("{}: a database of {} bytes, {} objects of {} bytes, {} keys. Keep it like a secret.",
                           options.file, contents.database_bytes, contents.objects, format_bytes(contents.object_bytes),
                           contents.keys));
  return {};
}

}  // namespace

Command add_backup(CLI::App& parent) {
  auto* const app = parent.add_subcommand("backup", "Write everything into one file, while the server runs");
  const auto options = std::make_shared<Options>();
  app->add_option("FILE", options->file, "New file (tar.gz), readable for its owner alone")->required();
  app->add_flag("--json", options->as_json, "Print JSON");
  return {.app = app, .run = [options](const Context& context) {
            const auto written = back_up(context, *options);
            return written ? done : report(written.error());
          }};
}

}  // namespace baryon::cli
