#include "cli/scratch_home.h"

#include <cstdlib>
#include <string>
#include <system_error>

#include "base/file.h"

namespace baryon::cli {

ScratchHome::~ScratchHome() {
  std::error_code ignored;
  if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

Result<void> ScratchHome::move_in(app::Config& config) {
  auto pattern = (std::filesystem::temp_directory_path() / "baryon-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return std::unexpected(system_error("make a directory like", pattern));
  directory_ = pattern;
  config.database = db::Url::sqlite(directory_ / "baryon.db");
  config.store.url = "file:" + (directory_ / "objects").string();
  return {};
}

}  // namespace baryon::cli
