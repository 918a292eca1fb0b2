#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "db/session.h"
#include "registry/library.h"

/// How templates and versions are written, whether a push or the API brings them. Run each in a transaction.
namespace baryon::registry::tables {

/// What a version row holds beyond a `Version`.
struct VersionOrigin {
  std::int64_t directory_major = 0;  ///< the N of the directory `v<N>/`; 0: made by hand
  BundleSource source = {};          ///< of one made by hand
  std::string made_by = {};          ///< `Submission::run`
};

/// `creation_digest`: of the parameters where making it again is to give the same; empty: it is not.
Result<void> add_template(db::Session& session, const Template& added, const std::string& creation_digest);

/// Counts a version in, before its number is looked up: on a database with several writers this also makes them take
/// turns. How many versions the template has now, 0 where there is no such template.
Result<std::int64_t> make_room(db::Session& session, const TemplateKey& key, Timestamp now);

/// Puts a version in that there is room for. It inherits the template's tags.
/// (AWS Proton User Guide: tags of a template are copied to the versions made later.)
Result<void> add_version(db::Session& session, const Version& added, const VersionOrigin& origin);

/// With its tags, and the client token that made it.
Result<void> remove_version(db::Session& session, const TemplateKey& key, VersionNumber number);

/// With its tags and what is remembered of its numbers. It must have no versions.
Result<void> remove_template(db::Session& session, const TemplateKey& key);

}  // namespace baryon::registry::tables
