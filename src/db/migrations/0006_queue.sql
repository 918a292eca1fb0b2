-- The queue: a row only while a sync waits or runs, so that finding the next one costs the same after millions of syncs.
-- `syncs` keeps what stays true: one row per repository, ref and commit, with how it ended. Its state is empty, and its
-- attempts are those of before, while the sync has a row here.
-- turn: the order in which repositories are served (pipeline/enqueue.cpp). waits: how many of the attempts do not count,
-- because somebody had to mend configuration or credentials first.
CREATE TABLE queue (
  sync_id       TEXT PRIMARY KEY REFERENCES syncs (id),
  forge         TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  ref           TEXT NOT NULL,
  state         TEXT NOT NULL,
  turn          BIGINT NOT NULL,
  queued_at     BIGINT NOT NULL,
  run_at        BIGINT NOT NULL,
  attempts      BIGINT NOT NULL,
  waits         BIGINT NOT NULL,
  started_at    BIGINT,
  lease_owner   TEXT NOT NULL,
  lease_until   BIGINT NOT NULL
) /*sqlite WITHOUT ROWID */;
INSERT INTO queue (sync_id, forge, repository_id, ref, state, turn, queued_at, run_at, attempts, waits, started_at,
  lease_owner, lease_until)
  SELECT id, forge, repository_id, ref, state,
    row_number() OVER (PARTITION BY repository_id, forge ORDER BY run_at, id), created_at, run_at, attempts, waits,
    started_at, lease_owner, lease_until
  FROM syncs WHERE state IN ('queued', 'running', 'retryable');
-- Two syncs of one repository never run at the same time.
CREATE UNIQUE INDEX queue_running ON queue (repository_id, forge) WHERE state = 'running';
CREATE INDEX queue_waiting ON queue (turn, run_at, sync_id) WHERE state <> 'running';
CREATE INDEX queue_by_repository ON queue (repository_id, forge, turn);

UPDATE syncs SET state = '' WHERE state IN ('queued', 'running', 'retryable');
DROP INDEX syncs_due;
DROP INDEX syncs_running;
ALTER TABLE syncs DROP COLUMN waits;
ALTER TABLE syncs DROP COLUMN run_at;
ALTER TABLE syncs DROP COLUMN lease_owner;
ALTER TABLE syncs DROP COLUMN lease_until;
CREATE INDEX syncs_dead ON syncs (id) WHERE state = 'dead';

-- Syncs as people know them, wherever they stand.
CREATE VIEW sync_records AS
  SELECT s.id, s.forge, s.repository_id, s.project, s.slug, s.ref, s.commit_id, s.subject, s.delivery_id,
    COALESCE(q.state, s.state) AS state, s.reason, s.hint, COALESCE(q.attempts, s.attempts) AS attempts, s.created_at,
    COALESCE(q.run_at, s.started_at, s.created_at) AS run_at, COALESCE(q.started_at, s.started_at) AS started_at,
    s.finished_at
  FROM syncs s LEFT JOIN queue q ON q.sync_id = s.id;
