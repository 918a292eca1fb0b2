-- Where templates are synced from: AWS Proton's template sync configs. mode: automatic (mirrors the repository that
-- pushes registered the template from), configured (made by somebody; steers) or stopped (deleted by somebody).
-- path: `project/slug` in lower case, because the forge does not tell case apart. repository_id: 0 until the forge was
-- asked. revision: grows with every change. due_at: when the branch has to be looked at; attempts, failed_at, failure:
-- of looks in vain since the last change.
CREATE TABLE template_syncs (
  name          TEXT NOT NULL,
  kind          TEXT NOT NULL,
  mode          TEXT NOT NULL,
  forge         TEXT NOT NULL,
  repository_id BIGINT NOT NULL,
  project       TEXT NOT NULL,
  slug          TEXT NOT NULL,
  path          TEXT NOT NULL,
  branch        TEXT NOT NULL,
  subdirectory  TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  modified_at   BIGINT NOT NULL,
  revision      BIGINT NOT NULL,
  due_at        BIGINT,
  attempts      BIGINT NOT NULL,
  failed_at     BIGINT,
  failure       TEXT NOT NULL,
  PRIMARY KEY (name, kind)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX template_syncs_by_repository ON template_syncs (repository_id);
CREATE INDEX template_syncs_by_path ON template_syncs (path);
CREATE INDEX template_syncs_due ON template_syncs (due_at) WHERE due_at IS NOT NULL;

-- Repositories as AWS Proton's API links them. Connection and key are kept for the API and not used; a link that was
-- made for a config has none.
CREATE TABLE repository_links (
  path           TEXT NOT NULL,
  forge          TEXT NOT NULL,
  repository_id  BIGINT NOT NULL,
  project        TEXT NOT NULL,
  slug           TEXT NOT NULL,
  connection_arn TEXT NOT NULL,
  encryption_key TEXT NOT NULL,
  created_at     BIGINT NOT NULL,
  PRIMARY KEY (path, forge)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX repository_links_by_repository ON repository_links (repository_id);

CREATE TABLE repository_tags (
  path      TEXT NOT NULL,
  forge     TEXT NOT NULL,
  tag_key   TEXT NOT NULL,
  tag_value TEXT NOT NULL,
  PRIMARY KEY (path, forge, tag_key),
  FOREIGN KEY (path, forge) REFERENCES repository_links (path, forge) ON UPDATE CASCADE ON DELETE CASCADE
) /*sqlite WITHOUT ROWID */;

-- How a branch's syncs went is asked by the branch.
CREATE INDEX syncs_by_branch ON syncs (repository_id, ref);
