-- What came in. Times are milliseconds since 1970 UTC; identifiers are ULIDs; commits are 40 hex digits or empty.
CREATE TABLE deliveries (
  id            TEXT PRIMARY KEY,
  received_at   BIGINT NOT NULL,
  forge         TEXT NOT NULL,
  event         TEXT NOT NULL,
  request_id    TEXT NOT NULL,
  remote        TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  project       TEXT NOT NULL,
  slug          TEXT NOT NULL,
  status        TEXT NOT NULL,
  reason        TEXT NOT NULL,
  body          TEXT NOT NULL
);
CREATE INDEX deliveries_by_repository ON deliveries (repository_id);

-- One row per element of a delivery's changes, with what was decided and why.
CREATE TABLE ref_changes (
  delivery_id TEXT NOT NULL REFERENCES deliveries (id),
  position    BIGINT NOT NULL,
  ref         TEXT NOT NULL,
  type        TEXT NOT NULL,
  from_commit TEXT NOT NULL,
  to_commit   TEXT NOT NULL,
  decision    TEXT NOT NULL,
  reason      TEXT NOT NULL,
  sync_id     TEXT NOT NULL,
  PRIMARY KEY (delivery_id, position)
) /*sqlite WITHOUT ROWID */;
-- Queued changes are found by their sync; an index over all would cost every delivery a page written at random.
CREATE INDEX ref_changes_by_commit ON ref_changes (to_commit) WHERE decision <> 'queued';

-- The queue and its history: one row per repository, ref and commit. waits: how many of the attempts do not count,
-- because somebody had to mend configuration or credentials first.
CREATE TABLE syncs (
  id            TEXT PRIMARY KEY,
  forge         TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  project       TEXT NOT NULL,
  slug          TEXT NOT NULL,
  ref           TEXT NOT NULL,
  commit_id     TEXT NOT NULL,
  subject       TEXT NOT NULL,
  delivery_id   TEXT NOT NULL,
  state         TEXT NOT NULL,
  reason        TEXT NOT NULL,
  hint          TEXT NOT NULL,
  attempts      BIGINT NOT NULL,
  waits         BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  run_at        BIGINT NOT NULL,
  started_at    BIGINT,
  finished_at   BIGINT,
  lease_owner   TEXT NOT NULL,
  lease_until   BIGINT NOT NULL,
  UNIQUE (commit_id, repository_id, ref, forge)
);
CREATE INDEX syncs_due ON syncs (run_at, id) WHERE state IN ('queued', 'retryable');
CREATE INDEX syncs_running ON syncs (repository_id) WHERE state = 'running';

-- What became of each template of a sync.
CREATE TABLE sync_results (
  sync_id   TEXT NOT NULL REFERENCES syncs (id),
  position  BIGINT NOT NULL,
  template  TEXT NOT NULL,
  kind      TEXT NOT NULL,
  directory TEXT NOT NULL,
  major     BIGINT NOT NULL,
  minor     BIGINT,
  outcome   TEXT NOT NULL,
  reason    TEXT NOT NULL,
  hint      TEXT NOT NULL,
  PRIMARY KEY (sync_id, position)
) /*sqlite WITHOUT ROWID */;

-- What is known of a repository; its id survives renames and moves.
CREATE TABLE repositories (
  forge                     TEXT NOT NULL,
  id                        BIGINT NOT NULL,
  project                   TEXT NOT NULL,
  slug                      TEXT NOT NULL,
  default_branch            TEXT NOT NULL,
  default_branch_checked_at BIGINT NOT NULL,
  PRIMARY KEY (id, forge)
) /*sqlite WITHOUT ROWID */;

-- The tip of each ref as last announced. Doubtful: announcements did not chain, so the forge has to be asked.
CREATE TABLE refs (
  forge            TEXT NOT NULL,
  repository_id    BIGINT NOT NULL,
  ref              TEXT NOT NULL,
  announced_commit TEXT NOT NULL,
  announced_from   TEXT NOT NULL,
  announced_at     BIGINT NOT NULL,
  is_doubtful      BIGINT NOT NULL,
  PRIMARY KEY (repository_id, ref, forge)
) /*sqlite WITHOUT ROWID */;

-- Repositories whose heads have to be compared with what was announced.
CREATE TABLE reconciles (
  forge         TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  reason        TEXT NOT NULL,
  requested_at  BIGINT NOT NULL,
  run_at        BIGINT NOT NULL,
  attempts      BIGINT NOT NULL,
  PRIMARY KEY (repository_id, forge)
) /*sqlite WITHOUT ROWID */;
