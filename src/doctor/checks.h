#pragma once

#include "app/config.h"
#include "doctor/report.h"
#include "doctor/server_answer.h"
#include "forge/bitbucket/rest.h"
#include "store/s3_store.h"

namespace baryon::doctor {

/// What the checks look at. `bitbucket` is asked only where its address is configured.
struct Subject {
  const app::Config& config;
  forge::bitbucket::Rest& bitbucket;
  const ServerAnswer& server;  ///< Bitbucket's first answer, whose outcome several checks need
};

// One file for each. None changes anything that stays, and none throws the others off.

/// Whether a server would start with this configuration.
void check_configuration(const Subject& subject, Report& report);

/// Whether Bitbucket answers, knows the token, and shows the configured projects.
void check_bitbucket(const Subject& subject, Report& report);

/// Whether Bitbucket is reached through `bitbucket.proxy`.
void check_proxy(const Subject& subject, Report& report);

/// How long the certificates of this server and of Bitbucket are valid.
void check_certificates(const Subject& subject, Report& report);

/// Whether the database can be opened and written, is of this program's schema, and has room.
void check_database(const Subject& subject, Report& report);

/// Whether objects can be written, read, listed and removed, and there is room.
void check_store(const Subject& subject, Report& report);

/// The part of `check_store` for a store in a bucket: which permissions are missing, and how the bucket and its server
/// keep objects.
void check_bucket(store::S3Store& store, Report& report);

/// Whether this machine's clock agrees with that of Bitbucket.
void check_clock(const Subject& subject, Report& report);

/// What Bitbucket itself recorded of its webhook calls to this server.
void check_webhooks(const Subject& subject, Report& report);

}  // namespace baryon::doctor
