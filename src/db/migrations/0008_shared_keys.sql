-- What the nodes of one PostgreSQL database have agreed on at their first start: keys that have to be the same on all of
-- them, by the names of their files. Empty with SQLite, where the files are all.
CREATE TABLE shared_keys (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
