package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
	"tocsin/ledger"
)

// meddle changes a closed store behind its back.
func meddle(t *testing.T, dir string, statements ...string) {
	t.Helper()
	raw, err := sql.Open("sqlite", db(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for _, s := range statements {
		if _, err := raw.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

var readOnly = store.Options{ReadOnly: true}

func TestNewerSchema(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), storetest.NewLog(t)
	filled(t, log, dir, 1)
	meddle(t, dir, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	before, err := os.ReadFile(db(dir))
	if err != nil {
		t.Fatal(err)
	}
	wantOpenErr(t, dir, log.Options(), "newer Tocsin", "schema 99", dir)
	wantOpenErr(t, dir, readOnly, "newer Tocsin", dir)
	after, err := os.ReadFile(db(dir))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database was changed (%v)", err)
	}
}

func TestOlderSchemaReadOnly(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), storetest.NewLog(t)
	filled(t, log, dir, 1)
	meddle(t, dir, `DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`)
	wantOpenErr(t, dir, readOnly, "open the folder once for writing", dir)
}

// Every kind of damage that Open can see is refused, for writing and for reading, by the name of
// the log.
func TestDamaged(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"hash changed":       `UPDATE hash SET hash = zeroblob(32) WHERE idx = 0`,
		"hash lost":          `DELETE FROM hash WHERE idx = 0`,
		"hash cut":           `UPDATE hash SET hash = zeroblob(31) WHERE idx = 0`,
		"checkpoint changed": `UPDATE checkpoint SET note = CAST(replace(CAST(note AS TEXT), char(10) || '1' || char(10), char(10) || '2' || char(10)) AS BLOB)`,
		"checkpoint lost":    `DELETE FROM checkpoint`,
		"leaf changed":       `UPDATE leaf SET id = zeroblob(32)`,
		"leaf cut":           `UPDATE leaf SET id = zeroblob(3)`,
		"leaf lost":          `DELETE FROM leaf`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, log := t.TempDir(), storetest.NewLog(t)
			filled(t, log, dir, 1)
			meddle(t, dir, statement)
			for _, opt := range []store.Options{log.Options(), readOnly} {
				wantOpenErr(t, dir, opt, storetest.Origin, dir)
				if _, err := at(dir)(opt); !errors.Is(err, store.ErrDamaged) {
					t.Errorf("got error %v, want ErrDamaged", err)
				}
			}
		})
	}
}

// A database that was put back from an older copy must not grow: its log would fork.
func TestPutBack(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), storetest.NewLog(t)
	filled(t, log, dir, 3)
	older := filepath.Join(t.TempDir(), "copy")
	copyFile(t, older, db(dir))
	filled(t, log, dir, 5)
	copyFile(t, db(dir), older)
	wantOpenErr(t, dir, log.Options(), "older copy", "8 leaves", "holds 3", dir)
	if s, err := at(dir)(readOnly); err != nil {
		t.Errorf("to be read it is good enough: %v", err)
	} else {
		s.Close()
	}
}

// The file beside the database holds the newest checkpoint after Close; another root in it means
// that the log was forked; what cannot be read as a checkpoint, as after a power cut, is replaced.
func TestBeside(t *testing.T) {
	t.Parallel()
	dir, log := t.TempDir(), storetest.NewLog(t)
	path := filepath.Join(dir, "checkpoint")
	for n := 1; n <= 2; n++ {
		filled(t, log, dir, 1)
		note, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("%s\n%d\n", storetest.Origin, n); !strings.HasPrefix(string(note), want) {
			t.Errorf("the file says %q, want it to begin with %q", note, want)
		}
		if err := os.WriteFile(path, note[:5], 0o600); err != nil {
			t.Fatal(err)
		}
		filled(t, log, dir, 0) // opens and closes it
	}
	fork := ledger.Checkpoint{Origin: storetest.Origin, Size: 1, Root: ledger.Hash{1}}
	if err := os.WriteFile(path, append(fork.Text(), '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	filled(t, log, dir, 0) // nobody signed it: it tells nothing
	signed, err := log.Options().Sign(fork.Text())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, signed, 0o600); err != nil {
		t.Fatal(err)
	}
	wantOpenErr(t, dir, log.Options(), "another root for size 1", storetest.Origin)
}

func TestNotOurs(t *testing.T) {
	t.Parallel()
	log := storetest.NewLog(t)
	text := t.TempDir()
	if err := os.WriteFile(db(text), bytes.Repeat([]byte("this is a letter\n"), 500), 0o600); err != nil {
		t.Fatal(err)
	}
	wantOpenErr(t, text, log.Options(), "not a Tocsin database", text)
	wantOpenErr(t, text, readOnly, "not a Tocsin database", text)

	other := t.TempDir()
	meddle(t, other, `CREATE TABLE bookmarks (url TEXT)`)
	wantOpenErr(t, other, log.Options(), "another program", other)
	wantOpenErr(t, other, readOnly, "another program", other)

	wantOpenErr(t, t.TempDir(), readOnly, "no such file")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantOpenErr(t, file, log.Options(), file)
}

// A folder may have any name that the system allows, and its files are for its owner only.
func TestFolder(t *testing.T) {
	t.Parallel()
	log := storetest.NewLog(t)
	dir := filepath.Join(t.TempDir(), "зал 50% #1 ?x=y&mode=ro+", "deep")
	filled(t, log, dir, 1)
	for _, name := range []string{"", "tocsin.db", "lock", "checkpoint"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%q has mode %v", name, mode)
		}
	}
	s, err := at(dir)(readOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	log.Verify(t, s)
}
