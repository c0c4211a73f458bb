package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tocsin/internal/store"
	"tocsin/internal/store/sqlite"
	"tocsin/ledger"
)

// claim is a signed checkpoint that somebody kept of the organisation's log, or of a successor of it.
type claim struct {
	where  string // the file; empty: the database itself
	asked  bool   // somebody named the file
	signed []byte
	ledger.Checkpoint
	number int64 // of the log, in the line of logs
}

// compare holds the record to every checkpoint that is known of it. It says whether anything shows
// that the record was put back, and refuses one that does not agree.
func (x *restore) compare(ctx context.Context, f *sqlite.Former) (shows bool, err error) {
	last := x.logs[len(x.logs)-1]
	keys, err := x.publicKeys()
	if err != nil {
		return false, err
	}
	best := claim{number: last.Number}
	if best.signed, err = f.Checkpoint(ctx); err != nil {
		return false, err
	}
	if best.Checkpoint, err = ledger.OpenCheckpoint(best.signed, last.Origin, keys.of(last)); err != nil {
		return false, fmt.Errorf("the record's own checkpoint cannot be verified: name the public key of the log %s with --log-key FILE: %w", last.Origin, err)
	}
	x.newest = last.Number
	claims, err := x.claims()
	if err != nil {
		return false, err
	}
	believed := []claim{best}
	for _, c := range claims {
		ok, err := x.believe(c, keys)
		if err != nil {
			return false, err
		}
		if !ok {
			continue
		}
		if err := x.agrees(ctx, f, c, believed); err != nil {
			return false, err
		}
		believed = append(believed, c)
		x.newest = max(x.newest, c.number)
		newer := c.number > best.number || c.number == best.number && c.Size > best.Size
		if newer && c.Size >= x.out.Held {
			best = c
		}
	}
	x.known, x.out.Known, x.out.Where = best.signed, best.Size, best.where
	x.out.Predecessor, x.out.Lost = best.Origin, best.Size-x.out.Held
	backup, err := f.IsBackup(ctx)
	return backup || x.newest > last.Number || x.out.Lost > 0 || x.keyMissing(last), err
}

// keyMissing says whether the folder cannot go on for want of the key that the record was written
// with.
func (x *restore) keyMissing(last store.Log) bool {
	b, err := os.ReadFile(filepath.Join(x.home, logKey))
	if err != nil {
		return true
	}
	is, err := ledger.PublicKey(strings.TrimSpace(string(b)))
	return err != nil || last.Key != "" && is != last.Key || !strings.HasPrefix(is, last.Origin+"+")
}

// agrees refuses a record that does not agree with a checkpoint, and two checkpoints that do not
// agree with each other.
func (x *restore) agrees(ctx context.Context, f *sqlite.Former, c claim, others []claim) error {
	last := x.logs[len(x.logs)-1]
	fork := &store.Behind{Log: c.Origin, Held: x.out.Held, Where: c.where, Says: c.Origin, Known: c.Size, Fork: true}
	for _, o := range others {
		if o.Origin == c.Origin && o.Size == c.Size && o.Root != c.Root {
			return fork
		}
	}
	shared := x.out.Held
	if c.number < last.Number {
		next := slices.IndexFunc(x.logs, func(l store.Log) bool { return l.Number > c.number })
		shared = x.logs[next].First
	}
	if c.number > last.Number || c.Size > shared {
		return nil
	}
	root, err := ledger.Root(c.Size, f.Hashes(ctx))
	switch {
	case err != nil:
		return err
	case root == c.Root:
		return nil
	case c.number < last.Number && !c.asked: // an old story, that nobody asked about
		x.o.Warn(fmt.Sprintf("%s has another root for size %d of the log %s, which was succeeded long ago: that log was forked", c.where, c.Size, c.Origin))
		return nil
	}
	return fork
}

