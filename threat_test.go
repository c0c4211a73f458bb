package tocsin_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin"
)

// plot is an open part with a window until 9 March.
func plot(t *testing.T, id tocsin.PartID) tocsin.Part {
	t.Helper()
	return tocsin.Part{ID: id, State: tocsin.PartOpen, Facets: tocsin.Facets{}.Normal(), Window: window(t, "2024-03-07", "2024-03-09")}
}

func twoPlots(t *testing.T) tocsin.Threat {
	t.Helper()
	return tocsin.Threat{ID: "t1", Title: "attack on a gathering", Parts: []tocsin.Part{plot(t, "hall"), plot(t, "synagogue")}}
}

// ending is a decision that ends a part and has all that it owes.
func ending(end tocsin.WindowEnd) tocsin.ReviewDecision {
	d := tocsin.ReviewDecision{End: end, Reason: "the cell was taken", Evidence: "court file", Successor: "doors checked as on any night"}
	if end == tocsin.Displaced {
		d.MovedTo = "market"
	}
	return d
}

var endings = []tocsin.WindowEnd{tocsin.Displaced, tocsin.CloseDisrupted, tocsin.CloseFalse, tocsin.CloseMitigated, tocsin.Unresolvable}

func TestThreatCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*tocsin.Threat)
		rule   tocsin.Rule
	}{
		{"good", func(*tocsin.Threat) {}, ""},
		{"no title", func(th *tocsin.Threat) { th.Title = " " }, tocsin.RuleForm},
		{"no part", func(th *tocsin.Threat) { th.Parts = nil }, tocsin.RuleForm},
		{"a part without a name", func(th *tocsin.Threat) { th.Parts[0].ID = "" }, tocsin.RuleForm},
		{"two parts of one name", func(th *tocsin.Threat) { th.Parts[0].ID = "synagogue" }, tocsin.RuleForm},
		{"a bad facet", func(th *tocsin.Threat) { th.Parts[1].Facets.Actor.State = "hinted" }, tocsin.RuleForm},
		{"a bad window", func(th *tocsin.Threat) { th.Parts[1].Window = window(t, "2024-03-09", "2024-03-07") }, tocsin.RuleWindow},
		{"victims", func(th *tocsin.Threat) {
			th.Victims = []tocsin.Victim{{ID: "a", Kind: "structure", Part: "hall"}, {ID: "b", Kind: "group"}, {Kind: "person"}, {Kind: "person"}}
		}, ""},
		{"a victim of no part", func(th *tocsin.Threat) { th.Victims = []tocsin.Victim{{Kind: "structure", Part: "market"}} }, tocsin.RuleForm},
		{"a victim of no kind", func(th *tocsin.Threat) { th.Victims = []tocsin.Victim{{Kind: "building"}} }, tocsin.RuleForm},
		{"two victims of one id", func(th *tocsin.Threat) {
			th.Victims = []tocsin.Victim{{ID: "a", Kind: "structure"}, {ID: "a", Kind: "group"}}
		}, tocsin.RuleForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			th := twoPlots(t)
			c.change(&th)
			wantRule(t, th.Check(), c.rule)
		})
	}
}

func TestPartNow(t *testing.T) {
	t.Parallel()
	during, after := noon, noon.AddDate(0, 0, 14)
	for _, c := range []struct {
		name   string
		change func(*tocsin.Part)
		now    time.Time
		want   string
	}{
		{"in its window", func(*tocsin.Part) {}, during, tocsin.PartOpen},
		{"after its window", func(*tocsin.Part) {}, after, tocsin.ReviewDue},
		{"after its window, and nobody wrote its state", func(p *tocsin.Part) { p.State = "" }, after, tocsin.ReviewDue},
		{"standing", func(p *tocsin.Part) { p.Standing = true }, after, tocsin.PartOpen},
		{"closed", func(p *tocsin.Part) { p.State = tocsin.PartClosed }, after, tocsin.PartClosed},
		{"without an end", func(p *tocsin.Part) { p.Window.End = tocsin.Instant{} }, after, tocsin.PartOpen},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plot(t, "hall")
			c.change(&p)
			if got := p.Now(c.now); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			th := tocsin.Threat{Parts: []tocsin.Part{{ID: "x", State: tocsin.PartClosed}, p}}
			if got := th.Now(c.now); got != c.want {
				t.Errorf("the whole: got %s, want %s", got, c.want)
			}
			if got, want := th.IsOpen(), c.want != tocsin.PartClosed; got != want {
				t.Errorf("got open %v, want %v", got, want)
			}
		})
	}
}

