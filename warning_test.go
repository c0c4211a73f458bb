package tocsin_test

import (
	"fmt"
	"testing"

	"tocsin"
)

// facet is a facet in a state, all of one value.
func facet(s tocsin.FacetState) tocsin.Facet {
	switch s {
	case tocsin.Stated:
		return tocsin.Facet{State: s, Value: "Crocus City Hall"}
	case tocsin.Generalised:
		return tocsin.Facet{State: s, Value: "a concert hall"}
	case tocsin.Withheld:
		return tocsin.Facet{State: s, Value: "Crocus City Hall", Reason: "source"}
	}
	return tocsin.Facet{State: s}
}

// version tells of parts, with nothing held.
func version(l tocsin.Level, parts ...tocsin.PartID) tocsin.Version {
	v := tocsin.Version{Level: l}
	for _, p := range parts {
		v.Parts = append(v.Parts, tocsin.VersionPart{Part: p, Facets: tocsin.Facets{}.Normal()})
	}
	return v
}

func draft(levels ...tocsin.Level) tocsin.Warning {
	w := tocsin.Warning{ID: "w1", Title: "attack on a concert", State: tocsin.Draft, Drafter: ada}
	for _, l := range levels {
		w.Versions = append(w.Versions, version(l, "hall", "synagogue"))
	}
	return w
}

// TestMonotone goes through all pairs of states, between all pairs of levels.
func TestMonotone(t *testing.T) {
	t.Parallel()
	const no, leftOut = tocsin.RuleMonotone, tocsin.RuleWithheldReason
	want := map[tocsin.FacetState]map[tocsin.FacetState]tocsin.Rule{ // above -> below
		tocsin.Stated:      {tocsin.Stated: "", tocsin.Generalised: "", tocsin.Withheld: "", tocsin.NotHeld: leftOut},
		tocsin.Generalised: {tocsin.Stated: no, tocsin.Generalised: "", tocsin.Withheld: "", tocsin.NotHeld: leftOut},
		tocsin.Withheld:    {tocsin.Stated: no, tocsin.Generalised: no, tocsin.Withheld: "", tocsin.NotHeld: leftOut},
		tocsin.NotHeld:     {tocsin.Stated: no, tocsin.Generalised: no, tocsin.Withheld: no, tocsin.NotHeld: ""},
	}
	th := twoPlots(t)
	for _, levels := range [][2]tocsin.Level{{tocsin.Full, tocsin.Tearline}, {tocsin.Tearline, tocsin.Public}, {tocsin.Full, tocsin.Public}} {
		for _, above := range tocsin.FacetStates {
			for _, below := range tocsin.FacetStates {
				for _, n := range tocsin.FacetNames {
					w := draft(levels[1], levels[0]) // in any order
					*w.Version(levels[0]).Part("hall").Facets.Get(n) = facet(above)
					*w.Version(levels[1]).Part("hall").Facets.Get(n) = facet(below)
					t.Run(fmt.Sprint(levels, above, below, n), func(t *testing.T) { wantRule(t, w.Check(&th), want[above][below]) })
				}
			}
		}
	}
}

func TestMonotoneValues(t *testing.T) {
	t.Parallel()
	th := twoPlots(t)
	hall := tocsin.Facet{State: tocsin.Stated, Value: "Crocus City Hall", Aliases: []string{"Crocus"}}
	for _, c := range []struct {
		name  string
		below tocsin.Facet
		rule  tocsin.Rule
	}{
		{"the same", tocsin.Facet{State: tocsin.Stated, Value: "crocus city hall"}, ""},
		{"by another name that is declared", tocsin.Facet{State: tocsin.Stated, Value: "Crocus"}, ""},
		{"another place", tocsin.Facet{State: tocsin.Stated, Value: "a market"}, tocsin.RuleMonotone},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := draft(tocsin.Full, tocsin.Tearline)
			w.Versions[0].Parts[0].Facets.Place, w.Versions[1].Parts[0].Facets.Place = hall, c.below
			wantRule(t, w.Check(&th), c.rule)
		})
	}
	w := draft(tocsin.Full, tocsin.Tearline) // generalised above, and the same words stated below
	w.Versions[0].Parts[0].Facets.Place = tocsin.Facet{State: tocsin.Generalised, Value: "Moscow"}
	w.Versions[1].Parts[0].Facets.Place = tocsin.Facet{State: tocsin.Stated, Value: "Moscow"}
	wantRefusal(t, w.Check(&th), tocsin.RuleMonotone)
}

