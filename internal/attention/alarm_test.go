package attention

import (
	"strings"
	"testing"

	"tocsin"
)

func kindsOf(alarms []Alarm) string {
	var out []string
	for _, a := range alarms {
		out = append(out, string(a.Kind)+" "+a.About)
	}
	return strings.Join(out, ", ")
}

func TestTopFalls(t *testing.T) {
	t.Parallel()
	l, all := desk(), []Assessment{halls, bridges}
	got := l.TopFalls(all, then, now, DefaultLimits())
	if kindsOf(got) != "top_share_falls halls, top_share_falls halls, top_share_falls halls" {
		t.Fatalf("got %s", kindsOf(got))
	}
	want := "The share of the threat that is assessed highest fell (attacks on halls, of all hours): from 6000 of 10000 minutes (60.0 %) to 1200 of 12000 minutes (10.0 %). Say what changed: the assessment of the threat, or what the effort is for. If neither did, say when the effort goes back."
	if got[0].Text() != want {
		t.Errorf("got\n%s\nwant\n%s", got[0].Text(), want)
	}
	// The other way round it rises, and nobody is asked.
	if got := l.TopFalls(all, now, then, DefaultLimits()); len(got) != 0 {
		t.Errorf("a share that rose raises %s", kindsOf(got))
	}
	// At the limit an alarm is raised, below it none is.
	for _, c := range []struct {
		fall, want int
	}{{500, 1}, {501, 0}} {
		lim := DefaultLimits()
		lim.Fall = c.fall
		n := 0
		for _, a := range l.TopFalls(all, then, now, lim) {
			n += count(strings.Contains(a.What, "hours"))
		}
		if n != c.want {
			t.Errorf("a fall of 500 thousandths against %d: %d alarms", c.fall, n)
		}
	}
	// What falls is not assessed highest: no alarm for it, but one for the top, which got nothing.
	calm, top := halls, bridges
	calm.Likelihood, top.Likelihood = "unlikely", "very_likely"
	if got := kindsOf(l.TopFalls([]Assessment{calm, top}, then, now, DefaultLimits())); got != "top_unattended bridges, top_unattended bridges, top_unattended bridges" {
		t.Errorf("got %s", got)
	}
	// A top threat on which no effort is kept at all is named by its own title.
	strange := Assessment{Threat: "t7", Label: "a new danger", Day: 1, Likelihood: "almost_certain", Closed: Never}
	if got := l.TopFalls([]Assessment{strange}, then, now, DefaultLimits()); len(got) != 3 || !strings.Contains(got[0].What, "a new danger") || got[0].Kind != TopUnattended {
		t.Errorf("got %s", kindsOf(got))
	}
	if got := l.TopFalls(nil, then, now, DefaultLimits()); len(got) != 0 {
		t.Errorf("with nothing assessed: got %s", kindsOf(got))
	}
	if got := (Ledger{Subjects: l.Subjects}).TopFalls(all, then, now, DefaultLimits()); len(got) != 0 {
		t.Errorf("with no effort on record: got %s", kindsOf(got))
	}
}

func TestRegisterTopFalls(t *testing.T) {
	t.Parallel()
	a, b := comp(9, 50, 50), comp(19, 40, 160) // fewer, and far fewer of all
	for _, x := range []Composition{a, b} {
		x.Categories[0].Threat = "t0"
	}
	got := RegisterTopFalls(a, b, []Assessment{halls}, DefaultLimits())
	if kindsOf(got) != "top_share_falls a" || !strings.Contains(got[0].What, "from 50 of 100 entries (50.0 %) to 40 of 200 entries (20.0 %)") {
		t.Errorf("got %v", got)
	}
	if got := RegisterTopFalls(b, a, []Assessment{halls}, DefaultLimits()); len(got) != 0 {
		t.Errorf("got %s", kindsOf(got))
	}
	if got := RegisterTopFalls(a, b, []Assessment{bridges}, DefaultLimits()); len(got) != 0 {
		t.Errorf("got %s", kindsOf(got))
	}
}

func TestGrowing(t *testing.T) {
	t.Parallel()
	grow := func(ground Ground, basis Basis, was, is int) []Alarm {
		a, b := comp(9, was), comp(19, is)
		for _, x := range []Composition{a, b} {
			x.Categories[0].Ground, x.Categories[0].Basis, x.Categories[0].Why = ground, basis, "Its title speaks of clubs."
		}
		return Growing(a, b, DefaultLimits())
	}
	for _, c := range []struct {
		ground  Ground
		was, is int
		want    bool
	}{
		{Nonviolent, 20, 40, true}, {NotStated, 20, 40, true}, {Violent, 20, 40, false},
		{Nonviolent, 20, 29, false},   // under 10 entries
		{Nonviolent, 20, 30, true},    // at both limits
		{Nonviolent, 200, 219, false}, // under a tenth
		{Nonviolent, 200, 220, true},
		{Nonviolent, 0, 10, true}, {Nonviolent, 0, 9, false}, {Nonviolent, 40, 20, false},
	} {
		if got := grow(c.ground, Stated, c.was, c.is); (len(got) == 1) != c.want {
			t.Errorf("%s from %d to %d: got %s", c.ground, c.was, c.is, kindsOf(got))
		}
	}
	for _, c := range []struct {
		got  []Alarm
		want string
	}{
		{grow(Nonviolent, Inferred, 20, 50), "A category grew that has no violent ground: a, by 150.0 % (11 Jan 1970 to 20 Jan 1970). It had 20 entries and has 50. That is inferred: Its title speaks of clubs. " + askGrowth},
		{grow(NotStated, Stated, 0, 12), "A category grew that has no stated ground: a, from nothing (11 Jan 1970 to 20 Jan 1970). It had 0 entries and has 12. " + askGrowth},
	} {
		if len(c.got) != 1 || c.got[0].Text() != c.want {
			t.Errorf("got %v\nwant %s", c.got, c.want)
		}
	}
}

