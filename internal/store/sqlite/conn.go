package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"

	"tocsin/internal/store"
)

// querier is what reading needs: the writer's connection or a reader's transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// writer is the one connection that writes. It belongs to the committer, compiles each statement
// once, and must not run a statement while the rows of the same statement are being read.
type writer struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func (w *writer) prepare(query string) (*sql.Stmt, error) {
	if s, ok := w.stmts[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	w.stmts[query] = s
	return s, nil
}

// QueryContext ignores ctx: an interrupted statement could undo the acts of other callers.
func (w *writer) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := w.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(context.Background(), args...)
}

// exec runs a statement and returns how many rows it changed.
func (w *writer) exec(query string, args ...any) (int64, error) {
	s, err := w.prepare(query)
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (w *writer) close() error {
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// one reads the first row into dest; found is false when there is none.
func one(ctx context.Context, q querier, query string, args []any, dest ...any) (found bool, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	if err := rows.Scan(dest...); err != nil {
		return false, err
	}
	return true, rows.Close()
}

// must is one for a row that has to be there.
func must(ctx context.Context, q querier, query string, args []any, dest ...any) error {
	found, err := one(ctx, q, query, args, dest...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return err
}

const wait = "busy_timeout(10000)" // ms; only another process's recovery ever makes us wait

// writing is the data source of the connection that writes.
func writing(path string) string {
	return source(path, "rw", wait, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "temp_store(MEMORY)", "wal_autocheckpoint(4000)", "cache_size(-32768)")
}

// reading is the data source of connections that read.
func reading(path string) string {
	return source(path, "ro", wait, "query_only(1)")
}

// frozen is the data source for a folder that nobody can write: SQLite then takes no locks and
// makes no files, and would not notice a change.
func frozen(path string) string {
	return reading(path) + "&immutable=1"
}

func source(path, mode string, pragmas ...string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/...
	}
	q := url.Values{"mode": {mode}, "_pragma": pragmas}
	return "file://" + (&url.URL{Path: p}).EscapedPath() + "?" + q.Encode()
}

// openPool opens a pool of at most n connections and tries one.
func openPool(ctx context.Context, source string, n int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(min(n, 8))
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}
