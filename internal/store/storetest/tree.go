package storetest

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
	"tocsin/ledger"
)

func testEmptyLog(t *testing.T, p Place) {
	s, log := start(t, p)
	if cp := log.Verify(t, s); cp.Size != 0 {
		t.Errorf("a new log has size %d", cp.Size)
	}
	nothing(t, s, 0)
}

// testProofs grows a log past several powers of two: every leaf is in the checkpoint, and every
// checkpoint is consistent with the last.
func testProofs(t *testing.T, p Place) {
	s, log := start(t, p)
	var older []ledger.Checkpoint
	var mem ledger.Mem // a second opinion, kept outside the store
	for i := range int64(70) {
		if i == 37 {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = open(t, p, log.Options())
		}
		st := statement()
		err := s.Update(t.Context(), func(tx store.Tx) error {
			index, err := tx.Append("grow", st)
			if err == nil && (index != i || tx.Leaves() != i+1) {
				err = fmt.Errorf("leaf %d of %d, want %d", index, tx.Leaves(), i)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := mem.Append(sha256.Sum256(st)); err != nil {
			t.Fatal(err)
		}
		cp := log.checkpoint(t, s)
		if want, err := mem.Checkpoint(Origin); err != nil || cp != want {
			t.Fatalf("checkpoint %+v, want %+v (%v)", cp, want, err)
		}
		older = append(older, cp)
	}
	log.Verify(t, s)
	for i, old := range older {
		for _, cp := range []ledger.Checkpoint{older[min(i+1, 69)], older[min(2*i+1, 69)], older[69]} {
			proof, err := ledger.ProveConsistency(old.Size, cp.Size, s.Hashes(t.Context()))
			if err != nil {
				t.Fatal(err)
			}
			if err := ledger.VerifyConsistency(old, cp, proof); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func testSameStatement(t *testing.T, p Place) {
	s, log := start(t, p)
	st := statement()
	again := func(tx store.Tx) error {
		_, err := tx.Append("same", st)
		return err
	}
	if err := s.Update(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "the same statement", s.Update(t.Context(), again), store.ErrExists)
	view(t, s, func(v store.View) error {
		got, err := v.Leaf(0)
		want := store.Leaf{Index: 0, ID: sha256.Sum256(st), Recorded: Start, Act: "same", Statement: st}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("leaf: %v\n%s", err, diff)
		}
		_, err = v.Leaf(-1)
		wantErr(t, "leaf -1", err, store.ErrNotFound)
		return nil
	})
	log.Verify(t, s)
}

// testLeavesAsOf looks at the log's past at every edge of time.
func testLeavesAsOf(t *testing.T, p Place) {
	s, log := start(t, p)
	for _, after := range []time.Duration{0, 0, time.Microsecond, time.Second, -time.Hour} {
		log.Set(Start.Add(after)) // the last is recorded a second after Start
		put(t, s, rec("threat", fmt.Sprint(leaves(t, s)), 1))
	}
	for after, want := range map[time.Duration]int64{
		-time.Hour: 0, -1: 0, 0: 2, 1: 2, time.Microsecond: 3, time.Second - 1: 3, time.Second: 5, time.Hour: 5,
	} {
		err := s.AsOf(t.Context(), Start.Add(after), func(v store.View) error {
			if got := v.Leaves(); got != want {
				t.Errorf("after %v: %d leaves, want %d", after, got, want)
			}
			if got := len(list(t, v, store.Query{Kind: "threat"})); int64(got) != want {
				t.Errorf("after %v: %d records, want %d", after, got, want)
			}
			for i := range int64(5) {
				_, err := v.Leaf(i)
				if (err == nil) != (i < want) {
					t.Errorf("after %v: leaf %d: %v", after, i, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
