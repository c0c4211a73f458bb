package ledger

import (
	"slices"
	"strings"
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

// TestFlippedInclusion flips each bit of everything. A wrong size may keep the path of one
// leaf: there both verifiers must agree, and the signature must refuse (TestMutants).
func TestFlippedInclusion(t *testing.T) {
	t.Parallel()
	m := testLog(t, 21)
	for size := int64(1); size <= 21; size++ {
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
	m := testLog(t, 21)
	for newSize := int64(1); newSize <= 21; newSize++ {
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

func TestRefusalsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	m := testLog(t, 8)
	cp := checkpointAt(t, m, 8)
	p, err := ProveInclusion(8, 3, m)
	if err != nil {
		t.Fatal(err)
	}
	at := func(size int64) Checkpoint { return Checkpoint{testOrigin, size, cp.Root} }
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"size 0 with a root", VerifyInclusion(at(0), 0, testID(0), nil), "not that of the empty log"},
		{"size 0", VerifyInclusion(checkpointAt(t, m, 0), 0, testID(0), nil), "there is no leaf 0 in a log of size 0"},
		{"size negative", VerifyInclusion(at(-8), 3, testID(3), p), "size -8 is outside"},
		{"size that would hang tlog", VerifyInclusion(at(1<<62+1), 3, testID(3), p), "is outside 0.."},
		{"index at size", VerifyInclusion(cp, 8, testID(3), p), "there is no leaf 8"},
		{"index negative", VerifyInclusion(cp, -1, testID(3), p), "there is no leaf -1"},
		{"proof missing", VerifyInclusion(cp, 3, testID(3), nil), "has 0 hashes, leaf 3 of 8 needs 3"},
		{"other statement", VerifyInclusion(cp, 3, testID(4), p), `not leaf 3 of "tocsin/hall" at size 8`},
		{"other log", VerifyConsistency(Checkpoint{"tocsin/x", 8, cp.Root}, cp, nil), "two logs"},
		{"log shrank", VerifyConsistency(cp, checkpointAt(t, m, 7), nil), "has 8 leaves, more than"},
		{"fork", VerifyConsistency(cp, Checkpoint{testOrigin, 8, Hash{}}, nil), "two roots for one size"},
		{"old size negative", VerifyConsistency(at(-1), cp, nil), "older checkpoint: size -1"},
		{"new size huge", VerifyConsistency(cp, at(1<<62+1), nil), "newer checkpoint: size"},
		{"old size 0 with a root", VerifyConsistency(at(0), cp, nil), "older checkpoint: size 0 with a root"},
		{"old size 0 with a proof", VerifyConsistency(checkpointAt(t, m, 0), cp, p), "has 3 hashes, it needs 0"},
		{"proof missing", VerifyConsistency(checkpointAt(t, m, 3), cp, nil), "has 0 hashes, it needs"},
		{"rewritten", VerifyConsistency(Checkpoint{testOrigin, 4, Hash{}}, cp, Proof{{}}), "the log was rewritten"},
	}
	for _, tt := range tests {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, tt.err, tt.want)
		}
	}
}

// flip returns h with one bit changed.
func flip(h [32]byte, bit int) [32]byte {
	h[bit/8] ^= 1 << (bit % 8)
	return h
}
