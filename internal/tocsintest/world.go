// Package tocsintest starts whole organisations in one process: real desks over real SQLite in a
// temporary folder, on one clock that stands still until it is moved, with ids that depend only on
// a seed. What one organisation sends is carried to the other when the test says so.
package tocsintest

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/node"
	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/ledger"
)

// Start is when a world begins, unless it is told otherwise.
var Start = time.Date(2024, 3, 6, 9, 0, 0, 0, time.UTC)

// A Clock stands still until it is set.
type Clock struct {
	mu  sync.Mutex // guards now
	now time.Time
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set sets the clock, forwards or back.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// A World is some organisations on one clock.
type World struct {
	T     testing.TB
	Clock *Clock
	Orgs  []tocsin.OrgID // in the order in which they were started
	Dir   string
	Deaf  []tocsin.OrgID // to whom nothing is carried

	Public *node.Public // how whoever is started from now on publishes

	nodes  map[tocsin.OrgID]*node.Node
	stores map[tocsin.OrgID]store.Store // for reading beside the nodes
}

// Options of a world. The zero value is the usual one.
type Options struct {
	Start    time.Time
	Seed     string           // of the ids
	Prepare  func(dir string) // runs before the organisations are started, for keys of theirs
	Identity string           // key file that opens what is sealed
	Public   *node.Public     // how all of them publish
}

// New starts the organisations. None knows of another yet.
func New(t testing.TB, o Options, orgs ...tocsin.OrgID) *World {
	t.Helper()
	if o.Start.IsZero() {
		o.Start = Start
	}
	w := &World{T: t, Clock: &Clock{now: o.Start}, Dir: t.TempDir(), Public: o.Public, nodes: map[tocsin.OrgID]*node.Node{}, stores: map[tocsin.OrgID]store.Store{}}
	if o.Prepare != nil {
		o.Prepare(w.Dir)
	}
	for _, org := range orgs {
		w.Orgs = append(w.Orgs, org)
		w.start(org, node.Options{Clock: w.Clock.Now, IDs: NewSeeded(o.Seed + "/" + string(org)), Identity: o.Identity})
	}
	return w
}

func (w *World) start(org tocsin.OrgID, o node.Options) {
	w.T.Helper()
	o.Public = w.Public
	n, err := node.Open(w.T.Context(), w.Dir, org, o)
	if err != nil {
		w.T.Fatalf("start %s: %v", org, err)
	}
	w.T.Cleanup(func() { _ = n.Close() })
	w.nodes[org] = n
}

// Restart closes an organisation and opens it again, with the key file that opens what is sealed,
// or without one. Its ids then depend on nothing.
func (w *World) Restart(org tocsin.OrgID, identity string) {
	w.T.Helper()
	if err := w.Node(org).Close(); err != nil {
		w.T.Fatalf("close %s: %v", org, err)
	}
	w.start(org, node.Options{Clock: w.Clock.Now, Identity: identity})
}

// Meet lets every organisation admit itself and all others, each as o describes it.
func (w *World) Meet(orgs ...tocsin.Org) {
	w.T.Helper()
	for _, org := range w.Orgs {
		for _, o := range orgs {
			w.Act(org, tocsin.Administrator, client.Admit{Org: o})
		}
	}
}

// Node is the node of an organisation.
func (w *World) Node(org tocsin.OrgID) *node.Node {
	w.T.Helper()
	n := w.nodes[org]
	if n == nil {
		w.T.Fatalf("there is no organisation %q in this world", org)
	}
	return n
}

// Desk is the desk of an organisation.
func (w *World) Desk(org tocsin.OrgID) *desk.Desk { w.T.Helper(); return w.Node(org).Desk }

// View reads an organisation's database as it stands, beside its node: the record as it is, with
// nothing masked.
func (w *World) View(org tocsin.OrgID, fn func(store.View) error) {
	w.T.Helper()
	s := w.store(org)
	if err := s.View(w.T.Context(), fn); err != nil {
		w.T.Fatalf("read the database of %s: %v", org, err)
	}
}

// Stored is an organisation's database, open for reading beside its node.
func (w *World) Stored(org tocsin.OrgID) store.Store { w.T.Helper(); return w.store(org) }

func (w *World) store(org tocsin.OrgID) store.Store {
	w.T.Helper()
	if s := w.stores[org]; s != nil {
		return s
	}
	s, err := sqlite.Open(w.T.Context(), filepath.Join(w.Dir, string(org)), store.Options{ReadOnly: true})
	if err != nil {
		w.T.Fatalf("open the database of %s for reading: %v", org, err)
	}
	w.T.Cleanup(func() { _ = s.Close() })
	w.stores[org] = s
	return s
}

// Verifiers verify what an organisation's desk signs.
func (w *World) Verifiers(org tocsin.OrgID) ledger.Verifiers {
	w.T.Helper()
	return w.verifiers(org, "desk.pub")
}

// Count is the number of leaves of an organisation's log.
func (w *World) Count(org tocsin.OrgID) int {
	w.T.Helper()
	n := 0
	w.View(org, func(v store.View) error {
		n = int(v.Leaves())
		return nil
	})
	return n
}

// Leaf is leaf i of an organisation's log.
func (w *World) Leaf(org tocsin.OrgID, i int) store.Leaf {
	w.T.Helper()
	var l store.Leaf
	w.View(org, func(v store.View) (err error) {
		l, err = v.Leaf(int64(i))
		return err
	})
	return l
}

// Leaves are the leaves of an organisation's log.
func (w *World) Leaves(org tocsin.OrgID) []store.Leaf {
	w.T.Helper()
	var out []store.Leaf
	w.View(org, func(v store.View) error {
		for i := range v.Leaves() {
			l, err := v.Leaf(i)
			if err != nil {
				return err
			}
			out = append(out, l)
		}
		return nil
	})
	return out
}

// Snap is the snapshot of an organisation as it stands.
func (w *World) Snap(org tocsin.OrgID) desk.Snapshot {
	w.T.Helper()
	return w.AsOf(org, time.Time{})
}

// AsOf is the snapshot of an organisation at t, inclusive; zero: as it stands.
func (w *World) AsOf(org tocsin.OrgID, t time.Time) desk.Snapshot {
	w.T.Helper()
	s, err := w.Desk(org).AsOf(w.T.Context(), t)
	if err != nil {
		w.T.Fatalf("read %s as of %s: %v", org, t, err)
	}
	return s
}

// Owed lists the open obligations of a kind at an organisation.
func (w *World) Owed(org tocsin.OrgID, kind tocsin.ObligationKind) []tocsin.Obligation {
	w.T.Helper()
	return slices.DeleteFunc(w.Snap(org).Open(), func(o tocsin.Obligation) bool { return o.Kind != kind })
}
