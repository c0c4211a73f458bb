package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
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
			if err := oneOfMany(t, s, i); err != nil {
				t.Errorf("act %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	view(t, s, func(v store.View) error {
		for _, id := range list(t, v, store.Query{Kind: "duty"}) {
			if i, err := strconv.Atoi(id); err != nil || i%4 != 0 {
				t.Errorf("record %s is of an act that was undone", id)
			}
		}
		return nil
	})
	if cp := log.Verify(t, s); cp.Size != n/4 {
		t.Errorf("%d leaves, want %d", cp.Size, n/4)
	}
}

// oneOfMany runs act i: by its number it is kept, fails, panics or is rehearsed. It returns an
// error if that did not come out as it should.
func oneOfMany(t *testing.T, s store.Store, i int) error {
	run := s.Update
	if i%4 == 3 {
		run = s.Rehearse
	}
	err := run(t.Context(), func(tx store.Tx) error {
		if err := tx.Put(rec("duty", strconv.Itoa(i), 1)); err != nil {
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
	})
	panicked, ok := errors.AsType[*store.Panic](err)
	if err == errWanted && i%4 == 1 || ok && panicked.Value == "wanted" && i%4 == 2 {
		return nil
	}
	if err == nil && (i%4 == 1 || i%4 == 2) {
		return errors.New("it failed, and no error was returned")
	}
	return err
}

// testCrowd has 64 producers who each count up a record of their own and one of all.
func testCrowd(t *testing.T, p Place) {
	s, log := start(t, p)
	const producers, each = 64, 10
	var wg sync.WaitGroup
	for i := range producers {
		wg.Go(func() {
			for k := range int64(each) {
				if err := countUp(t, s, i, k+1); err != nil {
					t.Errorf("producer %d act %d: %v", i, k, err)
					return
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

// countUp is one act of producer i, and a look whether it is there once it is confirmed.
func countUp(t *testing.T, s store.Store, i int, version int64) error {
	err := s.Update(t.Context(), func(tx store.Tx) error {
		if err := tx.Put(rec("own", strconv.Itoa(i), version)); err != nil {
			return err
		}
		shared, err := tx.Get("shared", "one")
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err := tx.Put(rec("shared", "one", shared.Version+1)); err != nil {
			return err
		}
		if err := tx.Send(store.Message{ID: fmt.Sprintf("%d-%d", i, version), To: "hall"}); err != nil {
			return err
		}
		_, err = tx.Append("count", statement())
		return err
	})
	if err != nil {
		return err
	}
	return s.View(t.Context(), func(v store.View) error {
		r, err := v.Get("own", strconv.Itoa(i))
		if err == nil && r.Version != version {
			err = fmt.Errorf("confirmed version %d, read version %d", version, r.Version)
		}
		return err
	})
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
