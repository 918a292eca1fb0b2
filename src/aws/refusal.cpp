#include "aws/refusal.h"

namespace baryon::aws {

std::string_view aws_code(RefusalCode code) {
  switch (code) {
    case RefusalCode::missing_token:
      return "MissingAuthenticationTokenException";
    case RefusalCode::incomplete:
      return "IncompleteSignatureException";
    case RefusalCode::unrecognized_client:
      return "UnrecognizedClientException";
    case RefusalCode::invalid_signature:
      return "InvalidSignatureException";
  }
  return "InvalidSignatureException";
}

int http_status(RefusalCode code) { return code == RefusalCode::incomplete ? 400 : 403; }

}  // namespace baryon::aws
