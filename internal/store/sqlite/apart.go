package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"tocsin/internal/store"
	"tocsin/ledger"
)

// agreeBeside compares the log with the checkpoints outside the database: a database that is older
// than one of them was put back from a copy, and to go on with it would fork the log.
func (e *engine) agreeBeside(ctx context.Context, q querier, at frontier, b *beside) error {
	for _, p := range b.places {
		signed := p.read()
		if signed == nil {
			continue
		}
		text, _, _ := bytes.Cut(signed, []byte("\n\n"))
		cp, err := ledger.ParseCheckpoint(append(bytes.Clone(text), '\n'))
		if err != nil {
			p.warn(fmt.Sprintf("%s is not a checkpoint: it tells nothing, and is written anew", p.path))
			continue
		}
		if err := e.agreeWith(ctx, q, at, p, cp, signed); err != nil {
			return err
		}
	}
	return nil
}

// agreeWith compares the log with one checkpoint outside the database.
func (e *engine) agreeWith(ctx context.Context, q querier, at frontier, p *place, cp ledger.Checkpoint, signed []byte) error {
	last := e.logs[len(e.logs)-1]
	behind := &store.Behind{Log: last.Origin, Held: at.size, Where: p.path, Says: cp.Origin, Known: cp.Size}
	number := InLine(e.logs[0].Origin, cp.Origin)
	switch {
	case number == 0:
		p.leave("is of another log, " + cp.Origin)
		return nil
	case number > last.Number:
		return behind // whoever signed it: with this log somebody went on elsewhere
	}
	if i := slices.IndexFunc(e.logs, func(l store.Log) bool { return l.Number == number }); i >= 0 {
		if believed, err := e.believe(p, e.logs[i], signed); err != nil || !believed {
			return err
		}
	}
	if number < last.Number {
		next := slices.IndexFunc(e.logs, func(l store.Log) bool { return l.Number > number })
		return e.agreeFormer(ctx, q, p, cp, e.logs[next])
	}
	if cp.Size > at.size {
		return behind
	}
	same, err := sameRoot(ctx, q, cp)
	if behind.Fork = !same; err == nil && behind.Fork {
		err = behind
	}
	return err
}

// believe says whether the log signed this note. One that its key did not sign tells nothing: a
// file of another key is left as it is, what is broken is written anew.
func (e *engine) believe(p *place, l store.Log, signed []byte) (bool, error) {
	if l.Key == "" {
		return true, nil // a store that never learned it
	}
	v, err := ledger.NewVerifier(l.Key)
	if err != nil {
		return false, fmt.Errorf("the key of %s: %w: %w", l.Origin, store.ErrDamaged, err)
	}
	_, err = ledger.OpenCheckpoint(signed, l.Origin, ledger.VerifierList(v))
	if err == nil {
		return true, nil
	}
	if _, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		p.leave("is not signed by the key of " + l.Origin)
	} else {
		p.warn(fmt.Sprintf("%s is not rightly signed: it tells nothing, and is written anew", p.path))
	}
	return false, nil
}

// agreeFormer looks at a checkpoint of a log that was succeeded. That it may be overtaken is as it
// should be, unless it says more than was known when the successor was opened: then it is kept.
func (e *engine) agreeFormer(ctx context.Context, q querier, p *place, cp ledger.Checkpoint, next store.Log) error {
	known, err := parseNote(next.Known)
	if err != nil {
		return fmt.Errorf("log %s: what was known when it was opened: %w: %w", next.Origin, store.ErrDamaged, err)
	}
	same := true
	switch {
	case cp.Size <= next.First:
		if same, err = sameRoot(ctx, q, cp); err != nil {
			return err
		}
	case cp.Origin != known.Origin || cp.Size > known.Size:
		p.keep(fmt.Sprintf("says %d leaves of the log %s: when the log %s was opened, %d leaves of %s were all that was known", cp.Size, cp.Origin, next.Origin, known.Size, known.Origin))
		return nil
	case cp.Size == known.Size:
		same = cp.Root == known.Root
	}
	if !same {
		p.keep(fmt.Sprintf("has another root for size %d of the log %s: that log was forked before the log %s was opened", cp.Size, cp.Origin, next.Origin))
	}
	return nil
}

// leave warns that the file is somebody else's. In our own folder it is written over all the same.
func (p *place) leave(why string) {
	if p.own {
		p.warn(fmt.Sprintf("%s %s: it tells nothing, and is written anew", p.path, why))
		return
	}
	p.left = true
	p.warn(fmt.Sprintf("%s %s: it is left as it is, and the newest checkpoint is not kept there; move it away, or name another folder", p.path, why))
}

// keep sets the file aside: it may be the only witness of something.
func (p *place) keep(why string) {
	for n := 1; ; n++ {
		to := fmt.Sprintf("%s.kept-%d", p.path, n)
		if _, err := os.Lstat(to); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			p.leave(why)
			return
		}
		if err := os.Rename(p.path, to); err != nil {
			p.leave(why)
			return
		}
		p.warn(fmt.Sprintf("%s %s. The file is kept as %s", p.path, why, to))
		return
	}
}

// sameRoot says whether the rows give the root that a checkpoint of no more leaves has.
func sameRoot(ctx context.Context, q querier, cp ledger.Checkpoint) (bool, error) {
	root, err := ledger.Root(cp.Size, rowHashes{ctx, q})
	if errors.Is(err, errNoHash) {
		err = fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	return root == cp.Root, err
}

// parseNote reads the text of a signed checkpoint. It verifies no signature.
func parseNote(signed []byte) (ledger.Checkpoint, error) {
	text, _, found := bytes.Cut(signed, []byte("\n\n"))
	if !found {
		return ledger.Checkpoint{}, errors.New("it is not a signed note")
	}
	return ledger.ParseCheckpoint(append(bytes.Clone(text), '\n'))
}

// InLine gives the number of the log origin in the line that began with first: 1 for first itself,
// 2 for "first/2" and so on, 0 when it is not in the line.
func InLine(first, origin string) int64 {
	if origin == first {
		return 1
	}
	rest, ok := strings.CutPrefix(origin, first+"/")
	n, err := strconv.ParseInt(rest, 10, 64)
	if !ok || err != nil || n < 2 || strconv.FormatInt(n, 10) != rest {
		return 0
	}
	return n
}
