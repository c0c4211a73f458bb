package sqlite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"time"

	"tocsin/ledger"
)

const (
	besideName  = "checkpoint"
	besideDelay = time.Second // an act never waits for this file, and it is synced at most so often
)

// beside keeps the newest checkpoint in a file outside the database, where a restored database
// cannot take it back. It may be behind by besideDelay, never ahead. The committer owns it.
type beside struct {
	path  string
	note  []byte // waits to be written
	timer *time.Timer
	armed bool // the timer runs
}

func newBeside(dir string) *beside {
	b := &beside{path: filepath.Join(dir, besideName), timer: time.NewTimer(besideDelay)}
	b.timer.Stop()
	return b
}

// offer has the note written soon, unless a newer one comes first.
func (b *beside) offer(note []byte) {
	b.note = note
	if !b.armed {
		b.armed = true
		b.timer.Reset(besideDelay)
	}
}

// due tells when it is time to write.
func (b *beside) due() <-chan time.Time { return b.timer.C }

// write puts the waiting note in place of the file, whole or not at all. A note that could not be
// written goes on waiting, for the next offer or the last write.
func (b *beside) write() error {
	b.armed = false
	if b.note == nil {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(b.path), besideName+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(b.note)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), b.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	b.note = nil
	return nil
}

// read returns the checkpoint in the file. A file that is not there, or cannot be read as a
// checkpoint, tells nothing.
func (b *beside) read() (ledger.Checkpoint, bool) {
	note, err := os.ReadFile(b.path)
	if err != nil {
		return ledger.Checkpoint{}, false
	}
	text, _, _ := bytes.Cut(note, []byte("\n\n"))
	cp, err := ledger.ParseCheckpoint(append(text, '\n'))
	return cp, err == nil
}
