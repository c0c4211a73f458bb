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

func (e evidence) verify(v Verifiers) error {
	cp, err := OpenCheckpoint(e.note, testOrigin, v)
	if err != nil {
		return err
	}
	return VerifyInclusion(cp, e.index, e.id, e.proof)
}

func (e evidence) equal(o evidence) bool {
	return bytes.Equal(e.note, o.note) && e.index == o.index && e.id == o.id && slices.Equal(e.proof, o.proof)
}

// mutate changes one thing at random.
func (e evidence) mutate(r *rand.Rand) evidence {
	e.note, e.proof = slices.Clone(e.note), slices.Clone(e.proof)
	switch k := r.IntN(8); {
	case k == 0:
		e.index = r.Int64N(80) - 8
	case k == 1:
		e.id = flip(e.id, r.IntN(256))
	case k == 2:
		e.proof = e.proof[:r.IntN(len(e.proof))]
	case k == 3:
		e.proof = append(e.proof, e.proof[r.IntN(len(e.proof))])
	case k == 4:
		i, j := r.IntN(len(e.proof)), r.IntN(len(e.proof))
		e.proof[i], e.proof[j] = e.proof[j], e.proof[i]
	case k == 5:
		i := r.IntN(len(e.proof))
		e.proof[i] = flip(e.proof[i], r.IntN(256))
	case k == 6:
		e.note[r.IntN(len(e.note))] = byte(r.IntN(256))
	default:
		i := r.IntN(len(e.note))
		e.note = slices.Delete(e.note, i, i+1)
	}
	return e
}

func testEvidence(t *testing.T, m *Mem, s Signer, size, index int64) evidence {
	t.Helper()
	msg, err := SignCheckpoint(checkpointAt(t, m, size).Text(), s)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ProveInclusion(size, index, m)
	if err != nil {
		t.Fatal(err)
	}
	return evidence{note: msg, index: index, id: testID(index), proof: p}
}

func TestMutants(t *testing.T) {
	t.Parallel()
	s, v := testKey(t, testOrigin, 1)
	known := VerifierList(v)
	m := testLog(t, 70)
	r := rand.New(rand.NewPCG(2024, 3))
	for tried := 0; tried < 10_000; {
		size := 2 + r.Int64N(69)
		good := testEvidence(t, m, s, size, r.Int64N(size))
		if err := good.verify(known); err != nil {
			t.Fatalf("sound evidence: %v", err)
		}
		for range 50 {
			bad := good.mutate(r)
			if bad.equal(good) {
				continue
			}
			tried++
			if bad.verify(known) == nil {
				t.Fatalf("mutant %d verifies: %+v\nof %+v", tried, bad, good)
			}
		}
	}
}

// TestFlippedNote flips each bit of a signed checkpoint: origin, size, root and signature.
func TestFlippedNote(t *testing.T) {
	t.Parallel()
	s, v := testKey(t, testOrigin, 1)
	good := testEvidence(t, testLog(t, 3), s, 3, 0)
	for bit := range 8 * len(good.note) {
		bad := slices.Clone(good.note)
		bad[bit/8] ^= 1 << (bit % 8)
		if _, err := OpenCheckpoint(bad, testOrigin, VerifierList(v)); err == nil {
			t.Errorf("opens with bit %d flipped: %q", bit, bad)
		}
	}
}
