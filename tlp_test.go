package tocsin_test

import (
	"testing"

	"pgregory.net/rapid"

	"tocsin"
)

func TestParseTLP(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]tocsin.TLP{
		"TLP:RED": tocsin.TLPRed, "red": tocsin.TLPRed, " tlp:amber+strict ": tocsin.TLPAmberStrict,
		"Amber": tocsin.TLPAmber, "TLP:GREEN": tocsin.TLPGreen, "clear": tocsin.TLPClear,
		"TLP:WHITE": tocsin.TLPClear, "white": tocsin.TLPClear,
	} {
		if got, err := tocsin.ParseTLP(text); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "TLP:", "blue", "TLP: RED", "AMBER STRICT", "TLP:TLP:RED"} {
		if got, err := tocsin.ParseTLP(text); err == nil {
			t.Errorf("%q: got %q, want an error", text, got)
		}
	}
}

func TestStrictest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		labels []tocsin.TLP
		want   tocsin.TLP
	}{
		{nil, tocsin.TLPRed},
		{[]tocsin.TLP{tocsin.TLPClear}, tocsin.TLPClear},
		{[]tocsin.TLP{tocsin.TLPGreen, tocsin.TLPClear}, tocsin.TLPGreen},
		{[]tocsin.TLP{tocsin.TLPAmber, tocsin.TLPAmberStrict}, tocsin.TLPAmberStrict},
		{[]tocsin.TLP{tocsin.TLPClear, ""}, tocsin.TLPRed}, // what is not labelled is not free
		{[]tocsin.TLP{"TLP:BLUE"}, tocsin.TLPRed},
	} {
		if got := tocsin.Strictest(c.labels...); got != c.want {
			t.Errorf("%v: got %s, want %s", c.labels, got, c.want)
		}
	}
}

func TestStrictestIsAJoin(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		label := rapid.SampledFrom(append([]tocsin.TLP{"", "TLP:BLUE"}, tocsin.TLPs...))
		a, b, c := label.Draw(t, "a"), label.Draw(t, "b"), label.Draw(t, "c")
		ab := tocsin.Strictest(a, b)
		if ab != tocsin.Strictest(b, a) || ab.Order() < a.Order() || ab.Order() < b.Order() {
			t.Fatalf("%s and %s: got %s", a, b, ab)
		}
		if got, want := tocsin.Strictest(ab, c), tocsin.Strictest(a, tocsin.Strictest(b, c)); got != want {
			t.Fatalf("%s, %s, %s: got %s and %s", a, b, c, got, want)
		}
	})
}
