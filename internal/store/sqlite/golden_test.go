package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
	"tocsin/ledger"
)

var makeGolden = flag.Bool("make-golden", false, "write testdata/schemaN, a folder as this program leaves it")

// Folders as released programs left them. Each holds listing.txt: all of its tables, as plain SQL
// reads them, made when the folder was.
const (
	goldenFolders = "testdata/schema*/*"
	nodeFolders   = "../../node/testdata/schema*/*"
)

// TestEverySchemaIsKept: who writes a migration makes a folder of the new schema before it is
// released, so that the next migration has it to begin from.
func TestEverySchemaIsKept(t *testing.T) {
	t.Parallel()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p, err := provider(db)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []int64{1, newest(p)} {
		dir := filepath.Join("testdata", fmt.Sprint("schema", v))
		if all, err := os.ReadDir(dir); err != nil || len(all) == 0 {
			t.Errorf("%s is empty: run go test -run TestMakeGolden -make-golden when schema %d is ready to be released", dir, v)
		}
	}
}

// TestGolden brings each folder to the schema of today: nothing that it held is changed or lost,
// it verifies, and it goes on.
func TestGolden(t *testing.T) {
	t.Parallel()
	var dirs []string
	for _, pattern := range []string{goldenFolders, nodeFolders} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("no folder in %s (%v)", pattern, err)
		}
		dirs = append(dirs, found...)
	}
	for _, from := range dirs {
		t.Run(strings.TrimPrefix(from, "../../"), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
				t.Fatal(err)
			}
			listing, err := os.ReadFile(filepath.Join(from, "listing.txt"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(listing), listFolder(t, dir, string(listing))); diff != "" {
				t.Fatalf("the folder is not what listing.txt says:\n%s", diff)
			}
			opt := goldenOptions(t, dir)
			migrated(t, dir, opt, string(listing))
			goesOn(t, dir, opt)
		})
	}
}

// goldenOptions are those with which the folder was made.
func goldenOptions(t *testing.T, dir string) store.Options {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(dir, "log.key"))
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(filepath.Join(dir, "log.pub"))
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.NewSigner(strings.TrimSpace(string(key)))
	if err != nil {
		t.Fatal(err)
	}
	return store.Options{
		Origin: signer.Name(), Key: strings.TrimSpace(string(public)),
		Sign:  func(text []byte) ([]byte, error) { return ledger.SignCheckpoint(text, signer) },
		Clock: func() time.Time { return storetest.Start.Add(24 * time.Hour) },
	}
}

