// Package storetest proves that a storage engine fulfils the contract of package store. Every
// engine runs the same suite; what only one engine promises is tested beside it.
package storetest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"tocsin/internal/store"
	"tocsin/ledger"
)

// Origin names the log of every store of the suite.
const Origin = "tocsin/storetest"

// Place opens the store of one place. It finds what was there when the place was opened before.
type Place func(opt store.Options) (store.Store, error)

// Run proves an engine. place makes a new, empty place each time.
func Run(t *testing.T, place func(t *testing.T) Place) {
	for name, test := range map[string]func(*testing.T, Place){
		"versions":    testVersions,
		"conflict":    testConflict,
		"own puts":    testOwnPuts,
		"instants":    testInstants,
		"refused":     testRefusedRecords,
		"query":       testQuery,
		"find":        testFind,
		"clock back":  testClockBack,
		"one leaf":    testOneLeaf,
		"undo":        testUndo,
		"panic":       testPanic,
		"goexit":      testGoexit,
		"cancel":      testCancel,
		"over":        testOver,
		"rehearse":    testRehearse,
		"isolation":   testIsolation,
		"sign fails":  testSignFails,
		"request":     testRequest,
		"outbox":      testOutbox,
		"empty log":   testEmptyLog,
		"proofs":      testProofs,
		"same leaf":   testSameStatement,
		"origin":      testOrigin,
		"read only":   testReadOnly,
		"closed":      testClosed,
		"crowd":       testCrowd,
		"readers":     testReaders,
		"past leaves": testLeavesAsOf,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, place(t))
		})
	}
	t.Run("past", func(t *testing.T) {
		t.Parallel()
		testPast(t, place)
	})
}

// Log is a log's key pair, and a clock that the test turns.
type Log struct {
	Secret, Public string // the keys as text, for a process that shall sign for the same log

	signer   ledger.Signer
	verifier ledger.Verifier
	now      atomic.Int64 // microseconds
}

// Start is where the clock of a Log begins.
var Start = time.Date(2024, 3, 6, 14, 2, 0, 0, time.UTC)

// NewLog makes keys for Origin.
func NewLog(t testing.TB) *Log {
	t.Helper()
	secret, public, err := ledger.GenerateKey(rand.Reader, Origin)
	if err != nil {
		t.Fatal(err)
	}
	l, err := LogOf(secret, public)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// LogOf is the log of keys that NewLog made.
func LogOf(secret, public string) (l *Log, err error) {
	l = &Log{Secret: secret, Public: public}
	if l.signer, err = ledger.NewSigner(secret); err != nil {
		return nil, err
	}
	if l.verifier, err = ledger.NewVerifier(public); err != nil {
		return nil, err
	}
	l.Set(Start)
	return l, nil
}

// Set turns the clock.
func (l *Log) Set(now time.Time) { l.now.Store(now.UnixMicro()) }

// Options are for a store that signs with this log's key and lives by its clock.
func (l *Log) Options() store.Options {
	return store.Options{
		Origin: Origin,
		Sign:   func(text []byte) ([]byte, error) { return ledger.SignCheckpoint(text, l.signer) },
		Clock:  func() time.Time { return time.UnixMicro(l.now.Load()) },
	}
}

// checkpoint is the store's newest, rightly signed.
func (l *Log) checkpoint(t testing.TB, s store.Store) ledger.Checkpoint {
	t.Helper()
	note, err := s.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cp, err := ledger.OpenCheckpoint(note, Origin, ledger.VerifierList(l.verifier))
	if err != nil {
		t.Fatal(err)
	}
	return cp
}

// Verify checks that the store's checkpoint is rightly signed and covers every leaf.
func (l *Log) Verify(t testing.TB, s store.Store) ledger.Checkpoint {
	t.Helper()
	cp := l.checkpoint(t, s)
	err := s.View(t.Context(), func(v store.View) error {
		if v.Leaves() != cp.Size {
			return fmt.Errorf("%d leaves under a checkpoint of size %d", v.Leaves(), cp.Size)
		}
		for i := range cp.Size {
			leaf, err := v.Leaf(i)
			if err != nil {
				return err
			}
			proof, err := ledger.ProveInclusion(cp.Size, i, s.Hashes(t.Context()))
			if err != nil {
				return err
			}
			if err := ledger.VerifyInclusion(cp, i, leaf.ID, proof); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return cp
}

// open opens a place, and closes it when the test ends.
func open(t testing.TB, p Place, opt store.Options) store.Store {
	t.Helper()
	s, err := p(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// start opens a place with a log of its own.
func start(t testing.TB, p Place) (store.Store, *Log) {
	t.Helper()
	l := NewLog(t)
	return open(t, p, l.Options()), l
}

// errWanted is an error that a closure returns on purpose.
var errWanted = errors.New("wanted")

var statements atomic.Int64

// statement is one that no act had before.
func statement() []byte {
	return fmt.Appendf(nil, "tocsin/act/v1\n%d\n", statements.Add(1))
}

// act runs fn and appends a leaf.
func act(t testing.TB, s store.Store, fn func(store.Tx) error) {
	t.Helper()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		_, err := tx.Append("test", statement())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// put puts records in one act.
func put(t testing.TB, s store.Store, records ...store.Record) {
	t.Helper()
	act(t, s, func(tx store.Tx) error {
		for _, r := range records {
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// rec is a short record.
func rec(kind, id string, version int64) store.Record {
	return store.Record{Kind: kind, ID: id, Version: version, Body: fmt.Appendf(nil, "%s %s %d", kind, id, version)}
}

// view reads within a View and ends the test on an error.
func view(t testing.TB, s store.Store, fn func(store.View) error) {
	t.Helper()
	if err := s.View(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// leaves counts the leaves.
func leaves(t testing.TB, s store.Store) (n int64) {
	t.Helper()
	view(t, s, func(v store.View) error {
		n = v.Leaves()
		return nil
	})
	return n
}

// wantErr ends the test unless err is want.
func wantErr(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("%s: got error %v, want %v", what, err, want)
	}
}
