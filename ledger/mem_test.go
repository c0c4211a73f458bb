package ledger

import (
	"sync"
	"testing"
)

func TestMemConcurrent(t *testing.T) {
	t.Parallel()
	const n = 64
	var m Mem
	var wg sync.WaitGroup
	for i := range int64(n) {
		wg.Go(func() {
			if _, err := m.Append(testID(i)); err != nil {
				t.Error(err)
			}
			if _, err := m.Checkpoint(testOrigin); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := m.Size(); got != n {
		t.Errorf("Size() = %d, want %d", got, n)
	}
}

func TestMemReadsOnlyWhatItHas(t *testing.T) {
	t.Parallel()
	m := testLog(t, 3)
	for _, x := range []int64{-1, StoredCount(3)} {
		if _, err := m.ReadHashes([]int64{0, x}); err == nil {
			t.Errorf("ReadHashes(%d) gives a hash that is not stored", x)
		}
	}
}