// TestOneOfficerContinues: to extend or convert takes one signature.
func TestOneOfficerContinues(t *testing.T) {
	t.Parallel()
	later := window(t, "", "2024-03-23")
	p := plot(t, "hall")
	done, err := p.Decide(tocsin.ReviewDecision{End: tocsin.Extend, Reason: "still sought", Window: later}, ada)
	if err != nil || !done || p.Window.End != later.End || p.State != tocsin.PartOpen || len(p.Decisions) != 1 {
		t.Errorf("extend: got done %v, %v, %+v", done, err, p)
	}
	done, err = p.Decide(tocsin.ReviewDecision{End: tocsin.ConvertStanding, Reason: "no date any more"}, ada)
	if err != nil || !done || !p.Standing || p.State != tocsin.PartOpen {
		t.Errorf("convert: got done %v, %v, %+v", done, err, p)
	}
	// With a new end it has a window again, and its review comes due.
	done, err = p.Decide(tocsin.ReviewDecision{End: tocsin.Extend, Reason: "a date is known", Window: window(t, "", "2024-04-01")}, ada)
	if err != nil || !done || p.Now(noon.AddDate(0, 2, 0)) != tocsin.ReviewDue {
		t.Errorf("extend a standing part: got done %v, %v, %s", done, err, p.Now(noon.AddDate(0, 2, 0)))
	}
}

// TestTwoPersonsEnd: each ending waits for another person.
func TestTwoPersonsEnd(t *testing.T) {
	t.Parallel()
	for _, end := range endings {
		t.Run(string(end), func(t *testing.T) {
			p := plot(t, "hall")
			if done, err := p.Decide(ending(end), ada); done || err != nil || p.State != tocsin.PartOpen || p.Pending == nil {
				t.Fatalf("first: got done %v, %v, state %s", done, err, p.State)
			}
			if got := p.Now(noon.AddDate(0, 1, 0)); got != tocsin.ReviewDue {
				t.Errorf("waiting for the second: got %s, want %s", got, tocsin.ReviewDue)
			}
			if done, err := p.Decide(ending(end), ada); done {
				t.Error("one person ended it alone")
			} else {
				wantRefusal(t, err, tocsin.RuleTwoPersons)
			}
			second := tocsin.ReviewDecision{End: end, MovedTo: p.Pending.MovedTo}
			if done, err := p.Decide(second, boris); !done || err != nil || p.State != tocsin.PartClosed || p.Pending != nil {
				t.Fatalf("second: got done %v, %v, state %s", done, err, p.State)
			}
			d := p.Decisions[0]
			if d.First.Tag != "ada" || d.Second == nil || d.Second.Tag != "boris" || d.Reason != "the cell was taken" {
				t.Errorf("got %+v, want the first one's decision with both signatures", d)
			}
			_, err := p.Decide(ending(end), ada)
			wantRefusal(t, err, tocsin.RuleState)
		})
	}
}

func TestDecideRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		d    tocsin.ReviewDecision
		rule tocsin.Rule
	}{
		{"a lead's outcome", ending("acted_not_substantiated"), tocsin.RuleLeadNotThreat},
		{"quiet", ending("nothing_happened"), tocsin.RuleEnding},
		{"lapsed", ending("lapsed"), tocsin.RuleEnding},
		{"nothing", tocsin.ReviewDecision{}, tocsin.RuleEnding},
		{"no reason", tocsin.ReviewDecision{End: tocsin.ConvertStanding, Reason: " "}, tocsin.RuleReasonOwed},
		{"no successor", tocsin.ReviewDecision{End: tocsin.CloseMitigated, Reason: "x", Successor: " "}, tocsin.RuleSuccessor},
		{"false without evidence", tocsin.ReviewDecision{End: tocsin.CloseFalse, Reason: "x", Successor: "y"}, tocsin.RuleReasonOwed},
		{"disrupted without evidence", tocsin.ReviewDecision{End: tocsin.CloseDisrupted, Reason: "x", Successor: "y"}, tocsin.RuleReasonOwed},
		{"an extension without an end", tocsin.ReviewDecision{End: tocsin.Extend, Reason: "x"}, tocsin.RuleWindow},
		{"an extension that shortens", tocsin.ReviewDecision{End: tocsin.Extend, Reason: "x", Window: window(t, "", "2024-03-08")}, tocsin.RuleWindow},
		{"an extension to the same end", tocsin.ReviewDecision{End: tocsin.Extend, Reason: "x", Window: window(t, "", "2024-03-09")}, tocsin.RuleWindow},
		{"displaced to nowhere", tocsin.ReviewDecision{End: tocsin.Displaced, Reason: "x", Successor: "y"}, tocsin.RuleForm},
		{"displaced to itself", tocsin.ReviewDecision{End: tocsin.Displaced, Reason: "x", Successor: "y", MovedTo: "hall"}, tocsin.RuleForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plot(t, "hall")
			done, err := p.Decide(c.d, ada)
			wantRule(t, err, c.rule)
			if done || p.Pending != nil || len(p.Decisions) != 0 || p.State != tocsin.PartOpen {
				t.Errorf("refused, and yet it changed: %+v", p)
			}
		})
	}
}

