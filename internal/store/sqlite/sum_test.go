package sqlite

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"tocsin/internal/store"
	"tocsin/internal/store/storetest"
)

// TestSum holds sums to values that another program computed from the encoding in
// docs/decisions/0012: they are frozen with the schema.
func TestSum(t *testing.T) {
	t.Parallel()
	name, body := "threat", []byte("{}")
	for _, c := range []struct {
		t      table
		values []any
		want   int64
	}{
		{hashTable, []any{0, make([]byte, 32)}, 1933688513},
		{metaTable, []any{"backup", "7"}, 3903624915},
		{versionTable, []any{&name, "ä", 1, int64(0), int64(1709733720000000), -1, 3, "", "open", nil, "AMBER", &body, []byte("salt"), sql.NullInt64{}}, 263070572},
		{outboxTable, []any{1, "m", "hall", "warning", []byte{}, 5, sql.NullInt64{Int64: 6, Valid: true}, noLeaf, nil}, 4147655161},
	} {
		if got := c.t.sum(c.values...); got != c.want {
			t.Errorf("%s %v: sum %d, want %d", c.t.name, c.values, got, c.want)
		}
	}
}

// TestSumInSQL: migrations sum rows with the same function.
func TestSumInSQL(t *testing.T) {
	t.Parallel()
	e := openEngine(t, storetest.NewLog(t), t.TempDir())
	if err := e.Update(t.Context(), act("a", 5000)); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		var rows, same int
		query := fmt.Sprintf(`SELECT count(*), coalesce(sum(sum = tocsin_sum('%s', %s)), 0) FROM %s`, table.name, strings.Join(table.columns, ", "), table.name)
		if err := e.readers.QueryRow(query).Scan(&rows, &same); err != nil {
			t.Fatal(err)
		}
		if rows != same {
			t.Errorf("%s: %d of %d rows have the sum that SQL computes", table.name, same, rows)
		}
	}
}

// FuzzSum flips a bit in what a row holds, or moves the border between two columns: the sum changes.
func FuzzSum(f *testing.F) {
	f.Add("origin", "tocsin/hall", []byte("body"), int64(7), uint(3))
	f.Add("", "", []byte{0}, int64(-1), uint(100))
	f.Fuzz(func(t *testing.T, a, b string, blob []byte, n int64, at uint) {
		meta, hash := metaTable.sum(a, b), hashTable.sum(n, blob)
		if joined := a + b; len(joined) > 0 {
			cut := int(at % uint(len(joined)+1))
			if cut != len(a) && metaTable.sum(joined[:cut], joined[cut:]) == meta {
				t.Errorf("%q and %q have the sum of %q and %q", joined[:cut], joined[cut:], a, b)
			}
			bytes := []byte(joined)
			bytes[at/8%uint(len(bytes))] ^= 1 << (at % 8)
			if flipped := string(bytes); metaTable.sum(flipped[:len(a)], flipped[len(a):]) == meta {
				t.Errorf("a flipped bit in %q, %q does not change the sum", a, b)
			}
		}
		if hashTable.sum(n^1<<(at%64), blob) == hash {
			t.Errorf("a flipped bit in %d does not change the sum", n)
		}
		if len(blob) > 0 {
			if hashTable.sum(n, string(blob)) == hash {
				t.Error("a text has the sum of a blob")
			}
			blob[at/8%uint(len(blob))] ^= 1 << (at % 8)
			if hashTable.sum(n, blob) == hash {
				t.Error("a flipped bit in a blob does not change the sum")
			}
		}
	})
}

// FuzzTake gives the verification rows that hold anything: it must find them and not fall over.
func FuzzTake(f *testing.F) {
	f.Add(uint8(0), []byte{0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3}, int64(5), "text", int64(0))
	f.Fuzz(func(t *testing.T, which uint8, shape []byte, n int64, text string, stored int64) {
		switch which % 5 {
		case 0:
			take[version](t, shape, n, text, stored)
		case 1:
			take[head](t, shape, n, text, stored)
		case 2:
			take[leafRow](t, shape, n, text, stored)
		case 3:
			take[message](t, shape, n, text, stored)
		case 4:
			take[request](t, shape, n, text, stored)
		}
	})
}

func take[R any, P row[R]](t *testing.T, shape []byte, n int64, text string, stored int64) {
	v := &verifier{opt: store.VerifyOptions{Limit: 10}}
	table := P(new(R)).table()
	c := &cursor[R, P]{v: v, t: table, raw: make([]any, len(table.columns)+1)}
	for i := range table.columns {
		if i < len(shape) {
			c.raw[i] = []any{nil, n, text, []byte(text)}[shape[i]%4]
		}
	}
	for _, sum := range []any{stored, nil, text, table.sum(c.raw[:len(table.columns)]...)} {
		c.raw[len(table.columns)] = sum
		good := c.take()
		if good != (len(v.out.Findings) == 0) || v.err != nil {
			t.Fatalf("good: %v, findings %v, error %v", good, v.out.Findings, v.err)
		}
		if good && table.sum(P(&c.at).columns()...) != table.sum(c.raw[:len(table.columns)]...) {
			t.Errorf("%v was taken as %+v", c.raw, c.at)
		}
		v.out.Findings = nil
	}
}

// BenchmarkSum sums a row as acts write it.
func BenchmarkSum(b *testing.B) {
	body, salt := make([]byte, 400), make([]byte, 32)
	for b.Loop() {
		versionTable.sum("threat", "0123456789abcdef0123456789abcdef", int64(1), int64(2), int64(3), int64(4), 5, "", "open", nil, "AMBER", body, salt, nil)
	}
}
