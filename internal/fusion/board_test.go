package fusion

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin"
)

// A world draws made-up threats and reports of them: as many places, names and words as there are
// threats to keep apart, common words that stand everywhere, and a year of time.
type world struct {
	lot     lottery
	threats []threat
	spots   map[string]Spot
}

type threat struct {
	place, actor, target string
	day                  int
	rare                 []string
}

var targetWords = []string{"concert hall", "stadium", "metro station", "market", "synagogue", "church", "school", "power plant"}

func newWorld(threats int) *world {
	w := &world{lot: 11, spots: map[string]Spot{}}
	for i := range threats {
		t := threat{place: w.word("p", 4*threats), actor: w.word("g", threats/4+8), target: targetWords[w.lot.upTo(len(targetWords))], day: w.lot.upTo(365)}
		for range 4 {
			t.rare = append(t.rare, w.word("r", 20*threats))
		}
		t.place += fmt.Sprint(i % 7)
		w.spots[t.place] = Spot{true, 35 + 30*w.lot.draw(), -10 + 60*w.lot.draw(), 5}
		w.threats = append(w.threats, t)
	}
	return w
}

// word is the n-th made-up word of a kind, n drawn below most.
func (w *world) word(kind string, most int) string {
	n, out := w.lot.upTo(most), []string{}
	for ; n > 0 || len(out) < 3; n /= 20 {
		out = append(out, "bcdfghjklmnpqrstvwxz"[n%20:][:1]+"aeiou"[(n+len(out))%5:][:1])
	}
	return kind + strings.Join(out, "")
}

func (w *world) facets(t threat) tocsin.Facets {
	return tocsin.Facets{Place: stated(t.place), Actor: stated(strings.ToUpper(t.actor[:1]) + t.actor[1:]), Target: stated(t.target)}.Normal()
}

func (w *world) window(t threat) tocsin.Window {
	from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, t.day)
	return tocsin.Window{Start: tocsin.At(from), End: tocsin.At(from.AddDate(0, 0, 5))}
}

// report draws a report of a threat: some of its facets, a few of its rare words, many common ones.
func (w *world) report(i int, t threat) Material {
	m := Material{Ref: fmt.Sprintf("report-%d", i), Facets: w.facets(t), Window: w.window(t), Sender: w.word("s", 50)}
	for n := range map[tocsin.FacetName]bool{tocsin.Actor: true, tocsin.Target: true} {
		if (i+len(n))%2 == 0 {
			*m.Facets.Get(n) = tocsin.Facet{State: tocsin.NotHeld}
		}
	}
	if i%5 == 0 {
		m.Facets.Place = tocsin.Facet{State: tocsin.NotHeld}
	}
	if i%3 == 0 {
		m.Window = tocsin.Window{}
	}
	text := []string{t.rare[i%4], t.rare[(i+1)%4]}
	for range 60 {
		text = append(text, w.word("c", 400))
	}
	m.Texts = []string{strings.Join(text, " ")}
	return m
}

// threatRef is the id of a made-up threat, which looks like one.
func threatRef(i int) string { return fmt.Sprintf("%016x", hash(0, fmt.Sprint(i))) }

// board opens the threats of a world.
func (w *world) board(learn int) *Board {
	rd := NewReader(NewStat())
	rd.Locate = func(f tocsin.Facet) Spot { return w.spots[f.Value] }
	for i := range learn {
		rd.Learn(w.report(i, w.threats[w.lot.upTo(len(w.threats))]))
	}
	b := NewBoard(rd)
	for i, t := range w.threats {
		m := Material{Ref: threatRef(i) + "/hall", Facets: w.facets(t), Window: w.window(t), Texts: []string{strings.Join(t.rare, " ")}}
		b.Open(&File{Ref: threatRef(i), Parts: []View{rd.View(m)}})
	}
	return b
}

// TestBoardFinds: among a thousand open threats the one that a report is of comes first, nearly
// always, and is among the candidates.
func TestBoardFinds(t *testing.T) {
	t.Parallel()
	w := newWorld(1000)
	b := w.board(1000)
	first, among := 0, 0
	const n = 500
	for i := range n {
		k := w.lot.upTo(len(w.threats))
		m := w.report(i, w.threats[k])
		v := b.Reader.Take(m)
		want := threatRef(k)
		links := b.Links(&v, 10)
		if len(links) > 0 && links[0].File == want {
			first++
		}
		if slices.ContainsFunc(links, func(l Link) bool { return l.File == want }) {
			among++
		}
	}
	t.Logf("first %.3f, among ten %.3f", float64(first)/n, float64(among)/n)
	if first < n*95/100 || among < n*99/100 {
		t.Errorf("first %d, among ten %d of %d", first, among, n)
	}
}

