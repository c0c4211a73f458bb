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

// find returns a statement if it is compiled already.
func (c *compiled) find(query string) *sql.Stmt {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stmts[query]
}

// get compiles a statement, if that is not done. It may wait for a connection, so the caller must
// not hold one: readers who each hold one and wait for one more would wait for ever.
func (c *compiled) get(ctx context.Context, db *sql.DB, query string) (*sql.Stmt, error) {
	if s := c.find(query); s != nil {
		return s, nil
	}
	s, err := db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if first, ok := c.stmts[query]; ok { // somebody was faster
		return first, s.Close()
	}
	if c.stmts == nil {
		c.stmts = map[string]*sql.Stmt{}
	}
	c.stmts[query] = s
	return s, nil
}

// pooled is the readers without a transaction, for a single question.
type pooled struct{ e *engine }

func (p pooled) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.e.compiled.get(ctx, p.e.readers, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
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
	tx   *sql.Tx
	e    *engine
	news []string // queries that nobody asked before
}

func (r *reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s := r.e.compiled.find(query); s != nil {
		return r.tx.StmtContext(ctx, s).QueryContext(ctx, args...)
	}
	r.news = append(r.news, query)
	return r.tx.QueryContext(ctx, query, args...)
}

// end gives the connection back, and only then compiles what is to be compiled for the next
// reader. Whether that succeeds matters to nobody here.
func (r *reader) end(ctx context.Context) {
	r.tx.Rollback()
	for _, query := range r.news {
		r.e.compiled.get(ctx, r.e.readers, query)
	}
}
