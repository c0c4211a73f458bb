package fusion

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin"
)

func stated(v string, aliases ...string) tocsin.Facet {
	return tocsin.Facet{State: tocsin.Stated, Value: v, Aliases: aliases}
}

func at(t testing.TB, s string) tocsin.Instant {
	t.Helper()
	i, err := tocsin.ParseInstant(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// spots is a map of made-up places.
var spots = map[string]Spot{
	"north hall":  {true, 50.00, 10.00, 0.1},
	"south hall":  {true, 49.90, 10.00, 0.1},
	"the city":    {true, 49.95, 10.02, 5},
	"the region":  {true, 50.30, 10.50, 100},
	"the country": {true, 51.00, 12.00, 500},
	"far town":    {true, 58.00, 30.00, 5},
}

func testReader() *Reader {
	rd := NewReader(NewStat())
	rd.Locate = func(f tocsin.Facet) Spot { return spots[f.Value] }
	return rd
}

var words = strings.Fields("gunmen hall concert plan group crowd attack road wagon bridge market harbour lantern orchard kestrel 4471 B77")

// drawMaterial draws a material in which anything may be missing.
func drawMaterial(t *rapid.T, ref string) Material {
	pick := func(from []string) tocsin.Facet {
		v := rapid.SampledFrom(append([]string{""}, from...)).Draw(t, "value")
		if v == "" {
			return tocsin.Facet{State: tocsin.NotHeld}
		}
		return stated(v)
	}
	var places []string
	for p := range spots {
		places = append(places, p)
	}
	slices.Sort(places)
	m := Material{Ref: ref, Facets: tocsin.Facets{
		Place: pick(places), Target: pick([]string{"concert hall", "synagogue", "the power plant", "Lantern House"}),
		Method: pick([]string{"shooting", "car bomb", "knife"}), Actor: pick([]string{"Red Kestrel", "Группа Кестрел", "others"}),
	}.Normal()}
	if rapid.Bool().Draw(t, "site") {
		m.Facets.Place.Site = tocsin.SiteID(rapid.SampledFrom([]string{"s1", "s2"}).Draw(t, "which"))
	}
	day := func() time.Time {
		return time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "day"))
	}
	if rapid.Bool().Draw(t, "window") {
		from := day()
		m.Window = tocsin.Window{Start: tocsin.At(from), End: tocsin.At(from.AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, "length")))}
	}
	if rapid.Bool().Draw(t, "told") {
		m.Told = tocsin.At(day())
	}
	m.Sender = rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "sender")
	m.Texts = []string{strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(t, "text"), " ")}
	return m
}

// TestWaterfall holds every total to the sum of the terms that are shown, the score to be the same
// both ways, and every term to have its sentence.
func TestWaterfall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rd := testReader()
		var all []Material
		for i := range rapid.IntRange(2, 300).Draw(t, "reports") {
			if i < 4 {
				all = append(all, drawMaterial(t, string(rune('a'+i))))
			}
			rd.Learn(all[i%len(all)])
		}
		a, b := rd.View(all[0]), rd.View(all[1])
		s := NewScorer(rd.Stat)
		w, back := s.Score(&a, &b), s.Score(&b, &a)
		shown := 0.0
		for i, term := range w {
			shown += math.Round(term.Weight.Decibans()*10) / 10
			if term.Why == "" {
				t.Fatalf("%s has no reason", term.Name)
			}
			if term.Name != back[i].Name || term.Weight != back[i].Weight {
				t.Fatalf("%v one way and %v the other", term, back[i])
			}
		}
		if got := w.Total().Decibans(); math.Abs(got-shown) > 1e-9 {
			t.Fatalf("total %v, and the terms shown add up to %v", got, shown)
		}
		if s.total(&a, &b) != w.Total() {
			t.Fatalf("without its reasons the total is %v, with them %v", s.total(&a, &b), w.Total())
		}
	})
}

// TestCeiling: no score lies above the total that is computed first, and the nearest two views are
// found with it as without.
func TestCeiling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rd := testReader()
		var all []Material
		for i := range rapid.IntRange(6, 300).Draw(t, "reports") {
			if i < 6 {
				all = append(all, drawMaterial(t, string(rune('a'+i))))
			}
			rd.Learn(all[i%len(all)])
		}
		var views []View
		for _, m := range all {
			views = append(views, rd.View(m))
		}
		s := NewScorer(rd.Stat)
		v, f := &views[0], &File{Ref: "f", Parts: views[1:3], Reports: views[3:]}
		if got, most := s.Lay(v, f).Score.Total(), s.ceiling(v, f); got > most {
			t.Fatalf("%v, and no more than %v was possible: %v", got, most, s.Lay(v, f))
		}
		mine, theirs := pointers(views[:3]), pointers(views[3:])
		best := Weight(math.MinInt)
		for _, a := range mine {
			for _, b := range theirs {
				best = max(best, s.Score(a, b).Total())
				if got, most := s.Score(a, b).Total(), s.most(a, b); got > most {
					t.Fatalf("%v, and no more than %v was possible: %v", got, most, s.Score(a, b))
				}
			}
		}
		if x, y := s.nearest(mine, theirs, best); x == nil || s.Score(x, y).Total() != best {
			t.Fatalf("the nearest come to %v, found were %v, %v", best, x, y)
		}
		if x, _ := s.nearest(mine, theirs, best+1); x != nil {
			t.Fatal("found what is too far")
		}
	})
}

