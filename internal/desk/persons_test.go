package desk_test

import (
	"errors"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/tocsintest"
)

func refusalOf(err error) *tocsin.Refusal {
	r, _ := errors.AsType[*tocsin.Refusal](err)
	return r
}

// TestTwoPersons asks for each act that takes two in two roles of one person, also under another
// organisation's name, and then by two persons.
func TestTwoPersons(t *testing.T) {
	t.Parallel()
	no := tocsin.Threshold{Credible: tocsin.No, Specific: tocsin.No, Impending: tocsin.No}
	end := client.DecidePart{Threat: "t-1", Part: "concert", Decision: tocsin.ReviewDecision{End: tocsin.CloseMitigated, Reason: "Held", Successor: "As ever"}}
	for name, c := range map[string]struct {
		first, second         client.Message
		as, then              tocsin.Role
		rule                  tocsin.Rule
		before                func(*tocsintest.World)
		foreign               tocsin.Rule // what refuses the same person under a foreign name
		firstReason, thenText string
	}{
		"sign":    {first: client.DraftWarning{Warning: warning(t)}, as: tocsin.WarningOfficer, second: client.SignWarning{Warning: "w-1"}, then: tocsin.Approver, rule: tocsin.RuleTwoPersons, foreign: tocsin.RuleTwoPersons},
		"duty":    {first: client.DecideDuty{Duty: tocsin.DutyDecision{ID: "d-1", Threat: "t-1", Threshold: no, Outcome: tocsin.NotMet, Reason: "r"}}, as: tocsin.Analyst, second: client.AffirmDuty{Duty: "d-1"}, then: tocsin.Approver, rule: tocsin.RuleDrafterWaives, foreign: tocsin.RulePermission},
		"end":     {first: end, as: tocsin.WarningOfficer, second: end, then: tocsin.Approver, rule: tocsin.RuleTwoPersons, foreign: tocsin.RulePermission},
		"site":    {first: client.LowerSite{Site: "annex", To: tocsin.Normal}, as: tocsin.SiteManager, second: client.LowerSite{Site: "annex", To: tocsin.Normal}, then: tocsin.Approver, rule: tocsin.RuleTwoPersons, foreign: tocsin.RulePermission, firstReason: "over"},
		"measure": {first: client.LowerMeasure{Measure: "m-1"}, as: tocsin.SiteManager, second: client.LowerMeasure{Measure: "m-1"}, then: tocsin.Approver, rule: tocsin.RuleTwoPersons, foreign: tocsin.RulePermission, firstReason: "over"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			small := everybody[0]
			small.Profile, small.Partner = tocsin.ProfileSmall, guard
			w.Act(embassy, tocsin.Administrator, client.Admit{Org: small})
			w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
			w.Act(embassy, tocsin.Administrator, client.AddSite{Site: tocsin.Site{ID: "annex", Name: "The annex", Posture: tocsin.Heightened}})
			w.Act(embassy, tocsin.SiteManager, client.StartMeasure{Measure: tocsin.Measure{ID: "m-1", Site: "annex", What: "Dogs", Owner: tocsin.SiteManager}})

			if r := w.ActAs(embassy, client.Caller{Role: c.as, Person: "ann", Reason: c.firstReason}, c.first); name != "sign" && !r.Pending {
				t.Error("one signature was enough")
			}
			w.RefusedAs(embassy, client.Caller{Role: c.then, Person: "ann"}, c.second, c.rule)
			w.RefusedAs(embassy, client.Caller{Role: c.then, Person: "ann", Org: embassy}, c.second, c.rule)
			w.RefusedAs(embassy, client.Caller{Role: c.then, Person: "ann", Org: guard}, c.second, c.foreign)
			if r := w.ActAs(embassy, client.Caller{Role: c.then, Person: "bob"}, c.second); r.Pending {
				t.Error("two signatures were not enough")
			}
			checkLog(t, w, embassy)
		})
	}
}

