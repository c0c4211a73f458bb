package attention

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin"
)

// desk is a house of two units: what they did before, and what they do now.
func desk() Ledger {
	return Ledger{
		Subjects: []Subject{
			{Key: "halls", Label: "attacks on halls", Threat: "t0"},
			{Key: "bridges", Label: "attacks on bridges", Threat: "t1"},
			{Key: "posts", Label: "what people post"},
		},
		Efforts: []Effort{
			{Day: 10, Unit: "second", On: "halls", Minutes: 6000, Senior: 600, Entries: 40, Reports: []tocsin.ReportID{"r1"}},
			{Day: 11, Unit: "second", On: "posts", Minutes: 4000, Senior: 400, Entries: 10},
			{Day: 60, Unit: "second", On: "halls", Minutes: 1200, Senior: 0, Entries: 38, Reports: []tocsin.ReportID{"r1"}},
			{Day: 61, Unit: "second", On: "posts", Minutes: 8800, Senior: 900, Entries: 400, Reports: []tocsin.ReportID{"r2", "r3", "gone", "r2"}},
			{Day: 62, Unit: "third", On: "posts", Minutes: 2000, Senior: 0, Entries: 0},
		},
	}
}

var (
	then    = Period{0, 50}
	now     = Period{50, 100}
	halls   = Assessment{Threat: "t0", Label: "attacks on halls", Day: 5, Likelihood: "likely", Closed: Never}
	bridges = Assessment{Threat: "t1", Label: "attacks on bridges", Day: 5, Likelihood: "unlikely", Closed: Never}
)

func TestShares(t *testing.T) {
	t.Parallel()
	l := desk()
	if err := l.Check(); err != nil {
		t.Fatal(err)
	}
	all := []Assessment{halls, bridges}
	for _, c := range []struct{ got, want string }{
		{l.Share("halls", Hours, then).String(), "6000 of 10000 minutes (60.0 %)"},
		{l.Share("halls", Hours, now).String(), "1200 of 12000 minutes (10.0 %)"},
		{l.Share("halls", SeniorTime, now).String(), "0 of 900 minutes (0.0 %)"},
		{l.Share("halls", ListEntries, now).String(), "38 of 438 entries (8.7 %)"},
		{l.Share("nothing", Hours, now).String(), "0 of 12000 minutes (0.0 %)"},
		{l.OnAssessed(Hours, now, Standing(all, 99)).String(), "1200 of 12000 minutes (10.0 %)"},
		{l.OnAssessed(Hours, now, nil).String(), "0 of 12000 minutes (0.0 %)"},
		{l.OutsideMandate("second", []string{"halls", "bridges"}, Hours, now).String(), "8800 of 10000 minutes (88.0 %)"},
		{l.OutsideMandate("third", []string{"posts"}, Hours, now).String(), "0 of 2000 minutes (0.0 %)"},
		{l.PerEntry("posts", now).String(), "10800 minutes for 400 entries (27.0 each)"},
		{l.PerEntry("bridges", now).String(), "0 minutes for no entries"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestLedgerCheck(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Ledger){
		"a subject twice":       func(l *Ledger) { l.Subjects = append(l.Subjects, l.Subjects[0]) },
		"a subject of no name":  func(l *Ledger) { l.Subjects[0].Label = "" },
		"effort on no subject":  func(l *Ledger) { l.Efforts[0].On = "songs" },
		"less than nothing":     func(l *Ledger) { l.Efforts[0].Minutes = -1 },
		"more senior than all":  func(l *Ledger) { l.Efforts[0].Senior = 6001 },
		"entries below nothing": func(l *Ledger) { l.Efforts[0].Entries = -1 },
	} {
		l := desk()
		spoil(&l)
		if l.Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}

// TestSharesAddUp: the shares of all subjects are one whole, in every period and of every kind.
func TestSharesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := drawLedger(t)
		for _, k := range Kinds {
			whole := l.Spent(k, Period{0, 100})
			parts, halves := 0, l.Spent(k, then).N+l.Spent(k, now).N
			for _, s := range l.Subjects {
				parts += l.Share(s.Key, k, Period{0, 100}).Part.N
			}
			if parts != whole.N || halves != whole.N {
				t.Fatalf("%s: the subjects make %d, the halves %d, all is %s", k, parts, halves, whole.Shown())
			}
		}
	})
}

