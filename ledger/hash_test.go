package ledger

import (
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"testing"
)

func TestLeafHash(t *testing.T) {
	t.Parallel()
	// sha256 of 33 zero bytes: the prefix and the id.
	const want = "7f9c9e31ac8256ca2f258583df262dbc7d6f68f2a03043d5c99a4ae5a7396ce9"
	got := LeafHash([32]byte{})
	if hex.EncodeToString(got[:]) != want {
		t.Errorf("LeafHash(zero) = %x, want %s", got, want)
	}
}

func TestRootIsTheTreeHash(t *testing.T) {
	t.Parallel()
	const n = 70
	m := testLog(t, n)
	var ids [][32]byte
	for i := range int64(n + 1) {
		got, err := Root(i, m)
		if err != nil {
			t.Fatalf("Root(%d): %v", i, err)
		}
		if want := mth(ids); got != want {
			t.Errorf("Root(%d) = %v, want %v", i, got, want)
		}
		ids = append(ids, testID(i))
	}
}

func TestEmptyRoot(t *testing.T) {
	t.Parallel()
	const want = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	got, err := Root(0, new(Mem))
	if err != nil || hex.EncodeToString(got[:]) != want {
		t.Errorf("Root(0) = %x, %v, want %s", got, err, want)
	}
}

func TestStoredCount(t *testing.T) {
	t.Parallel()
	var m Mem
	for i := range int64(40) {
		hashes, err := Append(i, testID(i), &m)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := StoredCount(i+1)-StoredCount(i), int64(len(hashes)); got != want {
			t.Errorf("leaf %d adds %d to StoredCount, Append returns %d hashes", i, got, want)
		}
		if _, err := m.Append(testID(i)); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range map[int64]int64{-1: 0, math.MinInt64: 0, 0: 0, math.MaxInt64: StoredCount(MaxSize)} {
		if got := StoredCount(n); got != want {
			t.Errorf("StoredCount(%d) = %d, want %d", n, got, want)
		}
	}
}

// broken answers with a fixed number of hashes or an error.
type broken struct {
	n   int
	err error
}

func (b broken) ReadHashes([]int64) ([]Hash, error) { return make([]Hash, b.n), b.err }

func TestHostileArguments(t *testing.T) {
	t.Parallel()
	m := testLog(t, 5)
	disk := errors.New("disk on fire")
	call := func(_ any, err error) error { return err }
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"append negative", call(Append(-1, testID(0), m)), "outside 0.."},
		{"append huge", call(Append(math.MaxInt64, testID(0), m)), "outside 0.."},
		{"append without reader", call(Append(1, testID(0), nil)), "no reader"},
		{"append beyond the log", call(Append(7, testID(0), m)), "is not stored"},
		{"append, reader short", call(Append(7, testID(0), broken{n: 1})), "ReadHashes(3 indexes) = 1 hashes"},
		{"append, reader fails", call(Append(7, testID(0), broken{err: disk})), "disk on fire"},
		{"root negative", call(Root(-1, m)), "outside 0.."},
		{"root that would hang tlog", call(Root(math.MaxInt64, m)), "outside 0.."},
		{"root without reader", call(Root(3, nil)), "no reader"},
		{"root beyond the log", call(Root(9, m)), "is not stored"},
		{"root at the limit", call(Root(MaxSize, m)), "is not stored"},
		{"root, reader long", call(Root(5, broken{n: 9})), "= 9 hashes"},
		{"inclusion in the empty log", call(ProveInclusion(0, 0, m)), "no leaf 0 in a log of size 0"},
		{"inclusion past the end", call(ProveInclusion(5, 5, m)), "no leaf 5 in a log of size 5"},
		{"inclusion negative", call(ProveInclusion(5, -1, m)), "no leaf -1"},
		{"inclusion huge", call(ProveInclusion(math.MaxInt64, 1, m)), "outside 0.."},
		{"inclusion without reader", call(ProveInclusion(5, 1, nil)), "no reader"},
		{"inclusion, reader short", call(ProveInclusion(5, 1, broken{})), "= 0 hashes"},
		{"inclusion at the limit", call(ProveInclusion(MaxSize, MaxSize-1, m)), "is not stored"},
		{"consistency shrinks", call(ProveConsistency(5, 4, m)), "more than the newer one"},
		{"consistency negative", call(ProveConsistency(-1, 4, m)), "outside 0.."},
		{"consistency huge", call(ProveConsistency(1, math.MaxInt64, m)), "outside 0.."},
		{"consistency without reader", call(ProveConsistency(1, 4, nil)), "no reader"},
		{"consistency, reader fails", call(ProveConsistency(1, 4, broken{err: disk})), "disk on fire"},
	}
	for _, tt := range tests {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, tt.err, tt.want)
		}
	}
	if err := call(Root(3, broken{err: disk})); !errors.Is(err, disk) {
		t.Errorf("Root hides the reader's error: %v", err)
	}
}
