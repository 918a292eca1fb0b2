#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret.h"

namespace baryon::db {

/// One option of a connection to PostgreSQL, in libpq's words ("Parameter Key Words").
struct PostgresqlOption {
  std::string name;
  Secret value;
  bool is_secret = false;
};

/// The options that a `postgresql://` URL names. Error: configuration.
[[nodiscard]] Result<std::vector<PostgresqlOption>> postgresql_options(std::string_view url);

/// The URL again, with `***` for what is secret.
[[nodiscard]] std::string shown_url(const std::vector<PostgresqlOption>& options);

/// The same as libpq's `name='value' ...`, with Baryon's own defaults for what neither URL nor environment says: a peer
/// that is gone is noticed within seconds.
[[nodiscard]] std::string connection_string(const std::vector<PostgresqlOption>& options);

}  // namespace baryon::db
