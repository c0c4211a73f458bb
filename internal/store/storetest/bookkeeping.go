package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

func testRequest(t *testing.T, p Place) {
	s, log := start(t, p)
	digest, other := [32]byte{1}, [32]byte{2}
	remember := func(caller, id string, digest [32]byte, result string) error {
		return s.Update(t.Context(), func(tx store.Tx) error {
			return tx.Remember(caller, id, digest, []byte(result))
		})
	}
	if err := remember("desk", "r1", digest, "one"); err != nil {
		t.Fatal(err)
	}
	if err := remember("other", "r1", other, ""); err != nil { // ids are each caller's own
		t.Fatal(err)
	}
	wantErr(t, "remember again", remember("desk", "r1", digest, "two"), store.ErrExists)
	wantErr(t, "remember another input", remember("desk", "r1", other, "two"), store.ErrReused)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, p, log.Options())
	for _, c := range []struct {
		caller, id string
		digest     [32]byte
		want       string
		found      bool
		err        error
	}{
		{"desk", "r1", digest, "one", true, nil},
		{"desk", "r1", other, "", false, store.ErrReused},
		{"other", "r1", other, "", true, nil},
		{"desk", "r2", digest, "", false, nil},
	} {
		err := s.Update(t.Context(), func(tx store.Tx) error {
			got, found, err := tx.Request(c.caller, c.id, c.digest)
			if string(got) != c.want || found != c.found {
				t.Errorf("%s %s: got %q %v, want %q %v", c.caller, c.id, got, found, c.want, c.found)
			}
			return err
		})
		wantErr(t, c.caller+" "+c.id, err, c.err)
	}
	if got := leaves(t, s); got != 0 {
		t.Errorf("%d leaves, want none", got)
	}
}

// send sends messages with these ids in one act.
func send(t testing.TB, s store.Store, ids ...string) error {
	return s.Update(t.Context(), func(tx store.Tx) error {
		for _, id := range ids {
			m := store.Message{ID: id, To: "hall", Kind: "warning", Body: []byte("body " + id)}
			if err := tx.Send(m); err != nil {
				return err
			}
		}
		_, err := tx.Append("send", statement())
		return err
	})
}

func testOutbox(t *testing.T, p Place) {
	s, log := start(t, p)
	for _, ids := range [][]string{{"z", "a"}, {"m"}} {
		if err := send(t, s, ids...); err != nil {
			t.Fatal(err)
		}
	}
	wantErr(t, "same id in another act", send(t, s, "q", "a"), store.ErrExists)
	wantErr(t, "same id in one act", send(t, s, "q", "q"), store.ErrExists)

	all := waiting(t, s, 0, "z", "a", "m")
	want := store.Message{Seq: all[1].Seq, ID: "a", To: "hall", Kind: "warning", Body: []byte("body a"), Recorded: Start}
	if diff := cmp.Diff(want, all[1]); diff != "" {
		t.Error(diff)
	}
	if all[0].Seq >= all[1].Seq || all[1].Seq >= all[2].Seq {
		t.Errorf("sequence numbers do not increase: %+v", all)
	}
	waiting(t, s, 2, "z", "a")
	for _, seq := range []int64{all[1].Seq, all[1].Seq, all[2].Seq} { // safe to repeat
		if err := s.Carried(t.Context(), seq); err != nil {
			t.Fatal(err)
		}
	}
	waiting(t, s, 0, "z")
	wantErr(t, "carried nothing", s.Carried(t.Context(), 1<<40), store.ErrNotFound)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, p, log.Options())
	if err := send(t, s, "n"); err != nil {
		t.Fatal(err)
	}
	if again := waiting(t, s, 0, "z", "n"); again[1].Seq <= all[2].Seq {
		t.Errorf("number %d was given again", again[1].Seq)
	}
	if got := leaves(t, s); got != 3 {
		t.Errorf("%d leaves, want 3: carrying leaves none", got)
	}
}

// waiting checks which messages wait, in this order.
func waiting(t testing.TB, s store.Store, limit int, ids ...string) []store.Message {
	t.Helper()
	all, err := s.Outbox(t.Context(), limit)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range all {
		got = append(got, m.ID)
	}
	if diff := cmp.Diff(ids, got); diff != "" {
		t.Fatalf("messages that wait:\n%s", diff)
	}
	return all
}

func testReadOnly(t *testing.T, p Place) {
	writer, log := start(t, p)
	put(t, writer, rec("threat", "a", 1))
	reader := open(t, p, store.Options{ReadOnly: true})
	check := func(n int64) {
		t.Helper()
		if got := leaves(t, reader); got != n {
			t.Errorf("reader sees %d leaves, want %d", got, n)
		}
		if cp := log.Verify(t, reader); cp.Size != n {
			t.Errorf("reader's checkpoint is of size %d, want %d", cp.Size, n)
		}
	}
	check(1)
	put(t, writer, rec("threat", "a", 2)) // beside a live reader, who sees it
	check(2)
	ctx := context.Background()
	wantErr(t, "Update", reader.Update(ctx, full(nil)), store.ErrReadOnly)
	wantErr(t, "Rehearse", reader.Rehearse(ctx, full(nil)), store.ErrReadOnly)
	wantErr(t, "Carried", reader.Carried(ctx, 1), store.ErrReadOnly)
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	check(2)
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	reader = open(t, p, store.Options{ReadOnly: true, Origin: Origin}) // without a writer
	check(2)
	if s, err := p(store.Options{ReadOnly: true, Origin: "tocsin/other"}); err == nil {
		s.Close()
		t.Error("opened as another log")
	}
	writer = open(t, p, log.Options())
	put(t, writer, rec("threat", "a", 3))
	check(3)
}

func testClosed(t *testing.T, p Place) {
	s, _ := start(t, p)
	put(t, s, rec("threat", "a", 1))
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	wantErr(t, "Update", s.Update(t.Context(), full(nil)), store.ErrClosed)
	if err := s.View(t.Context(), func(store.View) error { return nil }); err == nil {
		t.Error("View after Close")
	}
}

func testOrigin(t *testing.T, p Place) {
	s, log := start(t, p)
	put(t, s, rec("threat", "a", 1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*store.Options){
		"another origin": func(o *store.Options) { o.Origin = "tocsin/other" },
		"no origin":      func(o *store.Options) { o.Origin = "" },
		"no signer":      func(o *store.Options) { o.Sign = nil },
	} {
		opt := log.Options()
		change(&opt)
		if s, err := p(opt); err == nil {
			s.Close()
			t.Errorf("opened with %s", what)
		}
	}
}