// TestUnknownIsZero: what is taken out of one side counts 0, and leaves every other term but the
// text's as it was.
func TestUnknownIsZero(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rd := testReader()
		a, b := drawMaterial(t, "a"), drawMaterial(t, "b")
		rd.Learn(a)
		rd.Learn(b)
		a.Facets.Place.Site, b.Facets.Place.Site = "", ""
		a.Texts, b.Texts = nil, nil
		x := rd.View(a)
		y := rd.View(b)
		s := NewScorer(rd.Stat)
		before := s.Score(&x, &y)
		for name, term := range map[tocsin.FacetName]TermName{tocsin.Target: TermTarget, tocsin.Method: TermType, tocsin.Actor: TermActor} {
			c := b
			*c.Facets.Get(name) = tocsin.Facet{State: tocsin.NotHeld}
			if name == tocsin.Target && a.Facets.Place.Value == "" {
				continue // the target stands in for the place on the map
			}
			z := rd.View(c)
			after := s.Score(&x, &z)
			if got := after.Get(term); got != 0 {
				t.Fatalf("%s is not known on one side and weighs %v", name, got)
			}
			for i := range before {
				if before[i].Name != term && before[i].Name != TermPlace && before[i].Weight != after[i].Weight {
					t.Fatalf("without %s, %s went from %v to %v", name, before[i].Name, before[i].Weight, after[i].Weight)
				}
			}
		}
	})
}

// TestPlace: the radius decides what a distance means.
func TestPlace(t *testing.T) {
	t.Parallel()
	rd := testReader()
	s := NewScorer(rd.Stat)
	place := func(a, b string) Weight {
		x, y := rd.View(Material{Facets: tocsin.Facets{Place: stated(a)}}), rd.View(Material{Facets: tocsin.Facets{Place: stated(b)}})
		return s.Score(&x, &y).Get(TermPlace)
	}
	for _, c := range []struct {
		a, b      string
		low, high Weight
	}{
		{"north hall", "north hall", 250, 250},   // a venue and itself
		{"north hall", "south hall", -150, -150}, // 11 km apart, both known to 100 m
		{"north hall", "the city", 180, 250},     // the city's centre is not the venue, and does not deny it
		{"north hall", "the region", 0, 120},     // the region holds it
		{"north hall", "the country", -60, 30},   // says next to nothing
		{"north hall", "far town", -150, -150},   // another country
		{"the country", "far town", -150, 30},    // half known
		{"a mill", "another mill", 0, 0},         // not on the map, and other names: not known
	} {
		if got := place(c.a, c.b); got < c.low || got > c.high {
			t.Errorf("%s and %s: %v, want %v to %v", c.a, c.b, got, c.low, c.high)
		}
	}
}

// TestVenueCountsOnce: a venue that both name is place and target at once.
func TestVenueCountsOnce(t *testing.T) {
	t.Parallel()
	rd := testReader()
	f := tocsin.Facets{Place: stated("north hall"), Target: stated("concert hall")}
	f.Place.Site = "s1"
	m := Material{Facets: f, Texts: []string{"they plan it at the north hall, a concert hall"}}
	rd.Learn(m)
	v := rd.View(m)
	w := NewScorer(rd.Stat).Score(&v, &v)
	if w.Get(TermPlace) != weightOf(placeCap) || w.Get(TermTarget) != 0 {
		t.Errorf("place %v, target %v: want the cap, and nothing more", w.Get(TermPlace), w.Get(TermTarget))
	}
	other := m
	other.Facets.Place.Site = "s2"
	u := rd.View(other)
	if got := NewScorer(rd.Stat).Score(&v, &u).Get(TermPlace); got != weightOf(placeFloor) {
		t.Errorf("two venues: %v", got)
	}
}

