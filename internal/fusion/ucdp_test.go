package fusion

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/internal/names"
)

// A codedEvent is a line of events/ucdp/events: an event and the original sources that its coders
// named, which is the truth here.
type codedEvent struct {
	Event    string
	Original []string `json:"original_sources"`
	reports  []codedReport
}

type codedReport struct{ Event, Outlet, Published, Headline string }

// readEvents returns the events with reports and named sources, by half.
func readEvents(tb testing.TB) (train, test []codedEvent) {
	of := map[string][]codedReport{}
	for _, r := range readLines[codedReport](tb, "events/ucdp/reports.jsonl.gz") {
		of[r.Event] = append(of[r.Event], r)
	}
	for _, e := range readLines[codedEvent](tb, "events/ucdp/events.jsonl.gz") {
		e.reports = of[e.Event]
		switch {
		case len(e.Original) == 0 || len(e.reports) < 2:
		case trains(e.Event):
			train = append(train, e)
		default:
			test = append(test, e)
		}
	}
	return train, test
}

// plain is a name without case, spaces and the dress of a web address.
func plain(name string) string {
	name = strings.NewReplacer("https://", "", "http://", "", "www.", "", ".com", "").Replace(strings.ToLower(name))
	return strings.ReplaceAll(names.Fold(name), " ", "")
}

func plainSet(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, plain(s))
	}
	return sortedSet(out)
}

func (e codedEvent) outlets() []string {
	var out []string
	for _, r := range e.reports {
		out = append(out, r.Outlet)
	}
	return plainSet(out)
}

// several is the truth: more than one original source.
func (e codedEvent) several() bool { return len(plainSet(e.Original)) > 1 }

// credit gives the outlets of an event what it shows of them, times sign: first hand when there are
// as many sources as outlets, or when the outlet is named as a source; otherwise told again.
func (e codedEvent) credit(t Tracks, sign int) {
	sources, outlets := plainSet(e.Original), e.outlets()
	if len(outlets) < 2 {
		return
	}
	for _, o := range outlets {
		k := t[o]
		if slices.Contains(sources, o) || len(sources) >= len(outlets) {
			k.FirstHand += sign
		} else {
			k.Relayed += sign
		}
		t[o] = k
	}
}

func (e codedEvent) accounts(tb testing.TB) []Account {
	var out []Account
	for i, r := range e.reports {
		told, err := tocsin.ParseInstant(r.Published, time.UTC)
		if err != nil && !strings.HasPrefix(r.Published, "1753-") { // how the coders' database says "not known"
			tb.Fatal(err)
		}
		out = append(out, Account{Ref: string(rune('a'+i%26)) + string(rune('a'+i/26)), Said: Material{Sender: plain(r.Outlet), Told: told, Texts: []string{r.Headline}}})
	}
	return out
}

// area is the area under the curve: how often a true case is ranked above a false one.
func area(list []forecast) float64 {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b forecast) int { return int(math.Copysign(1, a.p-b.p)) * btoi(a.p != b.p) })
	ranks, yes := 0.0, 0.0
	for i := 0; i < len(list); {
		j := i
		for j < len(list) && list[j].p == list[i].p {
			j++
		}
		for _, f := range list[i:j] {
			if f.truth {
				ranks += float64(i+j+1) / 2
				yes++
			}
		}
		i = j
	}
	return (ranks - yes*(yes+1)/2) / (yes * (float64(len(list)) - yes))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// calibration is the mean distance between what was said and what was, over ten equal parts.
func calibration(list []forecast) (mean float64, rows []calibrated) {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b forecast) int { return int(math.Copysign(1, a.p-b.p)) * btoi(a.p != b.p) })
	for part := range slices.Chunk(list, (len(list)+9)/10) {
		r := calibrated{n: len(part)}
		for _, f := range part {
			r.said += f.p / float64(len(part))
			r.was += float64(btoi(f.truth)) / float64(len(part))
		}
		rows = append(rows, r)
		mean += math.Abs(r.said-r.was) * float64(r.n) / float64(len(list))
	}
	return mean, rows
}

type calibrated struct {
	said, was float64
	n         int
}

// eventsFittedOn is the SHA-256 of the reports on whose training half the hints were fitted.
const eventsFittedOn = "707acaa708eb968e"