func TestPendingThenAnother(t *testing.T) {
	t.Parallel()
	p := plot(t, "hall")
	decide := func(d tocsin.ReviewDecision, by tocsin.Signature) bool {
		t.Helper()
		done, err := p.Decide(d, by)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	decide(ending(tocsin.CloseFalse), ada)
	if decide(ending(tocsin.CloseDisrupted), boris) || p.Pending.First.Tag != "boris" {
		t.Errorf("got %+v, want the second one's own decision waiting", p.Pending)
	}
	if !decide(tocsin.ReviewDecision{End: tocsin.Extend, Reason: "x", Window: window(t, "", "2024-03-23")}, ada) || p.Pending != nil {
		t.Errorf("got %+v, want the extension in force and nothing waiting", p.Pending)
	}
	decide(ending(tocsin.Displaced), ada)
	other := ending(tocsin.Displaced)
	other.MovedTo = "stadium"
	_, err := p.Decide(other, boris) // not what the first one signed
	wantRefusal(t, err, tocsin.RuleForm)
}

// TestPartialOutcome: an outcome closes its own part and nothing else.
func TestPartialOutcome(t *testing.T) {
	t.Parallel()
	th := twoPlots(t)
	_, err := th.PartFor("")
	wantRefusal(t, err, tocsin.RulePartialOutcome)
	_, err = th.PartFor("market")
	wantRefusal(t, err, tocsin.RuleForm)
	p, err := th.PartFor("synagogue")
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []tocsin.Signature{ada, boris} {
		if _, err := p.Decide(ending(tocsin.CloseDisrupted), by); err != nil {
			t.Fatal(err)
		}
	}
	if th.Part("hall").State != tocsin.PartOpen || !th.IsOpen() || th.Now(noon) != tocsin.PartOpen {
		t.Errorf("the raid on one plot closed the other: %+v", th)
	}
	if p, err = th.PartFor(""); err != nil || p.ID != "hall" {
		t.Errorf("got %v, %v, want the one open part", p, err)
	}
	p.State = tocsin.PartClosed
	_, err = th.PartFor("")
	wantRefusal(t, err, tocsin.RuleState)
	if th.IsOpen() || th.Now(noon) != tocsin.PartClosed {
		t.Error("all parts are closed, and the threat is open")
	}
}

func TestThreatConcerns(t *testing.T) {
	t.Parallel()
	th := twoPlots(t)
	th.Parts[0].Facets.Target = tocsin.Facet{State: tocsin.Stated, Value: "the hall", Site: "s1"}
	if !th.Concerns("s1") || th.Concerns("s2") || th.Concerns("") {
		t.Error("an open part names s1, and no other site")
	}
	th.Parts[0].State = tocsin.PartClosed
	if th.Concerns("s1") {
		t.Error("a closed part concerns nobody")
	}
}

// TestTimeNeverEndsAThreat: whatever the windows, a later moment never makes it less open.
func TestTimeNeverEndsAThreat(t *testing.T) {
	t.Parallel()
	rank := map[string]int{tocsin.PartClosed: 0, tocsin.PartOpen: 1, tocsin.ReviewDue: 2}
	rapid.Check(t, func(t *rapid.T) {
		var th tocsin.Threat
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			p := tocsin.Part{State: rapid.SampledFrom([]string{"", tocsin.PartOpen, tocsin.PartClosed}).Draw(t, "state"), Standing: rapid.Bool().Draw(t, "standing")}
			if rapid.Bool().Draw(t, "ends") {
				p.Window.End = tocsin.At(noon.Add(time.Duration(rapid.IntRange(-1000, 1000).Draw(t, "end")) * time.Hour))
			}
			th.Parts = append(th.Parts, p)
		}
		a := noon.Add(time.Duration(rapid.IntRange(-2000, 2000).Draw(t, "a")) * time.Hour)
		b := a.Add(time.Duration(rapid.IntRange(0, 100000).Draw(t, "later")) * time.Hour)
		if rank[th.Now(b)] < rank[th.Now(a)] {
			t.Fatalf("%s at %s became %s at %s", th.Now(a), a, th.Now(b), b)
		}
	})
}
