package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// What SQLite says of a fault in its file, as far as it says where that is.
var (
	missingEntry = regexp.MustCompile(`^row (\d+) missing from index (\S+)$`)
	treeFault    = regexp.MustCompile(`^(?:Tree|Page) (\d+)[: ]`)
)

// Tables that are no table of ours, by the names under which a finding says where it is.
var (
	wholeFile   = table{name: fileName}
	schemaTable = table{name: "sqlite_master", key: 1}
)

// file asks SQLite about the structure of its file, and compares the tables and indexes with those
// that this program makes.
func (v *verifier) file() {
	if err := v.schema(); err != nil {
		v.fail(schemaTable, err)
	}
	if v.err != nil {
		return
	}
	where := v.objects()
	rows, err := v.q.QueryContext(v.ctx, fmt.Sprintf(`PRAGMA integrity_check(%d)`, v.opt.Limit))
	if err != nil {
		v.fail(wholeFile, err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		var said string
		if err := rows.Scan(&said); err != nil {
			v.fail(wholeFile, err)
			return
		}
		for line := range strings.Lines(said) {
			v.structure(strings.TrimSpace(line), where)
		}
	}
	if err := rows.Err(); err != nil {
		v.fail(wholeFile, err)
	}
}

// object is a table, or an index and the table that it is of.
type object struct{ name, table string }

// objects are the tables and indexes, by name and by the page where each begins.
func (v *verifier) objects() map[string]object {
	where := map[string]object{}
	rows, err := v.q.QueryContext(v.ctx, `SELECT rootpage, name, tbl_name FROM sqlite_master WHERE rootpage > 0`)
	if err != nil {
		return where // told already
	}
	defer rows.Close()
	for rows.Next() {
		var root string
		var o object
		if rows.Scan(&root, &o.name, &o.table) == nil {
			where[root], where[o.name] = o, o
		}
	}
	return where
}

// structure takes down one line of what SQLite says.
func (v *verifier) structure(said string, where map[string]object) {
	if said == "ok" || said == "" || strings.HasPrefix(said, "***") {
		return
	}
	if m := missingEntry.FindStringSubmatch(said); m != nil {
		v.wrong(table{name: where[m[2]].table, key: 1}, fmt.Sprintf("row number %s of the table is not in it: lists may leave it out", m[1]), "of index "+m[2])
		return
	}
	name := ""
	if m := treeFault.FindStringSubmatch(said); m != nil {
		name = m[1]
	} else if words := strings.Fields(said); len(words) > 0 {
		name = words[len(words)-1] // "wrong # of entries in index head_due"
	}
	in := wholeFile
	if o, ok := where[name]; ok {
		in = table{name: o.table}
	}
	v.wrong(in, "the structure of the file is damaged: "+said)
}

// schema compares the tables and indexes with those of a new store.
func (v *verifier) schema() error {
	want, err := freshSchema()
	if err != nil {
		v.err = err
		return nil
	}
	have, err := readSchema(v.ctx, v.q)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		switch made, ok := have[name]; {
		case !ok:
			v.wrong(schemaTable, "it is not there", name)
		case made != want[name]:
			v.wrong(schemaTable, "it is not as this program makes it", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if _, ok := want[name]; !ok {
			v.wrong(schemaTable, "it is none of ours", name)
		}
	}
	return nil
}

// freshSchema is what the migrations make of an empty database.
var freshSchema = sync.OnceValues(func() (map[string]string, error) {
	ctx := context.Background()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := registerSum(); err != nil {
		return nil, err
	}
	if err := migrate(ctx, db); err != nil {
		return nil, err
	}
	return readSchema(ctx, db)
})

// readSchema is every table and index with the words that made it, and which migrations were made.
func readSchema(ctx context.Context, q querier) (map[string]string, error) {
	rows, err := q.QueryContext(ctx, `SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'
		UNION ALL SELECT 'migration ' || version_id, is_applied FROM goose_db_version
		UNION ALL SELECT 'application_id', application_id FROM pragma_application_id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, made string
		if err := rows.Scan(&name, &made); err != nil {
			return nil, err
		}
		all[name] = made
	}
	return all, errors.Join(rows.Err(), rows.Close())
}