func TestAssessments(t *testing.T) {
	t.Parallel()
	on := func(d Day) tocsin.Signature { return tocsin.Signature{At: d.Time().Add(13 * time.Hour)} }
	threat := tocsin.Threat{ID: "t0", Title: "attacks on halls", Parts: []tocsin.Part{{ID: "p", State: tocsin.PartOpen}},
		Judgements: []tocsin.Judgement{{Text: "x", Likelihood: "unlikely", By: on(5)}, {Text: "no word of how likely", By: on(6)}, {Text: "y", Likelihood: "very_likely", By: on(9)}}}
	got := Assessments([]tocsin.Threat{threat})
	if len(got) != 2 || got[0] != (Assessment{"t0", "attacks on halls", 5, "unlikely", Never}) || got[1].Day != 9 {
		t.Errorf("got %+v", got)
	}
	second := on(40)
	threat.Parts[0] = tocsin.Part{ID: "p", State: tocsin.PartClosed, Decisions: []tocsin.ReviewDecision{{End: tocsin.CloseFalse, First: on(30), Second: &second}}}
	closed := Assessments([]tocsin.Threat{threat})
	if closed[1].Closed != 40 || len(Standing(closed, 39)) != 1 || len(Standing(closed, 40)) != 0 {
		t.Errorf("got %+v", closed)
	}
	if got := Unassessed([]tocsin.Threat{threat, {ID: "t9", Parts: []tocsin.Part{{State: tocsin.PartOpen}}}, {ID: "t8"}}); !slices.Equal(got, []tocsin.ThreatID{"t9"}) {
		t.Errorf("got unassessed %q", got)
	}
}

func TestTop(t *testing.T) {
	t.Parallel()
	later := halls
	later.Day, later.Likelihood = 50, "very_unlikely"
	equal := bridges
	equal.Day, equal.Likelihood = 60, "very_unlikely"
	all := []Assessment{halls, bridges, later, equal}
	for _, c := range []struct {
		d    Day
		want []tocsin.ThreatID
	}{{4, nil}, {5, []tocsin.ThreatID{"t0"}}, {49, []tocsin.ThreatID{"t0"}}, {50, []tocsin.ThreatID{"t1"}}, {60, []tocsin.ThreatID{"t0", "t1"}}} {
		var got []tocsin.ThreatID
		for _, a := range Top(all, c.d) {
			got = append(got, a.Threat)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("on day %d: got %q, want %q", c.d, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // no threat that stands is more likely than a top one, and none is left out
		all, d := drawAssessments(t), Day(rapid.IntRange(0, 120).Draw(t, "day"))
		top := Top(all, d)
		for i, a := range Standing(all, d) {
			if a.Day > d || d >= a.Closed || a.rank() < top[0].rank() || (a.rank() == top[0].rank()) != (i < len(top)) {
				t.Fatalf("%+v stands beside the top %+v on day %d", a, top, d)
			}
		}
	})
}

func TestStatements(t *testing.T) {
	t.Parallel()
	all := []Statement{
		{Day: 3, Who: "president", Order: []string{"war", "halls"}}, {Day: 9, Who: "president", Order: []string{"war"}},
		{Day: 4, Who: "council", Order: []string{"halls"}}, {Day: 99, Who: "council", Order: []string{"posts"}},
	}
	got := InForce(all, 10)
	if len(got) != 2 || got[0].Who != "council" || got[0].Day != 4 || got[1].Day != 9 {
		t.Errorf("got %+v", got)
	}
	if n, ok := all[0].Rank("halls"); n != 2 || !ok {
		t.Errorf("got %d, %v", n, ok)
	}
	if n, ok := all[1].Rank("halls"); n != 0 || ok {
		t.Errorf("got %d, %v", n, ok)
	}
}

// TestLoadOf counts day by day, the slow way.
func TestLoadOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		alerts := drawAlerts(t)
		p := Period{Day(rapid.IntRange(0, 60).Draw(t, "from")), Day(rapid.IntRange(60, 150).Draw(t, "to"))}
		l := LoadOf(alerts, p)
		days, under, most := 0, 0, 0
		var on Day
		for d := p.From; d < p.To; d++ {
			n := 0
			for _, a := range alerts {
				n += count(a.From <= d && d < a.To)
			}
			days += n
			under += count(n > 0)
			if n > most {
				most, on = n, d
			}
		}
		if l.Days.N != days || l.Under.Part.N != under || l.Most != most || l.On != on || l.Under.Whole.N != p.Days() {
			t.Fatalf("got %+v, want %d alert days, %d days under, %d at once on %d", l, days, under, most, on)
		}
	})
}
