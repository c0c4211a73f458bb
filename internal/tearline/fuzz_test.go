package tearline

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"tocsin/internal/names"

	"pgregory.net/rapid"
)

// sound fails if a finding points outside its text or cannot be read.
func sound(t interface{ Fatalf(string, ...any) }, body string, found []Finding) {
	for i, f := range found {
		if f.String() == "" || f.Where != "text[en]" {
			t.Fatalf("finding without words: %+v", f)
		}
		if f.Unchecked() {
			continue
		}
		if f.Start < 0 || f.End <= f.Start || f.End > len(body) || f.Excerpt == "" || !strings.Contains(body, f.Excerpt) {
			t.Fatalf("bad place: %+v in %q", f, body)
		}
		if f.How != More && rank(f.How) < 0 {
			t.Fatalf("unknown how: %+v", f)
		}
		if i > 0 && !found[i-1].Unchecked() && found[i-1].Start > f.Start {
			t.Fatalf("out of order: %+v", found)
		}
	}
}

// FuzzCheck plants a value in a text, between spaces, and wants it found there.
func FuzzCheck(f *testing.F) {
	seeds := []struct{ value, body string }{
		{"Crocus City Hall", "large gatherings in Moscow, to include concerts"},
		{"Крокус Сити Холл", "C r o c u s Cr\u200bосus %D0%9A &#67;"},
		{"ISIS-K", "of isis k, IS-K, ISISK"}, {"US", "tell us, U.S."}, {"2024-03-09", "9 March 09.03.2024 20240309"},
		{"9 March", "March 9"}, {"20:00", "2000 20 00"}, {"+7 (495) 123-45-67", "84951234567"},
		{"А123ВС77", "A 123 BC 77"}, {"محمد", "Mohammed والظواهري"}, {"City Hall", "City City Hall"},
		{"Hall Hall", "hall hall hall"}, {"***", "* *** *"}, {"克罗库斯", "在克罗库斯"}, {"BROADSTONE", "QlJPQURTVE9ORQ=="},
		{"\xff", "a\xffb"}, {"ʹ ь", "ع"}, {"O’Brien's", "o'brien"}, {" ", ""}, {"\u0301a\u200d", "a"},
	}
	for i, s := range seeds {
		f.Add(s.value, s.body, len(s.body)/2, i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, value, body string, at int, protected bool) {
		if len(value) > 2*MaxValue || len(body) > 1<<14 {
			return
		}
		at = min(max(at, 0), len(body))
		for at < len(body) && !utf8.RuneStart(body[at]) {
			at++
		}
		planted := body[:at] + " " + value + " " + body[at:]
		secrets := []Secret{
			{Name: "planted", Values: []string{value}, Source: protected, Levels: []string{Public}},
			{Name: "other", Values: []string{"Crocus City Hall"}, Source: !protected, Levels: []string{Tearline}},
		}
		found := check(secrets, planted)
		sound(t, planted, found)
		hit := slices.ContainsFunc(found, func(f Finding) bool {
			return f.Secret == "planted" && (f.Unchecked() || f.How == More || f.Start < at+1+len(value) && f.End > at)
		})
		if !hit {
			t.Fatalf("%q planted in %q at %d: %v", value, planted, at, found)
		}
		if diff := cmp.Diff(found, check(secrets, planted)); diff != "" {
			t.Fatalf("not the same twice: %s", diff)
		}
	})
}

