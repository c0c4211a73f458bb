// Package accounts is the contract for the bookkeeping of who may come in: names, credentials,
// sessions, tokens and invitations.
//
// None of it is an act, and nothing of it has a leaf: which accounts there are and as which roles
// they may act is on record at the desk. What is kept here goes away when it is of no use any more.
// A secret is never kept, only its SHA-256.
package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin/internal/store"
)

// A Row is one thing kept.
type Row struct {
	Kind    string    // of [Account], [Credential] and the others
	ID      string    // unique within its kind
	Account string    // whose it is
	Expires time.Time // of no use from then on; zero: never
	Body    []byte
}

// Check refuses a row that not every engine could keep as it is.
func (r Row) Check() error {
	if r.Kind == "" || r.ID == "" {
		return errors.New("a row without a kind or an id")
	}
	for _, s := range []string{r.Kind, r.ID, r.Account} {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			return fmt.Errorf("%q is not UTF-8 without NUL", s)
		}
	}
	return nil
}

// A View reads one consistent state. It gives out what expired, too, until that is dropped.
type View interface {
	// Get returns one row, or store.ErrNotFound.
	Get(kind, id string) (Row, error)
	// List returns the rows of a kind by their id: of one account, or of all when it is empty.
	List(kind, account string) ([]Row, error)
}

// A Tx changes rows. It is of no use after its closure has returned.
type Tx interface {
	View
	// Put keeps a row, in the place of one that has the same kind and id.
	Put(Row) error
	// Drop takes a row away, or returns store.ErrNotFound: of two who drop one row only one does.
	Drop(kind, id string) error
	// DropOf takes away all rows of a kind that are of one account, and says how many.
	DropOf(kind, account string) (int64, error)
	// DropExpired takes away all that expired until then, inclusive, and says how much.
	DropExpired(until time.Time) (int64, error)
}

// A Store keeps the bookkeeping beside the acts, in the same database and as durable.
type Store interface {
	// ReadAccess runs fn over the newest committed state.
	ReadAccess(ctx context.Context, fn func(View) error) error
	// ChangeAccess runs fn in one transaction. fn may be run more than once, must be short and
	// must not call the store. An error from it undoes all of it. store.ErrReadOnly, store.ErrClosed
	// and store.ErrUnknown are as for acts.
	ChangeAccess(ctx context.Context, fn func(Tx) error) error
}

// Of is the bookkeeping of a store.
func Of(s store.Store) (Store, error) {
	a, ok := s.(Store)
	if !ok {
		return nil, fmt.Errorf("%T keeps no accounts", s)
	}
	return a, nil
}

// ErrNotFound says that there is no such row. It is the store's.
var ErrNotFound = store.ErrNotFound
