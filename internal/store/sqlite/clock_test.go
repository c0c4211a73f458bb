package sqlite_test

import (
	"crypto/rand"
	"sync/atomic"
	"testing"
	"time"

	"tocsin/internal/store"
)

// TestClockBehind: a clock that is behind the record is told once, when the store is opened and
// when it goes back meanwhile, and acts go on, none of them recorded earlier than the one before.
func TestClockBehind(t *testing.T) {
	t.Parallel()
	h := newHouse(t, 0)
	start := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	var ahead atomic.Int64 // of start
	open := func() store.Store {
		opt := h.options()
		opt.Clock = func() time.Time { return start.Add(time.Duration(ahead.Load())) }
		s, err := at(h.dir)(opt)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	act := func(s store.Store, clock time.Duration, want time.Duration) {
		t.Helper()
		ahead.Store(int64(clock))
		var got time.Time
		if err := s.Update(t.Context(), func(tx store.Tx) error { got = tx.Now(); return benchAct(tx, rand.Text()) }); err != nil {
			t.Fatal(err)
		}
		if !got.Equal(start.Add(want)) {
			t.Errorf("with the clock at %s it was recorded at %s, want %s", clock, got.Sub(start), want)
		}
	}
	s := open()
	act(s, 0, 0)
	act(s, time.Hour, time.Hour)
	act(s, time.Hour-time.Second, time.Hour) // set back a little, as clocks are
	h.warned(0)
	act(s, time.Minute, time.Hour)
	act(s, 2*time.Minute, time.Hour)
	h.warned(1, "2026-11-30 12:01:00 UTC", "2026-11-30 13:00:00 UTC", "Set the clock right")
	act(s, 2*time.Hour, 2*time.Hour)
	h.warned(0)
	act(s, 0, 2*time.Hour)
	h.warned(1, "2026-11-30 14:00:00 UTC")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	act(s, time.Second, 2*time.Hour)
	h.warned(1, "2026-11-30 14:00:00 UTC")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
