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
  constexpr std::string_view sqlite_scheme = "sqlite:";
  if (!database.starts_with(sqlite_scheme)) return "baryon-data";
  const auto parent = std::filesystem::path(database.substr(sqlite_scheme.size())).parent_path();
  return parent.empty() ? "." : parent;
}

}  // namespace baryon::app
