package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

// verified verifies a store and ends the test if anything is found.
func verified(t testing.TB, s store.Store) store.Verification {
	t.Helper()
	v, err := s.Verify(t.Context(), store.VerifyOptions{})
	if err == nil {
		err = v.Err()
	}
	if err != nil {
		t.Fatalf("%v: %+v", err, v.Findings)
	}
	return v
}

// testVerify verifies a store as it grows, as it is opened again and beside a writer.
func testVerify(t *testing.T, p Place) {
	s, log := start(t, p)
	if got := verified(t, s); got.Leaves != 0 || got.Checkpoint == nil {
		t.Errorf("an empty store: %+v", got)
	}
	for i := range 40 {
		say(t, s, secret(fmt.Sprint(i), 1))
		if i%3 == 0 {
			say(t, s, secret(fmt.Sprint(i), 2))
		}
		if i%5 == 0 {
			erase(t, s, fmt.Sprint(i), 1+(2-i%3)/2)
		}
		verified(t, s)
	}
	err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Remember("desk", "alone", [32]byte{}, nil) })
	if err != nil {
		t.Fatal(err)
	}
	note, err := s.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := store.Verification{Checkpoint: note, Leaves: 62, Records: 40, Versions: 54, Erased: 11, Requests: 55, Messages: 54}
	for range 2 {
		if diff := cmp.Diff(want, verified(t, s)); diff != "" {
			t.Error(diff)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, p, log.Options())
	}
	reader := open(t, p, store.Options{ReadOnly: true})
	if diff := cmp.Diff(want, verified(t, reader)); diff != "" {
		t.Error(diff)
	}
}

// testVerifyBeside verifies while acts are recorded: what it finds is of one moment.
func testVerifyBeside(t *testing.T, p Place) {
	s, _ := start(t, p)
	stop, done := make(chan bool), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			if err := s.Update(context.Background(), func(tx store.Tx) error {
				if err := tx.Put(rec("threat", fmt.Sprint(i), 1)); err != nil {
					return err
				}
				_, err := tx.Append("test", statement())
				return err
			}); err != nil {
				done <- err
				return
			}
		}
	}()
	for range 20 {
		v := verified(t, s)
		size := fmt.Appendf(nil, "%s\n%d\n", Origin, v.Leaves)
		if v.Records != v.Leaves || !bytes.HasPrefix(v.Checkpoint, size) {
			t.Errorf("%d records, %d leaves, signed: %s", v.Records, v.Leaves, v.Checkpoint)
		}
	}
	close(stop)
	if err := <-done; err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Verify(ctx, store.VerifyOptions{Progress: func(string, int64, int64) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v from a verification that was cancelled", err)
	}
}

// testVerifyProgress has the progress go up to the end.
func testVerifyProgress(t *testing.T, p Place) {
	s, _ := start(t, p)
	for i := range 10 {
		put(t, s, rec("threat", fmt.Sprint(i), 1))
	}
	var steps []string
	var last, end int64
	_, err := s.Verify(t.Context(), store.VerifyOptions{Progress: func(step string, done, total int64) {
		if len(steps) == 0 || steps[len(steps)-1] != step {
			steps = append(steps, step)
		}
		if done < last || done > total {
			t.Errorf("%s: %d of %d after %d", step, done, total, last)
		}
		last, end = done, total
	}})
	if err != nil || last != end || last == 0 {
		t.Errorf("it ended at %d of %d (%v)", last, end, err)
	}
	if diff := cmp.Diff([]string{"log", "versions", "records", "requests", "messages", "deliveries", "notes", "file"}, steps); diff != "" {
		t.Error(diff)
	}
}
