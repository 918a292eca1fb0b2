#pragma once

#include <boost/json/object.hpp>

#include "base/error.h"
#include "forge/forge.h"

namespace baryon::forge::bitbucket {

struct Branch {
  Head head;
  bool is_default = false;
};

/// An element of a list of branches. Error: invalid, which names the member.
[[nodiscard]] Result<Branch> read_branch(const boost::json::object& object);

}  // namespace baryon::forge::bitbucket
