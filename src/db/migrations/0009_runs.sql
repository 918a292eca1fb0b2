-- run: names the run of a sync, from when it was queued to its end, over all its attempts (pipeline/enqueue.h).
-- made_by: the run that made a version; empty where nobody knows. An attempt finds by it what an earlier one made.
ALTER TABLE queue ADD COLUMN run TEXT NOT NULL DEFAULT '';
UPDATE queue SET run = sync_id;
ALTER TABLE versions ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
