package inquiry

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin"
)

func stated(v string, aliases ...string) tocsin.Facet {
	return tocsin.Facet{State: tocsin.Stated, Value: v, Aliases: aliases}
}

var (
	withheld = tocsin.Facet{State: tocsin.Withheld, Reason: "source"}
	march6   = time.Date(2024, 3, 6, 12, 0, 0, 0, time.UTC)
)

// sides is a service that warns of two plots, and one that receives: the hall arrives and stays
// unopened, the synagogue never arrives.
func sides() (sender, receiver Held) {
	hall := tocsin.Facets{Place: stated("Crocus City Hall"), Actor: stated("ISIS-K", "ISKP"), Time: stated("within days")}
	out := tocsin.Facets{Place: tocsin.Facet{State: tocsin.Generalised, Value: "a concert hall"}, Actor: stated("ISIS-K"), Time: withheld}
	sender = Held{Org: "usa", At: march6.Add(48 * time.Hour), Files: []File{
		{Kind: ThreatFile, ID: "t1", Part: "hall", Facets: hall, Recorded: march6.Add(-time.Hour)},
		{Kind: ThreatFile, ID: "t1", Part: "synagogue", Facets: tocsin.Facets{Target: stated("a synagogue")}, Recorded: march6.Add(-time.Hour)},
		{Kind: ReportFile, ID: "r1", Title: "intercept", Facets: tocsin.Facets{Method: stated("rifles")}, Joined: []tocsin.ThreatID{"t1"}, Recorded: march6.Add(-2 * time.Hour)},
		{Kind: SentFile, ID: "w1", Release: "rel", Peer: "rus", Part: "hall", Level: tocsin.Tearline, Facets: out, Joined: []tocsin.ThreatID{"t1"}, Recorded: march6},
		{Kind: SentFile, ID: "w1", Release: "rel", Peer: "rus", Part: "synagogue", Level: tocsin.Tearline, Facets: tocsin.Facets{Target: stated("a synagogue")}, Joined: []tocsin.ThreatID{"t1"}, Recorded: march6},
		{Kind: SentFile, ID: "w2", Release: "other", Peer: "gbr", Facets: out, Recorded: march6},
		{Kind: ReportFile, ID: "late", Title: "after the moment", Facets: tocsin.Facets{Actor: stated("a late name")}, Recorded: march6.Add(72 * time.Hour)},
	}}
	receiver = Held{Org: "rus", At: march6.Add(48 * time.Hour), Files: []File{
		{Kind: ReceivedFile, ID: "in1", Release: "rel", Peer: "usa", Part: "hall", Facets: out, Recorded: march6.Add(time.Minute), Joined: []tocsin.ThreatID{"t9"}},
		{Kind: ThreatFile, ID: "t9", Title: "received", Facets: tocsin.Facets{Actor: stated("ISIS-K")}, Recorded: march6.Add(time.Minute)},
		{Kind: ReportFile, ID: "own", Title: "radicalised men", Facets: tocsin.Facets{Actor: stated("iskp", "isis-k"), Method: stated("knives")}, Recorded: march6.Add(time.Hour)},
	}}
	return sender, receiver
}

func TestCompare(t *testing.T) {
	t.Parallel()
	a, b := sides()
	c := Compare(a, b)
	if len(c.Passages) != 2 {
		t.Fatalf("%d passages, want 2: %+v", len(c.Passages), c.Passages)
	}
	hall := c.Passages[0]
	if hall.Part != "hall" || hall.State() != "arrived, left unopened" {
		t.Errorf("%s: %s", hall.Part, hall.State())
	}
	want := []Row{
		{tocsin.Place, Cell{State: tocsin.Stated, Value: "Crocus City Hall", File: "t1"}, Cell{State: tocsin.Generalised, Value: "a concert hall", File: "w1"}, Cell{State: tocsin.Generalised, Value: "a concert hall", File: "in1"}, Coarsened},
		{tocsin.Time, Cell{State: tocsin.Stated, Value: "within days", File: "t1"}, Cell{State: tocsin.Withheld, File: "w1"}, Cell{State: tocsin.Withheld, File: "in1"}, NotSent},
		{tocsin.Actor, Cell{State: tocsin.Stated, Value: "ISIS-K", File: "t1"}, Cell{State: tocsin.Stated, Value: "ISIS-K", File: "w1"}, Cell{State: tocsin.Stated, Value: "ISIS-K", File: "in1"}, LeftClosed},
		{tocsin.Target, Cell{State: tocsin.NotHeld, File: "t1"}, Cell{State: tocsin.NotHeld, File: "w1"}, Cell{State: tocsin.NotHeld, File: "in1"}, ""},
		{tocsin.Method, Cell{State: tocsin.NotHeld, File: "t1"}, Cell{State: tocsin.NotHeld, File: "w1"}, Cell{State: tocsin.NotHeld, File: "in1"}, ""},
	}
	if d := cmp.Diff(want, hall.Rows); d != "" {
		t.Error(d)
	}
	syn := c.Passages[1]
	if syn.State() != "not arrived" || syn.Rows[3].Had.State != NotArrived || syn.Rows[3].Gap != Lost {
		t.Errorf("synagogue: %s, %+v", syn.State(), syn.Rows[3])
	}
}

