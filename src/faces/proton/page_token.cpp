#include "faces/proton/page_token.h"

#include "base/encoding.h"
#include "base/sha256.h"

namespace baryon::faces::proton {
namespace {

constexpr std::size_t code_bytes = 16;  // of the HMAC: half of it is enough for what can only be tried here

}  // namespace

std::string PageTokens::code_of(std::string_view operation, std::string_view filter, std::string_view place) const {
  std::string message(operation);
  for (const auto part : {filter, place}) {
    message += '\0';
    message += part;
  }
  const auto code = hmac_sha256(key_.reveal(), message);
  return {code.begin(), code.begin() + code_bytes};
}

std::string PageTokens::seal(std::string_view operation, std::string_view filter, std::string_view place) const {
  auto content = code_of(operation, filter, place);
  content += place;
  return to_base64(as_bytes(content));
}

std::optional<std::string> PageTokens::open(std::string_view operation, std::string_view filter,
                                            std::string_view token) const {
  const auto content = from_base64(token);
  if (!content || content->size() < code_bytes) return std::nullopt;
  const auto begin_of_place = content->begin() + code_bytes;
  std::string place(begin_of_place, content->end());
  if (!equal_in_constant_time({content->begin(), begin_of_place}, as_bytes(code_of(operation, filter, place))))
    return std::nullopt;
  return place;
}

}  // namespace baryon::faces::proton