// TestWindows: the overlap decides, without a cliff, and a window on one side only says nothing.
func TestWindows(t *testing.T) {
	t.Parallel()
	rd := testReader()
	s := NewScorer(rd.Stat)
	when := func(a, b string) Weight {
		view := func(w string) View {
			m := Material{}
			if from, to, ok := strings.Cut(w, ".."); ok {
				m.Window = tocsin.Window{Start: at(t, from), End: at(t, to)}
			}
			return rd.View(m)
		}
		x, y := view(a), view(b)
		return s.Score(&x, &y).Get(TermTime)
	}
	if got := when("2024-03-07..2024-03-09", ""); got != 0 {
		t.Errorf("a window on one side: %v", got)
	}
	same, year := when("2024-03-08..2024-03-08", "2024-03-08..2024-03-08"), when("2024-03-01..2025-02-28", "2024-03-08..2024-03-08")
	if same < 190 || year < -10 || year > 10 {
		t.Errorf("one day twice %v, a day in a year %v", same, year)
	}
	last := weightOf(timeCap)
	for d := 8; d <= 28; d++ {
		day := time.Date(2024, 3, d, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
		got := when("2024-03-07..2024-03-10", day+".."+day)
		if got > last || last-got > 150 {
			t.Errorf("the day %s: %v after %v", day, got, last)
		}
		last = got
	}
	if last > -100 || last < weightOf(timeFloor) {
		t.Errorf("18 days after the window: %v", last)
	}
}

// TestKinds: rarer and finer agreement weighs more; kinds that exclude each other count against it.
func TestKinds(t *testing.T) {
	t.Parallel()
	rd := testReader()
	target := func(v string) Material { return Material{Facets: tocsin.Facets{Target: stated(v)}} }
	for i := range 200 {
		v := "metro station"
		if i%50 == 0 {
			v = "synagogue"
		}
		rd.Learn(target(v))
	}
	s := NewScorer(rd.Stat)
	score := func(a, b string) Weight {
		x, y := rd.View(target(a)), rd.View(target(b))
		return s.Score(&x, &y).Get(TermTarget)
	}
	rare, common, coarse := score("synagogue", "синагога"), score("metro station", "underground"), score("synagogue", "a church")
	if rare <= common || rare <= coarse || common < 0 || coarse < 0 {
		t.Errorf("rare %v, common %v, coarse %v", rare, common, coarse)
	}
	if got := score("synagogue", "power plant"); got != weightOf(contradicts) {
		t.Errorf("of two kinds: %v", got)
	}
	if got := score("synagogue", "the yellow thing"); got != 0 {
		t.Errorf("a target that no taxonomy knows: %v", got)
	}
}

// TestNamesAcrossSpellings: spellings of one name in two scripts and a slip of the pen in one of two
// words are the same actor; another given name is not.
func TestNamesAcrossSpellings(t *testing.T) {
	t.Parallel()
	rd := testReader()
	actor := func(v string) Material { return Material{Facets: tocsin.Facets{Actor: stated(v)}} }
	for range 300 {
		rd.Learn(actor("some group"))
	}
	s := NewScorer(rd.Stat)
	score := func(a, b string) Weight {
		x, y := rd.View(actor(a)), rd.View(actor(b))
		return s.Score(&x, &y).Get(TermActor)
	}
	for _, p := range [][2]string{
		{"Iosif Prigozhin", "Joseph Prigojine"}, {"أيمن الظواهري", "Ayman Dhawahiri"}, {"Shamsidin Fariduni", "Faduni Shamsiddin"},
		{"Khadzhimurad", "Hajimurat"}, {"김정은", "김정은"},
	} {
		if got := score(p[0], p[1]); got < 100 {
			t.Errorf("%q and %q: %v", p[0], p[1], got)
		}
	}
	for _, p := range [][2]string{{"Bashar Assad", "Hafez Assad"}, {"Hasan Nasr", "Husayn Nasr"}, {"Fariduni", "Faduni"}, {"ISIS", "ISIL"}} {
		if got := score(p[0], p[1]); got != 0 {
			t.Errorf("%q and %q: %v", p[0], p[1], got)
		}
	}
}

// TestActorAcrossScripts: an alias in another script is the same actor, and a rare one weighs more.
func TestActorAcrossScripts(t *testing.T) {
	t.Parallel()
	rd := testReader()
	actor := func(v string, aliases ...string) Material {
		return Material{Facets: tocsin.Facets{Actor: stated(v, aliases...)}}
	}
	for range 300 {
		rd.Learn(actor("some group"))
	}
	rd.Learn(actor("Korsakov ring"))
	rd.Learn(actor("кольцо Корсакова", "Korsakov"))
	s := NewScorer(rd.Stat)
	x, y, z := rd.View(actor("Korsakov ring")), rd.View(actor("кольцо", "Корсаков")), rd.View(actor("some group"))
	rare, common, none := s.Score(&x, &y).Get(TermActor), s.Score(&z, &z).Get(TermActor), s.Score(&x, &z).Get(TermActor)
	if rare < 100 || common > 30 || none != 0 {
		t.Errorf("rare %v, common %v, two names that do not meet %v", rare, common, none)
	}
}
