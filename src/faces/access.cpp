#include "faces/access.h"

#include <utility>

#include "base/sha256.h"

namespace baryon::faces {

Access::Access(app::Role anonymous, std::vector<app::ApiToken> tokens)
    : anonymous_(anonymous), tokens_(std::move(tokens)) {}

app::Role Access::role_of(const net::Request& request) const {
  const auto header = request.headers.find("Authorization");
  if (!header) return anonymous_;
  constexpr std::string_view scheme = "Bearer ";
  if (!header->starts_with(scheme)) return app::Role::none;
  // Digests have one length, so that the comparison says nothing about the token's.
  const auto given = sha256(header->substr(scheme.size()));
  auto role = app::Role::none;
  for (const auto& token : tokens_)
    if (equal_in_constant_time(sha256(token.secret.reveal()), given)) role = token.role;
  return role;
}

net::Response unauthorized() {
  auto response = net::Response::json(
      401, R"({"status":"denied","reason":"this needs a token: send it as 'Authorization: Bearer ...'"})");
  response.headers.add("WWW-Authenticate", "Bearer");
  return response;
}

net::Response only_for_operators() {
  return net::Response::json(403, R"({"status":"forbidden","reason":"this needs a token of an operator"})");
}

}  // namespace baryon::faces
