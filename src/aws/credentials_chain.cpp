#include "aws/credentials_chain.h"

namespace baryon::aws {

std::string CredentialsChain::name() const {
  std::string names;
  for (const auto& place : places_) names += (names.empty() ? "" : ", ") + place->name();
  return names;
}

Result<std::optional<FoundCredentials>> CredentialsChain::find() {
  for (const auto& place : places_) {
    auto found = place->find();
    if (!found) return std::unexpected(within(place->name(), std::move(found).error()));
    if (*found) return found;
  }
  return std::nullopt;
}

}  // namespace baryon::aws
