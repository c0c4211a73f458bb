package ledger

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// evidence is everything a peer hands over to show that a statement was logged.
type evidence struct {
	note  []byte // signed checkpoint
	index int64
	id    [32]byte
	proof Proof
}

func (k *keeper) inclusion(t testing.TB, size, index int64) evidence {
	t.Helper()
	p, err := ProveInclusion(size, index, k.mem)
	if err != nil {
		t.Fatal(err)
	}
	return evidence{note: k.note(t, size), index: index, id: k.ids[index], proof: p}
}

func (e evidence) verify(k *keeper) error {
	cp, err := OpenCheckpoint(e.note, k.origin, k.known())
	if err != nil {
		return err
	}
	return VerifyInclusion(cp, e.index, e.id, e.proof)
}

func (e evidence) equal(o evidence) bool {
	return bytes.Equal(e.note, o.note) && e.index == o.index && e.id == o.id && slices.Equal(e.proof, o.proof)
}

// mutate changes index, id or proof.
func (e evidence) mutate(r *rand.Rand) evidence {
	switch r.IntN(4) {
	case 0:
		e.index = r.Int64N(80) - 8
	case 1:
		e.id = flip(e.id, r.IntN(256))
	default:
		e.proof = mutateProof(r, e.proof)
	}
	return e
}

// growth is what shows that a log only grew.
type growth struct {
	older, newer []byte // signed checkpoints
	proof        Proof
}

func (k *keeper) growth(t testing.TB, oldSize, newSize int64) growth {
	t.Helper()
	p, err := ProveConsistency(oldSize, newSize, k.mem)
	if err != nil {
		t.Fatal(err)
	}
	return growth{k.note(t, oldSize), k.note(t, newSize), p}
}

func (g growth) verify(k *keeper) error {
	older, err := OpenCheckpoint(g.older, k.origin, k.known())
	if err != nil {
		return err
	}
	newer, err := OpenCheckpoint(g.newer, k.origin, k.known())
	if err != nil {
		return err
	}
	return VerifyConsistency(older, newer, g.proof)
}

func (g growth) equal(o growth) bool {
	return bytes.Equal(g.older, o.older) && bytes.Equal(g.newer, o.newer) && slices.Equal(g.proof, o.proof)
}

func (g growth) mutate(r *rand.Rand, donor []byte) growth {
	switch r.IntN(6) {
	case 0:
		g.older = mutateBytes(r, g.older, donor)
	case 1:
		g.newer = mutateBytes(r, g.newer, g.older)
	case 2:
		g.older, g.newer = g.newer, g.older
	default:
		g.proof = mutateProof(r, g.proof)
	}
	return g
}

// succession is what shows that one log goes on where another ended.
type succession struct {
	old, next []byte // signed checkpoints
	Succession
}

func (k *keeper) succession(t testing.TB, next *keeper, held, oldSize int64) succession {
	t.Helper()
	s, err := ProveSuccession(held, oldSize, k.mem, next.mem.Size(), next.mem)
	if err != nil {
		t.Fatal(err)
	}
	return succession{k.note(t, oldSize), next.note(t, next.mem.Size()), s}
}

func (s succession) verify(k, next *keeper) error {
	old, err := OpenCheckpoint(s.old, k.origin, k.known())
	if err != nil {
		return err
	}
	newer, err := OpenCheckpoint(s.next, next.origin, next.known())
	if err != nil {
		return err
	}
	return VerifySuccession(old, newer, s.Succession)
}

func (s succession) equal(o succession) bool {
	return bytes.Equal(s.old, o.old) && bytes.Equal(s.next, o.next) && s.Held == o.Held && s.Root == o.Root &&
		slices.Equal(s.Old, o.Old) && slices.Equal(s.New, o.New)
}

func (s succession) mutate(r *rand.Rand, donor []byte) succession {
	switch r.IntN(8) {
	case 0:
		s.old = mutateBytes(r, s.old, donor)
	case 1:
		s.next = mutateBytes(r, s.next, s.old)
	case 2:
		s.Held = r.Int64N(80) - 4
	case 3:
		s.Root = flip(s.Root, r.IntN(256))
	case 4:
		s.Old, s.New = s.New, s.Old
	case 5:
		s.Old = mutateProof(r, s.Old)
	default:
		s.New = mutateProof(r, s.New)
	}
	return s
}
