package ledger

import (
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// ProveConsistency returns the proof that the first oldSize of newSize leaves are the log as it
// was at oldSize. The proof from an empty log, and that between equal sizes, is empty.
// RFC 9162 2.1.4.1
func ProveConsistency(oldSize, newSize int64, r HashReader) (Proof, error) {
	if err := checkGrowth(oldSize, newSize); err != nil {
		return nil, fmt.Errorf("prove consistency: %w", err)
	}
	if oldSize == 0 {
		return Proof{}, nil
	}
	if r == nil {
		return nil, fmt.Errorf("prove consistency of %d with %d: %w", oldSize, newSize, errNoReader)
	}
	p, err := tlog.ProveTree(newSize, oldSize, r)
	if err != nil {
		return nil, fmt.Errorf("prove consistency of %d with %d: %w", oldSize, newSize, err)
	}
	return Proof(p), nil
}

// VerifyConsistency checks that the log only grew from the older checkpoint to the newer one:
// nothing was changed, removed or put in between. Both must come from [OpenCheckpoint].
// RFC 9162 2.1.4.2
//
// An empty older log agrees with every newer one, so that nothing is learned of the newer root.
func VerifyConsistency(older, newer Checkpoint, p Proof) error {
	if err := verifyConsistency(older, newer, p); err != nil {
		return fmt.Errorf("verify consistency of size %d with %d: %w", older.Size, newer.Size, err)
	}
	return nil
}

func verifyConsistency(older, newer Checkpoint, p Proof) error {
	if older.Origin != newer.Origin {
		return fmt.Errorf("they are of two logs, %q and %q", older.Origin, newer.Origin)
	}
	if err := older.check(); err != nil {
		return fmt.Errorf("older checkpoint: %w", err)
	}
	if err := newer.check(); err != nil {
		return fmt.Errorf("newer checkpoint: %w", err)
	}
	if err := checkGrowth(older.Size, newer.Size); err != nil {
		return err
	}
	if want := consistencyLen(older.Size, newer.Size); len(p) != want {
		return fmt.Errorf("the proof has %d hashes, it needs %d", len(p), want)
	}
	if older.Size == newer.Size && older.Root != newer.Root {
		return errors.New("two roots for one size: the log was forked or rewritten")
	}
	if older.Size == 0 {
		return nil
	}
	if err := tlog.CheckTree(tlog.TreeProof(p), newer.Size, newer.Root, older.Size, older.Root); err != nil {
		return errors.New("the proof leads to another root: the log was rewritten, or the proof is not for these checkpoints")
	}
	return nil
}

// checkGrowth refuses a log that lost leaves.
func checkGrowth(oldSize, newSize int64) error {
	if err := checkSize(oldSize); err != nil {
		return err
	}
	if err := checkSize(newSize); err != nil {
		return err
	}
	if oldSize > newSize {
		return fmt.Errorf("the older log has %d leaves, more than the newer one with %d", oldSize, newSize)
	}
	return nil
}

// consistencyLen is the length of the proof: the path of the old log's last complete subtree,
// and that subtree itself unless it is the whole old log, which the verifier knows.
func consistencyLen(oldSize, newSize int64) int {
	if oldSize == 0 || oldSize == newSize {
		return 0
	}
	whole := bits.TrailingZeros64(uint64(oldSize)) // height of that subtree
	inner := bits.Len64(uint64((oldSize - 1) ^ (newSize - 1)))
	n := inner - whole + bits.OnesCount64(uint64(oldSize-1)>>inner)
	if oldSize != 1<<whole {
		n++
	}
	return n
}
