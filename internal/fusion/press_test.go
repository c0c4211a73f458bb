package fusion

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"go/format"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write fitted.go and the pictures of docs/fusion.md anew")

// Measures of a pair of press reports, as the tables take them.
const (
	mTold = iota
	mNames
	mWords
	mShare
	mFocus
	mAges
	mText
	mCount
)

func (p *press) sample(c pressPair) sample {
	a, b := &p.views[c.i], &p.views[c.j]
	m := measure(a, b, 0, false)
	x := make([]float64, mCount)
	x[mTold] = -float64(a.told.gap(b.told)) / day
	x[mNames], x[mWords], x[mShare], x[mFocus], x[mText] = m.names, m.words, m.share, m.focus, m.cosine
	x[mAges] = math.NaN()
	if rarity, n := sharedFigures(a.ages, b.ages); n > 0 {
		x[mAges] = rarity
	} else if len(a.ages) > 0 && len(b.ages) > 0 {
		x[mAges] = -1
	}
	return sample{x, c.same}
}

// fitPress fits the tables on one half of the reports.
func fitPress(p *press) Tables {
	var samples []sample
	for _, c := range p.candidates(mostCandidates) {
		samples = append(samples, p.sample(c))
	}
	edges := make([][]float64, mCount)
	for f := range edges {
		edges[f] = quantiles(samples, f, 16)
	}
	edges[mTold] = []float64{-730, -365, -180, -90, -60, -30, -21, -14, -10, -7, -5, -4, -3, -2, -1, 0}
	edges[mAges] = []float64{0, 1, 2, 3, 4, 5}
	a := fitAdditive(samples, edges)
	move := p.neutral(a)
	rest := a.intercept - PriorAmong(len(p.reports)).Decibans()/10/math.Log10E
	for _, f := range []int{mTold, mNames, mWords, mShare, mFocus} {
		rest -= move[f]
	}
	return Tables{
		Told: a.table(mTold, move[mTold]), Names: a.table(mNames, move[mNames]), Words: a.table(mWords, move[mWords]),
		Share: a.table(mShare, move[mShare]), Focus: a.table(mFocus, move[mFocus]), Ages: a.table(mAges, move[mAges]),
		Text: a.table(mText, rest),
	}
}

const mostCandidates = 64

// neutral are the constants that make each measure say nothing on average: over pairs taken at
// random, nearly all of which are of two incidents, its mean likelihood ratio is 1.
func (p *press) neutral(a *additive) []float64 {
	sum, n := make([]float64, mCount), make([]float64, mCount)
	for i := range p.views {
		for j := i % 7; j < i; j += 7 {
			if p.same(i, j) {
				continue
			}
			for f, x := range p.sample(pressPair{i: i, j: j}).x {
				if !math.IsNaN(x) {
					sum[f] += math.Exp(a.steps[f][Table{Edges: a.edges[f]}.Step(x)])
					n[f]++
				}
			}
		}
	}
	for f := range sum {
		sum[f] = -math.Log(sum[f] / n[f])
	}
	return sum
}

// fittedOn is the SHA-256 of the reports on whose training half the tables of fitted.go were fitted.
const fittedOn = "1a3a95ee60e71840"

