package ledger

import (
	"slices"
	"testing"
)

func TestInclusion(t *testing.T) {
	t.Parallel()
	const n = 40
	m := testLog(t, n)
	for size := int64(1); size <= n; size++ {
		cp := checkpointAt(t, m, size)
		for i := range size {
			p, err := ProveInclusion(size, i, m)
			if err != nil {
				t.Fatalf("ProveInclusion(%d, %d): %v", size, i, err)
			}
			if err := VerifyInclusion(cp, i, testID(i), p); err != nil {
				t.Errorf("leaf %d of %d: %v", i, size, err)
			}
			if !included(cp, i, testID(i), p) {
				t.Errorf("leaf %d of %d: the second verifier refuses", i, size)
			}
		}
	}
}

func TestConsistency(t *testing.T) {
	t.Parallel()
	const n = 40
	m := testLog(t, n)
	for newSize := range int64(n + 1) {
		newer := checkpointAt(t, m, newSize)
		for oldSize := range newSize + 1 {
			older := checkpointAt(t, m, oldSize)
			p, err := ProveConsistency(oldSize, newSize, m)
			if err != nil {
				t.Fatalf("ProveConsistency(%d, %d): %v", oldSize, newSize, err)
			}
			if err := VerifyConsistency(older, newer, p); err != nil {
				t.Errorf("%d with %d: %v", oldSize, newSize, err)
			}
			if oldSize > 0 && !consistent(older, newer, p) {
				t.Errorf("%d with %d: the second verifier refuses", oldSize, newSize)
			}
		}
	}
}

// flipped is the largest log of which each bit is flipped.
const flipped = 13

// TestFlippedInclusion flips each bit of everything. A wrong size may keep the path of one
// leaf: there both verifiers must agree, and the signature must refuse (TestMutants).
func TestFlippedInclusion(t *testing.T) {
	t.Parallel()
	m := testLog(t, flipped)
	for size := int64(1); size <= flipped; size++ {
		cp := checkpointAt(t, m, size)
		for i := range size {
			p, err := ProveInclusion(size, i, m)
			if err != nil {
				t.Fatal(err)
			}
			refuse := func(what string, bit int, cp Checkpoint, index int64, id [32]byte, p Proof) {
				if VerifyInclusion(cp, index, id, p) == nil {
					t.Errorf("leaf %d of %d verifies with bit %d of %s flipped", i, size, bit, what)
				}
			}
			for bit := range 256 {
				refuse("id", bit, cp, i, flip(testID(i), bit), p)
				refuse("root", bit, Checkpoint{cp.Origin, cp.Size, flip(cp.Root, bit)}, i, testID(i), p)
				for k := range p {
					q := slices.Clone(p)
					q[k] = flip(q[k], bit)
					refuse("proof", bit, cp, i, testID(i), q)
				}
			}
			for bit := range 64 {
				refuse("index", bit, cp, i^(1<<bit), testID(i), p)
				other := Checkpoint{cp.Origin, cp.Size ^ (1 << bit), cp.Root}
				got, want := VerifyInclusion(other, i, testID(i), p) == nil, included(other, i, testID(i), p)
				if got != want {
					t.Errorf("leaf %d of %d as if of %d: got verified %v, want %v", i, size, other.Size, got, want)
				}
			}
			refuse("length, longer", 0, cp, i, testID(i), append(slices.Clone(p), Hash{}))
			if len(p) > 0 {
				refuse("length, shorter", 0, cp, i, testID(i), p[1:])
			}
		}
	}
}

func TestFlippedConsistency(t *testing.T) {
	t.Parallel()
	m := testLog(t, flipped)
	for newSize := int64(1); newSize <= flipped; newSize++ {
		for oldSize := int64(1); oldSize <= newSize; oldSize++ {
			older, newer := checkpointAt(t, m, oldSize), checkpointAt(t, m, newSize)
			p, err := ProveConsistency(oldSize, newSize, m)
			if err != nil {
				t.Fatal(err)
			}
			refuse := func(what string, bit int, older, newer Checkpoint, p Proof) {
				if VerifyConsistency(older, newer, p) == nil {
					t.Errorf("%d with %d verifies with bit %d of %s flipped", oldSize, newSize, bit, what)
				}
			}
			for bit := range 256 {
				refuse("old root", bit, Checkpoint{testOrigin, oldSize, flip(older.Root, bit)}, newer, p)
				refuse("new root", bit, older, Checkpoint{testOrigin, newSize, flip(newer.Root, bit)}, p)
				for k := range p {
					q := slices.Clone(p)
					q[k] = flip(q[k], bit)
					refuse("proof", bit, older, newer, q)
				}
			}
			for bit := range 64 {
				a := Checkpoint{testOrigin, oldSize ^ (1 << bit), older.Root}
				b := Checkpoint{testOrigin, newSize ^ (1 << bit), newer.Root}
				for _, pair := range [][2]Checkpoint{{a, newer}, {older, b}} {
					got, want := VerifyConsistency(pair[0], pair[1], p) == nil, consistent(pair[0], pair[1], p)
					if got != want {
						t.Errorf("%d with %d: got verified %v, want %v", pair[0].Size, pair[1].Size, got, want)
					}
				}
			}
			refuse("length", 0, older, newer, append(slices.Clone(p), Hash{}))
		}
	}
}

// flip returns h with one bit changed.
func flip(h [32]byte, bit int) [32]byte {
	h[bit/8] ^= 1 << (bit % 8)
	return h
}
