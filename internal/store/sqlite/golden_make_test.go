package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// TestMakeGolden makes the folders of today's schema: one closed in order, and one as a kill leaves
// it, with a write-ahead log. It also lists the folders that somebody laid into internal/node: hall
// of `tocsin demo --data DIR`, say.
func TestMakeGolden(t *testing.T) {
	if !*makeGolden {
		t.Skip("run it with -make-golden when a schema is ready to be released")
	}
	log := storetest.NewLog(t)
	dir := t.TempDir()
	e := openEngine(t, log, dir)
	for i := range 45 {
		log.Set(storetest.Start.Add(time.Duration(i/3) * time.Minute))
		if i == 30 {
			log.Set(storetest.Start) // the clock went back
		}
		goldenAct(t, e, i)
	}
	err := e.Update(t.Context(), func(tx store.Tx) error { return tx.Remember("desk", "alone", [32]byte{9}, nil) })
	if err != nil {
		t.Fatal(err)
	}
	for _, seq := range []int64{1, 2, 5} {
		if err := e.Carried(t.Context(), seq); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"00", "02", "12"} { // carried, not carried, with two versions
		goldenErase(t, e, id)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	keepGolden(t, log, dir, "plain")

	e = openEngine(t, log, dir)
	for i := range 3 {
		err := e.Update(t.Context(), act(fmt.Sprint("late", i), 10))
		if err != nil {
			t.Fatal(err)
		}
	}
	keepGolden(t, log, dir, "killed")

	laid, err := filepath.Glob(nodeFolders)
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range laid {
		if _, err := os.Stat(filepath.Join(dir, "listing.txt")); errors.Is(err, fs.ErrNotExist) {
			list(t, dir)
		}
	}
}

// list writes the listing of a folder of today's schema.
func list(t *testing.T, dir string) {
	t.Helper()
	listing := listFolder(t, dir, allHeaders())
	if err := os.WriteFile(filepath.Join(dir, "listing.txt"), []byte(listing), 0o644); err != nil {
		t.Fatal(err)
	}
}

// goldenAct is one act with all that an act can write.
func goldenAct(t *testing.T, e *engine, i int) {
	id := fmt.Sprintf("%02d", i%17)
	r := store.Record{
		Kind: []string{"threat", "duty"}[i%2], ID: id, Version: int64(i/34) + 1, Schema: i % 3,
		State: []string{"", "open", "closed"}[i%3], Label: "AMBER",
		Body: fmt.Appendf(nil, `{"n":%d}`, i), Salt: fmt.Appendf(nil, "salt %027d", i),
	}
	if i%5 == 0 {
		r.Parent = "p" + id
	}
	if i%4 == 0 {
		r.Due = storetest.Start.Add(time.Duration(i) * time.Hour)
	}
	if i%11 == 1 {
		r.Body, r.Salt = nil, nil
	}
	if i == 7 {
		r.Body = make([]byte, 9000) // on pages of its own
	}
	err := e.Update(t.Context(), func(tx store.Tx) error {
		if err := tx.Put(r); err != nil {
			return err
		}
		if i%6 == 0 {
			m := store.Message{ID: fmt.Sprint("m", i), To: "hall", Kind: "warning", Body: fmt.Appendf(nil, "message %d", i)}
			if err := tx.Send(m); err != nil {
				return err
			}
		}
		if i%7 == 3 {
			d := store.Delivery{
				ID: fmt.Sprint("d", i), Case: "n" + id, To: "c1", Channel: "mail", Step: 1, State: "queued",
				Due: storetest.Start.Add(time.Duration(i) * time.Hour), Attempt: i, Owner: "w", Last: fmt.Sprint("a", i),
			}
			if i%2 == 0 {
				d.Due, d.State = time.Time{}, "relayed"
			}
			if err := tx.Queue(d); err != nil {
				return err
			}
		}
		if _, err := tx.Append("test", fmt.Appendf(nil, "tocsin/act/v1\n%d\n", i)); err != nil || i%2 == 1 {
			return err
		}
		return tx.Remember("desk", fmt.Sprint("r", i), [32]byte{byte(i)}, fmt.Appendf(nil, `{"leaf":%d}`, i))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func goldenErase(t *testing.T, e *engine, id string) {
	err := e.Update(t.Context(), func(tx store.Tx) error {
		if _, err := tx.Erase("threat", id); err != nil {
			return err
		}
		_, err := tx.Append("erase", []byte("erase "+id))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keepGolden puts a folder into testdata, with its keys and the listing of its tables.
func keepGolden(t *testing.T, log *storetest.Log, dir, name string) {
	t.Helper()
	raw, err := sql.Open("sqlite", filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	version, err := schema(t.Context(), raw)
	if err := errors.Join(err, raw.Close()); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join("testdata", fmt.Sprint("schema", version), name)
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"log.key": []byte(log.Secret + "\n"), "log.pub": []byte(log.Public + "\n"),
	}
	for _, file := range []string{fileName, fileName + "-wal", besideName} {
		if data, err := os.ReadFile(filepath.Join(dir, file)); err == nil {
			files[file] = data
		}
	}
	for file, data := range files {
		if err := os.WriteFile(filepath.Join(to, file), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list(t, to)
}
