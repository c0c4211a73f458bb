package sqlite

import "testing"

// TestSumOfOthers: a value of a kind that no column holds, which only damage makes, has a sum of
// its own and stops nobody.
func TestSumOfOthers(t *testing.T) {
	t.Parallel()
	seen := map[int64]any{}
	for _, v := range []any{nil, int64(0), int64(1), "", "1", []byte("1"), 0.0, 1.0, 1.5, true} {
		sum := headTable.sum("k", "i", int64(1), int64(0), "", "", v, "")
		if was, ok := seen[sum]; ok {
			t.Errorf("%#v and %#v have one sum", v, was)
		}
		seen[sum] = v
	}
}