// migrated opens the folder and compares all that it held, as SQL and as the store reads it.
func migrated(t *testing.T, dir string, opt store.Options, listing string) {
	t.Helper()
	s, err := Open(t.Context(), dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := s.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil {
		t.Errorf("verify: %v, %+v", err, v.Findings)
	}
	want := sections(listing)
	for header, got := range readAgain(t, s, want) {
		if diff := cmp.Diff(blank(want[header]), blank(got)); diff != "" {
			t.Errorf("%s, read by the store:\n%s", header, diff)
		}
	}
	if logs, err := s.Logs(t.Context()); err != nil || logs[len(logs)-1].Origin != opt.Origin {
		t.Errorf("logs: %+v, %v", logs, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got := sections(listFolder(t, dir, listing))
	for header, lines := range want {
		if strings.HasPrefix(header, "# meta(name, value)") {
			continue // the log's name stands in the table log since schema 3
		}
		if diff := cmp.Diff(lines, got[header]); diff != "" {
			t.Errorf("%s:\n%s", header, diff)
		}
	}
}

// blank takes the difference between an empty blob and NULL away, which the store does not show.
func blank(lines []string) []string {
	out := slices.Clone(lines)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "X''", "NULL")
	}
	return out
}

// goesOn acts on a folder that was made before: with a new record, the next version of an old one,
// and the erasure of each.
func goesOn(t *testing.T, dir string, opt store.Options) {
	t.Helper()
	s, err := Open(t.Context(), dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var old store.Record
	err = s.View(t.Context(), func(v store.View) error {
		for _, kind := range []string{"threat", "report"} {
			for r, err := range v.List(store.Query{Kind: kind}) {
				if err != nil {
					return err
				}
				if !r.Erased {
					old = r
				}
			}
		}
		return nil
	})
	if err != nil || old.ID == "" {
		t.Fatalf("no record to go on with (%v)", err)
	}
	for i, fn := range []func(store.Tx) error{
		func(tx store.Tx) error { return tx.Put(store.Record{Kind: "threat", ID: "new", Version: 1}) },
		func(tx store.Tx) error {
			return tx.Put(store.Record{Kind: old.Kind, ID: old.ID, Version: old.Version + 1, Body: []byte("new")})
		},
		func(tx store.Tx) error { _, err := tx.Erase(old.Kind, old.ID); return err },
		func(tx store.Tx) error { _, err := tx.Erase("threat", "new"); return err },
	} {
		err := s.Update(t.Context(), func(tx store.Tx) error {
			if err := fn(tx); err != nil {
				return err
			}
			_, err := tx.Append("go on", fmt.Appendf(nil, "go on %d", i))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if v, err := s.Verify(t.Context(), store.VerifyOptions{}); err != nil || v.Err() != nil {
			t.Errorf("after act %d: %v, %+v", i, err, v.Findings)
		}
	}
}

// listTables reads tables, given as "name(column, ...)", the way a person with any SQLite would.
func listTables(t *testing.T, db *sql.DB, headers []string) string {
	t.Helper()
	var out strings.Builder
	for _, header := range headers {
		fmt.Fprintln(&out, header)
		name, columns, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(header, "# "), ")"), "(")
		quoted := "quote(" + strings.ReplaceAll(columns, ", ", ") || ' | ' || quote(") + ")"
		rows, err := db.Query("SELECT " + quoted + " FROM " + name + " ORDER BY 1")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&out, line)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// listFolder lists the tables of a folder that a listing has. It works on a copy.
func listFolder(t *testing.T, dir, like string) string {
	t.Helper()
	work := t.TempDir()
	if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(work, fileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var headers []string
	for line := range strings.Lines(like) {
		if strings.HasPrefix(line, "# ") {
			headers = append(headers, strings.TrimSpace(line))
		}
	}
	return listTables(t, db, headers)
}

// sections are the lines of a listing under their headers.
func sections(listing string) map[string][]string {
	all := map[string][]string{}
	header := ""
	for line := range strings.Lines(listing) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "# ") {
			header = line
			continue
		}
		all[header] = append(all[header], line)
	}
	return all
}

// readAgain writes the lines of a listing from what the store reads, for the tables that it shows.
func readAgain(t *testing.T, s store.Store, want map[string][]string) map[string][]string {
	t.Helper()
	got := map[string][]string{}
	for header, lines := range want {
		name, columns, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(header, "# "), ")"), "(")
		read := map[string]func(*testing.T, store.Store, []string) map[string]string{
			"version": againVersion, "leaf": againLeaf, "request": againRequest, "checkpoint": againCheckpoint,
		}[name]
		if read == nil {
			continue
		}
		for _, line := range lines {
			key := strings.Split(line, " | ")
			values := read(t, s, key)
			var again []string
			for i, column := range strings.Split(columns, ", ") {
				value, known := values[column]
				if !known {
					value = key[i] // the store does not show it
				}
				again = append(again, value)
			}
			got[header] = append(got[header], strings.Join(again, " | "))
		}
	}
	return got
}

