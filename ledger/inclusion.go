package ledger

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof is the hashes that lead from what is claimed to a checkpoint's root, lowest first.
type Proof []Hash

// ProveInclusion returns the proof that the log of this size holds leaf index.
// RFC 9162 2.1.3.1
func ProveInclusion(size, index int64, r HashReader) (Proof, error) {
	if err := checkIndex(size, index); err != nil {
		return nil, fmt.Errorf("prove inclusion: %w", err)
	}
	if r == nil {
		return nil, fmt.Errorf("prove inclusion of leaf %d: %w", index, errNoReader)
	}
	p, err := tlog.ProveRecord(size, index, r)
	if err != nil {
		return nil, fmt.Errorf("prove inclusion of leaf %d in size %d: %w", index, size, err)
	}
	return Proof(p), nil
}

// VerifyInclusion checks that the statement with this id is leaf index of the log that the
// checkpoint describes.
// RFC 9162 2.1.3.2
//
// It believes the checkpoint: take it from [OpenCheckpoint]. A proof binds id, index and root,
// but not always the size, since trees of several sizes share the path to one leaf; what binds
// the size to the root is the log's signature.
func VerifyInclusion(cp Checkpoint, index int64, id [32]byte, p Proof) error {
	if err := verifyInclusion(cp, index, id, p); err != nil {
		return fmt.Errorf("verify inclusion of %x: %w", id, err)
	}
	return nil
}

func verifyInclusion(cp Checkpoint, index int64, id [32]byte, p Proof) error {
	if err := cp.check(); err != nil {
		return err
	}
	if err := checkIndex(cp.Size, index); err != nil {
		return err
	}
	if err := checkInclusionLen(cp.Size, index, p); err != nil {
		return err
	}
	if err := tlog.CheckRecord(tlog.RecordProof(p), cp.Size, cp.Root, index, LeafHash(id)); err != nil {
		return fmt.Errorf("it is not leaf %d of %q at size %d: the proof leads to another root", index, cp.Origin, cp.Size)
	}
	return nil
}

// checkIndex refuses leaves that a log of this size cannot have.
func checkIndex(size, index int64) error {
	if err := checkSize(size); err != nil {
		return err
	}
	if index < 0 || index >= size {
		return fmt.Errorf("there is no leaf %d in a log of size %d", index, size)
	}
	return nil
}

// checkInclusionLen refuses a proof that is too short or too long for this leaf.
func checkInclusionLen(size, index int64, p Proof) error {
	if want := inclusionLen(size, index); len(p) != want {
		return fmt.Errorf("the proof has %d hashes, leaf %d of %d needs %d", len(p), index, size, want)
	}
	return nil
}

// inclusionLen is the length of the path from a leaf to the root: below the point where it
// parts from the path of the last leaf every level gives one hash; above, only left siblings do.
func inclusionLen(size, index int64) int {
	inner := bits.Len64(uint64(index ^ (size - 1)))
	return inner + bits.OnesCount64(uint64(index)>>inner)
}
