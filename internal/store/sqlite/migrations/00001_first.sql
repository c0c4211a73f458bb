-- +goose Up

-- Instants are microseconds since 1970, UTC. The engine's own clock is never used.
-- The number in application_id spells "Tocs": it tells our files from other people's.
PRAGMA application_id = 1416586099;

-- One row for each version of each record, for good. recorded never goes down as leaf goes up.
-- A body or a statement that is NULL was erased.
CREATE TABLE version (
    kind     TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    version  INTEGER NOT NULL CHECK (version >= 1),
    leaf     INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    wall     INTEGER NOT NULL,
    schema   INTEGER NOT NULL,
    parent   TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    due      INTEGER,
    label    TEXT    NOT NULL,
    body     BLOB,
    salt     BLOB,
    PRIMARY KEY (kind, id, version)
) STRICT;

-- The past of one parent's children, without reading every record of their kind.
CREATE INDEX version_parent ON version (kind, parent, id) WHERE parent <> '';

-- The newest version of each record, and what lists filter and order by. A rebuildable index,
-- not a record: the only table here whose rows change as acts come.
CREATE TABLE head (
    kind       TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    first_leaf INTEGER NOT NULL,
    parent     TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    due        INTEGER,
    label      TEXT    NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;

CREATE INDEX head_order  ON head (kind, first_leaf, id);
CREATE INDEX head_state  ON head (kind, state, first_leaf, id);
CREATE INDEX head_parent ON head (kind, parent, first_leaf, id) WHERE parent <> '';
CREATE INDEX head_due    ON head (kind, due) WHERE due IS NOT NULL;

CREATE TABLE leaf (
    idx       INTEGER NOT NULL PRIMARY KEY,
    id        BLOB    NOT NULL UNIQUE,
    recorded  INTEGER NOT NULL,
    act       TEXT    NOT NULL,
    statement BLOB
) STRICT;

-- The newest leaf at a time: its index is where a view of the past ends.
CREATE INDEX leaf_recorded ON leaf (recorded, idx);

-- The tree's hashes in the order of C2SP tlog storage (golang.org/x/mod/sumdb/tlog).
CREATE TABLE hash (
    idx  INTEGER NOT NULL PRIMARY KEY,
    hash BLOB    NOT NULL
) STRICT;

-- The newest signed checkpoint: one row.
CREATE TABLE checkpoint (
    id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    note BLOB    NOT NULL
) STRICT;

CREATE TABLE request (
    caller TEXT NOT NULL,
    id     TEXT NOT NULL,
    digest BLOB NOT NULL,
    result BLOB NOT NULL,
    PRIMARY KEY (caller, id)
) STRICT;

CREATE TABLE outbox (
    seq       INTEGER NOT NULL PRIMARY KEY,
    id        TEXT    NOT NULL UNIQUE,
    recipient TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    body      BLOB    NOT NULL,
    recorded  INTEGER NOT NULL,
    carried   INTEGER
) STRICT;

CREATE INDEX outbox_waiting ON outbox (seq) WHERE carried IS NULL;

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
