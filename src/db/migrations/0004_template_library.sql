-- The template library: what AWS Proton's API makes by hand lies in the same tables as what pushes bring.
-- provisioning: CUSTOMER_MANAGED or empty. is_modified, creation_digest: making a template again gives the existing one
-- while nobody changed it and the parameters, by their digest, are the same; pushed templates have no digest.
-- version_count: kept by whoever adds or removes versions, so that lists need not count.
ALTER TABLE templates ADD COLUMN provisioning TEXT NOT NULL DEFAULT '';
ALTER TABLE templates ADD COLUMN encryption_key TEXT NOT NULL DEFAULT '';
ALTER TABLE templates ADD COLUMN is_modified BIGINT NOT NULL DEFAULT 0;
ALTER TABLE templates ADD COLUMN creation_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE templates ADD COLUMN version_count BIGINT NOT NULL DEFAULT 0;
UPDATE templates SET version_count =
  (SELECT count(*) FROM versions WHERE versions.name = templates.name AND versions.kind = templates.kind);
CREATE INDEX templates_by_kind ON templates (kind, name);

-- Where the bundle of a version made by hand lies. Such a version has no repository, and directory_major 0.
ALTER TABLE versions ADD COLUMN source_bucket TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN source_key TEXT NOT NULL DEFAULT '';
CREATE INDEX versions_published ON versions (name, kind, major, minor) WHERE status = 'PUBLISHED';
CREATE INDEX versions_in_progress ON versions (created_at, name, kind, major, minor)
  WHERE status = 'REGISTRATION_IN_PROGRESS';

-- The minor that each major gives next. Rows stay when versions are deleted: a number is never given twice.
CREATE TABLE version_numbers (
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  major      BIGINT NOT NULL,
  next_minor BIGINT NOT NULL,
  PRIMARY KEY (name, kind, major),
  FOREIGN KEY (name, kind) REFERENCES templates (name, kind)
) /*sqlite WITHOUT ROWID */;
INSERT INTO version_numbers (name, kind, major, next_minor)
  SELECT name, kind, major, max(minor) + 1 FROM versions GROUP BY name, kind, major;

-- Tags of versions, and of templates: these have major and minor 0.
CREATE TABLE tags (
  name      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  major     BIGINT NOT NULL,
  minor     BIGINT NOT NULL,
  tag_key   TEXT NOT NULL,
  tag_value TEXT NOT NULL,
  PRIMARY KEY (name, kind, major, minor, tag_key),
  FOREIGN KEY (name, kind) REFERENCES templates (name, kind)
) /*sqlite WITHOUT ROWID */;

-- Which version a client token made, for hours.
CREATE TABLE client_tokens (
  kind              TEXT NOT NULL,
  token             TEXT NOT NULL,
  parameters_digest TEXT NOT NULL,
  name              TEXT NOT NULL,
  major             BIGINT NOT NULL,
  minor             BIGINT NOT NULL,
  created_at        BIGINT NOT NULL,
  PRIMARY KEY (kind, token),
  FOREIGN KEY (name, kind, major, minor) REFERENCES versions (name, kind, major, minor)
) /*sqlite WITHOUT ROWID */;
CREATE INDEX client_tokens_by_age ON client_tokens (created_at);
CREATE INDEX client_tokens_by_version ON client_tokens (name, kind, major, minor);
