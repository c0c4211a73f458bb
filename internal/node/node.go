// Package node assembles one organisation: its folder, its keys, its store and its desk. It owns
// the clock, and carries what waits in one organisation's outbox to another's desk when both are
// in the same process.
package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/desk"
	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/ledger"
)

// A Node is one organisation, open.
type Node struct {
	Org   tocsin.OrgID
	Desk  *desk.Desk
	store store.Store
	clock func() time.Time
}

// Options open a node otherwise than usual. The zero value is the usual way.
type Options struct {
	Clock    func() time.Time // nil: the wall clock
	IDs      io.Reader        // where ids come from; nil: crypto/rand
	Bulk     bool             // nothing is confirmed before Close: for a replay
	ReadOnly bool
}

// Open opens, or makes, the organisation that lives in dir/org.
func Open(ctx context.Context, dir string, org tocsin.OrgID, o Options) (*Node, error) {
	if err := tocsin.CheckOrgID(org); err != nil {
		return nil, err
	}
	home := filepath.Join(dir, string(org))
	if o.ReadOnly {
		if _, err := os.Stat(home); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no organisation %q in %s: %s", org, dir, known(dir))
		}
	} else if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of %s: %w", org, err)
	}
	k, err := openKeys(home, org, o)
	if err != nil {
		return nil, err
	}
	st, err := sqlite.Open(ctx, home, store.Options{
		Origin: "tocsin/" + string(org), Clock: o.Clock, Bulk: o.Bulk, ReadOnly: o.ReadOnly,
		Sign: func(text []byte) ([]byte, error) { return ledger.SignCheckpoint(text, k.log) },
	})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", org, err)
	}
	clock := o.Clock
	if clock == nil {
		clock = time.Now
	}
	d := desk.New(desk.Options{Org: org, Store: st, Signer: k.desk, IDs: o.IDs, PersonKey: k.person})
	return &Node{Org: org, Desk: d, store: st, clock: clock}, nil
}

// Client speaks to the node's desk in the name of a caller.
func (n *Node) Client(c client.Caller) client.Client {
	return client.Client{Transport: api.Local{Desk: n.Desk}, Caller: c}
}

// Now is the node's clock.
func (n *Node) Now() time.Time { return n.clock() }

// Close closes the store.
func (n *Node) Close() error { return n.store.Close() }

// Orgs lists the organisations that live in a folder.
func Orgs(dir string) ([]tocsin.OrgID, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("look for organisations: %w", err)
	}
	var out []tocsin.OrgID
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(dir, e.Name(), "tocsin.db")); err == nil && e.IsDir() {
			out = append(out, tocsin.OrgID(e.Name()))
		}
	}
	return out, nil
}

func known(dir string) string {
	orgs, err := Orgs(dir)
	if err != nil || len(orgs) == 0 {
		return "the folder holds none; `tocsin org init` makes one, `tocsin demo --data DIR` fills a folder"
	}
	words := make([]string, len(orgs))
	for i, o := range orgs {
		words[i] = string(o)
	}
	return "use one of " + strings.Join(words, ", ")
}
