package inquiry

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin"
)

func fig(t testing.TB, s string) *tocsin.Figure {
	t.Helper()
	f, err := tocsin.ParseFigure(s)
	if err != nil {
		t.Fatal(err)
	}
	return &f
}

func on(t testing.TB, text string) tocsin.Times {
	t.Helper()
	i, err := tocsin.ParseInstant(text, time.FixedZone("MSK", 3*3600))
	if err != nil {
		t.Fatal(err)
	}
	return tocsin.Times{Happened: i}
}

func figure(t testing.TB, id, question, who, f string) tocsin.Claim {
	return tocsin.Claim{ID: tocsin.ClaimID(id), Question: question, Claimant: who, Figure: fig(t, f)}
}

func answer(id, question, who, what string) tocsin.Claim {
	return tocsin.Claim{ID: tocsin.ClaimID(id), Question: question, Claimant: who, Answer: what}
}

func with(c tocsin.Claim, change func(*tocsin.Claim)) tocsin.Claim {
	change(&c)
	return c
}

func only(t *testing.T, claims ...tocsin.Claim) Question {
	t.Helper()
	qs := Weigh(claims)
	if len(qs) != 1 {
		t.Fatalf("%d questions, want 1", len(qs))
	}
	return qs[0]
}

func TestWeighDeaths(t *testing.T) {
	t.Parallel()
	q := only(t,
		figure(t, "d0", "deaths", "000", "at least 143"),
		figure(t, "d1", "deaths", "001", "144"),
		figure(t, "d2", "deaths", "002", "more than 140 people"),
		figure(t, "d3", "deaths", "003", "about 140"),
	)
	if want := "compatible: at least 143, 144, more than 140 people, about 140"; q.Sentence != want {
		t.Errorf("sentence %q, want %q", q.Sentence, want)
	}
	if len(q.Disputes) != 0 || q.Claimants != 4 || len(q.Current) != 4 || len(q.Relations) != 6 {
		t.Errorf("%d disputes, %d claimants, %d current, %d relations", len(q.Disputes), q.Claimants, len(q.Current), len(q.Relations))
	}
	if r, ok := q.Range(); !ok || r.String() != "144 people" || r.Spread {
		t.Errorf("range %v, %v", r, ok)
	}
	exact := only(t, figure(t, "d1", "deaths", "001", "144"), figure(t, "d3", "deaths", "003", "140"), figure(t, "d2", "deaths", "002", "more than 130"))
	if want := "in dispute: 144 (001), 140 (003); also said: more than 130 (002)"; exact.Sentence != want {
		t.Errorf("sentence %q, want %q", exact.Sentence, want)
	}
	if r, _ := exact.Range(); r.String() != "no value fits all: told as 140 to 144" || !r.Spread {
		t.Errorf("range %v", r)
	}
}

func TestWeighRange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		figures []string
		want    string
	}{
		{[]string{"at least 143", "at most 144"}, "143 to 144"},
		{[]string{"more than 140", "less than 150"}, "more than 140 and less than 150"},
		{[]string{"at least 140", "more than 140"}, "more than 140"},
		{[]string{"more than 300 km", "more than 370 km"}, "more than 370 km"},
		{[]string{"140", "144"}, "no value fits all: told as 140 to 144"},
		{[]string{"140", "at least 144"}, "no value fits all: told as at least 140"},
		{[]string{"more than 60 min", "at most 2 h"}, "more than 60 and at most 120 min"},
		{[]string{"90 min", "1.5 h"}, "90 min"},
		{[]string{"about 140"}, "135 to 145"},
	}
	for _, tt := range tests {
		var claims []tocsin.Claim
		for i, f := range tt.figures {
			claims = append(claims, figure(t, string(rune('a'+i)), "n", string(rune('A'+i)), f))
		}
		if r, ok := only(t, claims...).Range(); !ok || r.String() != tt.want {
			t.Errorf("%v: %q, %v, want %q", tt.figures, r, ok, tt.want)
		}
	}
}

// Section 5 no. 12: three reports of a response, three zero points, three units.
func TestWeighZeroPoints(t *testing.T) {
	t.Parallel()
	at := func(unit, zero string) func(*tocsin.Claim) {
		return func(c *tocsin.Claim) { c.Unit, c.Zero = unit, zero }
	}
	q := only(t,
		with(figure(t, "r3", "response-time", "003", "20 min"), at("first personnel", "the attackers' departure")),
		with(figure(t, "r4", "response-time", "004", "at least 30 min"), at("anti-terror units", "the notice")),
		with(figure(t, "r2", "response-time", "002", "more than 60 min"), at("special police", "the start")),
	)
	if len(q.Disputes) != 0 || len(q.Ranges) != 3 {
		t.Errorf("%d disputes, %d ranges", len(q.Disputes), len(q.Ranges))
	}
	if _, ok := q.Range(); ok {
		t.Error("a single range of three zero points")
	}
	want := "different zero points: no single figure for response time is computed: special police: more than 60 min counted from the start (002), " +
		"first personnel: 20 min counted from the attackers' departure (003), anti-terror units: at least 30 min counted from the notice (004)"
	if q.Sentence != want {
		t.Errorf("sentence\n%q, want\n%q", q.Sentence, want)
	}
	for _, r := range q.Relations {
		if r.Kind != DifferentZero {
			t.Errorf("%s-%s: %s", r.A, r.B, r.Kind)
		}
	}
}

