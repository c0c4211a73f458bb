package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"tocsin/internal/store"
)

// testIsolation runs many acts at once, of which some fail, panic or are rehearsed: each stands
// or falls alone, also when an engine commits several together.
func testIsolation(t *testing.T, p Place) {
	s, log := start(t, p)
	const n = 200
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			id := fmt.Sprintf("r%03d", i)
			fn := func(tx store.Tx) error {
				if err := tx.Put(rec("duty", id, 1)); err != nil {
					return err
				}
				if _, err := tx.Append("test", statement()); err != nil {
					return err
				}
				switch i % 4 {
				case 1:
					return errWanted
				case 2:
					panic("wanted")
				}
				return nil
			}
			run := s.Update
			if i%4 == 3 {
				run = s.Rehearse
			}
			err := run(t.Context(), fn)
			var panicked *store.Panic
			if failed := i%4 == 1 && err != errWanted || i%4 == 2 && !errors.As(err, &panicked); failed {
				t.Errorf("act %d: %v", i, err)
			} else if i%4 != 1 && i%4 != 2 && err != nil {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	view(t, s, func(v store.View) error {
		for i, id := range list(t, v, store.Query{Kind: "duty"}) {
			var n int
			if fmt.Sscanf(id, "r%d", &n); n%4 != 0 {
				t.Errorf("record %d is %s, of an act that was undone", i, id)
			}
		}
		return nil
	})
	if cp := log.Verify(t, s); cp.Size != n/4 {
		t.Errorf("%d leaves, want %d", cp.Size, n/4)
	}
}

// testCrowd has 64 producers who each count up a record of their own and one of all.
func testCrowd(t *testing.T, p Place) {
	s, log := start(t, p)
	const producers, each = 64, 10
	var wg sync.WaitGroup
	for i := range producers {
		wg.Go(func() {
			for k := range int64(each) {
				err := s.Update(t.Context(), func(tx store.Tx) error {
					if err := tx.Put(rec("own", fmt.Sprint(i), k+1)); err != nil {
						return err
					}
					shared, err := tx.Get("shared", "one")
					if err != nil && !errors.Is(err, store.ErrNotFound) {
						return err
					}
					if err := tx.Put(rec("shared", "one", shared.Version+1)); err != nil {
						return err
					}
					if err := tx.Send(store.Message{ID: fmt.Sprintf("%d-%d", i, k), To: "hall"}); err != nil {
						return err
					}
					_, err = tx.Append("count", statement())
					return err
				})
				if err != nil {
					t.Errorf("producer %d act %d: %v", i, k, err)
					return
				}
				if err := s.View(t.Context(), func(v store.View) error { // what is confirmed is there
					r, err := v.Get("own", fmt.Sprint(i))
					if err == nil && r.Version != k+1 {
						err = fmt.Errorf("version %d, want %d", r.Version, k+1)
					}
					return err
				}); err != nil {
					t.Errorf("producer %d after act %d: %v", i, k, err)
				}
			}
		})
	}
	wg.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, p, log.Options())
	if cp := log.Verify(t, s); cp.Size != producers*each {
		t.Errorf("%d leaves, want %d", cp.Size, producers*each)
	}
	crowdIsThere(t, s, producers, each)
}

func crowdIsThere(t *testing.T, s store.Store, producers, each int64) {
	view(t, s, func(v store.View) error {
		all, err := collect(v.History("shared", "one"))
		for i, r := range all {
			if r.Version != int64(i+1) || r.Leaf != int64(i) {
				t.Errorf("shared version %d leaf %d at place %d", r.Version, r.Leaf, i)
			}
		}
		if int64(len(all)) != producers*each {
			t.Errorf("%d shared versions, want %d", len(all), producers*each)
		}
		if got := len(list(t, v, store.Query{Kind: "own"})); int64(got) != producers {
			t.Errorf("%d own records, want %d", got, producers)
		}
		return err
	})
	waiting, err := s.Outbox(t.Context(), 0)
	if err != nil || int64(len(waiting)) != producers*each {
		t.Errorf("%d messages wait (%v), want %d", len(waiting), err, producers*each)
	}
}

// testReaders reads while others write: each view is of one moment.
func testReaders(t *testing.T, p Place) {
	s, _ := start(t, p)
	stop := make(chan bool)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := s.View(t.Context(), func(v store.View) error {
					a, b := list(t, v, store.Query{Kind: "left"}), list(t, v, store.Query{Kind: "right"})
					if len(a) != len(b) || int64(len(a)) != v.Leaves() {
						t.Errorf("%d left, %d right, %d leaves", len(a), len(b), v.Leaves())
					}
					return nil
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 100 {
		put(t, s, rec("left", fmt.Sprint(i), 1), rec("right", fmt.Sprint(i), 1))
	}
	close(stop)
	wg.Wait()
}

// testSignFails has the signer fail: the act is undone, and the next one works.
func testSignFails(t *testing.T, p Place) {
	log := NewLog(t)
	opt := log.Options()
	sign, fail := opt.Sign, false // fail is changed only between acts
	opt.Sign = func(text []byte) ([]byte, error) {
		if fail {
			return nil, errWanted
		}
		return sign(text)
	}
	s := open(t, p, opt)
	before, _ := s.Checkpoint(t.Context())
	fail = true
	wantErr(t, "signer that fails", s.Update(t.Context(), full(nil)), errWanted)
	nothing(t, s, 0)
	if after, err := s.Checkpoint(t.Context()); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the checkpoint changed (%v)", err)
	}
	fail = false
	if err := s.Update(t.Context(), full(nil)); err != nil {
		t.Fatal(err)
	}
	log.Verify(t, s)
}
