#pragma once

#include <chrono>
#include <string>

#include "aws/credentials.h"
#include "base/clock.h"
#include "base/error.h"
#include "net/http_client.h"

namespace baryon::aws {

/// By whom, for what and when a request is signed.
struct SigningContext {
  Credentials credentials;
  std::string region;
  std::string service;
  Timestamp time;
};

/// The request with `Host`, `X-Amz-Date`, `X-Amz-Security-Token` (temporary keys), `X-Amz-Content-Sha256` (S3) and
/// `Authorization` added. All its headers are signed but those that are changed on the way; the payload's hash is that
/// of the body unless it is given (`unsigned_payload`, or of a body that is sent otherwise). The path has to be encoded
/// as RFC 3986 wants it: all but unreserved characters and `/`. Signed anew for each try: the result is good for five
/// minutes.
///
///     BARYON_TRY(const auto request, aws::sign({.method = "PUT", .url = url, .body = body}, context));
///     BARYON_TRY(const auto answer, client.send(request));
///
/// Errors: invalid where the URL cannot be used or the request is signed already.
[[nodiscard]] Result<net::ClientRequest> sign(net::ClientRequest request, const SigningContext& context,
                                              std::string payload_hash = {});

/// A URL that carries the signature in its query and is good for `lifetime` (1 s to 7 days; else invalid). Whoever uses
/// it has to send the method and the headers of `request`, and its body; for S3 any body.
[[nodiscard]] Result<std::string> presign(const net::ClientRequest& request, const SigningContext& context,
                                          std::chrono::seconds lifetime);

}  // namespace baryon::aws
