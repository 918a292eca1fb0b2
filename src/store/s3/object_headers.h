#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "net/message.h"
#include "store/store.h"

namespace baryon::store::s3 {

// Metadata as HTTP header fields `x-amz-meta-<name>`. They can hold ASCII only, so that in a value every byte beyond
// it,
// `%`, and blanks at either end are written as `%` and two hexadecimal digits (RFC 3986, 2.1): `für` is `f%C3%BCr`.
// Beside the caller's own there is `baryon-sha256`, the content's digest, by which a read is checked and a second put
// of the same is recognised.

inline constexpr std::string_view digest_name = "baryon-sha256";

/// One value for a header field, and back. What is no `%XX` stays as it is: others write metadata, too.
[[nodiscard]] std::string encode_value(std::string_view value);
[[nodiscard]] std::string decode_value(std::string_view field);

/// The fields for metadata and digest (64 hexadecimal digits). The digest is left out where it would pass
/// `max_metadata_bytes`. Error: invalid (the metadata does, once it is encoded).
[[nodiscard]] Result<void> add_metadata(net::Headers& headers, const Metadata& metadata, const std::string& digest);

/// What an answer to GET or HEAD tells of an object.
struct ObjectHead {
  ObjectInfo info;
  std::string digest = {};  ///< empty: put by somebody else
  std::string etag = {};    ///< with its quotes
};

/// Names and values that the rules of metadata do not allow are left out. Error: corrupt (no length).
[[nodiscard]] Result<ObjectHead> read_object_head(const std::string& key, const net::Headers& headers);

}  // namespace baryon::store::s3
