package sqlite

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"

	"tocsin/internal/store"
)

const (
	besideName  = "checkpoint"
	besideDelay = time.Second     // an act never waits for these files, and each is synced at most so often
	placeWait   = 5 * time.Second // how long a disk elsewhere is waited for, when the store opens and closes
)

// A place is a file outside the database that keeps the newest checkpoint, where a database that
// is put back cannot take it back. It may be behind by besideDelay, never ahead of what is
// durable. Its goroutine alone writes it.
type place struct {
	path string
	own  bool // in the store's own folder; any other may be away, and no act is lost for it
	warn func(string)

	mu      sync.Mutex                              // guards the fields below
	replace func(string, []byte, fs.FileMode) error // replaceFile; tests make it fail
	note    []byte                                  // waits to be written; nil: nothing
	held    []byte                                  // what the file holds, as far as we know
	left    bool                                    // the file is somebody else's: it is not written
	told    bool                                    // that it could not be written

	wake chan struct{} // holds one: a note waits
	done chan struct{} // closed when the goroutine has ended
}

// beside keeps the newest checkpoint in every place.
type beside struct {
	places []*place
	bulk   bool // nothing is durable before the end
	quit   chan struct{}
	once   sync.Once
	err    error // of the last write in our own folder
}

func newBeside(dir string, opt store.Options) *beside {
	b := &beside{bulk: opt.Bulk, quit: make(chan struct{})}
	warn := opt.Warn
	if warn == nil {
		warn = func(string) {}
	}
	for i, path := range append([]string{filepath.Join(dir, besideName)}, opt.Checkpoints...) {
		b.places = append(b.places, &place{
			path: path, own: i == 0, warn: warn, replace: replaceFile, wake: make(chan struct{}, 1), done: make(chan struct{}),
		})
	}
	return b
}

// start has the places written from now on. close must follow.
func (b *beside) start() {
	for _, p := range b.places {
		go p.loop(b.quit)
	}
}

// offer has the note of what is durable written soon, unless a newer one comes first.
func (b *beside) offer(note []byte) {
	for _, p := range b.places {
		p.mu.Lock()
		p.note = note
		p.mu.Unlock()
		if b.bulk {
			continue
		}
		select {
		case p.wake <- struct{}{}:
		default:
		}
	}
}

// drop forgets what waits: it is not known to be durable.
func (b *beside) drop() {
	for _, p := range b.places {
		p.mu.Lock()
		p.note = nil
		p.mu.Unlock()
	}
}

// close writes what waits and ends. A disk elsewhere that does not answer is not waited for.
func (b *beside) close() error {
	b.once.Do(func() {
		close(b.quit)
		late := time.NewTimer(placeWait)
		defer late.Stop()
		for _, p := range b.places {
			if p.own {
				<-p.done
				b.err = p.flush()
				continue
			}
			select {
			case <-p.done:
			case <-late.C:
				late.Reset(0) // the others have had their time, too
				p.warn(fmt.Sprintf("%s does not answer: the newest checkpoint may not stand there", p.path))
			}
		}
	})
	return b.err
}

// loop writes the place until quit is closed, and then once more.
func (p *place) loop(quit <-chan struct{}) {
	defer close(p.done)
	for {
		select {
		case <-p.wake:
		case <-quit:
			p.flush()
			return
		}
		select {
		case <-time.After(besideDelay):
		case <-quit:
		}
		p.flush() // tried again after the next act, and at the end
	}
}

// flush puts the note that waits in place of the file, whole or not at all. One that could not be
// written goes on waiting. The first failure in a row is told.
func (p *place) flush() error {
	p.mu.Lock()
	note, left, replace := p.note, p.left || bytes.Equal(p.note, p.held), p.replace
	p.mu.Unlock()
	if note == nil || left {
		return nil
	}
	err := replace(p.path, note, 0o600)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil {
		p.held, p.told = note, false
		if bytes.Equal(p.note, note) {
			p.note = nil
		}
		return nil
	}
	if !p.told {
		p.told = true
		p.warn(fmt.Sprintf("the newest checkpoint could not be kept in %s: what was recorded is safe, but that this database was put back from an older copy would not be noticed there: %v", p.path, err))
	}
	return err
}

// read returns what the file holds: nil when there is none. What cannot be read is told, and
// nothing else: it must not keep the desk from working.
func (p *place) read() []byte {
	type result struct {
		note []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		note, err := os.ReadFile(p.path)
		done <- result{note, err}
	}()
	var r result
	select {
	case r = <-done:
	case <-time.After(placeWait):
		r.err = errors.New("it does not answer")
	}
	if r.err != nil {
		if !errors.Is(r.err, fs.ErrNotExist) {
			p.warn(fmt.Sprintf("the checkpoint in %s cannot be read: %v", p.path, r.err))
		}
		return nil
	}
	p.held = r.note
	return r.note
}

// replaceFile puts these bytes in place of a file, whole or not at all, and makes that durable. One
// writer at a time.
func replaceFile(path string, data []byte, mode fs.FileMode) error {
	fresh := path + ".new"
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFile makes a closed file durable.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncFolder makes durable what was made, renamed and removed in a folder, where a system can.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil // a disk in the network that knows no such thing
	}
	return errors.Join(err, f.Close())
}

// syncAbove makes durable that a folder is there, and the one that it is in, which may have been
// made with it. Where those are not ours to read, whoever made them answers for them.
func syncAbove(dir string) error {
	for range 2 {
		dir = filepath.Dir(dir)
		if err := syncFolder(dir); err != nil && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return nil
}
