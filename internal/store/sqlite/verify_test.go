package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin/internal/store"
)

// TestVerifyFinds changes rows and gives them the right sums, as somebody would who writes to the
// file: what does not agree with the rest is found and named, once.
func TestVerifyFinds(t *testing.T) {
	t.Parallel()
	whole := everything(t)
	for name, c := range map[string]struct{ change, want string }{
		"version lost":         {`DELETE FROM version WHERE kind = 'duty' AND id = '01' AND version = 1`, "version, duty 01 1: it is not there; head, duty 01: it does not agree"},
		"newest version lost":  {`DELETE FROM version WHERE kind = 'duty' AND id = '01' AND version = 2`, "head, duty 01: it does not agree"},
		"all versions lost":    {`DELETE FROM version WHERE kind = 'duty' AND id = '01'`, "head, duty 01: no version of it"},
		"last record lost":     {`DELETE FROM version WHERE kind = 'threat' AND id = '16'`, "head, threat 16: no version of it"},
		"version of no leaf":   {`UPDATE version SET leaf = 1000 WHERE kind = 'threat' AND id = '16'`, "version, threat 16 1: it was written by leaf 1000; head, threat 16: it does not agree"},
		"version of another":   {`UPDATE version SET recorded = recorded + 1 WHERE kind = 'duty' AND id = '01' AND version = 2`, "version, duty 01 2: it was recorded at"},
		"versions in no order": {`UPDATE version SET leaf = 0, recorded = (SELECT recorded FROM leaf WHERE idx = 0) WHERE kind = 'duty' AND id = '01' AND version = 2`, "version, duty 01 2: its leaf 0 comes before"},
		"erased and there":     {`UPDATE version SET body = x'01' WHERE kind = 'threat' AND id = '00' AND version = 1`, "version, threat 00 1: it was erased and is still there"},
		"erased by half":       {`UPDATE version SET erased = NULL WHERE kind = 'threat' AND id = '00' AND version = 2`, "version, threat 00 2: it was not erased together; head, threat 00: it does not agree"},
		"erased too early":     {`UPDATE version SET erased = 5 WHERE kind = 'threat' AND id = '02'`, "version, threat 02 2: it was erased by leaf 5, which cannot be"},

		"head lost":      {`DELETE FROM head WHERE kind = 'duty' AND id = '01'`, "head, duty 01: it is not there"},
		"last head lost": {`DELETE FROM head WHERE kind = 'threat' AND id = '16'`, "head, threat 16: it is not there"},
		"head behind":    {`UPDATE head SET version = 1 WHERE kind = 'duty' AND id = '01'`, "head, duty 01: it does not agree"},
		"head's leaf":    {`UPDATE head SET first_leaf = first_leaf + 1 WHERE kind = 'duty' AND id = '01'`, "head, duty 01: it does not agree"},
		"head's state":   {`UPDATE head SET state = 'x' WHERE kind = 'duty' AND id = '01'`, "head, duty 01: it does not agree"},
		"head's due":     {`UPDATE head SET due = 1 WHERE kind = 'threat' AND id = '00'`, "head, threat 00: it does not agree"},
		"not erased":     {`UPDATE head SET state = 'open' WHERE kind = 'threat' AND id = '00'`, "head, threat 00: it does not agree"},

		"leaf lost":            {`DELETE FROM leaf WHERE idx = 3`, "leaf, 3: it is not there: the next one is leaf 4"},
		"leaves lost":          {`DELETE FROM leaf WHERE idx BETWEEN 3 AND 9`, "leaf, 3: it is not there: the next one is leaf 10"},
		"statement":            {`UPDATE leaf SET statement = x'01' WHERE idx = 3`, "leaf, 3: its id is not that of its statement"},
		"leaf rewritten":       {`UPDATE leaf SET statement = x'01', id = x'4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a' WHERE idx = 4`, "hash, 7: it is not the hash of leaf 4"},
		"leaf's time":          {`UPDATE leaf SET recorded = 1 WHERE idx = 45`, "leaf, 45: it was recorded before the leaf before it"},
		"hash lost":            {`DELETE FROM hash WHERE idx = 7`, "hash, 7: it is not there"},
		"hash of a leaf":       {`UPDATE hash SET hash = zeroblob(32) WHERE idx = 7`, "hash, 7: it is not the hash of leaf 4; hash, 9: it is not the hash of the two; hash, 13: it is not the hash of the two; hash, 14: it is not the hash of the two; hash, 30: it is not the hash of the two; hash, 62: it is not the hash of the two; checkpoint, 1: it was signed for tocsin/storetest/2 with the root"},
		"hash of two":          {`UPDATE hash SET hash = zeroblob(32) WHERE idx = 6`, "hash, 6: it is not the hash of the two"},
		"hash cut":             {`UPDATE hash SET hash = zeroblob(31) WHERE idx = 6`, "hash, 6: it has not 32 bytes"},
		"hash of nothing":      {`INSERT INTO hash VALUES (1000, zeroblob(32), 0)`, "hash, 1000: it belongs to no leaf"},
		"leaf and hash lost":   {`DELETE FROM leaf WHERE idx = 4; DELETE FROM hash WHERE idx = 7`, "leaf, 4: it is not there; hash, 7: it is not there; hash, 7: leaf 4 is lost and so is its hash"},
		"checkpoint lost":      {`DELETE FROM checkpoint`, "checkpoint, 1: there is none"},
		"another checkpoint":   {`UPDATE checkpoint SET note = CAST(replace(CAST(note AS TEXT), 'tocsin/storetest/2', 'tocsin/storetest/3') AS BLOB)`, "checkpoint, 1: /; checkpoint, 1: it was signed for tocsin/storetest/3"},
		"not a checkpoint":     {`UPDATE checkpoint SET note = x'01'`, "checkpoint, 1: /; checkpoint, 1: it is not a signed note"},
		"checkpoint of before": {`UPDATE checkpoint SET note = (SELECT known FROM log WHERE number = 2)`, "checkpoint, 1: /; checkpoint, 1: it was signed for 20 leaves, and there are 49"},

		"request of no leaf":   {`UPDATE request SET leaf = 1000 WHERE id = 'r4'`, "request, desk r4: it led to leaf 1000"},
		"digest cut":           {`UPDATE request SET digest = x'00' WHERE id = 'r4'`, "request, desk r4: its digest has not 32 bytes"},
		"message of no leaf":   {`UPDATE outbox SET leaf = 1000 WHERE id = 'm6'`, "outbox, 2: leaf 1000 sent it"},
		"message back":         {`UPDATE outbox SET body = x'01' WHERE id = 'm0'`, "outbox, 1: it was erased and is still there"},
		"message erased early": {`UPDATE outbox SET erased = 1 WHERE id = 'm42'`, "outbox, 8: it was erased by leaf 1, which cannot be"},
		"log lost":             {`DELETE FROM log WHERE number = 1`, "log, 1: it is not there"},
		"log of later":         {`UPDATE log SET first = 1000 WHERE number = 2`, "log, 2: it begins with leaf 1000"},

		"index lost":    {`DROP INDEX head_due`, "sqlite_master, index head_due: it is not there"},
		"index of ours": {`DROP INDEX head_due; CREATE INDEX head_due ON head (due)`, "sqlite_master, index head_due: it is not as this program makes it"},
		"other's table": {`CREATE TABLE bookmarks (url TEXT)`, "sqlite_master, table bookmarks: it is none of ours"},
		"trigger":       {`CREATE TRIGGER t AFTER INSERT ON leaf BEGIN DELETE FROM leaf; END`, "sqlite_master, trigger t: it is none of ours"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := whole.copied(t)
			f.change(t, c.change)
			v, err := f.verified(t)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, finding := range v.Findings {
				got = append(got, fmt.Sprintf("%s, %s: %s", finding.Table, finding.Key, finding.What))
			}
			want := strings.Split(c.want, "; ")
			for i := range min(len(want), len(got)) {
				if head, _, any := strings.Cut(want[i], "/"); any && strings.HasPrefix(got[i], head) || strings.HasPrefix(got[i], want[i]) {
					want[i] = got[i]
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// change changes a store, and puts right all sums.
func (f *full) change(t *testing.T, statements string) {
	t.Helper()
	db := f.raw(t)
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		columns := strings.Join(table.columns, ", ")
		if _, err := db.Exec(`UPDATE ` + table.name + ` SET sum = tocsin_sum('` + table.name + `', ` + columns + `)`); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestVerifyIndex takes a row out of an index: no sum tells of that.
func TestVerifyIndex(t *testing.T) {
	t.Parallel()
	f := everything(t).copied(t)
	f.change(t, `PRAGMA writable_schema = ON;
		CREATE TABLE kept AS SELECT * FROM sqlite_master WHERE name = 'head_due';
		DELETE FROM sqlite_master WHERE name = 'head_due'`)
	f.change(t, `UPDATE head SET due = due + 1 WHERE kind = 'threat' AND id = '16';
		UPDATE version SET due = due + 1 WHERE kind = 'threat' AND id = '16';
		PRAGMA writable_schema = ON; INSERT INTO sqlite_master SELECT * FROM kept; DROP TABLE kept`)
	v, err := f.verified(t)
	if err != nil || len(v.Findings) != 1 || v.Findings[0].Table != "head" || v.Findings[0].Key != "of index head_due" {
		t.Errorf("%v, %+v", err, v.Findings)
	}
}

// TestVerifyBounded: a store that is wrong all over does not fill the memory.
func TestVerifyBounded(t *testing.T) {
	t.Parallel()
	f := everything(t).copied(t)
	db := f.raw(t)
	for _, table := range tables {
		if _, err := db.Exec(`UPDATE ` + table.name + ` SET sum = sum + 1`); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	opt := f.opt
	opt.ReadOnly, opt.Suspect = true, true
	s, err := Open(t.Context(), f.dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := s.Verify(t.Context(), store.VerifyOptions{Limit: 7})
	if err != nil || len(v.Findings) != 7 || v.More < 100 || v.Checkpoint != nil {
		t.Errorf("%v, %+v", err, v)
	}
	if got := v.Err(); got == nil || !strings.HasPrefix(got.Error(), fmt.Sprintf("%d findings, the first: table hash, row 0", v.More+7)) {
		t.Errorf("it says %v", got)
	}
}
