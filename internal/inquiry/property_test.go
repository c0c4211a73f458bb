package inquiry

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tocsin"
)

// drawClaims draws claims on two questions that refer to each other in every way, also in circles.
func drawClaims(t *rapid.T, links bool) []tocsin.Claim {
	n := rapid.IntRange(1, 8).Draw(t, "claims")
	id := func(name string) tocsin.ClaimID {
		if !links {
			return ""
		}
		return tocsin.ClaimID(rapid.SampledFrom([]string{"", "", "", "c0", "c1", "c2", "c3", "gone"}).Draw(t, name))
	}
	claims := make([]tocsin.Claim, n)
	for i := range claims {
		c := tocsin.Claim{
			ID:       tocsin.ClaimID(fmt.Sprintf("c%d", i)),
			Question: rapid.SampledFrom([]string{"deaths", "deaths", "Deaths", "place"}).Draw(t, "question"),
			Claimant: rapid.SampledFrom([]string{"a", "b", "B", "c"}).Draw(t, "claimant"),
			Facet:    rapid.SampledFrom([]tocsin.FacetName{"", "", tocsin.Place, tocsin.Actor}).Draw(t, "facet"),
			Zero:     rapid.SampledFrom([]string{"", "", "", "start"}).Draw(t, "zero"),
			Status:   rapid.SampledFrom([]tocsin.ClaimStatus{"", "", "", "withdrawn"}).Draw(t, "status"),
			Duress:   rapid.Bool().Draw(t, "duress"),
			SameAs:   id("same"), Revises: id("revises"), Agrees: []tocsin.ClaimID{id("agrees")},
		}
		if day := rapid.IntRange(0, 4).Draw(t, "day"); day > 0 {
			c.Times.Happened = tocsin.At(time.Date(2024, 3, day, 0, 0, 0, 0, time.UTC))
		}
		if rapid.Bool().Draw(t, "is a figure") {
			c.Figure = new(drawFigure(t))
		} else {
			c.Answer = rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "answer")
		}
		claims[i] = c
	}
	return claims
}

func drawFigure(t *rapid.T) tocsin.Figure {
	return tocsin.Figure{
		Bound: rapid.SampledFrom(append(tocsin.Bounds, "")).Draw(t, "bound"), N: float64(rapid.IntRange(138, 146).Draw(t, "n")),
		Of: rapid.SampledFrom([]string{"", "", "people", "min", "h"}).Draw(t, "of"),
	}
}

func TestWeighIsDeterministic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		claims := drawClaims(t, true)
		want := Weigh(claims)
		if d := cmp.Diff(want, Weigh(rapid.Permutation(claims).Draw(t, "permuted"))); d != "" {
			t.Fatal(d)
		}
		for _, q := range want {
			if n := len(q.Claims); len(q.Relations) != n*(n-1)/2 || q.Sentence == "" || q.Claimants > q.Statements {
				t.Fatalf("%d claims, %d relations, %d of %d, %q", n, len(q.Relations), q.Claimants, q.Statements, q.Sentence)
			}
			live := slices.ContainsFunc(q.Claims, func(c tocsin.Claim) bool { return c.Status != "withdrawn" })
			if linked := slices.ContainsFunc(q.Claims, func(c tocsin.Claim) bool { return c.Status == "withdrawn" }); live && !linked && len(q.Current) == 0 {
				t.Fatal("nothing stands, and nothing was withdrawn")
			}
		}
	})
}

func TestRelateIsSymmetric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		for _, a := range drawClaims(t, true) {
			for _, b := range drawClaims(t, true) {
				if b.ID += "x"; rapid.Bool().Draw(t, "known") {
					b.Revises = a.ID
				}
				if d := cmp.Diff(Relate(a, b), Relate(b, a)); d != "" {
					t.Fatal(d)
				}
			}
		}
	})
}

// A claim that agrees with all others makes no two of them disagree.
func TestCompatibleClaimMakesNoDispute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		claims := drawClaims(t, true)
		extra := tocsin.Claim{ID: "extra", Question: "deaths", Claimant: "somebody else", Figure: new(drawFigure(t))}
		for _, c := range claims {
			extra.Agrees = append(extra.Agrees, c.ID)
		}
		disputes := func(qs []Question) (out []Relation) {
			for _, q := range qs {
				out = append(out, q.Disputes...)
			}
			return out
		}
		if d := cmp.Diff(disputes(Weigh(claims)), disputes(Weigh(append(claims, extra)))); d != "" {
			t.Fatal(d)
		}
	})
}

// The relation of two figures is the one that the root package gives.
func TestFiguresMeetAsInRoot(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawFigure(t), drawFigure(t)
		a.Of, b.Of = "", ""
		k, _ := figures(a, b)
		if (k == Compatible) != a.Meets(b) {
			t.Fatalf("%s and %s: %s, root says %v", a, b, k, a.Meets(b))
		}
	})
}

