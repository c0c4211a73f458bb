-- +goose Up

-- What state a record was in at a leaf, without reading its body: the past of a list by state.
CREATE INDEX version_state ON version (kind, id, version, leaf, state) WHERE state <> '';

-- Most records are in no state: a list by state need not know of them.
DROP INDEX head_state;
CREATE INDEX head_state ON head (kind, state, first_leaf, id) WHERE state <> '';