func TestNoReport(t *testing.T) {
	t.Parallel()
	graded := func(d tocsin.Credibility) tocsin.Grade { return tocsin.Grade{Credibility: d} }
	reports := []tocsin.Report{{ID: "r1", Grade: graded(2)}, {ID: "r2", Grade: graded(4)}, {ID: "r3", Grade: graded(6)}}
	l := desk()
	got := l.NoReport(now, reports, DefaultLimits())
	if kindsOf(got) != "no_graded_report posts" {
		t.Fatalf("got %s", kindsOf(got))
	}
	want := "No graded report stands behind this effort: what people post, 180.0 h in 20 Feb 1970 to 10 Apr 1970, 10800 of 12000 minutes (90.0 %). It names 3: 1 doubtful or improbable, 1 not judged, 1 not held here. " + askReport
	if got[0].Text() != want {
		t.Errorf("got\n%s\nwant\n%s", got[0].Text(), want)
	}
	before := l.NoReport(then, reports, DefaultLimits())
	if kindsOf(before) != "no_graded_report posts" || !strings.Contains(before[0].Text(), "It names none.") {
		t.Errorf("got %v", before)
	}
	// A report that was joined to the subject stands behind it too, wherever it is named.
	l.Subjects[2].Reports = []tocsin.ReportID{"r1"}
	if got := l.NoReport(now, reports, DefaultLimits()); len(got) != 0 {
		t.Errorf("got %s", kindsOf(got))
	}
	// Without a grade the report behind the halls counts for nothing; 3 is enough, 4 is not.
	for digit, want := range map[tocsin.Credibility]int{0: 1, 6: 1, 5: 1, 4: 1, 3: 0, 2: 0, 1: 0} {
		if got := l.NoReport(now, []tocsin.Report{{ID: "r1", Grade: graded(digit)}}, DefaultLimits()); count(strings.Contains(kindsOf(got), "halls")) != want {
			t.Errorf("a report graded %d: got %s", digit, kindsOf(got))
		}
	}
	lim := DefaultLimits()
	lim.Minutes = 10801
	l.Subjects[2].Reports = nil
	if got := l.NoReport(now, reports, lim); len(got) != 0 {
		t.Errorf("below the limit: got %s", kindsOf(got))
	}
}

func TestElsewhere(t *testing.T) {
	t.Parallel()
	l, all := desk(), []Assessment{halls, bridges}
	at := func(order ...string) []Alarm {
		return l.Elsewhere([]Statement{{Day: 7, Who: "president", Order: order}}, all, 20)
	}
	for _, order := range [][]string{{"halls"}, {"bridges", "halls"}, {"halls", "posts"}} { // what is assessed may stand before
		if got := at(order...); len(got) != 0 {
			t.Errorf("%q: got %s", order, kindsOf(got))
		}
	}
	for _, c := range []struct {
		order []string
		want  string
	}{
		{[]string{"posts"}, "The priorities that the president stated on 8 Jan 1970 do not name attacks on halls, which is assessed highest on 21 Jan 1970. What was stated is a claim of that office. " + askPriorities},
		{[]string{"posts", "halls"}, "The priorities that the president stated on 8 Jan 1970 put what people post, of which no assessment stands, before attacks on halls, which is assessed highest on 21 Jan 1970. What was stated is a claim of that office. " + askPriorities},
		{[]string{"war", "halls"}, "The priorities that the president stated on 8 Jan 1970 put war, of which no assessment stands, before attacks on halls, which is assessed highest on 21 Jan 1970. What was stated is a claim of that office. " + askPriorities},
	} {
		if got := at(c.order...); len(got) != 1 || got[0].Text() != c.want || got[0].Kind != PriorityElsewhere {
			t.Errorf("%q: got %v\nwant %s", c.order, got, c.want)
		}
	}
	if got := l.Elsewhere([]Statement{{Day: 21, Who: "president", Order: []string{"posts"}}}, all, 20); len(got) != 0 {
		t.Errorf("what is stated later is held against them: %s", kindsOf(got))
	}
}
