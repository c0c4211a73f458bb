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

	// linger is how long it waits for each of those who came with the last batch and are not back yet.
	linger = 200 * time.Microsecond
)

var errQuit = errors.New("an act ended its goroutine (runtime.Goexit, as t.Fatal does) instead of returning")

// job is one closure that waits for its turn, and then for its answer.
type job struct {
	ctx      context.Context
	fn       func(*tx) error
	rehearse bool // undo it, whatever it returned
	succeeds bool // it opens a successor log

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
	mover  *mover // nil: SQLite moves what is committed by itself

	at     frontier // of what is committed
	stale  bool     // at may be wrong: a commit failed
	batch  []*job   // taken and not answered
	crowd  int      // how many were in the batch before
	leaves []*entry // of the acts that are kept, in the transaction under way
	erased bool     // one of these acts erased something
	scrub  *scrub   // what was erased and may still be in the write-ahead log
	pens   chan *entry
	stamps stamps
	queued *queueEdge // of the queue, in the transaction under way; nil: unknown
	watch  clockWatch
}

// loop serves jobs until quit is closed.
func (c *committer) loop() {
	ended, last := false, (<-chan struct{})(nil)
	if c.mover != nil {
		last = c.mover.last
	}
	defer func() {
		if ended {
			close(c.pens)
		} else { // a closure took our goroutine with it
			c.answer(c.undo(errQuit))
			c.wg.Go(c.loop)
		}
	}()
	for !ended {
		select {
		case j := <-c.queue:
			c.serve(j)
		case <-c.scrub.due():
			c.scrub.now(c.w)
		case <-last:
			_, _ = checkpoint(c.w, "PASSIVE") // or later
		case <-c.quit:
			ended = true
		}
	}
}

// write makes statements beside the committer. It takes those it can get: the committer has the
// others made itself.
func (c *committer) write() {
	ended := false
	defer func() {
		if !ended { // a statement took our goroutine with it
			c.wg.Go(c.write)
		}
	}()
	for l := range c.pens {
		l.run()
	}
	ended = true
}

// serve runs first and whoever waits behind it, commits, and answers them all. When one act turns
// out to be spoiled after others were built on it, each is run again in a transaction of its own.
func (c *committer) serve(first *job) {
	c.batch = append(c.batch, first)
	err := c.transact(first, c.more)
	c.crowd = len(c.batch)
	if _, ok := errors.AsType[spoiled](err); !ok || len(c.batch) == 1 {
		c.answer(err)
		return
	}
	all := c.batch
	for _, j := range all {
		j.settle(c.transact(j, nobody))
		c.batch = c.batch[1:]
	}
	clear(all)
	c.batch = all[:0]
}

func nobody() *job { return nil }

func (c *committer) answer(err error) {
	for _, j := range c.batch {
		j.settle(err)
	}
	clear(c.batch)
	c.batch = c.batch[:0]
}

// transact makes one transaction of first and those whom more gives, and has the new checkpoint
// written beside the database.
func (c *committer) transact(first *job, more func() *job) (err error) {
	if c.stale {
		c.w.exec("ROLLBACK") // an error says that there is nothing left to undo
		if c.at, err = loadFrontier(context.Background(), c.w); err != nil {
			return err
		}
		c.stale = false
	}
	if _, err := c.w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	committed := false // also when a closure takes our goroutine with it
	defer func() { c.stamps.settle(committed) }()
	clear(c.leaves)
	c.leaves, c.erased = c.leaves[:0], false
	wrote, err := c.gather(first, more)
	next, note := c.at, []byte(nil)
	if err == nil && len(c.leaves) > 0 {
		if next, err = grow(c.w, c.at, c.leaves); err == nil {
			if err = trust(context.Background(), c.w, c.at, next); err != nil {
				err = fmt.Errorf("nothing was signed: %w", err)
			}
		}
		if err == nil {
			note, err = c.seal(c.w, next)
		}
	}
	if err != nil || !wrote {
		return c.undo(err)
	}
	if err := c.commit(c.w); err != nil {
		c.stale = true
		if c.erased { // it may be there all the same
			c.scrub.later()
		}
		return c.undo(fmt.Errorf("%w: %w", store.ErrUnknown, err))
	}
	c.at, committed = next, true
	if c.mover != nil {
		signal(c.mover.wake)
	}
	if c.erased {
		c.scrub.now(c.w)
	}
	if note != nil {
		c.beside.offer(note)
	}
	return nil
}

// undo ends the transaction, if SQLite has not done so itself, and returns err.
func (c *committer) undo(err error) error {
	if err != nil {
		c.queued = nil
	}
	if _, e := c.w.exec("ROLLBACK"); e != nil && err != nil {
		c.stale = true
	}
	return err
}

// gather runs the acts of the batch.
func (c *committer) gather(first *job, more func() *job) (wrote bool, err error) {
	for j := first; j != nil; j = more() {
		t, err := c.run(j)
		if err != nil {
			return wrote, err
		}
		if t == nil {
			continue
		}
		wrote, c.erased = wrote || t.wrote, c.erased || t.erased
		if t.leaf != nil {
			c.leaves = append(c.leaves, t.leaf)
		}
	}
	return wrote, nil
}

// hand gives a leaf to a writer, if one has room.
func (c *committer) hand(l *entry) {
	select {
	case c.pens <- l:
	default:
	}
}

// more takes the next job that waits, or nil. Those who were answered last are often about to
// come back, so it lets them run first: a larger batch costs no more than a small one. It does not
// sleep for that: on an idle machine a timer of this length goes off a whole millisecond late.
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
	if len(c.batch) >= c.crowd {
		return nil
	}
	for begun := time.Now(); time.Since(begun) < linger; {
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
func (c *committer) run(j *job) (*tx, error) {
	if j.err = j.ctx.Err(); j.err != nil {
		return nil, nil
	}
	if _, err := c.w.exec("SAVEPOINT act"); err != nil {
		return nil, err
	}
	j.ran = true
	t := begin(c.w, c.at, c.leaves, &c.stamps, c.clock())
	t.hand, t.edge = c.hand, c.queued
	c.watch.look(t.now, t.wall)
	j.err = call(j.fn, t)
	t.over = true
	if j.err == nil && !j.rehearse {
		j.err = t.check()
	}
	if j.err == nil && !j.rehearse {
		if t.queued != nil {
			c.queued = t.queued
		}
		c.stamps.keep(t.changed)
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