func TestWarningCheck(t *testing.T) {
	t.Parallel()
	until := window(t, "2024-03-07", "2024-03-09")
	for _, c := range []struct {
		name   string
		change func(*tocsin.Warning)
		rule   tocsin.Rule
	}{
		{"good", func(*tocsin.Warning) {}, ""},
		{"no title", func(w *tocsin.Warning) { w.Title = " " }, tocsin.RuleForm},
		{"no version", func(w *tocsin.Warning) { w.Versions = nil }, tocsin.RuleForm},
		{"one level twice", func(w *tocsin.Warning) { w.Versions[1].Level = tocsin.Full }, tocsin.RuleForm},
		{"no such level", func(w *tocsin.Warning) { w.Versions[1].Level = "press" }, tocsin.RuleForm},
		{"no such part", func(w *tocsin.Warning) { w.Versions[0].Parts[0].Part = "market" }, tocsin.RuleForm},
		{"a bad facet", func(w *tocsin.Warning) { w.Versions[0].Parts[0].Facets.Time.State = tocsin.Withheld }, tocsin.RuleWithheldReason},
		{"a part left out below", func(w *tocsin.Warning) { w.Versions[1].Parts = w.Versions[1].Parts[:1] }, ""},
		{"a part told below only", func(w *tocsin.Warning) { w.Versions[0].Parts = w.Versions[0].Parts[:1] }, tocsin.RuleMonotone},
		{"labels freer below", func(w *tocsin.Warning) { w.Versions[0].TLP, w.Versions[1].TLP = tocsin.TLPRed, tocsin.TLPGreen }, ""},
		{"labels stricter below", func(w *tocsin.Warning) { w.Versions[0].TLP, w.Versions[1].TLP = tocsin.TLPGreen, tocsin.TLPRed }, tocsin.RuleMonotone},
		{"a window out of order", func(w *tocsin.Warning) { w.Versions[0].Parts[0].Window = window(t, "2024-03-09", "2024-03-07") }, tocsin.RuleWindow},
		{"time withheld and the window told", func(w *tocsin.Warning) {
			w.Versions[0].Parts[0].Facets.Time = facet(tocsin.Withheld)
			w.Versions[1].Parts[0].Facets.Time = facet(tocsin.Withheld)
			w.Versions[1].Parts[0].Window = until
		}, tocsin.RuleLeak},
		{"an instruction", func(w *tocsin.Warning) {
			w.Versions[1].Instruction = &tocsin.Instruction{Words: "avoid crowds", Window: until}
		}, ""},
		{"an instruction without an end", func(w *tocsin.Warning) {
			w.Versions[1].Instruction = &tocsin.Instruction{Words: "avoid crowds", Window: tocsin.Window{Start: until.Start, End: tocsin.Instant{Words: "the next 48 hours"}}}
		}, tocsin.RuleWindow},
		{"an instruction without words", func(w *tocsin.Warning) { w.Versions[1].Instruction = &tocsin.Instruction{Window: until} }, tocsin.RuleForm},
		{"an instruction that ends before it begins", func(w *tocsin.Warning) {
			w.Versions[1].Instruction = &tocsin.Instruction{Words: "avoid crowds", Window: window(t, "2024-03-09", "2024-03-07")}
		}, tocsin.RuleWindow},
	} {
		t.Run(c.name, func(t *testing.T) {
			th, w := twoPlots(t), draft(tocsin.Full, tocsin.Public)
			c.change(&w)
			wantRule(t, w.Check(&th), c.rule)
		})
	}
}

