#pragma once

#include <string>

#include "base/secret.h"

namespace baryon::aws {

/// An access key; temporary ones come with a session token.
struct Credentials {
  std::string access_key_id;
  Secret secret;
  Secret session_token = {};  ///< empty: the key is not temporary
};

}  // namespace baryon::aws
