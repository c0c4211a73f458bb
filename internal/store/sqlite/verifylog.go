package sqlite

import (
	"bytes"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"tocsin/ledger"
)

// log computes the tree anew, leaf by leaf, and compares its root with the checkpoint.
func (v *verifier) log() {
	w := treeWalk{v: v, hashes: hashCursor{cursor: over[hashRow](v, `ORDER BY idx`)}}
	defer w.hashes.close()
	w.hashes.step()
	leaves := over[leafRow](v, `ORDER BY idx`)
	defer leaves.close()
	before := int64(0) // when the last leaf was recorded
	for leaves.next() {
		l := &leaves.at
		if leaves.good {
			if err := l.check(before); err != nil {
				leaves.good = false
				v.find(err)
			}
			before = max(before, l.recorded)
		}
		if !leaves.good && len(v.badLeaf) < manyBad {
			v.badLeaf[l.index] = true
		}
		if !leaves.good && l.index != w.at.size {
			continue // its index is not to be believed either
		}
		w.leaf(l, leaves.good)
		v.out.Leaves = w.at.size
	}
	for w.hashes.more && v.err == nil {
		if w.broken {
			w.hashes.step() // nobody knows whose it is
		} else {
			w.hashes.extra()
		}
	}
	v.checkpoint(w.at, w.broken)
}

// treeWalk is the tree under computation. Where a leaf is lost or damaged it goes on with the hash
// that is stored for it, so that one damage is one finding.
type treeWalk struct {
	v      *verifier
	at     frontier
	hashes hashCursor
	broken bool // a leaf and its hash are both lost: there is nothing to compute from
}

// leaf adds a leaf. One that is not good counts as there, but is not believed.
func (w *treeWalk) leaf(l *leafRow, good bool) {
	if l.index < w.at.size {
		w.v.wrong(leafTable, "it stands in the wrong place", l.index)
		return
	}
	if from := w.at.size; l.index > from {
		w.v.wrong(leafTable, fmt.Sprintf("it is not there: the next one is leaf %d", l.index), from)
		for w.at.size < l.index && !w.broken && w.v.err == nil {
			w.add(nil, w.at.recorded)
		}
		w.at.size = l.index
	}
	var hash *ledger.Hash
	if good {
		hash = new(ledger.LeafHash([32]byte(l.id)))
	}
	w.add(hash, l.recorded)
}

// add adds the next leaf by its hash, nil when that is not known, and compares the stored hashes.
func (w *treeWalk) add(hash *ledger.Hash, recorded int64) {
	index := ledger.StoredCount(w.at.size)
	if w.broken {
		w.at.size++
		return
	}
	stored := w.hashes.take(index)
	switch {
	case stored == nil && hash == nil:
		w.broken = true
		w.v.wrong(hashTable, fmt.Sprintf("leaf %d is lost and so is its hash: the tree cannot be computed from here", w.at.size), index)
		w.at.size++
		return
	case stored != nil && hash != nil && *stored != *hash:
		w.v.wrong(hashTable, fmt.Sprintf("it is not the hash of leaf %d", w.at.size), index)
		hash = stored
	case hash == nil:
		hash = stored
	}
	fresh, err := tlog.StoredHashesForRecordHash(w.at.size, *hash, w.at)
	if err != nil {
		w.v.err = err
		return
	}
	for i, h := range fresh[1:] {
		at := index + 1 + int64(i)
		if stored := w.hashes.take(at); stored != nil && *stored != h {
			w.v.wrong(hashTable, "it is not the hash of the two that are under it", at)
		}
	}
	w.at = w.at.with(fresh, recorded)
}

// hashCursor goes through the stored hashes.
type hashCursor struct {
	*cursor[hashRow, *hashRow]
	more bool // there is a row under the cursor
}

func (c *hashCursor) step() { c.more = c.next() }

// take returns the hash at an index and goes on behind it. It is nil, and taken down, when it is
// lost or damaged.
func (c *hashCursor) take(index int64) *ledger.Hash {
	for c.more && c.at.index < index {
		c.extra()
	}
	if !c.more || c.at.index != index {
		c.v.wrong(hashTable, "it is not there", index)
		return nil
	}
	var h *ledger.Hash
	switch {
	case !c.good:
	case len(c.at.hash) != tlog.HashSize:
		c.v.wrong(hashTable, "it has not 32 bytes", index)
	default:
		h = new(ledger.Hash(c.at.hash))
	}
	c.step()
	return h
}

// extra passes a row that belongs to no leaf.
func (c *hashCursor) extra() {
	if c.good {
		c.v.wrong(hashTable, "it belongs to no leaf", c.at.index)
	}
	c.step()
}

// checkpoint compares what was signed with the tree.
func (v *verifier) checkpoint(at frontier, broken bool) {
	for rows := over[noteRow](v, `ORDER BY id`); rows.next(); {
		if rows.good {
			v.out.Checkpoint = bytes.Clone(rows.at.note)
		}
	}
	if v.err != nil {
		return
	}
	if v.out.Checkpoint == nil {
		v.wrong(checkpointTable, "there is none that can be believed", 1)
		return
	}
	if err := v.e.checkSigned(v.out.Checkpoint); err != nil {
		v.wrong(checkpointTable, err.Error(), 1)
	}
	signed, err := parseNote(v.out.Checkpoint)
	if err != nil {
		v.wrong(checkpointTable, err.Error(), 1)
		return
	}
	if signed.Size != at.size {
		v.wrong(checkpointTable, fmt.Sprintf("it was signed for %d leaves, and there are %d", signed.Size, at.size), 1)
	}
	if broken || signed.Size != at.size {
		return
	}
	origin := v.e.opt.Origin
	if origin == "" { // the list of logs is damaged
		origin = signed.Origin
	}
	switch cp, err := at.checkpoint(origin); {
	case err != nil:
		v.err = err
	case signed != cp:
		v.wrong(checkpointTable, fmt.Sprintf("it was signed for %s with the root %v, and the leaves give %s and %v", signed.Origin, signed.Root, cp.Origin, cp.Root), 1)
	}
}
