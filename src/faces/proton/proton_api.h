#pragma once

#include "faces/proton/access.h"
#include "faces/proton/call.h"
#include "net/message.h"

namespace baryon::faces::proton {

/// The template library half of AWS Proton's API: `POST /` with `X-Amz-Target: AwsProton20200720.<Operation>`, in AWS
/// JSON 1.0. docs/proton-api.md says what is the same as there and what is not. Thread-safe; blocks.
///
/// In this order: signature, operation, role, body, members, and only then the operation itself. Every answer has an
/// `x-amzn-RequestId`.
class ProtonApi {
 public:
  /// Library and clock must outlive it.
  ProtonApi(AccessOptions access, Services services, const Clock& clock = system_clock());

  [[nodiscard]] net::Response handle(const net::Request& request) const;

  /// The answer when there is no time for the request.
  [[nodiscard]] static net::Response overloaded();

  /// The answer to another Baryon where templates live in a third registry: those who only pass requests on could do so
  /// in a circle.
  [[nodiscard]] static net::Response passed_on();

 private:
  [[nodiscard]] Answer perform(const net::Request& request, std::string_view request_id) const;

  ProtonAccess access_;
  Services services_;
};

/// Whether it was sent by a Baryon whose templates live elsewhere.
[[nodiscard]] bool is_from_baryon(const net::Request& request);

/// Whether a request is meant for this face.
[[nodiscard]] bool is_proton_request(const net::Request& request);

}  // namespace baryon::faces::proton
