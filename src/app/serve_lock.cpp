#include "app/serve_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

namespace baryon::app {

Result<File> take_serve_lock(const std::filesystem::path& data_directory) {
  const auto path = data_directory / "serve.lock";
  File lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.is_open()) return std::unexpected(system_error("open", path));
  if (::flock(lock.descriptor(), LOCK_EX | LOCK_NB) == 0) return lock;
  return fail(ErrorCode::configuration, fmt::format("another baryon already serves '{}'", data_directory.string()),
              "stop it, or give this one a database of its own");
}

}  // namespace baryon::app
