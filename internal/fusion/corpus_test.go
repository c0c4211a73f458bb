package fusion

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"hash/fnv"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tocsin"
)

// corpus returns the folder of the labelled data, or skips.
func corpus(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv("TOCSIN_CORPUS")
	if dir == "" {
		tb.Skip("TOCSIN_CORPUS is not set: no labelled reports")
	}
	return dir
}

// readLines decodes a gzipped file of one JSON object a line.
func readLines[T any](tb testing.TB, file string) []T {
	tb.Helper()
	f, err := os.Open(filepath.Join(corpus(tb), file))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(make([]byte, 1<<20), 1<<24)
	var out []T
	for lines.Scan() {
		var x T
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			tb.Fatalf("%s: %v", file, err)
		}
		out = append(out, x)
	}
	if lines.Err() != nil || len(out) == 0 {
		tb.Fatalf("%s: %d lines, %v", file, len(out), lines.Err())
	}
	return out
}

// trains reports whether what belongs to an incident or event is for fitting; the other half is
// never fitted on. Half of the names fall on each side, by their hash.
func trains(name string) bool {
	h := fnv.New32a()
	h.Write([]byte(name))
	x := h.Sum32()
	x ^= x >> 16
	x *= 0x85ebca6b
	return (x^x>>13)&1 == 0
}

// A pressReport is a line of events/gva.
type pressReport struct {
	Doc, Incident, Published, Outlet string
	Tokens                           map[string]int
	Ages                             []string
}

func (r pressReport) material(tb testing.TB) Material {
	told, err := tocsin.ParseInstant(r.Published, time.UTC)
	if err != nil {
		tb.Fatal(err)
	}
	m := Material{Ref: r.Doc, Told: told, Sender: r.Outlet, Words: r.Tokens}
	for _, a := range r.Ages {
		m.Figures = append(m.Figures, "age:"+a)
	}
	return m
}

// A press is one half of the press reports, read by a statistic of that half alone.
type press struct {
	reports []pressReport
	views   []View
	reader  *Reader
	pairs   int // of one incident
}

func readPress(tb testing.TB) (train, test *press) {
	train, test = newPress(), newPress()
	for _, r := range readLines[pressReport](tb, "events/gva/reports_features.jsonl.gz") {
		p := test
		if trains(r.Incident) {
			p = train
		}
		p.reports = append(p.reports, r)
	}
	for _, p := range []*press{train, test} {
		p.read(tb)
	}
	return train, test
}

func newPress() *press { return &press{reader: NewReader(NewStat())} }

func (p *press) read(tb testing.TB) {
	for _, r := range p.reports {
		p.reader.Learn(r.material(tb))
	}
	of := map[string]int{}
	for _, r := range p.reports {
		p.views = append(p.views, p.reader.View(r.material(tb)))
		p.pairs += of[r.Incident]
		of[r.Incident]++
	}
}

func (p *press) same(i, j int) bool { return p.reports[i].Incident == p.reports[j].Incident }

// A pressPair is a candidate pair, and whether it is of one incident.
type pressPair struct {
	i, j  int
	same  bool
	score Weight
	gap   float64 // days between the two, for the baseline
}

// candidates are the pairs that the index finds, most for each report.
func (p *press) candidates(most int) []pressPair {
	at := map[string]int{}
	x := NewIndex()
	for i := range p.views {
		at[p.views[i].Ref] = i
		x.Add(p.views[i].Ref, &p.views[i])
	}
	seen := map[[2]int]bool{}
	var out []pressPair
	for i := range p.views {
		for _, ref := range x.Candidates(&p.views[i], most+1) {
			j := at[ref]
			k := [2]int{min(i, j), max(i, j)}
			if i == j || seen[k] {
				continue
			}
			seen[k] = true
			out = append(out, pressPair{i: k[0], j: k[1], same: p.same(i, j)})
		}
	}
	return out
}