// TestFittedHints fits the weights of hints again, on the training half, each event's own outcome
// left out of the records by which it is judged, and holds them to those in the code.
func TestFittedHints(t *testing.T) {
	t.Parallel()
	if got := fingerprint(t, "events/ucdp/reports.jsonl.gz"); got != eventsFittedOn {
		t.Skipf("the hints were fitted on other reports (%s, these are %s)", eventsFittedOn, got)
	}
	train, _ := readEvents(t)
	tracks := Tracks{}
	again, one := 0, 0
	for _, e := range train {
		e.credit(tracks, 1)
		if len(e.outlets()) == 1 {
			one++
			again += btoi(!e.several())
		}
	}
	if got := weightOf(10 * math.Log10(float64(again)/float64(one-again))); got != sameSender {
		t.Errorf("one sender: %v, the code has %v", got, sameSender)
	}
	for _, prior := range []Beta{{1, 1}, {1, 1.5}, {1, 2}, {2, 2}, firstHand, {4, 6}} {
		loss, gap, added := fitHints(t, train, tracks, prior)
		t.Logf("prior %v: a gap of two days %v, each added figure %v, loss %.4f", prior, gap, added, loss)
		if prior == firstHand && (gap != gapHint.Weights[1] || added != addHint) {
			t.Errorf("a gap of two days %v, each added figure %v; the code has %v and %v", gap, added, gapHint.Weights[1], addHint)
		}
	}
}

// A hintRow is one event with two outlets: the odds that the records give, what the hints see, and
// whether one origin was behind both.
type hintRow struct {
	offset, late, added, one float64
}

func hintRows(tb testing.TB, train []codedEvent, tracks Tracks, prior Beta) []hintRow {
	var rows []hintRow
	for _, e := range train {
		o := e.outlets()
		if len(o) != 2 {
			continue
		}
		e.credit(tracks, -1)
		p := 1.0
		for _, x := range o {
			k := tracks[x]
			p = math.Min(p, prior.Plus(k.FirstHand, k.Relayed).Mean())
		}
		e.credit(tracks, 1)
		first := map[string]Account{}
		for _, a := range e.accounts(tb) {
			f, ok := first[a.Said.Sender]
			if x, y := instantSpan(a.Said.Told), instantSpan(f.Said.Told); !ok || x.from < y.from {
				first[a.Said.Sender] = a
			}
		}
		ev := evidence{accounts: []Account{first[o[0]], first[o[1]]}, tracks: tracks, runs: make([]map[uint64]bool, 2)}
		r := hintRow{offset: math.Log((1 - p) / p), one: float64(btoi(!e.several()))}
		for _, term := range ev.hints(0, 1) {
			switch term.Name {
			case TermGap:
				r.late = float64(btoi(term.Weight != 0))
			case TermAdded:
				r.added = float64(term.Weight / addHint)
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// fitHints fits both weights by steps on the logistic loss, which has one lowest point.
func fitHints(tb testing.TB, train []codedEvent, tracks Tracks, prior Beta) (loss float64, gap, added Weight) {
	rows := hintRows(tb, train, tracks, prior)
	late, add := 0.0, 0.0
	odds := func(r hintRow) float64 { return r.offset + late*r.late + add*r.added }
	for range 5000 {
		a, b := 0.0, 0.0
		for _, r := range rows {
			d := r.one - 1/(1+math.Exp(-odds(r)))
			a, b = a+d*r.late, b+d*r.added
		}
		late, add = late+0.01*a, add+0.005*b
	}
	for _, r := range rows {
		p := 1 / (1 + math.Exp(-odds(r)))
		loss -= (r.one*math.Log(p) + (1-r.one)*math.Log(1-p)) / float64(len(rows))
	}
	return loss, weightOf(10 * math.Log10E * late), weightOf(10 * math.Log10E * add)
}

// TestOrigins measures, on the half that was never fitted on, how well the reports of one event
// tell whether one origin is behind them or several: by area under the curve and by calibration.
func TestOrigins(t *testing.T) {
	t.Parallel()
	train, test := readEvents(t)
	tracks := Tracks{}
	for _, e := range train {
		e.credit(tracks, 1)
	}
	for _, c := range []struct {
		name      string
		outlets   int
		area, off float64
	}{{"events with two reports and more", 1, 0.90, 0.06}, {"events with two outlets and more", 2, 0.65, 0.15}} {
		var ours, outlets, reports []forecast
		for _, e := range test {
			if len(e.outlets()) < c.outlets {
				continue
			}
			a := Corroborate(Case{Base: 0.5, Accounts: e.accounts(t), Tracks: tracks})
			ours = append(ours, forecast{a.Several(), e.several()})
			outlets = append(outlets, forecast{float64(len(e.outlets())), e.several()})
			reports = append(reports, forecast{float64(len(e.reports)), e.several()})
		}
		off, rows := calibration(ours)
		loss, _, _ := brier(ours)
		t.Logf("%s: %d; area %.3f (counting outlets %.3f, reports %.3f), Brier %.3f, off by %.3f: %v", c.name, len(ours), area(ours), area(outlets), area(reports), loss, off, rows)
		if area(ours) < c.area || off > c.off {
			t.Errorf("%s: area %.3f, want %.2f; off by %.3f, want %.2f", c.name, area(ours), c.area, off, c.off)
		}
	}
}

func (c calibrated) String() string { return fmt.Sprintf("%.2f was %.2f (%d)", c.said, c.was, c.n) }
