package fusion

import (
	"slices"
	"testing"
)

func TestReadWords(t *testing.T) {
	t.Parallel()
	got := readWords("Police say a 34-year-old man, aged 51, drove a van A123BC. They named Korsakov; Корсаков denies it. Ему 27 лет.")
	for _, f := range []string{"age:34", "age:51", "age:27"} {
		if !slices.Contains(got.figures, f) {
			t.Errorf("no %s in %v", f, got.figures)
		}
	}
	cyrillic := readWords("Автомобиль А123ВС").figures
	if !slices.Contains(got.figures, cyrillic[0]) {
		t.Errorf("the plate %v is not among %v", cyrillic, got.figures)
	}
	names := 0
	for _, w := range got.words {
		if w.id == wordID("korsakov") {
			names = w.n
			if !w.name {
				t.Error("a name with its capital is none")
			}
		}
		if w.text == "police" && w.name {
			t.Error("the first word of a sentence is no name for that")
		}
	}
	if names != 2 {
		t.Errorf("one name in two scripts stands %d times", names)
	}
}

// FuzzReadWords: whatever a text holds, every word is counted, none is empty, and the same text
// reads the same again.
func FuzzReadWords(f *testing.F) {
	for _, s := range []string{"", "aged", "34 year old", "A \u200b\u0301 1234 ١٢٣", "\xff\xfe лет 9", "ʼ’'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, b := readWords(s), readWords(s)
		if !slices.Equal(a.words, b.words) || !slices.Equal(a.figures, b.figures) {
			t.Fatal("the same text reads in two ways")
		}
		for _, w := range a.words {
			if w.n < 1 || w.id != wordID(w.text) {
				t.Fatalf("word %+v", w)
			}
		}
		for _, w := range properWords(s) {
			if w.fold == "" {
				t.Fatal("an empty word of a name")
			}
		}
	})
}
