package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"tocsin/internal/store"
)

const (
	maxBatch = 256 // acts in one transaction: bounds how long the first of them waits
	patience = 4   // how often the committer lets others run before it says that nobody waits
)

var errQuit = errors.New("an act ended its goroutine (runtime.Goexit, as t.Fatal does) instead of returning")

// job is one closure that waits for its turn, and then for its answer.
type job struct {
	ctx      context.Context
	fn       func(*tx) error
	rehearse bool // undo it, whatever it returned

	ran  bool // the closure saw the transaction
	err  error
	done chan struct{} // closed when err is final
}

// settle gives the answer. After a fault of the transaction even an act that was refused must not
// believe what it saw there; only who went away before its turn keeps its own error.
func (j *job) settle(fault error) {
	if fault != nil && (j.ran || j.err == nil) {
		j.err = fault
	}
	close(j.done)
}

// committer runs the acts, one after another, and commits them together. Its goroutine alone
// touches the fields below wg.
type committer struct {
	queue chan *job // without a buffer: who is not taken can still go away
	quit  chan struct{}
	wg    sync.WaitGroup

	w      *writer
	clock  func() time.Time
	seal   func(*writer, frontier) (note []byte, err error) // signs and stores the checkpoint
	commit func(*writer) error                              // COMMIT; tests make it fail
	beside *beside

	at    frontier // of what is committed
	stale bool     // at may be wrong: a commit failed
	batch []*job   // taken and not answered
}

// loop serves jobs until quit is closed.
func (c *committer) loop() {
	ended := false
	defer func() {
		if !ended { // a closure took our goroutine with it
			c.answer(c.undo(errQuit))
			c.wg.Go(c.loop)
		}
	}()
	for !ended {
		select {
		case j := <-c.queue:
			c.serve(j)
		case <-c.beside.due():
			c.beside.write() // tried again after the next act, and on Close
		case <-c.quit:
			ended = true
		}
	}
}

// serve runs first and whoever waits behind it, commits, and answers them all.
func (c *committer) serve(first *job) {
	c.batch = append(c.batch, first)
	note, err := c.transact(first)
	if note != nil && err == nil {
		c.beside.offer(note)
	}
	c.answer(err)
}

func (c *committer) answer(err error) {
	for _, j := range c.batch {
		j.settle(err)
	}
	clear(c.batch)
	c.batch = c.batch[:0]
}

// transact makes one transaction of the batch. It returns the new checkpoint, if there is one.
func (c *committer) transact(first *job) (note []byte, err error) {
	if c.stale {
		c.w.exec("ROLLBACK") // an error says that there is nothing left to undo
		if c.at, err = loadFrontier(context.Background(), c.w); err != nil {
			return nil, err
		}
		c.stale = false
	}
	if _, err := c.w.exec("BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	next, wrote, err := c.gather(first)
	if err == nil && next.size > c.at.size {
		note, err = c.seal(c.w, next)
	}
	if err != nil || !wrote {
		return nil, c.undo(err)
	}
	if err := c.commit(c.w); err != nil {
		c.stale = true
		return nil, c.undo(fmt.Errorf("%w: %w", store.ErrUnknown, err))
	}
	c.at = next
	return note, nil
}

// undo ends the transaction, if SQLite has not done so itself, and returns err.
func (c *committer) undo(err error) error {
	if _, e := c.w.exec("ROLLBACK"); e != nil && err != nil {
		c.stale = true
	}
	return err
}

// gather runs the acts of the batch. It returns the frontier after them.
func (c *committer) gather(first *job) (next frontier, wrote bool, err error) {
	next = c.at
	for j := first; j != nil; j = c.more() {
		t, err := c.run(j, next)
		if err != nil {
			return next, wrote, err
		}
		if t != nil {
			next, wrote = t.at, wrote || t.wrote
		}
	}
	return next, wrote, nil
}

// more takes the next job that waits, or nil. Those who were answered last are often about to
// come back, so it lets them run first: a larger batch costs no more than a small one.
func (c *committer) more() *job {
	if len(c.batch) == maxBatch {
		return nil
	}
	for range patience {
		select {
		case j := <-c.queue:
			c.batch = append(c.batch, j)
			return j
		default:
			runtime.Gosched()
		}
	}
	return nil
}

// run runs one act in a savepoint. It returns the act if it is to be kept, and an error only if
// the transaction is lost for all.
func (c *committer) run(j *job, at frontier) (*tx, error) {
	if j.err = j.ctx.Err(); j.err != nil {
		return nil, nil
	}
	if _, err := c.w.exec("SAVEPOINT act"); err != nil {
		return nil, err
	}
	j.ran = true
	t := begin(c.w, at, c.clock())
	j.err = call(j.fn, t)
	t.over = true
	if j.err == nil && !j.rehearse {
		j.err = t.check()
	}
	if j.err == nil && !j.rehearse {
		_, err := c.w.exec("RELEASE act")
		return t, err
	}
	if _, err := c.w.exec("ROLLBACK TO act"); err != nil {
		return nil, errors.Join(t.broken, err)
	}
	_, err := c.w.exec("RELEASE act")
	return nil, err
}

// call runs a closure and turns a panic into an error.
func call(fn func(*tx) error, t *tx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &store.Panic{Value: v, Stack: debug.Stack()}
		}
	}()
	return fn(t)
}
