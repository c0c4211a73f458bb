package ledger

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// MaxSize is the largest number of leaves of a log. It keeps every size exact in JSON and every
// stored index far from overflow; tlog itself loops for ever on sizes above 1<<62.
const MaxSize = 1 << 53

// Hash is SHA-256 of a leaf, a node or a whole tree.
type Hash = tlog.Hash

// HashReader reads stored tree hashes by their index: those of leaf n begin at [StoredCount](n).
type HashReader = tlog.HashReader

var errNoReader = errors.New("no reader of stored hashes was given")

// LeafHash is the hash of the leaf that holds a statement's id: the leaf's data is exactly the
// 32 bytes, preceded by 0x00.
// RFC 9162 2.1.1
func LeafHash(id [32]byte) Hash {
	return tlog.RecordHash(id[:])
}

// Append returns the hashes to be stored, in this order, when leaf n with this id is added to
// the n leaves before it. They belong at the indexes from [StoredCount](n) on. It reads at most
// log2(n) earlier hashes and stores nothing itself.
func Append(n int64, id [32]byte, r HashReader) ([]Hash, error) {
	if n < 0 || n >= MaxSize {
		return nil, fmt.Errorf("append leaf %d: index is outside 0..%d", n, int64(MaxSize-1))
	}
	if r == nil {
		return nil, fmt.Errorf("append leaf %d: %w", n, errNoReader)
	}
	hashes, err := tlog.StoredHashesForRecordHash(n, LeafHash(id), r)
	if err != nil {
		return nil, fmt.Errorf("append leaf %d: %w", n, err)
	}
	return hashes, nil
}

// StoredCount is how many hashes are stored for a log of n leaves, and so the index of the
// first hash that leaf n adds. It is 0 for a negative n and does not grow beyond [MaxSize].
func StoredCount(n int64) int64 {
	return tlog.StoredHashCount(min(max(n, 0), MaxSize))
}

// Root computes the root of the first size leaves. The root of the empty log is the hash of
// nothing.
// RFC 9162 2.1.1
func Root(size int64, r HashReader) (Hash, error) {
	if err := checkSize(size); err != nil {
		return Hash{}, fmt.Errorf("root: %w", err)
	}
	if r == nil {
		return Hash{}, fmt.Errorf("root of size %d: %w", size, errNoReader)
	}
	root, err := tlog.TreeHash(size, r)
	if err != nil {
		return Hash{}, fmt.Errorf("root of size %d: %w", size, err)
	}
	return root, nil
}

// checkSize refuses sizes that no log of ours can have.
func checkSize(size int64) error {
	if size < 0 || size > MaxSize {
		return fmt.Errorf("size %d is outside 0..%d", size, int64(MaxSize))
	}
	return nil
}