func TestPartnerSigns(t *testing.T) {
	t.Parallel()
	sign := client.SignWarning{Warning: "w-1"}
	from := func(org tocsin.OrgID) client.Caller {
		return client.Caller{Role: tocsin.Approver, Person: "partner's officer", Org: org}
	}
	for name, c := range map[string]struct {
		profile tocsin.Profile
		partner tocsin.OrgID
		signs   tocsin.OrgID
		ok      bool
	}{
		"small, named":        {tocsin.ProfileSmall, guard, guard, true},
		"small, another":      {tocsin.ProfileSmall, guard, hall, false},
		"small, none named":   {tocsin.ProfileSmall, "", guard, false},
		"standard, but named": {tocsin.ProfileStandard, guard, guard, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			me := everybody[0]
			me.Profile, me.Partner = c.profile, c.partner
			w.Act(embassy, tocsin.Administrator, client.Admit{Org: me})
			w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
			w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: warning(t)})
			if !c.ok {
				w.RefusedAs(embassy, from(c.signs), sign, tocsin.RuleTwoPersons)
				return
			}
			w.ActAs(embassy, from(c.signs), sign)
			if got := w.Snap(embassy).Warnings[0]; got.State != tocsin.Issued || got.Second.Org != guard {
				t.Errorf("signed by %+v, %s", got.Second, got.State)
			}
		})
	}
}

// TestForgedSignatures gives what a caller may not say: signatures of others, decisions, releases.
func TestForgedSignatures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	forged := tocsin.Signature{Signer: tocsin.Signer{Role: tocsin.Approver, Tag: "forged"}}
	th := threat(t)
	th.Parts[0].Pending = &tocsin.ReviewDecision{End: tocsin.CloseFalse, Reason: "r", Successor: "s", Evidence: "e", First: forged}
	th.Parts[0].Reviewed, th.Parts[0].Standing = true, true
	th.Judgements = []tocsin.Judgement{{Text: "x", By: forged}}
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: th})
	draft := warning(t)
	draft.Second, draft.State, draft.Released, draft.Parity = &forged, tocsin.Issued, []tocsin.Level{tocsin.Full}, "because"
	draft.Versions[1].Instruction.Closing = &tocsin.ClosingMsg{How: "ended"}
	w.Act(embassy, tocsin.Analyst, client.DraftWarning{Warning: draft})
	w.Act(embassy, tocsin.Administrator, client.AddSite{Site: tocsin.Site{
		ID: "annex", Name: "The annex", Posture: tocsin.Heightened, Asked: true, Pending: &tocsin.Lowering{To: "normal", First: forged},
	}})
	w.Act(embassy, tocsin.SiteManager, client.StartMeasure{Measure: tocsin.Measure{
		ID: "m-1", Site: "annex", What: "Dogs", Owner: tocsin.SiteManager, Pending: &tocsin.Lowering{To: tocsin.MeasureLowered, First: forged}, Ended: &forged,
	}})
	r := plotReport(t)
	r.Grade = tocsin.Grade{Reliability: "A", Credibility: 1, By: forged}
	w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: r})

	s := w.Snap(embassy)
	if p := s.Threats[0].Parts[0]; p.Pending != nil || p.Reviewed || p.Standing || s.Threats[0].Judgements != nil {
		t.Errorf("the threat holds what nobody decided: %+v", s.Threats[0])
	}
	if got := s.Warnings[0]; got.State != tocsin.Draft || got.Second != nil || got.Released != nil || got.Parity != "" || got.Versions[1].Instruction.Closing != nil {
		t.Errorf("the draft holds what nobody signed: %+v", got)
	}
	if got := s.Measures[0]; got.Pending != nil || got.Ended != nil {
		t.Errorf("the measure holds what nobody signed: %+v", got)
	}
	if got := s.Sites[1]; got.Pending != nil || got.Asked {
		t.Errorf("the site holds what nobody signed: %+v", got)
	}
	if got := s.Reports[0].Grade; got != (tocsin.Grade{}) {
		t.Errorf("the report is graded %v, and nobody did", got)
	}
	if r := w.ActAs(embassy, client.Caller{Role: tocsin.SiteManager, Reason: "over"}, client.LowerMeasure{Measure: "m-1"}); !r.Pending {
		t.Error("a forged first signature lowered a measure")
	}
}
