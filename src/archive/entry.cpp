#include "archive/entry.h"

namespace baryon::archive {

std::string_view to_string(EntryType type) {
  switch (type) {
    case EntryType::file:
      return "file";
    case EntryType::directory:
      return "directory";
    case EntryType::symbolic_link:
      return "symbolic link";
  }
  return "file";
}

}  // namespace baryon::archive
