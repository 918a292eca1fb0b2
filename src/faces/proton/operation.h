#pragma once

#include <string_view>

#include "app/config.h"
#include "faces/proton/call.h"
#include "faces/proton/shape.h"

namespace baryon::faces::proton {

/// One operation of the API: its name, who may call it, what its input has to be, and what it does.
struct Operation {
  std::string_view name;
  app::Role role = app::Role::operator_;
  Structure input;
  Handler handler = nullptr;
};

}  // namespace baryon::faces::proton
