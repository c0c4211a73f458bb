package ledger

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"testing/fstest"
)

// mutants is how many of each kind are tried: 100,000 in all.
var mutants = []struct {
	kind  string
	tries int
	seed  uint64
	run   func(*mutantTest)
}{
	{"inclusion", 20_000, 1, (*mutantTest).inclusion},
	{"consistency", 15_000, 2, (*mutantTest).consistency},
	{"succession", 10_000, 3, (*mutantTest).succession},
	{"checkpoint", 20_000, 4, (*mutantTest).checkpoint},
	{"proof file", 20_000, 5, (*mutantTest).proofFile},
	{"folder of tiles", 15_000, 6, (*mutantTest).folder},
}

// TestMutants changes sound evidence in one place, at random: of 100,000 mutants none verifies.
// Signatures are exchanged, doubled and taken from other logs, but no line of a stranger is added:
// C2SP signed-note wants signatures by unknown keys ignored.
func TestMutants(t *testing.T) {
	t.Parallel()
	logs := []*keeper{keep(t, testOrigin, 1, 70), keep(t, "tocsin/other", 2, 70), keep(t, "hall.example/log", 3, 70)}
	var tried, verified atomic.Int64
	t.Cleanup(func() { t.Logf("%d mutants in all, %d verified", tried.Load(), verified.Load()) })
	for _, m := range mutants {
		t.Run(m.kind, func(t *testing.T) {
			t.Parallel()
			mt := &mutantTest{T: t, Rand: rand.New(rand.NewPCG(2024, m.seed)), logs: logs}
			for mt.tried < m.tries {
				m.run(mt)
			}
			t.Logf("%s: %d mutants, %d verified", m.kind, mt.tried, mt.verified)
			tried.Add(int64(mt.tried))
			verified.Add(int64(mt.verified))
		})
	}
}

type mutantTest struct {
	*testing.T
	*rand.Rand
	logs            []*keeper
	tried, verified int
}

// pick chooses a log and another one.
func (m *mutantTest) pick() (k, other *keeper) {
	i := m.IntN(len(m.logs))
	return m.logs[i], m.logs[(i+1+m.IntN(len(m.logs)-1))%len(m.logs)]
}

// each verifies the sound evidence and then mutants of it, leaving out those that are no change.
func each[T any](m *mutantTest, good T, mutate func() T, equal func(a, b T) bool, verify func(T) error) {
	if err := verify(good); err != nil {
		m.Fatalf("sound evidence: %v", err)
	}
	for range 50 {
		bad := mutate()
		if equal(bad, good) {
			continue
		}
		m.tried++
		if verify(bad) == nil {
			m.verified++
			m.Errorf("mutant %d verifies: %s", m.tried, fmt.Sprintf("%q, of %q", any(bad), any(good)))
		}
	}
}

func (m *mutantTest) inclusion() {
	k, other := m.pick()
	size := 2 + m.Int64N(69)
	good := k.inclusion(m.T, size, m.Int64N(size))
	donor := other.note(m.T, size)
	mutate := func() evidence {
		if m.IntN(3) > 0 {
			return good.mutate(m.Rand)
		}
		bad := good
		bad.note = mutateBytes(m.Rand, good.note, donor)
		return bad
	}
	each(m, good, mutate, evidence.equal, func(e evidence) error { return e.verify(k) })
}

func (m *mutantTest) consistency() {
	k, other := m.pick()
	size := 2 + m.Int64N(69)
	good := k.growth(m.T, 1+m.Int64N(size-1), size)
	donor := other.note(m.T, size)
	mutate := func() growth { return good.mutate(m.Rand, donor) }
	each(m, good, mutate, growth.equal, func(g growth) error { return g.verify(k) })
}

func (m *mutantTest) succession() {
	k, other := m.pick()
	held := 1 + m.Int64N(69)
	next := k.succeed(m.T, held, 1+m.Int64N(20))
	good := k.succession(m.T, next, held, held+m.Int64N(71-held))
	donor := other.note(m.T, held)
	mutate := func() succession { return good.mutate(m.Rand, donor) }
	each(m, good, mutate, succession.equal, func(s succession) error { return s.verify(k, next) })
}

func (m *mutantTest) checkpoint() {
	k, other := m.pick()
	good, donor := k.note(m.T, m.Int64N(71)), k.note(m.T, m.Int64N(71))
	if m.IntN(2) == 0 {
		donor = other.note(m.T, m.Int64N(71))
	}
	equal := func(a, b []byte) bool { return bytes.Equal(a, b) || bytes.Equal(a, donor) }
	each(m, good, func() []byte { return mutateBytes(m.Rand, good, donor) }, equal, func(b []byte) error {
		_, err := OpenCheckpoint(b, k.origin, k.known())
		return err
	})
}

func (m *mutantTest) proofFile() {
	k, other := m.pick()
	size := 1 + m.Int64N(70)
	index := m.Int64N(size)
	good, donor := k.proofFile(m.T, size, index).Text(), k.proofFile(m.T, 70, index).Text()
	if m.IntN(2) == 0 {
		donor = other.proofFile(m.T, size, index).Text()
	}
	equal := func(a, b []byte) bool { return bytes.Equal(a, b) || bytes.Equal(a, donor) }
	each(m, good, func() []byte { return mutateBytes(m.Rand, good, donor) }, equal, func(b []byte) error {
		f, err := ParseProofFile(b)
		if err == nil {
			_, err = f.Verify(k.origin, k.known(), k.statement(index))
		}
		return err
	})
}

func (m *mutantTest) folder() {
	k, other := m.pick()
	size := 1 + m.Int64N(70)
	if m.IntN(10) == 0 { // two levels
		k, other = keep(m.T, k.origin, 4, 300), keep(m.T, other.origin, 5, 300)
		size = 255 + m.Int64N(46)
	}
	good, donor := k.published(m.T, size), other.published(m.T, size)
	equal := func(a, b fstest.MapFS) bool {
		return maps.EqualFunc(a, b, func(x, y *fstest.MapFile) bool { return bytes.Equal(x.Data, y.Data) })
	}
	each(m, good, func() fstest.MapFS { return mutateFolder(m.Rand, good, donor) }, equal, func(f fstest.MapFS) error { return k.verify(f) })
}

// mutateFolder changes one file, or exchanges two.
func mutateFolder(r *rand.Rand, good, donor fstest.MapFS) fstest.MapFS {
	bad := maps.Clone(good)
	names := slices.Sorted(maps.Keys(good))
	a, b := names[r.IntN(len(names))], names[r.IntN(len(names))]
	switch r.IntN(8) {
	case 0:
		bad[a], bad[b] = bad[b], bad[a]
	case 1:
		delete(bad, a)
	case 2:
		bad[a] = donor[a]
	case 3: // two hashes or entries of one file
		data := slices.Clone(good[a].Data)
		i, j := r.IntN(len(data)/32)*32, r.IntN(len(data)/32)*32
		copy(data[i:i+32], good[a].Data[j:])
		bad[a] = &fstest.MapFile{Data: data}
	default:
		bad[a] = &fstest.MapFile{Data: mutateBytes(r, good[a].Data, donor[a].Data)}
	}
	return bad
}
