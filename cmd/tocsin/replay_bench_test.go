package main

import (
	"bytes"
	"strings"
	"testing"
)

// BenchmarkReplay plays the founding case into a fresh folder, to the last line of its answer.
func BenchmarkReplay(b *testing.B) {
	for b.Loop() {
		var out, errs bytes.Buffer
		if code := run(b.Context(), []string{"demo", "--json", "--data", b.TempDir()}, strings.NewReader(""), &out, &errs); code != exitOK {
			b.Fatalf("exit %d: %s", code, errs.String())
		}
	}
}