// Without a dispute, the range is what every figure in it allows.
func TestRangeIsAllowedByAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		for _, q := range Weigh(drawClaims(t, false)) {
			for _, r := range q.Ranges {
				if !r.Spread && (reach{r.Low, r.High}).empty() {
					t.Fatalf("%s: nothing is allowed: %+v", q.Name, r)
				}
				if len(q.Disputes) == 0 && r.Spread {
					t.Fatalf("%s: spread without a dispute: %v", q.Name, r)
				}
			}
		}
	})
}

func drawHeld(t *rapid.T, org, peer tocsin.OrgID) Held {
	h := Held{Org: org, At: march6}
	for i := range rapid.IntRange(0, 6).Draw(t, "files") {
		f := File{
			Kind: rapid.SampledFrom([]FileKind{ReportFile, ThreatFile, SentFile, ReceivedFile}).Draw(t, "kind"), ID: fmt.Sprintf("%s%d", org, i),
			Release: tocsin.ReleaseID(rapid.SampledFrom([]string{"r1", "r2"}).Draw(t, "release")), Peer: rapid.SampledFrom([]tocsin.OrgID{peer, "third"}).Draw(t, "peer"),
			Part: rapid.SampledFrom([]tocsin.PartID{"p", "q"}).Draw(t, "part"), Opened: rapid.Bool().Draw(t, "opened"),
			Recorded: march6.Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "hours")) * time.Hour),
		}
		for _, n := range tocsin.FacetNames {
			p := f.Facets.Get(n)
			p.State = rapid.SampledFrom(tocsin.FacetStates).Draw(t, "state")
			p.Value = rapid.SampledFrom([]string{"x", "y", string(org), "secret"}).Draw(t, "value")
		}
		if rapid.Bool().Draw(t, "joined") {
			f.Joined = []tocsin.ThreatID{tocsin.ThreatID(fmt.Sprintf("%s%d", org, rapid.IntRange(0, 5).Draw(t, "threat")))}
		}
		h.Files = append(h.Files, f)
	}
	return h
}

// Compare shows no value that was not held in that facet at that moment, and withheld values never.
func TestCompareInventsNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawHeld(t, "a", "b"), drawHeld(t, "b", "a")
		held := map[string]bool{}
		for _, f := range append(a.known(), b.known()...) {
			for n, v := range f.Facets.All() {
				if v.Held() {
					held[f.ID+string(n)+v.Value], held[string(n)+v.Value] = true, true
				}
			}
		}
		c := Compare(a, b)
		for _, p := range c.Passages {
			for _, r := range p.Rows {
				for _, cell := range []Cell{r.Held, r.Sent, r.Had} {
					if cell.Value != "" && !held[cell.File+string(r.Facet)+cell.Value] {
						t.Fatalf("%s of %s: %+v is held by nobody", r.Facet, p.Release, cell)
					}
					for _, v := range cell.Also {
						if !held[string(r.Facet)+v] {
							t.Fatalf("%s: also %q is held by nobody", r.Facet, v)
						}
					}
				}
			}
		}
		for _, l := range c.Alone {
			for _, e := range l.Rows {
				if !held[l.File.ID+string(e.Facet)+e.Value] {
					t.Fatalf("%s of %s: %q", e.Facet, l.File.ID, e.Value)
				}
			}
		}
	})
}

func TestCompareIsDeterministic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawHeld(t, "a", "b"), drawHeld(t, "b", "a")
		want := Compare(a, b)
		a.Files = rapid.Permutation(a.Files).Draw(t, "permuted")
		if d := cmp.Diff(want, Compare(a, b)); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(want.Passages, Compare(b, a).Passages); d != "" {
			t.Fatalf("the other way round: %s", d)
		}
	})
}

// No event stands before one that certainly came first, and the order of the input leaves no trace.
func TestOrderIsConsistent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var events []Event
		for i := range rapid.IntRange(1, 8).Draw(t, "events") {
			e := Event{ID: fmt.Sprintf("e%d", i), What: fmt.Sprintf("e%d", i)}
			day := march6.AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "day"))
			e.At = tocsin.Instant{Earliest: day, Latest: day.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "wide")) * time.Hour), Precision: tocsin.Interval}
			if len(events) > 0 && rapid.Bool().Draw(t, "counted") {
				base := events[rapid.IntRange(0, len(events)-1).Draw(t, "base")]
				e.At = after(base.At, base.ID, time.Duration(rapid.IntRange(-3, 3).Draw(t, "hours"))*time.Hour, rapid.SampledFrom(tocsin.Bounds).Draw(t, "bound"))
			}
			events = append(events, e)
		}
		got := Order(events)
		if d := cmp.Diff(got, Order(rapid.Permutation(events).Draw(t, "permuted"))); d != "" {
			t.Fatal(d)
		}
		for i, e := range got {
			for _, later := range got[i+1:] {
				if before(later.Event, e.Event) {
					t.Fatalf("%s (%s) stands before %s (%s)", e.ID, e.At, later.ID, later.At)
				}
			}
		}
	})
}
