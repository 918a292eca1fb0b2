#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon::registry::proton {

/// Where another registry answers to the template library of AWS Proton's API, and with which key it is called.
struct Endpoint {
  std::string url;                    ///< `https://host[:port]`
  std::string region = "us-east-1";   ///< that requests are signed for
  std::string bucket = "objects";     ///< under which the other side reads the objects of this side's store
  std::string access_key_id = {};     ///< empty: that of the environment
  std::string secret_reference = {};  ///< `env:NAME` or `file:PATH`; empty with the key
  std::string ca_file = {};           ///< authorities to trust; empty: the system's
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Whether a `registry.url` names another registry.
[[nodiscard]] bool names_endpoint(std::string_view url);

/// `proton+https://host[:port][?region=R][&access_key=ID&secret=env:NAME|file:PATH][&bucket=B][&ca_file=PATH]`;
/// `proton+http://` only to this machine itself. Errors: configuration, which does not repeat what may be a secret.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view url);

}  // namespace baryon::registry::proton