func TestAddressees(t *testing.T) {
	t.Parallel()
	hall := tocsin.Victim{ID: "v1", Name: "the hall", Kind: "structure", Part: "hall", Org: "hall-operator", Protectors: []tocsin.OrgID{"city-police"}}
	guests := tocsin.Victim{ID: "v2", Name: "the guests", Kind: "group", Part: "synagogue"}
	private := func(org tocsin.OrgID, reaches ...string) tocsin.Addressee {
		return tocsin.Addressee{Org: org, Role: "protector", Level: tocsin.Tearline, Reaches: reaches}
	}
	everyone := tocsin.Addressee{Org: "everyone", Role: "public", Level: tocsin.Public, Reaches: []string{"v1", "v2"}}
	for _, c := range []struct {
		name    string
		to      []tocsin.Addressee
		absent  []tocsin.Absence
		victims []tocsin.Victim
		rule    tocsin.Rule
	}{
		{"no victim, nobody addressed", nil, nil, nil, ""},
		{"left out", nil, nil, []tocsin.Victim{hall}, tocsin.RuleVictimAddressed},
		{"told itself", []tocsin.Addressee{private("hall-operator")}, nil, []tocsin.Victim{hall}, ""},
		{"told through its protector", []tocsin.Addressee{private("city-police")}, nil, []tocsin.Victim{hall}, ""},
		{"told through whom it was given to", []tocsin.Addressee{private("county", "v2")}, nil, []tocsin.Victim{guests}, ""},
		{"one of the public", []tocsin.Addressee{everyone}, nil, []tocsin.Victim{hall}, tocsin.RuleVictimAddressed},
		{"absent with a reason", nil, []tocsin.Absence{{Victim: "v1", Why: "nobody answers there"}}, []tocsin.Victim{hall}, ""},
		{"absent without", nil, []tocsin.Absence{{Victim: "v1", Why: " "}}, []tocsin.Victim{hall}, tocsin.RuleVictimAddressed},
		{"one of two", []tocsin.Addressee{private("hall-operator")}, nil, []tocsin.Victim{hall, guests}, tocsin.RuleVictimAddressed},
		{"no such role", []tocsin.Addressee{{Org: "x", Role: "friend", Level: tocsin.Tearline}}, nil, nil, tocsin.RuleForm},
		{"no such version", []tocsin.Addressee{{Org: "x", Role: "protector", Level: tocsin.Full}}, nil, nil, tocsin.RuleForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := draft(tocsin.Tearline, tocsin.Public)
			w.Addressees, w.Absences = c.to, c.absent
			wantRule(t, w.CheckAddressees(c.victims), c.rule)
		})
	}
	// A version that says nothing of its part tells a victim nothing.
	w := draft(tocsin.Tearline)
	w.Versions[0].Parts = w.Versions[0].Parts[:1]
	w.Addressees = []tocsin.Addressee{private("county", "v2")}
	wantRefusal(t, w.CheckAddressees([]tocsin.Victim{guests}), tocsin.RuleVictimAddressed)
}

func TestOnward(t *testing.T) {
	t.Parallel()
	police := tocsin.Addressee{Org: "city-police", Role: "protector", Level: tocsin.Tearline}
	county := tocsin.Addressee{Org: "county", Role: "protector", Level: tocsin.Full, Reaches: []string{"v2"}}
	everyone := tocsin.Addressee{Org: "city-police", Role: "public", Level: tocsin.Public}
	w := draft(tocsin.Full, tocsin.Tearline, tocsin.Public)
	w.Addressees = []tocsin.Addressee{police, county, everyone, {Org: "school", Role: "victim", Level: tocsin.Tearline}}
	protectors := []tocsin.OrgID{"city-police"}
	victims := []tocsin.Victim{
		{ID: "v1", Name: "the hall", Part: "hall", Protectors: protectors},
		{ID: "v2", Name: "the guests", Part: "synagogue", Protectors: protectors}, // county is named to reach it
		{ID: "v3", Name: "the school", Org: "school", Protectors: protectors},     // told itself
		{ID: "v4", Name: "the force", Org: "city-police", Protectors: protectors}, // is the addressee
	}
	for _, c := range []struct {
		to   tocsin.Addressee
		want string
	}{
		{police, "[v1 part-1]"}, // as its version names the part
		{county, "[v2 synagogue]"},
		{everyone, "[]"}, // nobody is named to the public
	} {
		got := []string{}
		for _, v := range w.Onward(c.to, victims) {
			got = append(got, v.ID+" "+string(v.Part))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s at %s: got %v, want %s", c.to.Org, c.to.Level, got, c.want)
		}
	}
}

func TestSign(t *testing.T) {
	t.Parallel()
	w := draft(tocsin.Full)
	wantRefusal(t, w.Sign(ada, 0), tocsin.RuleTwoPersons)
	wantRefusal(t, w.Sign(sign(tocsin.Approver, "ada", ""), 0), tocsin.RuleTwoPersons)
	if w.State != tocsin.Draft {
		t.Error("refused, and yet issued")
	}
	wantRule(t, w.Sign(boris, 0), "")
	if w.State != tocsin.Issued || w.Second.Tag != "boris" {
		t.Errorf("got %+v, want it issued", w)
	}
	wantRefusal(t, w.Sign(sign(tocsin.Approver, "carla", ""), 0), tocsin.RuleState)
}

