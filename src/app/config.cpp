#include "app/config.h"

namespace baryon::app {

std::string_view to_string(Role role) {
  switch (role) {
    case Role::none:
      return "none";
    case Role::viewer:
      return "viewer";
    case Role::operator_:
      return "operator";
  }
  return "none";
}

std::filesystem::path Config::data_directory() const {
  if (!scratch_directory.empty()) return scratch_directory;
  if (database.dialect() != db::Dialect::sqlite) return "baryon-data";
  const auto parent = database.path().parent_path();
  return parent.empty() ? "." : parent;
}

}  // namespace baryon::app
