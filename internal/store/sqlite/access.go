package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/accounts"
)

var _ accounts.Store = (*engine)(nil)

// accessRow is one row of the bookkeeping of who may come in.
type accessRow struct {
	accounts.Row
	expires sql.NullInt64
}

func (*accessRow) table() table { return accessTable }

func (r *accessRow) columns() []any {
	return []any{&r.Kind, &r.ID, &r.Account, &r.expires, &r.Body}
}

func (r accessRow) row() accounts.Row {
	if r.expires.Valid {
		r.Expires = instant(r.expires.Int64)
	}
	r.Row.Body = filled(r.Body)
	return r.Row
}

// ReadAccess reads one consistent state of the bookkeeping.
func (e *engine) ReadAccess(ctx context.Context, fn func(accounts.View) error) error {
	return e.snapshot(ctx, present, func(v *view) error { return fn(accessView{ctx, v.q, v.failed}) })
}

// ChangeAccess goes through the committer like an act, but leaves no leaf.
func (e *engine) ChangeAccess(ctx context.Context, fn func(accounts.Tx) error) error {
	return e.submit(ctx, &job{fn: func(t *tx) error { return fn(accessTx{accessView{t.ctx, t, t.fail}, t}) }})
}

type accessView struct {
	ctx    context.Context
	q      querier
	failed func(error) error
}

func (v accessView) Get(kind, id string) (accounts.Row, error) {
	r, found, err := readOne[accessRow](v.ctx, v.q, `WHERE kind = $1 AND id = $2`, kind, id)
	switch {
	case err != nil:
		return accounts.Row{}, v.failed(fmt.Errorf("get %s: %w", kind, err))
	case !found:
		return accounts.Row{}, fmt.Errorf("%s: %w", kind, store.ErrNotFound)
	case r.Kind != kind || r.ID != id:
		return accounts.Row{}, v.failed(accessTable.damaged("an index leads to it that should not", r.columns()...))
	}
	return r.row(), nil
}

func (v accessView) List(kind, account string) ([]accounts.Row, error) {
	where, args := `WHERE kind = $1 ORDER BY id`, []any{kind}
	if account != "" {
		where, args = `WHERE kind = $1 AND account = $2 ORDER BY id`, []any{kind, account}
	}
	rows, err := read[accessRow](v.ctx, v.q, where, args...)
	var all []accounts.Row
	for _, r := range rows {
		if err == nil && (r.Kind != kind || account != "" && r.Account != account) {
			err = accessTable.damaged("an index leads to it that should not", r.columns()...)
		}
		all = append(all, r.row())
	}
	if err != nil {
		return nil, v.failed(fmt.Errorf("list %s: %w", kind, err))
	}
	return all, nil
}

type accessTx struct {
	accessView
	t *tx
}

const putAccess = ` ON CONFLICT (kind, id) DO UPDATE SET account = excluded.account, expires = excluded.expires,
	body = excluded.body, sum = excluded.sum`

func (x accessTx) Put(r accounts.Row) error {
	if err := x.t.alive(); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return fmt.Errorf("put: %w", err)
	}
	_, err := x.t.exec(accessTable.one+putAccess, accessTable.summed(r.Kind, r.ID, r.Account, due(r.Expires), blob(r.Body))...)
	return err
}

func (x accessTx) Drop(kind, id string) error {
	n, err := x.drop(`kind = $1 AND id = $2`, kind, id)
	if err == nil && n == 0 {
		err = fmt.Errorf("%s: %w", kind, store.ErrNotFound)
	}
	return err
}

func (x accessTx) DropOf(kind, account string) (int64, error) {
	return x.drop(`kind = $1 AND account = $2`, kind, account)
}

func (x accessTx) DropExpired(until time.Time) (int64, error) {
	return x.drop(`expires IS NOT NULL AND expires <= $1`, micros(until))
}

func (x accessTx) drop(where string, args ...any) (int64, error) {
	if err := x.t.alive(); err != nil {
		return 0, err
	}
	return x.t.exec(`DELETE FROM access WHERE `+where, args...)
}