func fingerprint(tb testing.TB, file string) string {
	b, err := os.ReadFile(filepath.Join(corpus(tb), file))
	if err != nil {
		tb.Fatal(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// TestFitted fits the tables again on the training half and holds them to those in the code; with
// -update it writes them. On other reports than those there is nothing to hold.
func TestFitted(t *testing.T) {
	t.Parallel()
	if got := fingerprint(t, "events/gva/reports_features.jsonl.gz"); got != fittedOn {
		t.Skipf("the tables were fitted on other reports (%s, these are %s)", fittedOn, got)
	}
	train, _ := readPress(t)
	tables := fitPress(train)
	var b strings.Builder
	fmt.Fprintf(&b, "package fusion\n\n// Fitted are the tables of the terms that are measured on texts. They were fitted together, by an\n"+
		"// additive logistic model whose steps never fall, on the %d press reports of the training half of\n"+
		"// events/gva (%d pairs of one incident among those that the index finds); the other half was never\n"+
		"// fitted on. TestFitted fits them again: go test ./internal/fusion -run TestFitted -update.\nvar Fitted = Tables{\n", len(train.reports), train.pairs)
	for _, x := range []struct {
		name  string
		table Table
	}{
		{"Told", tables.Told}, {"Names", tables.Names}, {"Words", tables.Words}, {"Share", tables.Share},
		{"Focus", tables.Focus}, {"Ages", tables.Ages}, {"Text", tables.Text},
	} {
		fmt.Fprintf(&b, "%s: Table{\nEdges: []float64{%s},\nWeights: []Weight{%s},\n},\n", x.name, list(x.table.Edges), list(x.table.Weights))
	}
	b.WriteString("}\n")
	want, err := format.Source([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("fitted.go", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("fitted.go"); err != nil || string(got) != string(want) {
		t.Errorf("fitted.go is not what the training half gives (%v); fit it again with -update", err)
	}
}

func list[T float64 | Weight](values []T) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprintf("%g", float64(v))
	}
	return strings.Join(out, ", ")
}

// scored scores the candidates of a half with the tables in the code.
func (p *press) scored() []pressPair {
	s := NewScorer(p.reader.Stat)
	s.Prior = PriorAmong(len(p.reports))
	out := p.candidates(mostCandidates)
	for i := range out {
		out[i].score = s.Score(&p.views[out[i].i], &p.views[out[i].j]).Total()
	}
	return out
}

// cosines are all pairs with the plain cosine of their words (tf-idf) as the score: the baseline.
func (p *press) cosines() []pressPair {
	type count struct {
		word   string
		weight float64
	}
	type vector struct {
		words []count // by word
		norm  float64
	}
	in := map[string]float64{}
	for _, r := range p.reports {
		for w := range r.Tokens {
			in[w]++
		}
	}
	vectors := make([]vector, len(p.reports))
	for i, r := range p.reports {
		v := &vectors[i]
		for w, n := range r.Tokens {
			x := (1 + math.Log(float64(n))) * math.Log(float64(len(p.reports))/in[w])
			v.words = append(v.words, count{w, x})
			v.norm += x * x
		}
		v.norm = math.Sqrt(v.norm)
		slices.SortFunc(v.words, func(a, b count) int { return strings.Compare(a.word, b.word) })
	}
	var out []pressPair
	for i := range vectors {
		for j := range i {
			x, y, dot := vectors[i].words, vectors[j].words, 0.0
			for len(x) > 0 && len(y) > 0 {
				switch c := strings.Compare(x[0].word, y[0].word); {
				case c < 0:
					x = x[1:]
				case c > 0:
					y = y[1:]
				default:
					dot += x[0].weight * y[0].weight
					x, y = x[1:], y[1:]
				}
			}
			if dot > 0 {
				gap := float64(p.views[i].told.gap(p.views[j].told)) / day
				out = append(out, pressPair{i, j, p.same(i, j), Weight(1e6 * dot / (vectors[i].norm * vectors[j].norm)), gap})
			}
		}
	}
	return out
}

// told are the pairs that were told within a number of days of each other.
func told(pairs []pressPair, within float64) []pressPair {
	var out []pressPair
	for _, p := range pairs {
		if p.gap <= within {
			out = append(out, p)
		}
	}
	return out
}

// best is the threshold with the highest F1.
func best(pairs []pressPair, all int) (at Weight) {
	pairs = slices.Clone(pairs)
	slices.SortFunc(pairs, func(a, b pressPair) int { return int(b.score) - int(a.score) })
	top, hits := 0.0, 0
	for k, p := range pairs {
		if p.same {
			hits++
		}
		if k+1 < len(pairs) && pairs[k+1].score == p.score {
			continue
		}
		if f := measureOf(hits, k+1, all).F1; f > top {
			top, at = f, p.score
		}
	}
	return at
}

// A quality is what a way of joining is worth.
type quality struct{ P, R, F1 float64 }

func (q quality) String() string { return fmt.Sprintf("F1 %.3f (P %.3f R %.3f)", q.F1, q.P, q.R) }

func measureOf(hits, said, all int) quality {
	q := quality{P: float64(hits) / float64(max(said, 1)), R: float64(hits) / float64(max(all, 1))}
	if hits > 0 {
		q.F1 = 2 * q.P * q.R / (q.P + q.R)
	}
	return q
}

// from is the quality of the pairs whose score reaches a threshold.
func from(pairs []pressPair, at Weight, all int) quality {
	hits, said := 0, 0
	for _, p := range pairs {
		if p.score >= at {
			said++
			if p.same {
				hits++
			}
		}
	}
	return measureOf(hits, said, all)
}

// ofGroups are the pairwise quality of groups and their B-cubed F1.
func (p *press) ofGroups(groups [][]int) (pairs quality, cubed quality) {
	size := map[string]int{}
	for _, r := range p.reports {
		size[r.Incident]++
	}
	hits, said := 0, 0
	for _, g := range groups {
		in := map[string]int{}
		for _, i := range g {
			in[p.reports[i].Incident]++
		}
		said += len(g) * (len(g) - 1) / 2
		for incident, n := range in {
			hits += n * (n - 1) / 2
			cubed.P += float64(n*n) / float64(len(g)) / float64(len(p.reports))
			cubed.R += float64(n*n) / float64(size[incident]) / float64(len(p.reports))
		}
	}
	cubed.F1 = 2 * cubed.P * cubed.R / (cubed.P + cubed.R)
	return measureOf(hits, said, p.pairs), cubed
}

func grouped(p *press, pairs []pressPair) [][]int {
	scored := make([]Scored, len(pairs))
	for i, c := range pairs {
		scored[i] = Scored{c.i, c.j, c.score}
	}
	return Group(len(p.reports), scored, Belongs)
}

// alike groups by cosine as grouped does by probability: by the mean over all pairs of two groups.
func alike(p *press, pairs []pressPair, mean float64) [][]int {
	scored := make([]Scored, len(pairs))
	for i, c := range pairs {
		scored[i] = Scored{c.i, c.j, Odds(float64(c.score) / 1e6)}
	}
	return Group(len(p.reports), scored, mean)
}

// TestPress measures the joining of press reports on the half that was never fitted on, against
// the cosine within a window, whose threshold is fitted on the training half too.
func TestPress(t *testing.T) {
	t.Parallel()
	train, test := readPress(t)
	t.Logf("training half: %d reports, %d pairs; test half: %d reports, %d pairs", len(train.reports), train.pairs, len(test.reports), test.pairs)
	baseline, inGroups := 0.0, 0.0
	a, b := train.cosines(), test.cosines()
	for _, within := range []float64{7, 60} {
		q := from(told(b, within), best(told(a, within), train.pairs), test.pairs)
		t.Logf("cosine within %.0f days: %v", within, q)
		baseline = max(baseline, q.F1)
	}
	for _, within := range []float64{7, 60} {
		at, q := 0.0, quality{}
		for _, mean := range []float64{0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3} {
			if got, _ := train.ofGroups(alike(train, told(a, within), mean)); got.F1 > q.F1 {
				at, q = mean, got
			}
		}
		q, cubed := test.ofGroups(alike(test, told(b, within), at))
		t.Logf("cosine within %.0f days, in groups of a mean of %.2f: %v, B-cubed %v", within, at, q, cubed)
		inGroups = max(inGroups, q.F1)
	}
	pairs := test.scored()
	found := from(pairs, -1<<30, test.pairs)
	t.Logf("index: recall %.3f with %.1f candidates a report", found.R, 2*float64(len(pairs))/float64(len(test.reports)))
	alone := from(pairs, ShowAt, test.pairs)
	q, cubed := test.ofGroups(grouped(test, pairs))
	stream, streamCubed := test.ofGroups(test.streamed(t))
	t.Logf("pairs from p >= 0.5: %v", alone)
	t.Logf("groups: %v, B-cubed %v", q, cubed)
	t.Logf("one after the other: %v, B-cubed %v", stream, streamCubed)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"recall of the index", found.R, 0.90},
		{"F1 of pairs", alone.F1, 0.72},
		{"F1 of groups", q.F1, max(0.75, baseline+0.12, inGroups+0.12)},
		{"B-cubed F1 of groups", cubed.F1, 0.88},
		{"F1 one after the other", stream.F1, 0.70},
	} {
		if c.got < c.want {
			t.Errorf("%s: %.3f, want %.3f", c.name, c.got, c.want)
		}
	}
}

// streamed lays the reports on a board in the order in which they were told: each goes to the
// likeliest file, when it is at least as likely as not, or opens one. The statistic, too, has
// seen only what came before.
func (p *press) streamed(tb testing.TB) [][]int {
	order := make([]int, len(p.reports))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(p.reports[a].Published, p.reports[b].Published) })
	board := NewBoard(NewReader(NewStat()))
	at, groups := map[string]int{}, [][]int(nil)
	for _, i := range order {
		v := board.Reader.Take(p.reports[i].material(tb))
		links := board.Links(&v, 1)
		var f *File
		if len(links) > 0 && links[0].Score.Total() >= ShowAt {
			f = board.File(links[0].File)
		} else {
			f = &File{Ref: fmt.Sprintf("file-%d", i)}
			at[f.Ref] = len(groups)
			groups = append(groups, nil)
		}
		f.Reports = append(f.Reports, v)
		board.Open(f)
		groups[at[f.Ref]] = append(groups[at[f.Ref]], i)
	}
	return groups
}

