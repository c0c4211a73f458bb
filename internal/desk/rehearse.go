package desk

import (
	"context"

	"tocsin/internal/store"
)

// rehearsed runs every act and undoes it.
type rehearsed struct{ store.Store }

func (r rehearsed) Update(ctx context.Context, fn func(store.Tx) error) error {
	return r.Rehearse(ctx, fn)
}
