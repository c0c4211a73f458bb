package casefile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestLayoutMeansNothing puts comments, empty lines and trailing spaces anywhere between the lines
// of a good case: it is the same case.
func TestLayoutMeansNothing(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"template", "testdata/good/fair.yaml"} {
		data := string(goodCases(t)[name])
		want := mustParse(t, name, []byte(data))
		rapid.Check(t, func(t *rapid.T) {
			got, doc, err := Parse(name, []byte(scatter(t, data)))
			if err != nil {
				t.Fatalf("not in order:\n%s", doc.Excerpt(err))
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%s (-want +got):\n%s", name, d)
			}
		})
	}
}

func scatter(t *rapid.T, text string) string {
	var b strings.Builder
	folded := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		was := folded
		folded = folded && (line == "" || strings.HasPrefix(line, " "))
		if !was && !folded { // in a folded text and right behind it a comment would be text
			b.WriteString(rapid.SampledFrom([]string{"", "", "", "\n", "# a comment: [ { \n", "      # another\n", "   \n"}).Draw(t, "before"))
		}
		if folded = folded || strings.HasSuffix(line, ">"); folded {
			b.WriteString(line + "\n")
			continue
		}
		b.WriteString(line + rapid.SampledFrom([]string{"", "", " ", "  # why", "\r"}).Draw(t, "behind") + "\n")
	}
	return b.String()
}
