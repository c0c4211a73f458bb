package sqlite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tocsin/internal/store"
)

// TestFlipColumn flips one bit in one row, for every column of every table: the verification finds
// it and names table and row, whoever reads the row is told, and the log is not signed over it.
func TestFlipColumn(t *testing.T) {
	t.Parallel()
	whole := everything(t)
	if v, err := whole.verified(t); err != nil || v.Err() != nil {
		t.Fatalf("before anything is flipped: %v, %+v", err, v.Findings)
	}
	for _, table := range tables {
		for i, column := range append(slices.Clone(table.columns), "sum") {
			t.Run(table.name+"."+column, func(t *testing.T) {
				t.Parallel()
				for range 3 {
					f := whole.copied(t)
					key := f.flip(t, table, column)
					f.found(t, table, key, i < table.key)
					f.told(t, table, i < table.key)
				}
			})
		}
	}
}

// flip flips a bit in a row that holds something in this column. It returns the row's key.
func (f *full) flip(t *testing.T, table table, column string) (key string) {
	t.Helper()
	db := f.raw(t)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err := db.Exec(`PRAGMA ignore_check_constraints = ON`)
	if err != nil {
		t.Fatal(err)
	}
	const pick = `SELECT rowid, %[2]s FROM %[1]s WHERE length(%[2]s) > 0 ORDER BY random() LIMIT 1`
	var row int64
	var value any
	if err := db.QueryRow(fmt.Sprintf(pick, table.name, column)).Scan(&row, &value); err != nil {
		t.Fatalf("no row with something in it: %v", err)
	}
	values := make([]any, table.key)
	for i := range values {
		values[i] = new(any)
	}
	if err := db.QueryRow(`SELECT `+strings.Join(table.columns[:table.key], ", ")+` FROM `+table.name+` WHERE rowid = $1`, row).Scan(values...); err != nil {
		t.Fatal(err)
	}
	for range 100 { // some bits make it the key of another row
		if _, err = db.Exec(`UPDATE `+table.name+` SET `+column+` = $1 WHERE rowid = $2`, flipped(value), row); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	finding, _ := errors.AsType[store.Finding](table.damaged("", values...))
	return finding.Key
}

func flipped(value any) any {
	switch v := value.(type) {
	case int64:
		return v ^ 1<<rand.IntN(60)
	case string:
		b := []byte(v)
		b[rand.IntN(len(b))] ^= 1 << rand.IntN(7)
		return string(b)
	case []byte:
		b := slices.Clone(v)
		b[rand.IntN(len(b))] ^= 1 << rand.IntN(8)
		return b
	}
	panic(fmt.Sprintf("a bit of a %T", value))
}

// found verifies: the flipped row is named. Where the key itself is flipped, that is under the name
// that it has now.
func (f *full) found(t *testing.T, table table, key string, inKey bool) {
	t.Helper()
	v, err := f.verified(t)
	if err != nil {
		t.Errorf("it cannot be verified: %v", err)
	}
	named := slices.ContainsFunc(v.Findings, func(f store.Finding) bool {
		return f.Table == table.name && (f.Key == key || inKey) && f.What == notAsWritten
	})
	if !named {
		t.Errorf("row %s is not named in %+v", key, v.Findings)
	}
	if n := len(v.Findings); n > 12 || v.More > 0 {
		t.Errorf("one bit makes %d findings: %+v", int64(n)+v.More, v.Findings)
	}
}

// told reads everything and acts: whoever touches the row is told of the damage. A row whose key is
// flipped may not be found at all.
func (f *full) told(t *testing.T, table table, inKey bool) {
	t.Helper()
	s, err := Open(t.Context(), f.dir, f.opt)
	if err == nil {
		defer s.Close()
		if _, ok := map[string]bool{"leaf": true, "hash": true, "checkpoint": true, "log": true}[table.name]; ok {
			t.Errorf("a store whose log is damaged was opened for writing")
		}
		err = errors.Join(touch(t, s), f.touchWrites(t, s))
		if table.name == metaTable.name {
			return // nobody reads another note than its own
		}
	}
	finding, ok := errors.AsType[store.Finding](err)
	if !inKey && (!ok || finding.Table != table.name) || err != nil && !errors.Is(err, store.ErrDamaged) {
		t.Errorf("whoever reads it is told: %v", err)
	}
}

// touchWrites reads what only acts read: each in one that is undone, or fails of itself.
func (f *full) touchWrites(t *testing.T, s store.Store) error {
	var errs []error
	try := func(fn func(store.Tx) error) {
		err := s.Rehearse(t.Context(), fn)
		if !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrReused) && !errors.Is(err, store.ErrErased) {
			errs = append(errs, err)
		}
	}
	try(func(tx store.Tx) error { _, _, err := tx.Request("desk", "alone", [32]byte{9}); return err })
	for i := range 46 {
		try(func(tx store.Tx) error {
			_, _, err := tx.Request("desk", fmt.Sprint("r", i), [32]byte{byte(i)})
			return err
		})
		for _, kind := range []string{"threat", "duty"} {
			try(func(tx store.Tx) error { _, err := tx.Erase(kind, fmt.Sprintf("%02d", i%17)); return err })
		}
		if err := s.Carried(t.Context(), int64(i)); !errors.Is(err, store.ErrNotFound) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
