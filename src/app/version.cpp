#include "app/version.h"

namespace baryon::app {

std::string_view version() { return BARYON_VERSION; }

}  // namespace baryon::app
