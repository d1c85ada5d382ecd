-- The names of all things of one release.

-- What has an address of ours; claims and passages have no label.
CREATE TABLE thing (
  id INTEGER PRIMARY KEY,
  iri TEXT NOT NULL UNIQUE,
  label TEXT,
  kind TEXT NOT NULL
);

-- A name in the form in which names are compared, its length, and how it is written where it names something best;
-- of several spellings that do so equally well, the first in the order of code points.
CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  folded TEXT NOT NULL UNIQUE,
  shown TEXT NOT NULL,
  rank INTEGER NOT NULL,
  length INTEGER NOT NULL
);

CREATE TABLE named (
  name INTEGER NOT NULL REFERENCES name (id),
  thing INTEGER NOT NULL REFERENCES thing (id),
  rank INTEGER NOT NULL,
  PRIMARY KEY (name, thing)
) WITHOUT ROWID;

-- Only while the file is being written.
CREATE TEMP TABLE partner (
  fusion TEXT NOT NULL,
  partner TEXT NOT NULL
);

-- In which names each gram stands, and in how many.
CREATE VIRTUAL TABLE gram USING fts5 (
  grams,
  content = '',
  detail = none,
  columnsize = 0,
  tokenize = 'ascii'
);
CREATE VIRTUAL TABLE gram_count USING fts5vocab (gram, row);