func TestIssueUrgent(t *testing.T) {
	t.Parallel()
	soon, far := window(t, "2024-03-08T11:00", "2024-03-10"), window(t, "2024-03-08T12:01", "2024-03-10")
	over := window(t, "2024-03-01", "2024-03-02")
	for _, c := range []struct {
		name    string
		by      tocsin.Signature
		windows []tocsin.Window
		rule    tocsin.Rule
	}{
		{"within 24 hours", ada, []tocsin.Window{far, soon}, ""},
		{"it has begun", ada, []tocsin.Window{window(t, "2024-03-06", "2024-03-10")}, ""},
		{"no beginning known", ada, []tocsin.Window{window(t, "", "2024-03-10")}, ""},
		{"a window of which nothing is known", ada, []tocsin.Window{{}}, ""},
		{"later", ada, []tocsin.Window{far}, tocsin.RuleUrgent},
		{"over", ada, []tocsin.Window{over}, tocsin.RuleUrgent},
		{"no window", ada, nil, tocsin.RuleUrgent},
		{"no reason", sign(tocsin.WarningOfficer, "ada", " "), []tocsin.Window{soon}, tocsin.RuleUrgent},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := draft(tocsin.Full)
			wantRule(t, w.IssueUrgent(c.by, c.windows, 0), c.rule)
			if issued := w.State == tocsin.Issued; issued != (c.rule == "") || w.Second != nil {
				t.Fatalf("got state %s, second %v", w.State, w.Second)
			}
			if c.rule != "" {
				return
			}
			wantRefusal(t, w.IssueUrgent(c.by, c.windows, 0), tocsin.RuleState)
			wantRefusal(t, w.Sign(ada, 0), tocsin.RuleTwoPersons) // the second signature is still owed, by another
			wantRule(t, w.Sign(boris, 0), "")
		})
	}
}

func TestRevise(t *testing.T) {
	t.Parallel()
	w := draft(tocsin.Full)
	said := draft(tocsin.Full)
	w.Label, w.Parity = tocsin.TLPRed, "nobody else is exposed"
	w.Overrides = []tocsin.Override{{Match: "m", Reason: "r", By: ada}}
	said.Label, said.Versions = tocsin.TLPGreen, draft(tocsin.Full, tocsin.Public).Versions
	said.Overrides = []tocsin.Override{{Match: "m", Reason: "r", By: boris}, {Match: "n", Reason: "r", By: boris}}
	said.Title, said.Threat, said.State, said.Second = "Another title", "", tocsin.Issued, &ada
	wantRule(t, w.Revise(said, boris), "")
	if w.Title != "Another title" || w.Revision != 1 || w.Drafter != boris || w.State != tocsin.Draft || w.Second != nil {
		t.Fatalf("got %+v", w)
	}
	if w.Label != tocsin.TLPRed || w.Parity != "" || w.Overrides[0].By != ada || w.Overrides[1].By != boris {
		t.Errorf("got label %s, parity %q, overrides %+v", w.Label, w.Parity, w.Overrides)
	}
	wantRefusal(t, w.Revise(said, ada), tocsin.RuleState) // it was read before boris wrote it anew
	wantRefusal(t, w.Sign(ada, 0), tocsin.RuleState)
	wantRefusal(t, w.Sign(boris, 1), tocsin.RuleTwoPersons)
	soon := []tocsin.Window{window(t, "2024-03-06", "2024-03-10")}
	wantRefusal(t, w.IssueUrgent(ada, soon, 0), tocsin.RuleState)
	said.Revision, said.Threat = 1, "another threat"
	wantRefusal(t, w.Revise(said, ada), tocsin.RuleState)
	wantRule(t, w.Sign(ada, 1), "")
	said.Threat = ""
	wantRefusal(t, w.Revise(said, ada), tocsin.RuleState) // it is issued
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	w := draft(tocsin.Full)
	wantRefusal(t, w.Withdraw(sign(tocsin.WarningOfficer, "ada", " "), 0), tocsin.RuleReasonOwed)
	wantRefusal(t, w.Withdraw(ada, 1), tocsin.RuleState)
	wantRule(t, w.Withdraw(ada, 0), "")
	if w.State != tocsin.Withdrawn || *w.Withdrawn != ada {
		t.Fatalf("got %+v", w)
	}
	soon := []tocsin.Window{window(t, "2024-03-06", "2024-03-10")}
	for _, err := range []error{w.Withdraw(ada, 0), w.Sign(boris, 0), w.IssueUrgent(ada, soon, 0), w.Revise(draft(tocsin.Full), ada), w.CheckRelease(tocsin.Full)} {
		wantRefusal(t, err, tocsin.RuleState)
	}
	issued := draft(tocsin.Full)
	wantRule(t, issued.Sign(boris, 0), "")
	wantRefusal(t, issued.Withdraw(ada, 0), tocsin.RuleState)
}

