#include "db/url.h"

#include "db/postgresql_options.h"

namespace baryon::db {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

bool names_postgresql(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (text.starts_with(sqlite_scheme)) {
    const auto path = text.substr(sqlite_scheme.size());
    if (path.empty()) return fail(ErrorCode::configuration, "the path of the database is missing", "sqlite:PATH");
    return sqlite(path);
  }
  if (!names_postgresql(text))
    return fail(ErrorCode::configuration, "the database's URL begins with neither 'sqlite:' nor 'postgresql://'",
                "write sqlite:PATH or postgresql://user@host/database");
  BARYON_TRY(const auto options, postgresql_options(text));
  Url url;
  url.dialect_ = Dialect::postgresql;
  url.text_ = Secret(std::string(text));
  url.shown_ = shown_url(options);
  return url;
}

Url Url::sqlite(const std::filesystem::path& path) {
  Url url;
  url.path_ = path;
  url.shown_ = std::string(sqlite_scheme) + path.string();
  url.text_ = Secret(url.shown_);
  return url;
}

}  // namespace baryon::db
