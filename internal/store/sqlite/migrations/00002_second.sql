-- +goose Up

-- Every row gets a sum, CRC-32C over its other columns, by which a reader knows that it is as it
-- was written. tocsin_sum is the program's (sum.go): it takes the name of the table and the
-- columns in the order in which the table has them.

-- erased is the leaf of the act that erased a version: body and salt are NULL then.
CREATE TABLE version_2 (
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
    erased   INTEGER,
    sum      INTEGER NOT NULL,
    PRIMARY KEY (kind, id, version)
) STRICT;
INSERT INTO version_2 SELECT kind, id, version, leaf, recorded, wall, schema, parent, state, due, label, body, salt, NULL,
    tocsin_sum('version', kind, id, version, leaf, recorded, wall, schema, parent, state, due, label, body, salt, NULL)
    FROM version ORDER BY rowid;
DROP TABLE version;
ALTER TABLE version_2 RENAME TO version;
CREATE INDEX version_parent ON version (kind, parent, id) WHERE parent <> '';

CREATE TABLE head_2 (
    kind       TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    first_leaf INTEGER NOT NULL,
    parent     TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    due        INTEGER,
    label      TEXT    NOT NULL,
    sum        INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
INSERT INTO head_2 SELECT kind, id, version, first_leaf, parent, state, due, label,
    tocsin_sum('head', kind, id, version, first_leaf, parent, state, due, label)
    FROM head ORDER BY rowid;
DROP TABLE head;
ALTER TABLE head_2 RENAME TO head;
CREATE INDEX head_order  ON head (kind, first_leaf, id);
CREATE INDEX head_state  ON head (kind, state, first_leaf, id);
CREATE INDEX head_parent ON head (kind, parent, first_leaf, id) WHERE parent <> '';
CREATE INDEX head_due    ON head (kind, due) WHERE due IS NOT NULL;

CREATE TABLE leaf_2 (
    idx       INTEGER NOT NULL PRIMARY KEY,
    id        BLOB    NOT NULL UNIQUE,
    recorded  INTEGER NOT NULL,
    act       TEXT    NOT NULL,
    statement BLOB,
    sum       INTEGER NOT NULL
) STRICT;
INSERT INTO leaf_2 SELECT idx, id, recorded, act, statement,
    tocsin_sum('leaf', idx, id, recorded, act, statement)
    FROM leaf ORDER BY idx;
DROP TABLE leaf;
ALTER TABLE leaf_2 RENAME TO leaf;
CREATE INDEX leaf_recorded ON leaf (recorded, idx);

CREATE TABLE hash_2 (
    idx  INTEGER NOT NULL PRIMARY KEY,
    hash BLOB    NOT NULL,
    sum  INTEGER NOT NULL
) STRICT;
INSERT INTO hash_2 SELECT idx, hash, tocsin_sum('hash', idx, hash) FROM hash ORDER BY idx;
DROP TABLE hash;
ALTER TABLE hash_2 RENAME TO hash;

CREATE TABLE checkpoint_2 (
    id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    note BLOB    NOT NULL,
    sum  INTEGER NOT NULL
) STRICT;
INSERT INTO checkpoint_2 SELECT id, note, tocsin_sum('checkpoint', id, note) FROM checkpoint;
DROP TABLE checkpoint;
ALTER TABLE checkpoint_2 RENAME TO checkpoint;

-- leaf is that of the act which a request led to, -1 for none: so that the result can be blanked
-- when what the act wrote is erased. A result that is NULL was blanked.
CREATE TABLE request_2 (
    caller TEXT    NOT NULL,
    id     TEXT    NOT NULL,
    digest BLOB    NOT NULL,
    result BLOB,
    leaf   INTEGER NOT NULL,
    sum    INTEGER NOT NULL,
    PRIMARY KEY (caller, id)
) STRICT;
-- What schema 1 kept are receipts of the desk, which name their leaf.
INSERT INTO request_2 SELECT caller, id, digest, result, leaf, tocsin_sum('request', caller, id, digest, result, leaf)
    FROM (SELECT rowid AS n, caller, id, digest, result, CASE
        WHEN json_valid(CAST(result AS TEXT)) AND json_type(CAST(result AS TEXT), '$.leaf') = 'integer'
            AND EXISTS (SELECT 1 FROM leaf WHERE idx = json_extract(CAST(result AS TEXT), '$.leaf'))
        THEN json_extract(CAST(result AS TEXT), '$.leaf') ELSE -1 END AS leaf FROM request)
    ORDER BY n;
DROP TABLE request;
ALTER TABLE request_2 RENAME TO request;
CREATE INDEX request_leaf ON request (leaf) WHERE leaf >= 0;

-- erased is the leaf of the act that erased what a message says; the body is NULL once it is
-- carried as well.
CREATE TABLE outbox_2 (
    seq       INTEGER NOT NULL PRIMARY KEY,
    id        TEXT    NOT NULL UNIQUE,
    recipient TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    body      BLOB,
    recorded  INTEGER NOT NULL,
    carried   INTEGER,
    leaf      INTEGER NOT NULL,
    erased    INTEGER,
    sum       INTEGER NOT NULL
) STRICT;
-- A message of schema 1 was sent by the leaf that was recorded with it, if there is only one.
INSERT INTO outbox_2 SELECT seq, id, recipient, kind, body, recorded, carried, leaf, NULL,
    tocsin_sum('outbox', seq, id, recipient, kind, body, recorded, carried, leaf, NULL)
    FROM (SELECT seq, id, recipient, kind, body, recorded, carried, (SELECT CASE count(*) WHEN 1 THEN max(idx) ELSE -1 END
        FROM leaf WHERE recorded = o.recorded) AS leaf FROM outbox o)
    ORDER BY seq;
DROP TABLE outbox;
ALTER TABLE outbox_2 RENAME TO outbox;
CREATE INDEX outbox_waiting ON outbox (seq) WHERE carried IS NULL;
CREATE INDEX outbox_leaf ON outbox (leaf) WHERE leaf >= 0;

CREATE TABLE meta_2 (
    name  TEXT    NOT NULL PRIMARY KEY,
    value TEXT    NOT NULL,
    sum   INTEGER NOT NULL
) STRICT;
INSERT INTO meta_2 SELECT name, value, tocsin_sum('meta', name, value) FROM meta;
DROP TABLE meta;
ALTER TABLE meta_2 RENAME TO meta;

-- The sums say only that nothing changed from now on. What there was before is verified by its own
-- log when the store is opened, and the row goes away.
INSERT INTO meta SELECT 'unverified', 'schema 1', tocsin_sum('meta', 'unverified', 'schema 1')
    WHERE EXISTS (SELECT 1 FROM checkpoint);
