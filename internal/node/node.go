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
	home  string
	store store.Store
	clock func() time.Time

	public *Public // nil: nothing is published
}

// Options open a node otherwise than usual. The zero value is the usual way.
type Options struct {
	Clock    func() time.Time // nil: the wall clock
	IDs      io.Reader        // where ids come from; nil: crypto/rand
	Bulk     bool             // nothing is confirmed before Close: for a replay
	ReadOnly bool
	Suspect  bool // with ReadOnly: open also what does not agree with its own log, to verify it

	// Checkpoints is a folder, on another disk, that keeps the newest checkpoint of every
	// organisation, too. Empty: none. It may be away: that is told, and nothing waits for it.
	Checkpoints string
	// Warn is told, in words for a person, of what is amiss and keeps no act from being recorded. It
	// may be called from another goroutine. Nil: nobody is told.
	Warn     func(what string)
	Public   *Public // how public releases are published; nil: they wait, and there is no public surface
	Identity string  // key file, outside the folder, that opens what is sealed at rest; empty: none
}

// Open opens, or makes, the organisation that lives in dir/org.
func Open(ctx context.Context, dir string, org tocsin.OrgID, o Options) (*Node, error) {
	if err := tocsin.CheckOrgID(org); err != nil {
		return nil, err
	}
	if o.Public != nil {
		if err := o.Public.Check(); err != nil {
			return nil, err
		}
	}
	home := filepath.Join(dir, string(org))
	if o.ReadOnly {
		if _, err := os.Stat(home); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no organisation %q in %s: %s", org, dir, known(dir))
		}
	} else if err := prepareHome(ctx, dir, org, o); err != nil {
		return nil, err
	}
	k, err := openKeys(home, org, o)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", org, advise(err, dir, org))
	}
	st, err := openStore(ctx, home, org, k, o)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", org, advise(err, dir, org))
	}
	if !o.ReadOnly {
		sweep(home)
	}
	clock := o.Clock
	if clock == nil {
		clock = time.Now
	}
	d := desk.New(desk.Options{
		Press: o.press(), Org: org, Store: st, Signer: k.desk, IDs: o.IDs, PersonKey: k.person, TicketKey: k.ticket,
		Keyholders: k.holders, Seal: k.sealTo, Keys: k.opens,
	})
	return &Node{Org: org, Desk: d, home: home, store: st, clock: clock, public: o.Public}, nil
}

// prepareHome makes the folder of an organisation, if nothing is known of one of this name, and
// finishes a restore that was interrupted.
func prepareHome(ctx context.Context, dir string, org tocsin.OrgID, o Options) error {
	home := filepath.Join(dir, string(org))
	if _, err := finishRestore(dir, org); err != nil {
		return fmt.Errorf("finish the restore of %s: %w", org, err)
	}
	if err := mayBegin(dir, org, places(dir, org, o.Checkpoints)); err != nil {
		return err
	}
	if err := os.MkdirAll(home, 0o700); err != nil {
		return fmt.Errorf("make the folder of %s: %w", org, err)
	}
	return settleKeys(ctx, home, org)
}

// openStore opens the store. A reader has no key, and takes the log as it is named there.
func openStore(ctx context.Context, home string, org tocsin.OrgID, k keys, o Options) (store.Store, error) {
	opt := store.Options{Clock: o.Clock, Bulk: o.Bulk, ReadOnly: o.ReadOnly, Suspect: o.Suspect, Warn: o.Warn}
	if !o.ReadOnly {
		opt.Origin, opt.Key, opt.Checkpoints = k.log.Name(), k.public, places(filepath.Dir(home), org, o.Checkpoints)
		opt.Sign = func(text []byte) ([]byte, error) { return ledger.SignCheckpoint(text, k.log) }
	}
	st, err := sqlite.Open(ctx, home, opt)
	if err != nil {
		return nil, err
	}
	logs, err := st.Logs(ctx)
	if o.Suspect && (errors.Is(err, store.ErrDamaged) || err == nil && len(logs) == 0) {
		return st, nil
	}
	if err == nil && logs[0].Origin != firstLog(org) {
		err = fmt.Errorf("%s holds the log %s, which is not of %s", home, logs[0].Origin, org)
	}
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
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
