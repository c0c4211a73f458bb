package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// compiled keeps the statements of the readers, so that reading does not parse the same query
// again and again. There are as many as there are query texts in this package: a few dozen.
type compiled struct {
	mu    sync.Mutex // guards stmts
	stmts map[string]*sql.Stmt
}

func (c *compiled) get(ctx context.Context, db *sql.DB, query string) (*sql.Stmt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if c.stmts == nil {
		c.stmts = map[string]*sql.Stmt{}
	}
	c.stmts[query] = s
	return s, nil
}

func (c *compiled) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	c.stmts = nil
	return errors.Join(errs...)
}

// reader is a read transaction whose statements are compiled once. The rows of a statement must
// be closed before the same statement runs again in this transaction: see [view.records].
type reader struct {
	tx *sql.Tx
	e  *engine
}

func (r reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := r.e.compiled.get(ctx, r.e.readers, query)
	if err != nil {
		return nil, err
	}
	return r.tx.StmtContext(ctx, s).QueryContext(ctx, args...)
}
