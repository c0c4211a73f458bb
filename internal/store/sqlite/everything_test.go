package sqlite

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/accounts"
	"tocsin/internal/store/queue"
	"tocsin/internal/store/storetest"
	"tocsin/ledger"
)

// full is a store in which every column of every table holds something in some row, closed in order
// or cut off.
type full struct {
	dir string
	opt store.Options
	at  []map[string][]string // what its tables held when it had so many leaves
}

// everything makes such a store. The first log was succeeded, so that there are two.
func everything(t *testing.T) *full {
	t.Helper()
	log := storetest.NewLog(t)
	f := &full{dir: t.TempDir(), opt: log.Options()}
	f.opt.Key = log.Public
	e := f.open(t)
	for i := range 20 {
		goldenAct(t, e, i)
	}
	known, err := e.Checkpoint(t.Context())
	if err := errors.Join(err, e.Close()); err != nil {
		t.Fatal(err)
	}
	f.succeed(t, known)
	e = f.open(t)
	for i := 20; i < 45; i++ {
		log.Set(storetest.Start.Add(time.Duration(i) * time.Minute))
		goldenAct(t, e, i)
	}
	err = e.Update(t.Context(), func(tx store.Tx) error { return tx.Remember("desk", "alone", [32]byte{9}, nil) })
	if err != nil {
		t.Fatal(err)
	}
	for _, seq := range []int64{1, 2, 4} {
		if err := e.Carried(t.Context(), seq); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"00", "02", "12"} {
		goldenErase(t, e, id)
	}
	err = e.ChangeAccess(t.Context(), func(tx accounts.Tx) error {
		for i := range 6 {
			r := accounts.Row{Kind: "credential", ID: fmt.Sprint("c", i), Account: "a", Expires: storetest.Start.Add(time.Hour), Body: []byte("{}")}
			if err := tx.Put(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.committer.w.exec(metaTable.one, metaTable.summed("note", "of a test")...); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return f
}

// succeed puts another log in place of the first.
func (f *full) succeed(t *testing.T, known []byte) {
	t.Helper()
	origin := storetest.Origin + "/2"
	secret, public, err := ledger.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	was, err := OpenFormer(t.Context(), f.dir, f.opt)
	if err != nil {
		t.Fatal(err)
	}
	f.opt.Origin, f.opt.Key = origin, public
	f.opt.Sign = func(text []byte) ([]byte, error) { return ledger.SignCheckpoint(text, signer) }
	err = was.Succeed(t.Context(), store.Log{Origin: origin, Key: public, Known: known}, f.opt.Sign,
		func(time.Time) ([]byte, error) { return []byte("a successor"), nil })
	if err := errors.Join(err, was.Close()); err != nil {
		t.Fatal(err)
	}
}

func (f *full) open(t *testing.T) *engine {
	t.Helper()
	s, err := Open(t.Context(), f.dir, f.opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s.(*engine)
}

// copied is the store in a folder of its own, to be damaged.
func (f *full) copied(t *testing.T) *full {
	t.Helper()
	c := *f
	c.dir = t.TempDir()
	if err := os.CopyFS(c.dir, os.DirFS(f.dir)); err != nil {
		t.Fatal(err)
	}
	return &c
}

// verified verifies a store that may not agree with its log.
func (f *full) verified(t *testing.T) (store.Verification, error) {
	t.Helper()
	opt := f.opt
	opt.ReadOnly, opt.Suspect = true, true
	s, err := Open(t.Context(), f.dir, opt)
	if err != nil {
		return store.Verification{}, err
	}
	defer s.Close()
	return s.Verify(t.Context(), store.VerifyOptions{})
}

// rows are all rows of all tables, in the listing of plain SQL.
func (f *full) rows(t *testing.T) map[string][]string {
	t.Helper()
	return sections(listFolder(t, f.dir, allHeaders()))
}

func allHeaders() string {
	var headers strings.Builder
	for _, table := range tables {
		fmt.Fprintf(&headers, "# %s(%s)\n", table.name, table.list)
	}
	return headers.String()
}

// raw opens the database behind the store's back.
func (f *full) raw(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(f.dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// touch reads everything that the store's doors show, and returns the first error.
func touch(t *testing.T, s store.Store) error {
	t.Helper()
	return errors.Join(touchView(t, s), touchRest(t, s))
}

func touchView(t *testing.T, s store.Store) error {
	return s.View(t.Context(), func(v store.View) error {
		for _, kind := range []string{"threat", "duty"} {
			ids, err := v.Find(kind, "", 0)
			if err != nil {
				return err
			}
			for _, id := range ids {
				for _, err := range v.History(kind, id) {
					if err != nil {
						return err
					}
				}
			}
			for _, err := range v.List(store.Query{Kind: kind}) {
				if err != nil {
					return err
				}
			}
		}
		for i := range v.Leaves() {
			if _, err := v.Leaf(i); err != nil {
				return err
			}
			if _, err := ledger.ProveInclusion(v.Leaves(), i, s.Hashes(t.Context())); err != nil {
				return err
			}
		}
		return nil
	})
}

func touchRest(t *testing.T, s store.Store) error {
	_, note := s.Checkpoint(t.Context())
	_, logs := s.Logs(t.Context())
	_, outbox := s.Outbox(t.Context(), 0)
	_, queued := s.(queue.Queue).Deliveries(t.Context(), queue.Query{})
	access := s.(accounts.Store).ReadAccess(t.Context(), func(v accounts.View) error {
		_, err := v.List("credential", "")
		return err
	})
	return errors.Join(note, logs, outbox, queued, access)
}