// disguises are the documented ones that work on any name of six Latin letters or more.
var disguises = map[string]func(t *rapid.T, v string) string{
	"exact":      func(_ *rapid.T, v string) string { return v },
	"upper":      func(_ *rapid.T, v string) string { return strings.ToUpper(v) },
	"spaced":     func(_ *rapid.T, v string) string { return strings.Join(strings.Split(v, ""), " ") },
	"dotted":     func(_ *rapid.T, v string) string { return strings.Join(strings.Split(v, ""), ".") },
	"fullwidth":  func(_ *rapid.T, v string) string { return strings.Map(func(r rune) rune { return r - '!' + '！' }, v) },
	"cyrillic":   func(_ *rapid.T, v string) string { return toCyrillic.Replace(strings.ToLower(v)) },
	"look-alike": func(_ *rapid.T, v string) string { return lookAlikes.Replace(v) },
	"digits":     func(_ *rapid.T, v string) string { return figuresFor.Replace(v) },
	"percent":    func(_ *rapid.T, v string) string { return percent(v) },
	"inside": func(t *rapid.T, v string) string {
		return rapid.StringMatching(`[a-z]{0,4}`).Draw(t, "before") + v + rapid.StringMatching(`[a-z0-9]{1,4}`).Draw(t, "after")
	},
	"invisible": func(t *rapid.T, v string) string { return insert(t, v, "\u200b") },
	"hyphen":    func(t *rapid.T, v string) string { return insert(t, v, "-\n") },
	"split":     func(t *rapid.T, v string) string { return insert(t, v, " ") },
	"lost letter": func(t *rapid.T, v string) string {
		i := rapid.IntRange(0, len(v)-1).Draw(t, "at")
		return v[:i] + v[i+1:]
	},
	"swapped": func(t *rapid.T, v string) string {
		i := rapid.IntRange(0, len(v)-2).Draw(t, "at")
		return v[:i] + v[i+1:i+2] + v[i:i+1] + v[i+2:]
	},
	"base64":   func(_ *rapid.T, v string) string { return base64.StdEncoding.EncodeToString([]byte("x " + v + " y")) },
	"hex":      func(_ *rapid.T, v string) string { return hex.EncodeToString([]byte(v)) },
	"rot13":    func(_ *rapid.T, v string) string { return rot13(strings.ToLower(v)) },
	"reversed": func(_ *rapid.T, v string) string { b := []byte(v); slices.Reverse(b); return string(b) },
}

var (
	toCyrillic = strings.NewReplacer("a", "а", "b", "б", "d", "д", "e", "е", "g", "г", "i", "и", "k", "к", "l", "л",
		"m", "м", "n", "н", "o", "о", "p", "п", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "z", "з")
	lookAlikes = strings.NewReplacer("a", "а", "e", "е", "o", "о")
	figuresFor = strings.NewReplacer("a", "4", "e", "3", "i", "1", "o", "0")
)

func percent(v string) string {
	var b strings.Builder
	for i := range len(v) {
		b.WriteString("%" + hex.EncodeToString([]byte{v[i]}))
	}
	return b.String()
}

func insert(t *rapid.T, v, what string) string {
	i := rapid.IntRange(1, len(v)-1).Draw(t, "at")
	return v[:i] + what + v[i:]
}

func TestEveryDisguiseIsFound(t *testing.T) {
	t.Parallel()
	for name, disguise := range disguises {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				v := rapid.StringMatching(`[BDGKLMNPRSTVZ][aeiou][bdgklmnprstvz][aeiou][bdgklmnprstvz]([aeiou][bdgklmnprstvz]){1,2}`).Draw(t, "value")
				if generic(strings.ToLower(v)) {
					return
				}
				value := v
				if rapid.Bool().Draw(t, "with generic words") {
					value += " City Hall"
				}
				hidden := disguise(t, v)
				if v == strings.ToUpper(v) || generic(strings.ToLower(hidden)) || allOrdinary(hidden) {
					return
				}
				body := "Avoid the (" + hidden + ") tonight."
				found := check(source(value), body)
				sound(t, body, found)
				if len(found) == 0 {
					t.Fatalf("%q is not found in %q", value, body)
				}
			})
		})
	}
}

// allOrdinary reports whether a disguise reads as ordinary words only ("Be maded"): doc.go names
// that among what is not found.
func allOrdinary(text string) bool {
	for w := range strings.FieldsSeq(text) {
		if !ordinary(w, names.Fold(w), script(w)) {
			return false
		}
	}
	return true
}

// Of ordinary words that share no letters' order with the value nothing is found.
func TestNoFindingInUnrelatedWords(t *testing.T) {
	t.Parallel()
	words := strings.Fields(`large gatherings include concerts citizens should avoid over next hours monitor local media
		updates aware surroundings extremists imminent plans target reports embassy advised review personal security
		следует избегать массовых мероприятий ближайшие часы сообщения экстремисты планируют нападения посольство`)
	secrets := append(source("BROADSTONE", "Olga Rezonina"), place("Crocus City Hall", "Rustamin Baridoni", "2024-03-22")...)
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 30).Draw(t, "words"), " ")
		if found := check(secrets, body); len(found) > 0 {
			t.Fatalf("%v", found)
		}
	})
}

func TestExcerptKeepsRunes(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("ж", 40) + " Лемп " + strings.Repeat("щ", 40)
	found := check(place("Lemp"), body)
	if len(found) != 1 || strings.ContainsFunc(found[0].Excerpt, func(r rune) bool { return r == unicode.ReplacementChar }) {
		t.Fatalf("got %q", found)
	}
}
