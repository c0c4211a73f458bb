package ledger

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	formatslog "github.com/transparency-dev/formats/log"
	formatsproof "github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	merkletest "github.com/transparency-dev/merkle/testonly"
)

// The tests below ask a second implementation, which shares no code with tlog: it must verify what
// we prove and refuse what we refuse, and we must take what it proves.

// theirs is a log as the second implementation keeps it.
func (k *keeper) theirs() *merkletest.Tree {
	tree := merkletest.New(rfc6962.DefaultHasher)
	for _, id := range k.ids {
		tree.AppendData(id[:])
	}
	return tree
}

func theirProof(p Proof) [][]byte {
	var out [][]byte
	for _, h := range p {
		out = append(out, h[:])
	}
	return out
}

func ourProof(hashes [][]byte, err error) (Proof, error) {
	var p Proof
	for _, h := range hashes {
		p = append(p, Hash(h))
	}
	return p, err
}

// theyInclude is their verdict on an inclusion.
func theyInclude(cp Checkpoint, index int64, id [32]byte, p Proof) error {
	leaf := rfc6962.DefaultHasher.HashLeaf(id[:])
	return proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), uint64(cp.Size), leaf, theirProof(p), cp.Root[:])
}

// theyFindConsistent is their verdict on two checkpoints.
func theyFindConsistent(older, newer Checkpoint, p Proof) error {
	return proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(older.Size), uint64(newer.Size), theirProof(p), older.Root[:], newer.Root[:])
}

// secondInclusion holds us and them to each other on one leaf of one size.
func (k *keeper) secondInclusion(t *testing.T, tree *merkletest.Tree, size, i int64) {
	t.Helper()
	cp := Checkpoint{k.origin, size, Hash(tree.HashAt(uint64(size)))}
	p, err := ProveInclusion(size, i, k.mem)
	if err != nil {
		t.Fatal(err)
	}
	if err := theyInclude(cp, i, k.ids[i], p); err != nil {
		t.Errorf("leaf %d of %d: they refuse our proof: %v", i, size, err)
	}
	q, err := ourProof(tree.InclusionProof(uint64(i), uint64(size)))
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyInclusion(cp, i, k.ids[i], q); err != nil {
		t.Errorf("leaf %d of %d: we refuse their proof: %v", i, size, err)
	}
	if !slices.Equal(p, q) {
		t.Errorf("leaf %d of %d: our proof is %v, theirs %v", i, size, p, q)
	}
}

func (k *keeper) secondConsistency(t *testing.T, tree *merkletest.Tree, oldSize, newSize int64) {
	t.Helper()
	older := Checkpoint{k.origin, oldSize, Hash(tree.HashAt(uint64(oldSize)))}
	newer := Checkpoint{k.origin, newSize, Hash(tree.HashAt(uint64(newSize)))}
	p, err := ProveConsistency(oldSize, newSize, k.mem)
	if err != nil {
		t.Fatal(err)
	}
	if err := theyFindConsistent(older, newer, p); err != nil {
		t.Errorf("%d with %d: they refuse our proof: %v", oldSize, newSize, err)
	}
	q, err := ourProof(tree.ConsistencyProof(uint64(oldSize), uint64(newSize)))
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifyConsistency(older, newer, q); err != nil {
		t.Errorf("%d with %d: we refuse their proof: %v", oldSize, newSize, err)
	}
}

func TestSecondOpinion(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 70)
	tree := k.theirs()
	for size := range int64(71) {
		if got, want := Hash(tree.HashAt(uint64(size))), k.at(t, size).Root; got != want {
			t.Errorf("size %d: their root is %v, ours %v", size, got, want)
		}
		for i := range size {
			k.secondInclusion(t, tree, size, i)
		}
		for i := range size + 1 {
			k.secondConsistency(t, tree, i, size)
		}
	}
}

func TestSecondOpinionOnLargeLogs(t *testing.T) {
	t.Parallel()
	const n = 20_000
	k := keep(t, testOrigin, 1, n)
	tree := k.theirs()
	r := rand.New(rand.NewPCG(2024, 7))
	for range 1000 {
		size := 1 + r.Int64N(n)
		k.secondInclusion(t, tree, size, r.Int64N(size))
		k.secondConsistency(t, tree, r.Int64N(size+1), size)
	}
}