// TestIndexForgets: whatever is added and removed, in any order, a view finds exactly the listed
// files that share a key with it, as long as the budget holds, and nothing is left at the end.
func TestIndexForgets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rd := testReader()
		x := NewIndex()
		listed := map[string]*View{}
		for i := range rapid.IntRange(1, 20).Draw(t, "acts") {
			ref := fmt.Sprint(rapid.IntRange(0, 6).Draw(t, "ref"))
			if rapid.Bool().Draw(t, "remove") {
				x.Remove(ref)
				delete(listed, ref)
				continue
			}
			v := rd.View(drawMaterial(t, fmt.Sprint(i)))
			x.Add(ref, &v)
			listed[ref] = &v
		}
		v := rd.View(drawMaterial(t, "asks"))
		var want []string
		asked := v.appendKeys(nil, true)
		for ref, l := range listed {
			if slices.ContainsFunc(l.appendKeys(nil, false), func(k uint64) bool { return slices.Contains(asked, k) }) {
				want = append(want, ref)
			}
		}
		got := x.Candidates(&v, 100)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || x.Len() != len(listed) {
			t.Fatalf("found %v, want %v", got, want)
		}
		for ref := range listed {
			x.Remove(ref)
		}
		if x.Len() != 0 || len(x.posts) != 0 {
			t.Fatalf("%d files and %d keys are left", x.Len(), len(x.posts))
		}
	})
}

// TestGroupDoesNotChain: a row of items, each like the next and unlike all others, does not become
// one group; a group whose every pair is alike does.
func TestGroupDoesNotChain(t *testing.T) {
	t.Parallel()
	var row, all []Scored
	for i := range 10 {
		for j := range i {
			all = append(all, Scored{j, i, 100})
			if i == j+1 {
				row = append(row, Scored{j, i, 100})
			} else {
				row = append(row, Scored{j, i, -200})
			}
		}
	}
	for _, g := range Group(10, row, Belongs) {
		if len(g) > 3 {
			t.Errorf("a chain became the group %v", g)
		}
	}
	if g := Group(10, all, Belongs); len(g) != 1 {
		t.Errorf("ten alike became %v", g)
	}
}

// TestGroupProperties: groups part the items, and the order of the pairs does not matter.
func TestGroupProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 15).Draw(t, "n")
		var pairs []Scored
		for i := range n {
			for j := range i {
				if rapid.Bool().Draw(t, "scored") {
					pairs = append(pairs, Scored{j, i, Weight(rapid.IntRange(-150, 150).Draw(t, "total"))})
				}
			}
		}
		g := Group(n, pairs, Belongs)
		var items []int
		for _, x := range g {
			items = append(items, x...)
		}
		slices.Sort(items)
		if len(items) != n || len(slices.Compact(items)) != n {
			t.Fatalf("groups %v of %d items", g, n)
		}
		slices.Reverse(pairs)
		if again := Group(n, pairs, Belongs); fmt.Sprint(again) != fmt.Sprint(g) {
			t.Fatalf("%v, and in another order %v", g, again)
		}
	})
}

// TestLayAgainstTheMiddle: a report that is like one of a file's reports and unlike the others is
// not proposed, as it would be if the nearest counted.
func TestLayAgainstTheMiddle(t *testing.T) {
	t.Parallel()
	rd := testReader()
	report := func(ref, place, day string) View {
		return rd.View(Material{Ref: ref, Facets: tocsin.Facets{Place: stated(place)}, Window: tocsin.Window{Start: at(t, day), End: at(t, day)}})
	}
	s := NewScorer(rd.Stat)
	f := &File{Ref: "f", Reports: []View{report("1", "north hall", "2024-03-08"), report("2", "south hall", "2024-09-01"), report("3", "far town", "2024-12-01")}}
	v := report("new", "north hall", "2024-03-08")
	if near := StandingOf(s.Score(&v, &f.Reports[0])); near != Proposed {
		t.Fatalf("the nearest report alone: %s", near)
	}
	l := s.Lay(&v, f)
	if l.Standing == Proposed {
		t.Errorf("proposed through one report of three: %v", l.Score)
	}
}

