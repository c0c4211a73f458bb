package ledger

import (
	"slices"
	"strings"
	"testing"
)

// succeed makes the log that goes on from the first held leaves of k, with some of its own.
func (k *keeper) succeed(t testing.TB, held, own int64) *keeper {
	t.Helper()
	next := keep(t, k.origin+"/2", 9, 0)
	for i := range held {
		next.add(t, k.ids[i])
	}
	for i := range own {
		next.add(t, testID(1000+i))
	}
	return next
}

func TestSuccession(t *testing.T) {
	t.Parallel()
	const n = 20
	old := keep(t, testOrigin, 1, n)
	for held := int64(1); held <= n; held++ {
		for own := int64(1); own <= 4; own++ {
			next := old.succeed(t, held, own)
			for oldSize := held; oldSize <= n; oldSize++ {
				s, err := ProveSuccession(held, oldSize, old.mem, held+own, next.mem)
				if err != nil {
					t.Fatal(err)
				}
				if want := old.at(t, held).Root; s.Root != want {
					t.Errorf("%d held: got root %v, want %v", held, s.Root, want)
				}
				if err := VerifySuccession(old.at(t, oldSize), next.at(t, held+own), s); err != nil {
					t.Errorf("%d of %d held, %d more: %v", held, oldSize, own, err)
				}
			}
		}
	}
}

// TestSuccessionFromTheLastCheckpoint needs nothing of the predecessor but its last checkpoint,
// when that is what was held.
func TestSuccessionFromTheLastCheckpoint(t *testing.T) {
	t.Parallel()
	old := keep(t, testOrigin, 1, 20)
	next := old.succeed(t, 20, 3)
	s, err := ProveSuccession(20, 20, nil, 23, next.mem)
	if err != nil {
		t.Fatal(err)
	}
	if err := VerifySuccession(old.at(t, 20), next.at(t, 23), s); err != nil {
		t.Error(err)
	}
}

func TestSuccessionRefuses(t *testing.T) {
	t.Parallel()
	old := keep(t, testOrigin, 1, 20)
	next := old.succeed(t, 12, 5)
	forged := keep(t, testOrigin+"/2", 9, 17) // other leaves from the first on
	good, err := ProveSuccession(12, 20, old.mem, 17, next.mem)
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := ProveSuccession(12, 20, old.mem, 17, forged.mem)
	if err != nil {
		t.Fatal(err)
	}
	change := func(f func(*Succession)) Succession {
		s := good
		s.Old, s.New = slices.Clone(s.Old), slices.Clone(s.New)
		f(&s)
		return s
	}
	call := func(_ any, err error) error { return err }
	a, b := old.at(t, 20), next.at(t, 17)
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"one log", VerifySuccession(a, Checkpoint{a.Origin, b.Size, b.Root}, good), "cannot succeed itself"},
		{"the wrong way round", VerifySuccession(b, a, good), "held leaves and predecessor"},
		{"nothing held", VerifySuccession(a, b, change(func(s *Succession) { s.Held = 0 })), "nothing to show"},
		{"negative", VerifySuccession(a, b, change(func(s *Succession) { s.Held = -12 })), "nothing to show"},
		{"one more held", VerifySuccession(a, b, change(func(s *Succession) { s.Held++ })), "held leaves and predecessor"},
		{"one fewer held", VerifySuccession(a, b, change(func(s *Succession) { s.Held-- })), "held leaves and predecessor"},
		{"all held", VerifySuccession(a, b, change(func(s *Succession) { s.Held = 17 })), "one of its own"},
		{"more held than the predecessor had", VerifySuccession(old.at(t, 11), b, good), "more than the newer one"},
		{"root", VerifySuccession(a, b, change(func(s *Succession) { s.Root = flip(s.Root, 0) })), "leads to another root"},
		{"old proof missing", VerifySuccession(a, b, change(func(s *Succession) { s.Old = nil })), "has 0 hashes"},
		{"new proof missing", VerifySuccession(a, b, change(func(s *Succession) { s.New = nil })), "successor: the proof has 0 hashes"},
		{"proofs exchanged", VerifySuccession(a, b, change(func(s *Succession) { s.Old, s.New = s.New, s.Old })), "leads to another root"},
		{"other leaves", VerifySuccession(a, forged.at(t, 17), good), "successor: the proof leads to another root"},
		{"other leaves, proof for them", VerifySuccession(a, forged.at(t, 17), wrong), "predecessor: the proof leads to another root"},
		{"size that would hang tlog", VerifySuccession(Checkpoint{a.Origin, 1<<62 + 1, a.Root}, b, good), "is outside 0.."},
		{"consistency still refuses two logs", VerifyConsistency(old.at(t, 12), b, good.New), "they are of two logs"},
		{"prove without predecessor", call(ProveSuccession(12, 20, nil, 17, next.mem)), "no reader"},
		{"prove without successor", call(ProveSuccession(12, 20, old.mem, 17, nil)), "no reader"},
		{"prove more than there is", call(ProveSuccession(12, 20, old.mem, 11, next.mem)), "more than the newer one"},
		{"prove beyond the predecessor", call(ProveSuccession(12, 11, old.mem, 17, next.mem)), "more than the newer one"},
		{"prove beyond the successor", call(ProveSuccession(18, 20, old.mem, 17, next.mem)), ""},
	}
	for _, tt := range tests {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, tt.err, tt.want)
		}
	}
}
