-- What a version offers, for comparing the next one with it. `outputs`: a JSON list of names, NULL where not known.
ALTER TABLE versions ADD COLUMN engine TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN outputs TEXT;

-- The N of the directory v<N>/ that the version came from. It differs from `major` once a breaking change has moved the
-- directory to a major of its own (templates.compatibility: next_major).
ALTER TABLE versions ADD COLUMN directory_major BIGINT NOT NULL DEFAULT 0;
UPDATE versions SET directory_major = major;
CREATE INDEX versions_by_directory ON versions (name, kind, directory_major, major);

-- What lint found, JSON.
ALTER TABLE sync_results ADD COLUMN findings TEXT NOT NULL DEFAULT '[]';
