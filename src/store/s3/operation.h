#pragma once

#include <string>
#include <string_view>

namespace baryon::store::s3 {

/// What is asked of the server, for messages and hints.
struct Operation {
  std::string_view action = {};  ///< the permission that it takes: `s3:PutObject`
  std::string what;              ///< `the upload of 'PLAT/929d305.tar.gz'`
  bool is_of_bucket = false;     ///< the permission is on the bucket, not on its objects
};

}  // namespace baryon::store::s3
