package names

import (
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// everything reports whether the long measurements are asked for.
func everything() bool { return os.Getenv("TOCSIN_NAMES") == "all" }

// spelledWord is a word in its own script and spellings of it in Latin letters.
type spelledWord struct {
	original string
	latin    []string
}

// loadScripts reads lines of "language part: original spelling spelling", by language and part. An
// original of two words and a spelling that begins with bin or Abdul take two.
func loadScripts(t testing.TB) map[string]map[string][]spelledWord {
	b, err := os.ReadFile("testdata/scripts.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string][]spelledWord{}
	for line := range strings.Lines(string(b)) {
		head, rest, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		language, part, _ := strings.Cut(head, " ")
		if out[language] == nil {
			out[language] = map[string][]spelledWord{}
		}
		f := strings.Fields(rest)
		k := 0
		for k < len(f) && mainScript(f[k]) != latinScript {
			k++
		}
		w := spelledWord{original: strings.Join(f[:k], " ")}
		for i := k; i < len(f); i++ {
			if (f[i] == "bin" || f[i] == "Abdul") && i+1 < len(f) {
				w.latin = append(w.latin, f[i]+" "+f[i+1])
				i++
				continue
			}
			w.latin = append(w.latin, f[i])
		}
		out[language][part] = append(out[language][part], w)
	}
	return out
}

// TestScripts asks a list of names in Latin letters for names in their own script: made-up people
// whose words are spelled in any of the usual ways, among as many others.
func TestScripts(t *testing.T) {
	t.Parallel()
	words, people := loadScripts(t), loadPeople(t)
	for _, language := range []string{"arabic", "persian", "russian", "ukrainian", "tajik"} {
		r := rand.New(rand.NewPCG(1, 2))
		x := NewIndex()
		for i := range 4000 {
			x.Add(fmt.Sprint("other ", i), Person, stranger(r, people))
		}
		given, family := words[language]["given"], words[language]["family"]
		pick := func(list []spelledWord) (string, string) {
			w := list[r.IntN(len(list))]
			return w.original, w.latin[r.IntN(len(w.latin))]
		}
		var queries []string
		for i := range 400 {
			o, l := pick(given)
			if i%2 == 0 {
				o2, l2 := pick(given)
				o, l = o+" "+o2, l+" "+l2
			}
			o2, l2 := pick(family)
			queries = append(queries, o+" "+o2)
			x.Add(o+" "+o2, Person, l+" "+l2)
		}
		var first, ten, alike float64
		for _, q := range queries {
			rank, total := found(x.Search(Person, q, 10), q)
			if rank == 0 {
				first++
			}
			if rank >= 0 {
				ten++
				if total >= AlikeFrom {
					alike++
				}
			}
		}
		n := float64(len(queries))
		t.Logf("%-10s first %.3f, in ten %.3f, alike %.3f", language, first/n, ten/n, alike/n)
		if first/n < 0.93 || ten/n < 0.985 || alike/n < 0.90 {
			t.Errorf("%s: first %.3f, in ten %.3f, alike %.3f", language, first/n, ten/n, alike/n)
		}
	}
}

// TestPlaces asks the gazetteer's Latin names for its names in other scripts, country by country.
// Names that are another word in the other language (Lviv, Львов; Wien, Вена) are in the figures.
func TestPlaces(t *testing.T) {
	t.Parallel()
	places := loadPlaces(t)
	x := NewIndex()
	for _, p := range places {
		x.Add(p.id, Place, p.name)
	}
	for _, c := range []struct {
		script    script
		countries string
		most      int
		ten       float64 // at least
	}{
		{cyrillic, "RU", 150, 0.92},
		{cyrillic, "UA BY KZ TJ KG UZ", 150, 0.92},
		{arabic, "EG IQ SY SA YE DZ MA TN LY JO", 150, 0.84},
		{arabic, "IR AF", 150, 0.84},
		{greek, "GR", 100, 0.84},
		{georgian, "GE", 100, 0.90},
		{armenian, "AM", 100, 0.80},
		{hebrew, "IL", 100, 0.75},
		{hangul, "KR", 100, 0.82},
		{kana, "JP", 100, 0.70},
		{indic, "IN", 100, 0.88},
		{thai, "TH", 100, 0.30},
	} {
		var first, ten, n float64
		for _, p := range places {
			if n == float64(c.most) && !everything() {
				break
			}
			q := p.in(c.script)
			if q == "" || !strings.Contains(c.countries, p.country) {
				continue
			}
			n++
			rank, _ := found(x.Search(Place, q, 10), p.id)
			if rank == 0 {
				first++
			}
			if rank >= 0 {
				ten++
			}
		}
		t.Logf("%-30s %5.0f places: first %.3f, in ten %.3f", c.countries, n, first/n, ten/n)
		if n > 0 && ten/n < c.ten {
			t.Errorf("%s: in ten %.3f", c.countries, ten/n)
		}
	}
}

type place struct {
	id, name, country string
	others            []string
}

// in is the first other name in a script, without words of another.
func (p place) in(s script) string {
	for _, o := range p.others {
		ok := true
		for w := range strings.FieldsSeq(o) {
			ok = ok && mainScript(w) == s
		}
		if ok && o != "" {
			return o
		}
	}
	return ""
}

// loadPlaces reads the gazetteer (GeoNames, cities above 15,000).
func loadPlaces(t testing.TB) []place {
	z, err := gzip.NewReader(corpus(t, "gazetteer", "cities15000.txt.gz"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var out []place
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(line, "\t"); len(f) > 8 {
			out = append(out, place{f[0], f[1], f[8], strings.Split(f[3], ",")})
		}
	}
	return out
}
