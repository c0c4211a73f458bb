package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"

	sqlite "modernc.org/sqlite"

	"tocsin/internal/store"
)

// table is one of our tables, as its rows are summed: the columns without sum, in an order that is
// frozen with the schema, the key first.
type table struct {
	name    string
	key     int // the first so many columns name the row
	columns []string

	list string // of the columns and the sum, as a query names them
	one  string // an INSERT of one row, whose values end with their sum
	many string // and of atOnce rows
}

func newTable(name string, key int, columns ...string) table {
	t := table{name: name, key: key, columns: columns, list: strings.Join(columns, ", ") + ", sum"}
	into := "INSERT INTO " + name + " (" + t.list + ") VALUES "
	t.one, t.many = into+places(1, len(columns)+1), into+places(atOnce, len(columns)+1)
	return t
}

var (
	versionTable = newTable("version", 3, "kind", "id", "version", "leaf", "recorded", "wall", "schema",
		"parent", "state", "due", "label", "body", "salt", "erased")
	headTable       = newTable("head", 2, "kind", "id", "version", "first_leaf", "parent", "state", "due", "label")
	leafTable       = newTable("leaf", 1, "idx", "id", "recorded", "act", "statement")
	hashTable       = newTable("hash", 1, "idx", "hash")
	checkpointTable = newTable("checkpoint", 1, "id", "note")
	requestTable    = newTable("request", 2, "caller", "id", "digest", "result", "leaf")
	outboxTable     = newTable("outbox", 1, "seq", "id", "recipient", "kind", "body", "recorded", "carried", "leaf", "erased")
	deliveryTable   = newTable("delivery", 1, "id", "seq", "case_id", "contact", "channel", "step", "state", "due", "attempt", "owner", "last", "leaf", "changed")
	metaTable       = newTable("meta", 1, "name", "value")
	logTable        = newTable("log", 1, "number", "origin", "first", "key", "known")
	accessTable     = newTable("access", 2, "kind", "id", "account", "expires", "body")
)

// tables are all that we keep anything in.
var tables = []table{versionTable, headTable, leafTable, hashTable, checkpointTable, requestTable, outboxTable, deliveryTable, metaTable, logTable, accessTable}

// of is the list for the table under an alias.
func (t table) of(alias string) string {
	return alias + "." + strings.ReplaceAll(t.list, ", ", ", "+alias+".")
}

// summed are the values of one row, with their sum.
func (t table) summed(values ...any) []any { return append(values, t.sum(values...)) }

const notAsWritten = "it is not as it was written"

// check says whether the row has the sum that was stored with it. It is called with every row that
// is read, and what it cannot tell is left to [engine.Verify]: that a row is missing.
func (t table) check(stored int64, values ...any) error {
	if stored == t.sum(values...) {
		return nil
	}
	return t.damaged(notAsWritten, values...)
}

// damaged is what is wrong with the row that has these values, or only this key.
func (t table) damaged(what string, values ...any) error {
	key := make([]string, 0, t.key)
	for _, v := range values[:min(len(values), t.key)] {
		key = append(key, fmt.Sprint(plain(v)))
	}
	return store.Finding{Table: t.name, Key: strings.Join(key, " "), What: what}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// What a value begins with in a sum. To a reader a blob without bytes is the same as NULL.
const (
	sumNull = iota
	sumInteger
	sumText
	sumBlob
	sumOther
)

// sum is what a row's column sum holds: CRC-32C over the table's name and the values of its
// columns, each with its type and its length. It finds every damage that lies
// within 32 bits or is of no more than three, and all but one in 2^32 of any other; it tells NULL
// from 0 and one column from the next. It is no protection against people: that is what statements
// and the log are for.
//
// A value is what database/sql gives and takes, or a pointer to it.
func (t table) sum(values ...any) int64 {
	if len(values) != len(t.columns) {
		panic(fmt.Sprintf("sum of %s: %d values for %d columns", t.name, len(values), len(t.columns)))
	}
	s := summer{}
	s.text(t.name)
	for _, v := range values {
		s.value(v)
	}
	return int64(s.crc)
}

// summer is a sum under way.
type summer struct {
	crc  uint32
	head [9]byte
}

func (s *summer) value(v any) {
	switch v := plain(v).(type) {
	case nil:
		s.begin(sumNull, 0)
	case int64:
		s.begin(sumInteger, uint64(v))
	case string:
		s.text(v)
	case []byte:
		if len(v) == 0 {
			s.begin(sumNull, 0)
			return
		}
		s.begin(sumBlob, uint64(len(v)))
		s.crc = crc32.Update(s.crc, castagnoli, v)
	default: // what no column of ours holds: a flipped bit can make a fraction of a number
		s.begin(sumOther, 0)
		s.text(fmt.Sprintf("%T %v", v, v))
	}
}

func (s *summer) begin(kind byte, n uint64) {
	s.head[0] = kind
	binary.BigEndian.PutUint64(s.head[1:], n)
	s.crc = crc32.Update(s.crc, castagnoli, s.head[:])
}

func (s *summer) text(v string) {
	s.begin(sumText, uint64(len(v)))
	s.crc = crc32.Update(s.crc, castagnoli, []byte(v))
}

// plain is a value as SQLite has it: nil, int64, string or []byte.
func plain(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case *int:
		return int64(*v)
	case *int64:
		return *v
	case *string:
		return *v
	case *[]byte:
		return *v
	case *any:
		return *v
	case *sql.NullInt64:
		return plain(*v)
	case sql.NullInt64:
		if !v.Valid {
			return nil
		}
		return v.Int64
	}
	return v
}

// registerSum makes sum known to SQL as tocsin_sum(table, column...), for migrations. It is frozen
// with them.
var registerSum = sync.OnceValue(func() error {
	return sqlite.RegisterDeterministicScalarFunction("tocsin_sum", -1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		if len(args) == 0 {
			return nil, fmt.Errorf("tocsin_sum: of which table?")
		}
		s := summer{}
		for _, v := range args {
			s.value(v)
		}
		return int64(s.crc), nil
	})
})
