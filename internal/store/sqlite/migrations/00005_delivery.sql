-- +goose Up

-- What is on its way to people: which message, to which contact, over which channel, and when it is
-- taken up next; due is NULL once it is done. No words and no addresses. changed grows with every
-- transaction that changes rows.
CREATE TABLE delivery (
    id      TEXT    NOT NULL PRIMARY KEY,
    seq     INTEGER NOT NULL,
    case_id TEXT    NOT NULL,
    contact TEXT    NOT NULL,
    channel TEXT    NOT NULL,
    step    INTEGER NOT NULL,
    state   TEXT    NOT NULL,
    due     INTEGER,
    attempt INTEGER NOT NULL,
    owner   TEXT    NOT NULL,
    last    TEXT    NOT NULL,
    leaf    INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    sum     INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX delivery_seq ON delivery (seq);
CREATE INDEX delivery_due     ON delivery (channel, due) WHERE due IS NOT NULL;
CREATE INDEX delivery_case    ON delivery (case_id, seq);
CREATE INDEX delivery_changed ON delivery (changed);
