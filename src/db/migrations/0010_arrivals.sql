-- Objects that others put into the store, as events told: each waits until somebody has looked at its metadata.
-- delivery_id, position: of the row of ref_changes that says what becomes of it. object_key: in the store. state: tells one
-- putting of an object from another. put_at: `2026-11-25T22:10:00.123000Z`, empty where not known.
CREATE TABLE arrivals (
  delivery_id TEXT NOT NULL REFERENCES deliveries (id),
  position    BIGINT NOT NULL,
  object_key  TEXT NOT NULL,
  state       TEXT NOT NULL,
  put_at      TEXT NOT NULL,
  run_at      BIGINT NOT NULL,
  attempts    BIGINT NOT NULL,
  PRIMARY KEY (delivery_id, position)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX arrivals_due ON arrivals (run_at);

-- Where the archives lie that syncs of the forge `s3` take.
CREATE TABLE stored_archives (
  repository_id BIGINT NOT NULL,
  ref           TEXT NOT NULL,
  commit_id     TEXT NOT NULL,
  object_key    TEXT NOT NULL,
  state         TEXT NOT NULL,
  put_at        TEXT NOT NULL,
  PRIMARY KEY (repository_id, ref, commit_id)
) /*sqlite WITHOUT ROWID */;
