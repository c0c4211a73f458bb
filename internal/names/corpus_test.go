package names

import (
	"encoding/csv"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// corpus opens a file of the test corpus, which the repository does not carry.
func corpus(t testing.TB, path ...string) *os.File {
	t.Helper()
	dir := os.Getenv("TOCSIN_CORPUS")
	if dir == "" {
		t.Skipf("TOCSIN_CORPUS is not set: set it to a folder with %s", filepath.Join(path...))
	}
	f, err := os.Open(filepath.Join(append([]string{dir}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func rows(t testing.TB, path ...string) [][]string {
	t.Helper()
	r := csv.NewReader(corpus(t, path...))
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// labelled is a pair of names of which somebody said whether they are one.
type labelled struct {
	kind Kind
	a, b string
	same bool
	fit  bool // in the half that the weights are fitted on
}

// loadPairs reads the labelled pairs. The halves are told apart by a hash of the second name, so
// that all variants of one name are in one half.
func loadPairs(t testing.TB) []labelled {
	kinds := map[string]Kind{"Person": Person, "Company": Organisation, "Organization": Organisation, "LegalEntity": Any, "Vessel": Vessel}
	var out []labelled
	for _, r := range rows(t, "names", "pairs.csv")[1:] {
		h := fnv.New32a()
		h.Write([]byte(Fold(r[3])))
		out = append(out, labelled{kind: kinds[r[1]], a: r[2], b: r[3], same: r[4] == "true", fit: h.Sum32()%2 == 0})
	}
	return out
}

// listedName is a name on a list, or one that a list is asked for.
type listedName struct {
	ref  string
	kind Kind
	name string
}

// loadList reads the public list of names (US Treasury, OFAC) with its aliases.
func loadList(t testing.TB) []listedName {
	kinds := map[string]Kind{}
	var out []listedName
	for _, row := range rows(t, "names", "sdn.csv") {
		if len(row) < 4 {
			continue
		}
		k := Organisation
		switch strings.TrimSpace(row[2]) {
		case "individual":
			k = Person
		case "vessel", "aircraft":
			k = Vessel
		}
		kinds[row[0]] = k
		out = append(out, listedName{row[0], k, row[1]})
	}
	for _, row := range rows(t, "names", "alt.csv") {
		if len(row) < 4 {
			continue
		}
		if k, ok := kinds[row[0]]; ok {
			out = append(out, listedName{row[0], k, row[3]})
		}
	}
	return out
}

func indexOf(list []listedName) *Index {
	x := NewIndex()
	for _, n := range list {
		x.Add(n.ref, n.kind, n.name)
	}
	return x
}

// region is where names come from.
type region struct {
	name          string
	given, family []string
}

func loadPeople(t testing.TB) []region {
	b, err := os.ReadFile("testdata/people.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []region
	for line := range strings.Lines(string(b)) {
		name, rest, ok := strings.Cut(line, ":")
		given, family, two := strings.Cut(rest, "|")
		if ok && two && !strings.HasPrefix(line, "#") {
			out = append(out, region{name, strings.Fields(given), strings.Fields(family)})
		}
	}
	return out
}

// stranger makes up a person of one of the regions.
func stranger(r *rand.Rand, people []region) string {
	g := people[r.IntN(len(people))]
	name := g.given[r.IntN(len(g.given))]
	if r.IntN(3) == 0 {
		name += " " + g.given[r.IntN(len(g.given))]
	}
	return name + " " + g.family[r.IntN(len(g.family))]
}

// slip leaves out, adds, changes or swaps a letter of a word of four or more, not the first one.
func slip(r *rand.Rand, w string) string {
	rs := []rune(w)
	if len(rs) < 4 {
		return w
	}
	other := rune('a' + r.IntN(26))
	switch i := 1 + r.IntN(len(rs)-1); r.IntN(4) {
	case 0:
		return string(rs[:i]) + string(rs[i+1:])
	case 1:
		return string(slices.Insert(rs, i, other))
	case 2:
		rs[i] = other
	case 3:
		if i+1 < len(rs) {
			rs[i], rs[i+1] = rs[i+1], rs[i]
		}
	}
	return string(rs)
}

func slipAll(r *rand.Rand, n listedName) listedName {
	w := strings.Fields(n.name)
	for i := range w {
		w[i] = slip(r, w[i])
	}
	n.name = strings.Join(w, " ")
	return n
}

func slipOne(r *rand.Rand, n listedName) listedName {
	w := strings.Fields(n.name)
	i := r.IntN(len(w))
	w[i] = slip(r, w[i])
	n.name = strings.Join(w, " ")
	return n
}
