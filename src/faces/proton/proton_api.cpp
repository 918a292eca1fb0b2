#include "faces/proton/proton_api.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "faces/proton/operations.h"
#include "faces/proton/validation.h"
#include "faces/proton/wire.h"

namespace baryon::faces::proton {
namespace {

std::unexpected<Exception> unknown_operation(const net::Request& request) {
  return std::unexpected(Exception{
      .name = "UnknownOperationException",
      .status = 404,
      .message = fmt::format("there is no operation '{}'", escape_for_display(request.headers.joined(target_header)))});
}

Expected<void> check_role(const Identity& identity, const Operation& operation) {
  if (identity.role == app::Role::operator_ || identity.role == operation.role) return {};
  return refuse(Kind::access_denied, fmt::format("access key {} is not authorized to perform proton:{}: its role is {}",
                                                 identity.access_key_id, operation.name, to_string(identity.role)));
}

}  // namespace

ProtonApi::ProtonApi(AccessOptions access, Services services, const Clock& clock)
    : access_(std::move(access), clock), services_(std::move(services)) {}

Answer ProtonApi::perform(const net::Request& request, std::string_view request_id) const {
  BARYON_TRY(const auto identity, access_.identify(request));
  const auto* const operation = find_operation(operation_of(request));
  if (operation == nullptr) return unknown_operation(request);
  BARYON_CHECK(check_role(identity, *operation));
  BARYON_TRY(const auto input, read_input(request));
  if (auto violations = find_violations(input, operation->input))
    return refuse(Kind::validation, *std::move(violations));
  return operation->handler({.services = services_,
                             .input = input,
                             .operation = operation->name,
                             .region = identity.region,
                             .request_id = request_id});
}

net::Response ProtonApi::handle(const net::Request& request) const {
  const auto request_id = new_request_id();
  const auto result = perform(request, request_id);
  return result ? answer(*result, request_id) : answer(result.error(), request_id);
}

net::Response ProtonApi::overloaded() {
  return answer(refuse(Kind::throttling, "Rate exceeded").error(), new_request_id());
}

net::Response ProtonApi::passed_on() {
  return answer(
      refuse(Kind::validation, "this Baryon keeps its templates in another registry: name that one in registry.url")
          .error(),
      new_request_id());
}

bool is_from_baryon(const net::Request& request) {
  return request.headers.find("User-Agent").value_or("").starts_with("baryon/");
}

bool is_proton_request(const net::Request& request) { return request.headers.count(target_header) > 0; }

}  // namespace baryon::faces::proton