// TestCalibration lays what the score says beside what was, on the test half, and draws the picture
// of docs/fusion.md.
func TestCalibration(t *testing.T) {
	t.Parallel()
	_, test := readPress(t)
	var rows [10]calibrated
	off, n := 0.0, 0
	for _, p := range test.scored() {
		r := &rows[min(9, int(10*p.score.Probability()))]
		r.n++
		r.said += p.score.Probability()
		r.was += float64(btoi(p.same))
		n++
	}
	for i := range rows {
		r := &rows[i]
		off += math.Abs(r.said-r.was) / float64(n)
		r.said, r.was = r.said/float64(max(1, r.n)), r.was/float64(max(1, r.n))
	}
	t.Logf("off by %.4f on average over %d pairs: %v", off, n, rows)
	for _, r := range rows[1:] {
		if r.n >= 50 && math.Abs(r.said-r.was) > 0.15 {
			t.Errorf("said %.2f, was %.2f in %d pairs", r.said, r.was, r.n)
		}
	}
	if off > 0.01 {
		t.Errorf("off by %.4f on average", off)
	}
	if fingerprint(t, "events/gva/reports_features.jsonl.gz") != fittedOn {
		return
	}
	const file = "../../docs/fusion-calibration.svg"
	want := drawCalibration(rows[:])
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != want {
		t.Errorf("%s is not what was measured (%v): draw it again with -update", file, err)
	}
}

