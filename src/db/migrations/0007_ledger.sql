-- The ledger. delivered: the tip as webhooks last told it (delivered_at NULL: none ever did); seen: as the forge itself
-- last showed it, and how it had got there (move); synced: the commit of the last sync that succeeded, in part at least.
-- Commits are empty where the ref is gone, or nothing is known. differs_since: since when the tip has not been synced;
-- NULL while there is nothing to catch up on.
ALTER TABLE refs ADD COLUMN delivered_commit TEXT NOT NULL DEFAULT '';
ALTER TABLE refs ADD COLUMN delivered_at BIGINT;
ALTER TABLE refs ADD COLUMN seen_commit TEXT NOT NULL DEFAULT '';
ALTER TABLE refs ADD COLUMN seen_at BIGINT;
ALTER TABLE refs ADD COLUMN seen_move TEXT NOT NULL DEFAULT '';
ALTER TABLE refs ADD COLUMN synced_commit TEXT NOT NULL DEFAULT '';
ALTER TABLE refs ADD COLUMN synced_at BIGINT;
ALTER TABLE refs ADD COLUMN differs_since BIGINT;

-- Who told of a tip was not kept before; nearly always it was a webhook.
UPDATE refs SET delivered_commit = announced_commit, delivered_at = announced_at;
UPDATE refs SET
  synced_at = (SELECT max(s.finished_at) FROM syncs s WHERE s.repository_id = refs.repository_id AND s.ref = refs.ref AND
    s.forge = refs.forge AND s.state IN ('succeeded', 'partial'));
UPDATE refs SET
  synced_commit = (SELECT max(s.commit_id) FROM syncs s WHERE s.repository_id = refs.repository_id AND s.ref = refs.ref
    AND s.forge = refs.forge AND s.state IN ('succeeded', 'partial') AND s.finished_at = refs.synced_at)
  WHERE synced_at IS NOT NULL;
UPDATE refs SET differs_since = announced_at WHERE announced_commit <> '' AND announced_commit <> synced_commit;

-- polled_at: when its branches were last compared; failed_at, failure: of a comparison in vain since then.
-- missing_since: since when the forge has not listed it. was_archived: it was when it was last compared.
ALTER TABLE repositories ADD COLUMN polled_at BIGINT;
ALTER TABLE repositories ADD COLUMN poll_failed_at BIGINT;
ALTER TABLE repositories ADD COLUMN poll_failure TEXT NOT NULL DEFAULT '';
ALTER TABLE repositories ADD COLUMN missing_since BIGINT;
ALTER TABLE repositories ADD COLUMN was_archived BIGINT NOT NULL DEFAULT 0;
