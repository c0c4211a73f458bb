package sqlite

import (
	"fmt"

	"tocsin/internal/store"
)

func (t *tx) Request(caller, id string, digest [32]byte) ([]byte, bool, error) {
	if err := t.alive(); err != nil {
		return nil, false, err
	}
	var was, result []byte
	const look = `SELECT digest, result FROM request WHERE caller = $1 AND id = $2`
	found, err := one(t.ctx, t.w, look, []any{caller, id}, &was, &result)
	switch {
	case err != nil:
		return nil, false, t.fail(fmt.Errorf("request %s: %w", id, err))
	case found && string(was) != string(digest[:]):
		return nil, false, fmt.Errorf("request %s: %w", id, store.ErrReused)
	}
	return filled(result), found, nil
}

func (t *tx) Remember(caller, id string, digest [32]byte, result []byte) error {
	_, found, err := t.Request(caller, id, digest)
	if err == nil && found {
		err = fmt.Errorf("request %s: %w", id, store.ErrExists)
	}
	if err != nil {
		return err
	}
	if _, err = t.exec(`INSERT INTO request (caller, id, digest, result) VALUES ($1, $2, $3, $4)`,
		caller, id, digest[:], blob(result)); err != nil {
		return fmt.Errorf("remember request %s: %w", id, err)
	}
	return nil
}
