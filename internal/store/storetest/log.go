package storetest

import (
	"crypto/rand"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"tocsin/internal/store"
	"tocsin/ledger"
)

// Origin names the log of every store of the suite.
const Origin = "tocsin/storetest"

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
		Key:    l.Public,
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