func againVersion(t *testing.T, s store.Store, key []string) (values map[string]string) {
	err := s.View(t.Context(), func(v store.View) error {
		for r, err := range v.History(unquote(key[0]), unquote(key[1])) {
			if err != nil {
				return err
			}
			if fmt.Sprint(r.Version) != key[2] {
				continue
			}
			due, erased := "NULL", "NULL"
			if !r.Due.IsZero() {
				due = fmt.Sprint(micros(r.Due))
			}
			if r.Erased {
				erased = fmt.Sprint(r.ErasedBy)
			}
			values = map[string]string{
				"kind": quote(r.Kind), "id": quote(r.ID), "version": fmt.Sprint(r.Version), "leaf": fmt.Sprint(r.Leaf),
				"recorded": fmt.Sprint(micros(r.Recorded)), "wall": fmt.Sprint(micros(r.Wall)), "schema": fmt.Sprint(r.Schema),
				"parent": quote(r.Parent), "state": quote(r.State), "due": due, "label": quote(r.Label),
				"body": quoteBlob(r.Body), "salt": quoteBlob(r.Salt), "erased": erased,
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func againLeaf(t *testing.T, s store.Store, key []string) (values map[string]string) {
	err := s.View(t.Context(), func(v store.View) error {
		var i int64
		fmt.Sscan(key[0], &i)
		l, err := v.Leaf(i)
		values = map[string]string{
			"idx": fmt.Sprint(l.Index), "id": quoteBlob(l.ID[:]), "recorded": fmt.Sprint(micros(l.Recorded)),
			"act": quote(l.Act), "statement": quoteBlob(l.Statement),
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func againRequest(t *testing.T, s store.Store, key []string) (values map[string]string) {
	var digest []byte
	fmt.Sscanf(key[2], "X'%x'", &digest)
	err := s.Rehearse(context.Background(), func(tx store.Tx) error {
		result, found, err := tx.Request(unquote(key[0]), unquote(key[1]), [32]byte(digest))
		if found {
			values = map[string]string{"result": quoteBlob(result)}
		}
		return err
	})
	if err != nil || values == nil {
		t.Errorf("request %v is not found: %v", key[:2], err)
	}
	return values
}

func againCheckpoint(t *testing.T, s store.Store, _ []string) map[string]string {
	note, err := s.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"note": quoteBlob(note)}
}

func quote(s string) string     { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
func quoteBlob(b []byte) string { return fmt.Sprintf("X'%X'", b) }
func unquote(quoted string) string {
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(quoted, "'"), "'"), "''", "'")
}

// TestGoldenErase: what schema 1 remembered and sent for a record is found when the record is erased,
// a message if no other act was recorded at the same time.
func TestGoldenErase(t *testing.T) {
	t.Parallel()
	const apart = `UPDATE leaf SET recorded = recorded + idx; UPDATE version SET recorded = recorded + leaf;
		UPDATE outbox SET recorded = recorded + CAST(substr(id, 2) AS INTEGER)`
	for name, change := range map[string]string{"at one time": "", "apart": apart} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS("testdata/schema1/plain")); err != nil {
				t.Fatal(err)
			}
			meddleGolden(t, dir, change)
			s, err := Open(t.Context(), dir, goldenOptions(t, dir))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			e := s.(*engine)
			goldenErase(t, e, "00") // leaves 0 and 34
			asked, err := read[request](t.Context(), e.readers, `ORDER BY leaf`)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range asked {
				want := noLeaf
				fmt.Sscanf(r.id, "r%d", &want)
				gone := r.leaf == 0 || r.leaf == 34 || want == noLeaf
				if r.leaf != want || (len(r.result) == 0) != gone {
					t.Errorf("request %s: leaf %d, result %q", r.id, r.leaf, r.result)
				}
			}
			sent, err := read[message](t.Context(), e.readers, `ORDER BY seq`)
			if err != nil || len(sent) != 8 {
				t.Fatal(len(sent), err)
			}
			for _, m := range sent {
				want := noLeaf
				if change != "" {
					fmt.Sscanf(m.ID, "m%d", &want)
				}
				if gone := want == 0; m.leaf != want || (len(m.Body) == 0) != gone {
					t.Errorf("message %s: leaf %d, want %d, body %q", m.ID, m.leaf, want, m.Body)
				}
			}
		})
	}
}

// meddleGolden changes a folder of an older schema.
func meddleGolden(t *testing.T, dir, change string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(change); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestGoldenDamaged: a folder of an older schema whose rows do not agree with its log, or whose file
// is damaged, is not taken over.
func TestGoldenDamaged(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"statement":    `UPDATE leaf SET statement = x'00' WHERE idx = 3`,
		"hash":         `UPDATE hash SET hash = zeroblob(32) WHERE idx = 2`,
		"version lost": `DELETE FROM version WHERE kind = 'threat' AND id = '00' AND version = 1`,
		"head":         `UPDATE head SET state = 'x' WHERE kind = 'threat' AND id = '02'`,
		"time":         `UPDATE version SET recorded = recorded + 1 WHERE id = '02'`,
		"index":        `PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'head_due') WHERE name = 'head_state'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS("testdata/schema1/plain")); err != nil {
				t.Fatal(err)
			}
			meddleGolden(t, dir, change)
			for range 2 {
				s, err := Open(t.Context(), dir, goldenOptions(t, dir))
				if err == nil {
					s.Close()
				}
				if !errors.Is(err, store.ErrDamaged) {
					t.Errorf("got error %v, want ErrDamaged", err)
				}
			}
		})
	}
}