func TestCompareAlone(t *testing.T) {
	t.Parallel()
	a, b := sides()
	c := Compare(a, b)
	got := map[string]bool{}
	for _, l := range c.Alone {
		got[l.File.ID] = l.Other
	}
	if d := cmp.Diff(map[string]bool{"r1": false, "own": true}, got); d != "" {
		t.Error(d)
	}
	for _, l := range c.Alone {
		for _, e := range l.Rows {
			if l.File.ID == "own" && e.Facet == tocsin.Actor && len(e.Other) != 3 { // the threat's part, and what was sent to two
				t.Errorf("own actor: %+v", e.Other)
			}
		}
	}
}

func TestUnjoined(t *testing.T) {
	t.Parallel()
	_, b := sides()
	got := Unjoined(b)
	want := []Pair{
		{Org: "rus", A: FileRef{Kind: ThreatFile, ID: "t9", Title: "received"}, B: FileRef{Kind: ReportFile, ID: "own", Title: "radicalised men"}, On: []string{"actor: ISIS-K / iskp"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	b.Files[2].Joined = []tocsin.ThreatID{"t9"}
	if got := Unjoined(b); len(got) != 0 {
		t.Errorf("joined through one threat: %+v", got)
	}
}

func TestMatcher(t *testing.T) {
	t.Parallel()
	h := Held{Org: "o", Files: []File{
		{Kind: ReportFile, ID: "a", Facets: tocsin.Facets{Place: tocsin.Facet{Value: "Krokus"}}},
		{Kind: ReportFile, ID: "b", Facets: tocsin.Facets{Target: stated("Crocus")}},
		{Kind: ReportFile, ID: "c", Facets: tocsin.Facets{Place: stated("X"), Time: stated("Crocus"), Method: stated("Crocus")}},
	}}
	if got := Unjoined(h); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	near := Matcher(func(a, b string) bool { return a == "Krokus" && strings.HasPrefix(b, "Cro") })
	got := near.Unjoined(h)
	if len(got) != 1 || got[0].On[0] != "place and target: Krokus / Crocus" {
		t.Errorf("%+v", got)
	}
}

// A report that names no part says nothing about one part of several; of a threat with one part
// it does.
func TestCompareReportsBehind(t *testing.T) {
	t.Parallel()
	a := Held{Org: "a", Files: []File{
		{Kind: ThreatFile, ID: "t", Part: "hall", Facets: tocsin.Facets{Place: stated("the hall")}},
		{Kind: ReportFile, ID: "r", Facets: tocsin.Facets{Place: stated("the arena"), Method: stated("rifles")}, Joined: []tocsin.ThreatID{"t"}},
		{Kind: SentFile, ID: "s", Release: "rel", Peer: "b", Part: "hall", Facets: tocsin.Facets{Place: stated("the hall")}},
	}}
	p := Compare(a, Held{Org: "b"}).Passages[0]
	if p.Rows[0].Held.Value != "the hall" || cmp.Diff([]string{"the arena"}, p.Rows[0].Held.Also) != "" {
		t.Errorf("place: %+v", p.Rows[0].Held)
	}
	if p.Rows[4].Held.Value != "rifles" || p.Rows[4].Gap != NotSent {
		t.Errorf("method: %+v", p.Rows[4])
	}
	back := Compare(Held{Org: "a"}, Held{Org: "b", Files: []File{{Kind: ReceivedFile, ID: "in", Release: "rel", Peer: "a", Part: "hall", Opened: true, Facets: tocsin.Facets{Place: stated("the hall")}}}})
	if p := back.Passages[0]; p.Rows[0].Sent.State != NoFile || p.Rows[0].Held.State != NoFile || p.State() != "arrived and opened" {
		t.Errorf("received, and no file of the sending: %+v", p)
	}
}
