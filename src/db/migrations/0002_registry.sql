-- The registry. A template belongs to the repository that first made it.
CREATE TABLE templates (
  kind             TEXT NOT NULL,
  name             TEXT NOT NULL,
  display_name     TEXT NOT NULL,
  description      TEXT NOT NULL,
  forge            TEXT NOT NULL,
  repository_id    BIGINT NOT NULL,
  project          TEXT NOT NULL,
  slug             TEXT NOT NULL,
  created_at       BIGINT NOT NULL,
  last_modified_at BIGINT NOT NULL,
  PRIMARY KEY (name, kind)
);

-- Lists are JSON: [{"name": ..., "major": ...}] and ["DIRECTLY_DEFINED"].
CREATE TABLE versions (
  kind                        TEXT NOT NULL,
  name                        TEXT NOT NULL,
  major                       BIGINT NOT NULL,
  minor                       BIGINT NOT NULL,
  status                      TEXT NOT NULL,
  status_message              TEXT NOT NULL,
  description                 TEXT NOT NULL,
  digest                      TEXT NOT NULL,
  schema_text                 TEXT NOT NULL,
  compatible_environments     TEXT NOT NULL,
  supported_component_sources TEXT NOT NULL,
  bundle_key                  TEXT NOT NULL,
  project                     TEXT NOT NULL,
  slug                        TEXT NOT NULL,
  ref                         TEXT NOT NULL,
  commit_id                   TEXT NOT NULL,
  directory                   TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  last_modified_at            BIGINT NOT NULL,
  PRIMARY KEY (name, kind, major, minor),
  FOREIGN KEY (name, kind) REFERENCES templates (name, kind)
);
CREATE INDEX versions_by_commit ON versions (commit_id);