// drawCalibration draws what was against what was said, each point with its number of pairs.
func drawCalibration(rows []calibrated) string {
	const side, edge = 320.0, 50.0
	x := func(p float64) float64 { return edge + side*p }
	y := func(p float64) float64 { return edge/2 + side*(1-p) }
	var b strings.Builder
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 420 420\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">\n")
	b.WriteString("<title>How often two reports are of one incident, against how likely the score says they are (test half)</title>\n")
	b.WriteString("<rect width=\"420\" height=\"420\" fill=\"white\"/>\n")
	for i := range 6 {
		p := float64(i) / 5
		fmt.Fprintf(&b, "<path d=\"M%.0f %.0fH%.0fM%.0f %.0fV%.0f\" stroke=\"#ddd\"/>\n", x(0), y(p), x(1), x(p), y(0), y(1))
		fmt.Fprintf(&b, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"end\">%.1f</text><text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%.1f</text>\n", x(0)-6, y(p)+4, p, x(p), y(0)+16, p)
	}
	fmt.Fprintf(&b, "<path d=\"M%.0f %.0fL%.0f %.0f\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>\n", x(0), y(0), x(1), y(1))
	for _, r := range rows {
		fmt.Fprintf(&b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#005a9c\"/><text x=\"%.1f\" y=\"%.1f\" font-size=\"9\">%d</text>\n", x(r.said), y(r.was), x(r.said)+6, y(r.was)+11, r.n)
	}
	fmt.Fprintf(&b, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">what the score says (mean of the tenth; beside each point its pairs)</text>\n", x(0.5), y(0)+36)
	fmt.Fprintf(&b, "<text transform=\"translate(14 %.0f) rotate(-90)\" text-anchor=\"middle\">share that was of one incident</text>\n</svg>\n", y(0.5))
	return b.String()
}