// claims reads every checkpoint that can be found. What a file holds that nobody named and that is
// no checkpoint is told, and tells nothing.
func (x *restore) claims() (out []claim, err error) {
	look := []string{filepath.Join(x.source, checkpointFile), filepath.Join(x.home, checkpointFile), filepath.Join(x.home+beforeRestore, checkpointFile)}
	if x.Keys != "" {
		look = append(look, filepath.Join(x.Keys, checkpointFile))
	}
	look = append(look, places(x.dir, x.org, x.o.Checkpoints)...)
	var seen []string
	for i, path := range append(look, x.Checkpoints...) {
		c := claim{where: path, asked: i >= len(look)}
		if slices.Contains(seen, path) {
			continue
		}
		seen = append(seen, path)
		c.signed, err = os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) && !c.asked {
			continue
		}
		if err == nil {
			c.Checkpoint, err = parseNote(c.signed)
		}
		if err == nil {
			if c.number = sqlite.InLine(firstLog(x.org), c.Origin); c.number == 0 {
				err = fmt.Errorf("it is of the log %s", c.Origin)
			}
		}
		switch {
		case err != nil && c.asked:
			return nil, fmt.Errorf("%s is no checkpoint of %s: %w", path, x.org, err)
		case err != nil:
			x.o.Warn(fmt.Sprintf("%s is no checkpoint of %s, and tells nothing: %v", path, x.org, err))
		default:
			out = append(out, c)
		}
	}
	return out, nil
}

// believe says whether the log signed a checkpoint. One of a log that is newer than all that are
// known here is too much to pass over.
func (x *restore) believe(c claim, keys publicKeys) (bool, error) {
	last := x.logs[len(x.logs)-1]
	log := store.Log{Origin: c.Origin}
	if i := slices.IndexFunc(x.logs, func(l store.Log) bool { return l.Origin == c.Origin }); i >= 0 {
		log = x.logs[i]
	}
	_, err := ledger.OpenCheckpoint(c.signed, c.Origin, keys.of(log))
	switch {
	case err == nil:
		return true, nil
	case c.number > last.Number:
		return false, fmt.Errorf("%s speaks of the log %s, which succeeded what is to be restored, and cannot be verified: name its public key with --log-key FILE, or move that file away: %w", c.where, c.Origin, err)
	case c.asked:
		return false, fmt.Errorf("%s cannot be believed: name the public key of the log %s with --log-key FILE: %w", c.where, c.Origin, err)
	}
	if found, err := ledger.OpenCheckpoint(c.signed, c.Origin, keys.found(c.Origin)); err == nil && found.Size > 0 {
		return false, fmt.Errorf("%s is rightly signed, by another key of the log %s than the record in %s was written with: one of the two is forged, or of another organisation. Find out which, and restore the right record, or move that file away", c.where, c.Origin, x.source)
	}
	x.o.Warn(fmt.Sprintf("%s is not signed by the key of the log %s, and tells nothing", c.where, c.Origin))
	return false, nil
}

// publicKeys are public keys of logs as text, by the log's name.
type publicKeys map[string][]string

// of are the keys that may speak for a log: the one that the record knows, or else those found.
func (k publicKeys) of(l store.Log) ledger.Verifiers {
	texts := k[l.Origin]
	if l.Key != "" {
		texts = []string{l.Key}
	}
	return verifiers(texts)
}

// found are the keys of a log that were found beside the record, whatever the record says.
func (k publicKeys) found(origin string) ledger.Verifiers { return verifiers(k[origin]) }

func verifiers(texts []string) ledger.Verifiers {
	var list []ledger.Verifier
	for _, text := range texts {
		if v, err := ledger.NewVerifier(text); err == nil {
			list = append(list, v)
		}
	}
	return ledger.VerifierList(list...)
}

// publicKeys finds the keys with which checkpoints can be verified: beside the record, in what is
// left of the organisation's folder, and where somebody says.
func (x *restore) publicKeys() (publicKeys, error) {
	keys := publicKeys{}
	folders := []string{x.source, x.home, x.home + beforeRestore}
	if x.Keys != "" {
		folders = append(folders, x.Keys)
	}
	var files []string
	for _, f := range folders {
		found, err := filepath.Glob(filepath.Join(escaped(f), "log*.pub"))
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	for i, f := range append(files, x.LogKeys...) {
		b, err := os.ReadFile(f)
		var v ledger.Verifier
		text := strings.TrimSpace(string(b))
		if err == nil {
			v, err = ledger.NewVerifier(text)
		}
		if err != nil {
			if i >= len(files) {
				return nil, fmt.Errorf("%s is no public key of a log: %w", f, err)
			}
			continue
		}
		if !slices.Contains(keys[v.Name()], text) {
			keys[v.Name()] = append(keys[v.Name()], text)
		}
	}
	return keys, nil
}
