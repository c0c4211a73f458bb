-- +goose Up

-- The logs of this store, the present one last. One that succeeds another begins with all the
-- leaves that were held; first is the leaf that says so, the first of its own. key is the log's
-- public key, known the newest checkpoint that was known of the log before.
CREATE TABLE log (
    number INTEGER NOT NULL PRIMARY KEY,
    origin TEXT    NOT NULL UNIQUE,
    first  INTEGER NOT NULL,
    key    TEXT    NOT NULL,
    known  BLOB,
    sum    INTEGER NOT NULL
) STRICT;
INSERT INTO log SELECT 1, value, 0, '', NULL, tocsin_sum('log', 1, value, 0, '', NULL)
    FROM meta WHERE name = 'origin';
DELETE FROM meta WHERE name = 'origin';

-- What a backup copies: the rows of the acts since the last one, what was erased since, and the
-- requests that led to no act.
CREATE INDEX version_leaf   ON version (leaf);
CREATE INDEX version_erased ON version (erased) WHERE erased IS NOT NULL;
CREATE INDEX outbox_erased  ON outbox (erased) WHERE erased IS NOT NULL;
CREATE INDEX request_alone  ON request (caller, id) WHERE leaf < 0;
