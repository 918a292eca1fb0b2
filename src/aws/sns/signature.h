#pragma once

#include <string>

#include "aws/sns/message.h"
#include "base/clock.h"
#include "base/error.h"

namespace baryon::aws::sns {

/// Whether the key of that certificate (PEM) signed the message: SignatureVersion 1 (RSA, SHA-1) or 2 (RSA, SHA-256).
/// The certificate has to be valid at `now`. Source: Amazon SNS Developer Guide, "Verifying the signatures of Amazon
/// SNS messages".
///
/// Errors: denied (it did not, or the certificate is not valid now), corrupt (no certificate with an RSA key).
[[nodiscard]] Result<void> check_signature(const Message& message, const std::string& certificate, Timestamp now);

}  // namespace baryon::aws::sns
