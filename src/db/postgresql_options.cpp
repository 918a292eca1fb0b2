#include "db/postgresql_options.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/encoding.h"

namespace baryon::db {
namespace {

struct Default {
  std::string_view name;
  std::string_view value;
  const char* variable;  // of the environment, with which people set the same
};

// Bitbucket waits 10 seconds for the answer to a delivery, and must be told in time that nothing can be stored: so a
// server that does not answer, or a network that swallows everything, has to be noticed sooner.
constexpr std::array<Default, 7> defaults{{
    {"connect_timeout", "3", "PGCONNECT_TIMEOUT"},
    {"tcp_user_timeout", "8000", nullptr},
    {"keepalives_idle", "5", nullptr},
    {"keepalives_interval", "2", nullptr},
    {"keepalives_count", "2", nullptr},
    {"fallback_application_name", "baryon", nullptr},
    {"client_encoding", "UTF8", nullptr},
}};

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

const Secret* find(const std::vector<PostgresqlOption>& options, std::string_view name) {
  const auto found = std::ranges::find(options, name, &PostgresqlOption::name);
  return found == options.end() ? nullptr : &found->value;
}

std::string value_of(const std::vector<PostgresqlOption>& options, std::string_view name) {
  const auto* const value = find(options, name);
  return value == nullptr ? std::string() : std::string(value->reveal());
}

void append_pair(std::string& out, std::string_view name, std::string_view value) {
  out += fmt::format("{}{}='", out.empty() ? "" : " ", name);
  for (const char character : value) {
    if (character == '\'' || character == '\\') out += '\\';
    out += character;
  }
  out += '\'';
}

bool is_in_front_of_options(std::string_view name) {
  return name == "user" || name == "password" || name == "host" || name == "port" || name == "dbname";
}

}  // namespace

Result<std::vector<PostgresqlOption>> postgresql_options(std::string_view url) {
  char* said = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> parsed(PQconninfoParse(std::string(url).c_str(), &said));
  // What libpq says of it may quote the password.
  PQfreemem(said);
  if (!parsed)
    return fail(ErrorCode::configuration, "the database's URL is not one that PostgreSQL's library understands",
                "write postgresql://user:password@host:5432/database?sslmode=verify-full, with %XX for special "
                "characters of the password");
  std::vector<PostgresqlOption> options;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr)
      options.push_back({.name = option->keyword,
                         .value = Secret(option->val),
                         .is_secret = option->dispchar != nullptr && option->dispchar[0] == '*'});
  return options;
}

std::string shown_url(const std::vector<PostgresqlOption>& options) {
  auto user = percent_encode(value_of(options, "user"));
  if (find(options, "password") != nullptr) user += ":***";
  if (!user.empty()) user += '@';
  auto host = value_of(options, "host");
  if (host.starts_with('/')) host = percent_encode(host);
  if (host.contains(':')) host = "[" + host + "]";
  auto out = "postgresql://" + user + host;
  if (const auto port = value_of(options, "port"); !port.empty()) out += ":" + port;
  if (const auto name = value_of(options, "dbname"); !name.empty()) out += "/" + percent_encode(name);
  char separator = '?';
  for (const auto& option : options) {
    if (is_in_front_of_options(option.name)) continue;
    out += separator + option.name + "=" + (option.is_secret ? "***" : percent_encode(option.value.reveal()));
    separator = '&';
  }
  return out;
}

std::string connection_string(const std::vector<PostgresqlOption>& options) {
  std::string out;
  for (const auto& option : options) append_pair(out, option.name, option.value.reveal());
  for (const auto& [name, value, variable] : defaults) {
    if (find(options, name) != nullptr) continue;
    if (variable != nullptr && std::getenv(variable) != nullptr) continue;
    append_pair(out, name, value);
  }
  return out;
}

}  // namespace baryon::db