func TestPrivateFirst(t *testing.T) {
	t.Parallel()
	full := tocsin.Addressee{Org: "service", Level: tocsin.Full}
	tear := tocsin.Addressee{Org: "hall-operator", Level: tocsin.Tearline}
	public := tocsin.Addressee{Org: "everyone", Level: tocsin.Public}
	for _, c := range []struct {
		name string
		to   []tocsin.Addressee
		out  []tocsin.Level
		rule tocsin.Rule
	}{
		{"only the public", []tocsin.Addressee{public}, nil, ""},
		{"before the private", []tocsin.Addressee{public, tear}, nil, tocsin.RulePrivateFirst},
		{"after the private", []tocsin.Addressee{public, tear}, []tocsin.Level{tocsin.Tearline}, ""},
		{"after one of two private levels", []tocsin.Addressee{full, tear, public}, []tocsin.Level{tocsin.Full}, tocsin.RulePrivateFirst},
		{"after both", []tocsin.Addressee{full, tear, public}, []tocsin.Level{tocsin.Full, tocsin.Tearline}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := draft(tocsin.Full, tocsin.Tearline, tocsin.Public)
			w.Addressees, w.Released = c.to, c.out
			wantRefusal(t, w.CheckRelease(tocsin.Public), tocsin.RuleState) // a draft goes nowhere
			w.State = tocsin.Issued
			wantRule(t, w.CheckRelease(tocsin.Public), c.rule)
			wantRule(t, w.CheckRelease(tocsin.Tearline), "")
		})
	}
	w := draft(tocsin.Full)
	w.State = tocsin.Issued
	wantRefusal(t, w.CheckRelease(tocsin.Public), tocsin.RuleForm)
}

// TestClosingMessage: an instruction ends by the calendar, and with a message.
func TestClosingMessage(t *testing.T) {
	t.Parallel()
	none := tocsin.Instant{}
	for _, c := range []struct {
		name  string
		how   string
		words string
		until tocsin.Instant
		rule  tocsin.Rule
	}{
		{"ended", "ended", "the men were caught", none, ""},
		{"superseded", "superseded", "see the new alert", none, ""},
		{"extended", "extended", "they are still sought", instant(t, "2024-03-12", "UTC"), ""},
		{"extended to no end", "extended", "still sought", none, tocsin.RuleWindow},
		{"extended to the same end", "extended", "still sought", instant(t, "2024-03-09", "UTC"), tocsin.RuleWindow},
		{"without words", "ended", " ", none, tocsin.RuleClosingMessage},
		{"in silence", "expired", "it ran out", none, tocsin.RuleClosingMessage},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := draft(tocsin.Public)
			w.Versions[0].Instruction = &tocsin.Instruction{Words: "avoid crowds", Window: window(t, "2024-03-07", "2024-03-09")}
			m := tocsin.ClosingMsg{How: c.how, Words: c.words, By: ada}
			wantRefusal(t, w.CloseInstruction(tocsin.Public, m, c.until), tocsin.RuleState) // not released yet
			w.Released = []tocsin.Level{tocsin.Public}
			wantRule(t, w.CloseInstruction(tocsin.Public, m, c.until), c.rule)
			in := w.Versions[0].Instruction
			switch {
			case c.rule != "":
				if in.Last() != nil {
					t.Errorf("refused, and yet %+v", in.Last())
				}
			case c.how == "extended":
				if in.Closing != nil || in.Window.End != c.until || in.Last().Words != c.words {
					t.Errorf("got %+v, want it to stand until %s", in, c.until)
				}
			default:
				if in.Closing == nil || in.Last().How != c.how {
					t.Errorf("got %+v, want it closed", in)
				}
				wantRefusal(t, w.CloseInstruction(tocsin.Public, m, c.until), tocsin.RuleState)
			}
		})
	}
	w := draft(tocsin.Public)
	w.Released = []tocsin.Level{tocsin.Public}
	wantRefusal(t, w.CloseInstruction(tocsin.Public, tocsin.ClosingMsg{How: "ended", Words: "x"}, none), tocsin.RuleState)
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for i, l := range tocsin.Levels {
		if l.Order() != i || l.Plain() == string(l) {
			t.Errorf("%s: got order %d, name %q", l, l.Order(), l.Plain())
		}
	}
	if l := tocsin.Level("press"); l.Order() >= 0 || l.Plain() != "press" {
		t.Errorf("got order %d, name %q for what is no level", l.Order(), l.Plain())
	}
}