// TestSecondOpinionOnWrongProofs: for changed proofs, ids, roots, sizes and indexes both say the same.
func TestSecondOpinionOnWrongProofs(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 70)
	r := rand.New(rand.NewPCG(2024, 8))
	refused := 0
	agree := func(what string, ours, theirs error) {
		if (ours == nil) != (theirs == nil) {
			t.Errorf("%s: we say %v, they say %v", what, ours, theirs)
		}
		if ours != nil {
			refused++
		}
	}
	for range 20_000 {
		size := 2 + r.Int64N(69)
		good := k.inclusion(t, size, r.Int64N(size)).mutate(r)
		cp := k.at(t, size)
		cp.Size += r.Int64N(3) - 1
		agree("inclusion", VerifyInclusion(cp, good.index, good.id, good.proof), theyInclude(cp, good.index, good.id, good.proof))

		older := k.at(t, 1+r.Int64N(size))
		p, err := ProveConsistency(older.Size, size, k.mem)
		if err != nil {
			t.Fatal(err)
		}
		older.Size = max(1, older.Size+r.Int64N(3)-1)
		p = mutateProof(r, p)
		agree("consistency", VerifyConsistency(older, cp, p), theyFindConsistent(older, cp, p))
	}
	if t.Logf("%d wrong proofs refused by both", refused); refused < 30_000 {
		t.Error("too few of the proofs were wrong to learn from")
	}
}

func TestSecondOpinionOnCheckpoints(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 70)
	for size := range int64(71) {
		note := k.note(t, size)
		got, rest, _, err := formatslog.ParseCheckpoint(note, k.origin, k.key)
		if err != nil || len(rest) > 0 {
			t.Fatalf("size %d: they refuse our checkpoint: %v, rest %q", size, err, rest)
		}
		want := k.at(t, size)
		if diff := cmp.Diff(want, Checkpoint{got.Origin, int64(got.Size), Hash(got.Hash)}); diff != "" {
			t.Errorf("size %d (-ours +theirs):\n%s", size, diff)
		}
		theirs := formatslog.Checkpoint{Origin: k.origin, Size: uint64(size), Hash: want.Root[:]}
		if c, err := ParseCheckpoint(theirs.Marshal()); err != nil || c != want {
			t.Errorf("size %d: we read theirs as %+v, %v", size, c, err)
		}
	}
}

// TestSecondOpinionOnBrokenCheckpoints: what they refuse we refuse. We refuse more: they take
// leading zeros and extension lines.
func TestSecondOpinionOnBrokenCheckpoints(t *testing.T) {
	t.Parallel()
	k, other := keep(t, testOrigin, 1, 70), keep(t, "tocsin/other", 2, 70)
	r := rand.New(rand.NewPCG(2024, 9))
	good, donor := k.note(t, 70), other.note(t, 69)
	for range 20_000 {
		bad := mutateBytes(r, good, donor)
		_, ours := OpenCheckpoint(bad, k.origin, k.known())
		_, _, _, theirs := formatslog.ParseCheckpoint(bad, k.origin, k.key)
		if ours == nil && theirs != nil {
			t.Errorf("we open what they refuse (%v): %q", theirs, bad)
		}
	}
}

func TestSecondOpinionOnProofFiles(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 70)
	for i := range int64(70) {
		ours := k.proofFile(t, 70, i)
		var theirs formatsproof.TLogProof
		if err := theirs.Unmarshal(ours.Text()); err != nil {
			t.Fatalf("leaf %d: they refuse our file: %v", i, err)
		}
		if diff := cmp.Diff(string(ours.Text()), string(theirs.Marshal())); diff != "" {
			t.Errorf("leaf %d (-ours +theirs):\n%s", i, diff)
		}
		got, err := ParseProofFile(theirs.Marshal())
		if err != nil {
			t.Fatalf("leaf %d: we refuse their file: %v", i, err)
		}
		if _, err := got.Verify(k.origin, k.known(), k.statement(i)); err != nil {
			t.Errorf("leaf %d: %v", i, err)
		}
	}
}