// Section 5 no. 3: what the private warning said.
func TestWeighFacets(t *testing.T) {
	t.Parallel()
	facet := func(f tocsin.FacetName) func(*tocsin.Claim) { return func(c *tocsin.Claim) { c.Facet = f } }
	q := only(t,
		with(answer("post", "said", "the Post", "named the hall"), facet(tocsin.Place)),
		with(answer("head", "said", "the head of service", "too general to identify"), facet(tocsin.Actor)),
		answer("fsb", "said", "the director", "of general nature"),
	)
	kinds := map[string]Kind{}
	for _, r := range q.Relations {
		kinds[string(r.A+"-"+r.B)] = r.Kind
	}
	want := map[string]Kind{"head-post": DifferentFacet, "fsb-post": NotComparable, "fsb-head": NotComparable}
	if d := cmp.Diff(want, kinds); d != "" {
		t.Error(d)
	}
	if len(q.Disputes) != 0 {
		t.Errorf("disputes: %v", q.Disputes)
	}
}

func TestRelate(t *testing.T) {
	t.Parallel()
	f := func(id, who, what string) tocsin.Claim { return figure(t, id, "q", who, what) }
	tests := []struct {
		name string
		a, b tocsin.Claim
		want Kind
	}{
		{"two translations", answer("a", "q", "the president", "blatant blackmail"), with(answer("b", "q", "the president", "outright blackmail"), func(c *tocsin.Claim) { c.SameAs = "a" }), SameUtterance},
		{"copies of a text that is not here", with(answer("a", "q", "x", "1"), func(c *tocsin.Claim) { c.SameAs = "z" }), with(answer("b", "q", "y", "2"), func(c *tocsin.Claim) { c.SameAs = "z" }), SameUtterance},
		{"same claimant later", with(answer("a", "q", "The president", "Ukraine"), func(c *tocsin.Claim) { c.Times = on(t, "2024-03-23") }), with(answer("b", "q", " the president", "Islamists"), func(c *tocsin.Claim) { c.Times = on(t, "2024-03-25") }), Revision},
		{"same claimant the same day", with(answer("a", "q", "x", "1"), func(c *tocsin.Claim) { c.Times = on(t, "2024-03-23") }), with(answer("b", "q", "x", "2"), func(c *tocsin.Claim) { c.Times = on(t, "2024-03-23T20:00") }), Dispute},
		{"same claimant, times unknown", answer("a", "q", "x", "1"), answer("b", "q", "x", "2"), Dispute},
		{"same claimant later, another facet", with(answer("a", "q", "x", "1"), func(c *tocsin.Claim) { c.Times, c.Facet = on(t, "2024"), tocsin.Place }), with(answer("b", "q", "x", "2"), func(c *tocsin.Claim) { c.Times, c.Facet = on(t, "2025"), tocsin.Actor }), DifferentFacet},
		{"declared revision", answer("a", "q", "x", "1"), with(answer("b", "q", "x", "2"), func(c *tocsin.Claim) { c.Revises = "a" }), Revision},
		{"nobody revises another", answer("a", "q", "x", "1"), with(answer("b", "q", "y", "2"), func(c *tocsin.Claim) { c.Revises = "a" }), Dispute},
		{"each revises the other", with(answer("a", "q", "x", "1"), func(c *tocsin.Claim) { c.Revises = "b" }), with(answer("b", "q", "x", "2"), func(c *tocsin.Claim) { c.Revises = "a" }), Dispute},
		{"forced later", with(answer("a", "q", "x", "1"), func(c *tocsin.Claim) { c.Times = on(t, "2024-03-23") }), with(answer("b", "q", "x", "2"), func(c *tocsin.Claim) { c.Times, c.Duress = on(t, "2024-03-25"), true }), Dispute},
		{"declared to agree", f("a", "x", "4"), with(f("b", "y", "11"), func(c *tocsin.Claim) { c.Agrees = []tocsin.ClaimID{"a"} }), Compatible},
		{"same answer", answer("a", "q", "x", "ISIS-K"), answer("b", "q", "y", "isis-k"), Compatible},
		{"bounds meet", f("a", "x", "at least 30 min"), f("b", "y", "1 h"), Compatible},
		{"open bounds do not meet", f("a", "x", "more than 140"), f("b", "y", "140"), Dispute},
		{"other unit of measure", f("a", "x", "300 km"), f("b", "y", "300 min"), NotComparable},
		{"figure and words", f("a", "x", "11"), answer("b", "q", "y", "unclear"), NotComparable},
		{"zero point not said", with(f("a", "x", "20 min"), func(c *tocsin.Claim) { c.Zero = "start" }), f("b", "y", "30 min"), DifferentZero},
		{"other milestone", with(f("a", "x", "60 min"), func(c *tocsin.Claim) { c.Event = "arrived_scene" }), with(f("b", "y", "90 min"), func(c *tocsin.Claim) { c.Event = "entered" }), DifferentZero},
		{"other question", answer("a", "q", "x", "1"), answer("b", "p", "y", "1"), NotComparable},
	}
	for _, tt := range tests {
		got, back := Relate(tt.a, tt.b), Relate(tt.b, tt.a)
		if got.Kind != tt.want || got.Why == "" {
			t.Errorf("%s: %s (%s), want %s", tt.name, got.Kind, got.Why, tt.want)
		}
		if d := cmp.Diff(got, back); d != "" {
			t.Errorf("%s: not symmetric: %s", tt.name, d)
		}
	}
}