// TestTwins: two open files of one threat alarm both owners, unless one names the other; across
// organisations each sees only what the other shared.
func TestTwins(t *testing.T) {
	t.Parallel()
	rd := testReader()
	file := func(ref, owner, place, day, target string, more ...string) *File {
		m := Material{Ref: ref + "/part", Facets: tocsin.Facets{Place: stated(place), Target: stated(target)}, Texts: more}
		if day != "" {
			m.Window = tocsin.Window{Start: at(t, day), End: at(t, day).Add(48 * time.Hour)}
		}
		rd.Learn(m)
		return &File{Ref: ref, Owner: tocsin.OrgID(owner), Parts: []View{rd.View(m)}}
	}
	a := file("a", "north-desk", "north hall", "2024-03-08", "concert hall", "the kestrel source says so")
	b := file("b", "south-desk", "north hall", "2024-03-08", "philharmonic")
	c := file("c", "south-desk", "far town", "2024-03-08", "concert hall")
	s := NewScorer(rd.Stat)
	alarms := s.Twins([]*File{a, b, c})
	if len(alarms) != 2 || alarms[0].To == alarms[1].To || alarms[0].Own != alarms[1].Other || alarms[0].Standing != Proposed {
		t.Fatalf("alarms %+v", alarms)
	}
	b.Names = []string{"a"}
	if got := s.Twins([]*File{a, b, c}); len(got) != 0 {
		t.Errorf("one names the other, and still: %+v", got)
	}
	b.Names = nil
	a.Shared = file("a-release", "north-desk", "the city", "2024-03-08", "concert hall").Parts
	b.Shared = b.Parts
	across := s.TwinsAcross([]*File{a}, []*File{b})
	if len(across) != 2 {
		t.Fatalf("across: %+v", across)
	}
	for _, x := range across {
		for _, term := range x.Score {
			if x.To == "south-desk" && (strings.Contains(term.Why, "kestrel") || term.Name == TermPlace && strings.Contains(term.Why, "0.1 and 0.1")) {
				t.Errorf("the partner sees what was not shared: %s", term.Why)
			}
		}
	}
}

// BenchmarkStream lays reports beside a thousand, ten thousand and a hundred thousand open threats, 200
// an iteration beside each, which take turns, so that what else the machine does falls on all three alike. For each it
// gives reports a second of processor time, on average and of the best slice, how many files were
// compared for a report, for which share of reports its threat was among the ten, and the memory that
// the board holds.
func BenchmarkStream(b *testing.B) {
	const slice = 200
	var streams []*stream
	for _, threats := range []int{1_000, 10_000, 100_000} {
		streams = append(streams, newStream(threats))
	}
	for b.Loop() {
		for _, s := range streams {
			s.run(b, slice)
		}
	}
	for _, s := range streams {
		at := fmt.Sprintf("@%d", len(s.w.threats))
		b.ReportMetric(float64(s.done)/s.spent, "reports/cpu-s"+at)
		b.ReportMetric(1/s.least, "best/cpu-s"+at)
		b.ReportMetric(float64(s.board.laid)/float64(s.done), "compared"+at)
		b.ReportMetric(float64(s.found)/float64(s.done), "found"+at)
		b.ReportMetric(s.held, "MB"+at)
	}
}

// A stream is a board with reports that come in, and what they cost.
type stream struct {
	w       *world
	board   *Board
	reports []Material
	of      []string // the threat of each
	held    float64  // MB
	done    int
	found   int     // whose threat was among the ten
	spent   float64 // seconds of processor time
	least   float64 // for one report, in the best slice
}

func newStream(threats int) *stream {
	s := &stream{w: newWorld(threats), least: math.Inf(1)}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s.board = s.w.board(2000)
	runtime.GC()
	runtime.ReadMemStats(&after)
	s.held = float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20)
	for i := range 2000 {
		k := s.w.lot.upTo(len(s.w.threats))
		s.reports, s.of = append(s.reports, s.w.report(i, s.w.threats[k])), append(s.of, threatRef(k))
	}
	return s
}

func (s *stream) run(b *testing.B, n int) {
	start := cpuSeconds()
	for range n {
		k := s.done % len(s.reports)
		v := s.board.Reader.Take(s.reports[k])
		links := s.board.Links(&v, 10)
		if len(links) > 10 {
			b.Fatal("more than were asked for")
		}
		if slices.ContainsFunc(links, func(l Link) bool { return l.File == s.of[k] }) {
			s.found++
		}
		s.done++
	}
	took := cpuSeconds() - start
	s.spent, s.least = s.spent+took, min(s.least, took/float64(n))
}

// cpuSeconds is the processor time that the process has used: what others do on the machine is not
// in it.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
