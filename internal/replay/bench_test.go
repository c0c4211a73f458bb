package replay_test

import (
	"testing"
	"time"

	"tocsin/cases"
)

// BenchmarkFounding plays the founding case: eight organisations opened in fresh folders, every
// act with its statement, leaf and signed checkpoint, and all of it durable at the end.
func BenchmarkFounding(b *testing.B) {
	text, _, err := cases.Read(cases.Founding)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, done := playText(b, string(text), time.Time{})
		done()
	}
}