func TestWeighRevisionsAndPrints(t *testing.T) {
	t.Parallel()
	said := func(day string) func(*tocsin.Claim) { return func(c *tocsin.Claim) { c.Times = on(t, day) } }
	q := only(t,
		with(answer("us", "who", "US officials", "ISIS-K"), said("2024-03-22")),
		with(answer("p1", "who", "the president", "Ukraine"), said("2024-03-23")),
		with(answer("p2", "who", "the president", "Islamists and Ukraine"), said("2024-03-25")),
		with(answer("p3", "who", "a paper", "Islamists with Ukraine"), func(c *tocsin.Claim) { c.Times, c.SameAs = on(t, "2024-03-26"), "p2" }),
		with(answer("f", "who", "a suspect", "Ukraine"), func(c *tocsin.Claim) { c.Times, c.Duress = on(t, "2024-03-24"), true }),
		with(answer("w", "who", "a minister", "nobody"), func(c *tocsin.Claim) { c.Times, c.Status = on(t, "2024-03-24"), "withdrawn" }),
	)
	if d := cmp.Diff([]tocsin.ClaimID{"us", "f", "p2", "p3"}, q.Current); d != "" {
		t.Error(d)
	}
	if q.Claimants != 4 || q.Statements != 5 {
		t.Errorf("%d claimants, %d statements", q.Claimants, q.Statements)
	}
	for _, r := range q.Disputes {
		if r.A == "p1" || r.B == "p1" || r.A == "w" || r.B == "w" {
			t.Errorf("a past dispute among the present: %v", r)
		}
	}
	want := "in dispute: ISIS-K (US officials); Ukraine (a suspect, made in custody or under force); Islamists and Ukraine (the president); " +
		"revised since: Ukraine (the president); withdrawn: nobody (a minister)"
	if q.Sentence != want {
		t.Errorf("sentence\n%q, want\n%q", q.Sentence, want)
	}
}

// What was said under force, even if entered as a revision, takes nothing away that was said freely.
func TestWeighDuressReplacesNothing(t *testing.T) {
	t.Parallel()
	q := only(t, answer("a", "q", "x", "no"), with(answer("b", "q", "x", "yes"), func(c *tocsin.Claim) { c.Revises, c.Duress = "a", true }))
	if d := cmp.Diff([]tocsin.ClaimID{"a", "b"}, q.Current); d != "" {
		t.Error(d)
	}
	if q.Relations[0].Kind != Revision || !q.Relations[0].Duress {
		t.Errorf("%+v", q.Relations[0])
	}
}

// Two groups of people that are counted are no two zero points.
func TestWeighUnits(t *testing.T) {
	t.Parallel()
	unit := func(u string) func(*tocsin.Claim) { return func(c *tocsin.Claim) { c.Unit = u } }
	q := only(t, with(figure(t, "a", "held", "001", "4 people"), unit("suspects")), with(figure(t, "b", "held", "004", "11 people"), unit("all")))
	if want := "different units or milestones: no single figure for held is computed: suspects: 4 people (001), all: 11 people (004)"; q.Sentence != want {
		t.Errorf("%q, want %q", q.Sentence, want)
	}
}

// A declared agreement holds with every print of the utterance.
func TestWeighAgreesThroughPrints(t *testing.T) {
	t.Parallel()
	q := only(t,
		with(answer("city", "q", "the council", "Moscow"), func(c *tocsin.Claim) { c.Agrees, c.Words = []tocsin.ClaimID{"hall"}, "The hall is there." }),
		answer("hall", "q", "officials", "the hall"),
		with(answer("copy", "q", "another paper", "the hall"), func(c *tocsin.Claim) { c.SameAs = "hall" }),
	)
	if len(q.Disputes) != 0 || q.Sentence != "compatible: the hall, Moscow" {
		t.Errorf("%q, %v", q.Sentence, q.Disputes)
	}
}

func TestWeighOne(t *testing.T) {
	t.Parallel()
	q := only(t, figure(t, "a", "wounded", "003", "more than 100"))
	if want := "one statement only: more than 100 (003)"; q.Sentence != want {
		t.Errorf("%q, want %q", q.Sentence, want)
	}
	gone := only(t, with(figure(t, "a", "wounded", "003", "more than 100"), func(c *tocsin.Claim) { c.Status = "withdrawn" }))
	if want := "nothing stands; withdrawn: more than 100 (003)"; gone.Sentence != want {
		t.Errorf("%q, want %q", gone.Sentence, want)
	}
	if got := Weigh(nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
