package casefile

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestLargeBad keeps a large case with nothing but faults from taking long.
func TestLargeBad(t *testing.T) {
	t.Parallel()
	large := map[string]func(*strings.Builder, int){
		"names that are nearly right": func(b *strings.Builder, i int) {
			fmt.Fprintf(b, "  - {id: event-%d, at: 2030-01-01, title: T, learned: {nobody-%d: 2030-01-01}, acts: [{open: {org: a, warning: warnin-%d}}]}\n", i, i, i)
		},
		"a chain of times": func(b *strings.Builder, i int) {
			fmt.Fprintf(b, "  - {id: event-%d, at: {after: event-%d, by: 1h}, title: T, learned: {a: 2030-01-01}}\n", i, (i+1)%maxEvents)
		},
		"acts on what is not there yet": func(b *strings.Builder, i int) {
			fmt.Fprintf(b, "  - {id: event-%d, at: 2030-01-01, title: T, acts: [{report: {org: a, id: r-%d, title: T, derived_from: [r-%d]}}]}\n", i, i, i+1)
		},
	}
	for name, event := range large {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			b.WriteString("format: tocsin/case/v1\nid: x\ntitle: X\nzone: UTC\norganisations: [{id: a, name: A, kind: police}]\nevents:\n")
			for i := range maxEvents {
				event(&b, i)
			}
			began := time.Now()
			_, _, err := Parse("large.yaml", []byte(b.String()))
			if took := time.Since(began); err == nil || took > 30*time.Second {
				t.Errorf("took %s, error %v", took, err != nil)
			}
		})
	}
}
