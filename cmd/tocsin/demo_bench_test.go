package main

import (
	"bytes"
	"strings"
	"testing"
)

// BenchmarkDemo plays the founding case into a fresh folder and tells it, to the last line of its answer.
func BenchmarkDemo(b *testing.B) {
	for b.Loop() {
		var out, errs bytes.Buffer
		if code := run(b.Context(), []string{"demo", "--json", "--data", b.TempDir()}, strings.NewReader(""), &out, &errs); code != exitOK {
			b.Fatalf("exit %d: %s", code, errs.String())
		}
	}
}
