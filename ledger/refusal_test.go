package ledger

import (
	"strings"
	"testing"
)

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
