package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// How much there is in the write-ahead log, in frames of a page each.
const (
	moveAt     = 4000  // so many that are not moved yet are moved into the database
	moveFew    = 256   // so many may be left for the committer: about what two transactions write
	moveAtOnce = 32000 // with so many SQLite moves them within a commit: the mover fails, or does not keep up
)

const (
	moveLook  = 20 * time.Millisecond // how long the mover leaves the log alone after a commit
	movePaces = 4                     // how often it comes back at once for what was committed meanwhile
)

// A mover moves commits from the write-ahead log into the database (SQLite calls that a checkpoint), on
// a connection of its own, so that no act waits for it. The log begins anew with the first transaction
// after all of it is moved. While acts keep coming the mover never sees the end of it, so it leaves the
// last few frames to the committer.
type mover struct {
	db   *sql.DB
	wake chan struct{} // holds one: something was committed
	last chan struct{} // holds one: the committer is to move what is left
}

func newMover(ctx context.Context, path string) (*mover, error) {
	db, err := openPool(ctx, writing(path), 1)
	return &mover{db: db, wake: make(chan struct{}, 1), last: make(chan struct{}, 1)}, err
}

// signal leaves a word in a channel that holds one.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// loop moves what is committed until quit is closed. What cannot be moved is safe where it is, and
// is tried again after another commit.
func (m *mover) loop(quit <-chan struct{}) {
	for {
		select {
		case <-m.wake:
		case <-quit:
			return
		}
		select {
		case <-time.After(moveLook):
		case <-quit:
			return
		}
		if waiting, err := m.waiting(); err == nil && waiting >= moveAt {
			m.move()
		}
	}
}

// move moves what there is. When little is left it tells the committer.
func (m *mover) move() {
	for range movePaces {
		if _, err := checkpoint(m.db, "PASSIVE"); err != nil {
			return
		}
		waiting, err := m.waiting()
		if err != nil {
			return
		}
		if waiting <= moveFew {
			signal(m.last)
			return
		}
	}
}

// waiting is how many frames are not moved.
func (m *mover) waiting() (int64, error) { return checkpoint(m.db, "NOOP") }

var errMoving = errors.New("somebody else reads or moves the write-ahead log")

// checkpoint moves commits into the database as a mode of SQLite's says, and returns how many frames are not
// moved: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
func checkpoint(q querier, mode string) (waiting int64, err error) {
	var busy, frames, moved int64
	err = must(context.Background(), q, `PRAGMA wal_checkpoint(`+mode+`)`, nil, &busy, &frames, &moved)
	if err == nil && busy != 0 {
		err = errMoving
	}
	return frames - moved, err
}
