-- +goose Up

-- The bookkeeping of who may come in: names, credentials, sessions, tokens, invitations. No act
-- writes here, and rows go away when they are of no use any more. Secrets are not here: digests are.
CREATE TABLE access (
    kind    TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    account TEXT    NOT NULL,
    expires INTEGER,
    body    BLOB    NOT NULL,
    sum     INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX access_account ON access (kind, account, id);
CREATE INDEX access_expires ON access (expires) WHERE expires IS NOT NULL;

-- Which labels there are of a kind, and how many records of each: so that what a reader may not see
-- is neither listed nor counted.
CREATE INDEX head_label ON head (kind, label);
