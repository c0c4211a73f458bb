package sqlite

import (
	"fmt"

	"tocsin/internal/store"
)

// noLeaf is the leaf of a request whose act has none, and of those that schema 1 kept.
const noLeaf = int64(-1)

func (t *tx) Request(caller, id string, digest [32]byte) ([]byte, bool, error) {
	if err := t.alive(); err != nil {
		return nil, false, err
	}
	r, found, err := readOne[request](t.ctx, t.w, `WHERE caller = $1 AND id = $2`, caller, id)
	switch {
	case err != nil:
		return nil, false, t.fail(fmt.Errorf("request %s: %w", id, err))
	case found && string(r.digest) != string(digest[:]):
		return nil, false, fmt.Errorf("request %s: %w", id, store.ErrReused)
	}
	return filled(r.result), found, nil
}

var insertRequest = requestTable.one + ` ON CONFLICT (caller, id) DO NOTHING`

func (t *tx) Remember(caller, id string, digest [32]byte, result []byte) error {
	if err := t.alive(); err != nil {
		return err
	}
	leaf := noLeaf
	if t.leaf != nil {
		leaf = t.index
	}
	t.remembered = true
	n, err := t.exec(insertRequest, requestTable.summed(caller, id, digest[:], blob(result), leaf)...)
	if err == nil && n == 0 {
		if _, _, err = t.Request(caller, id, digest); err == nil {
			err = fmt.Errorf("request %s: %w", id, store.ErrExists)
		}
		return err
	}
	if err != nil {
		return fmt.Errorf("remember request %s: %w", id, err)
	}
	return nil
}
