package desk_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
)

// mark gives a message that makes a record a word of its own.
func (p *player) mark(org tocsin.OrgID, m client.Message) (client.Message, string) {
	b := p.two[org]
	b.n++
	mark := fmt.Sprintf("XMARK%04dX%s", b.n, strings.ToUpper(string(org[:3])))
	switch m := m.(type) {
	case client.RecordReport:
		m.Report.Title += " " + mark
		return m, mark
	case client.OpenThreat:
		m.Threat.Title += " " + mark
		return m, mark
	case client.DraftWarning:
		m.Warning.Title += " " + mark
		return m, mark
	case client.RecordClaim:
		m.Claim.Words = mark
		return m, mark
	case client.RecordBriefing:
		m.Briefing.What += " " + mark
		return m, mark
	case client.RecordSighting:
		m.Sighting.What += " " + mark
		return m, mark
	}
	return m, ""
}

// order is something that takes two. An order that waits is given more often than not, and a hold
// does not stand for long.
func (p *player) order(s desk.Snapshot) client.Message {
	open := slices.DeleteFunc(slices.Clone(s.Orders), func(o tocsin.Order) bool { return !o.IsOpen() })
	held := slices.DeleteFunc(slices.Clone(s.Holds), func(h tocsin.Hold) bool { return h.State != tocsin.HoldStands })
	switch n := p.r.IntN(20); {
	case n < 9 && len(open) > 0:
		return client.GiveOrder{Order: pick(p, open).ID}
	case n == 9:
		return client.RefuseOrder{Order: pick(p, s.Orders).ID}
	case n == 10:
		return client.PlaceHold{Threat: pick(p, append(s.Threats, tocsin.Threat{})).ID}
	case n < 15 && len(held) > 0:
		return client.AskOrder{Kind: tocsin.Lift, About: tocsin.Ref{Kind: tocsin.KindHold, ID: string(pick(p, held).ID)}}
	}
	return client.AskOrder{Kind: tocsin.Erase, About: pick(p, []tocsin.Ref{
		{Kind: tocsin.KindReport, ID: string(pick(p, s.Reports).ID)}, {Kind: tocsin.KindThreat, ID: string(pick(p, s.Threats).ID)},
		{Kind: tocsin.KindWarning, ID: string(pick(p, s.Warnings).ID)}, {Kind: tocsin.KindRelease, ID: string(pick(p, s.Sent).Release.ID)},
		{Kind: tocsin.KindReceived, ID: string(pick(p, s.Received).ID)}, {Kind: tocsin.KindClaim, ID: string(pick(p, s.Claims).ID)},
		{Kind: tocsin.KindBriefing, ID: string(pick(p, s.Briefings).ID)}, {Kind: tocsin.KindSighting, ID: string(pick(p, s.Sightings).ID)},
		{Kind: tocsin.KindDuty, ID: string(pick(p, s.Duties).ID)},
	})}
}

// end brings to an end what it can, at every organisation, so that it can be erased.
func (p *player) end() {
	p.t.Helper()
	try := func(org tocsin.OrgID, role tocsin.Role, m client.Message) {
		who := client.Caller{Role: role, Person: "", Reason: "it is over"}
		if _, err := p.As(org, who).Act(p.t.Context(), m); err != nil && refusalOf(err) == nil {
			p.t.Fatalf("%s: %s: %v", org, m.Name(), err)
		}
	}
	const wo, ap = tocsin.WarningOfficer, tocsin.Approver
	for range 3 {
		p.Carry()
		for _, org := range []tocsin.OrgID{embassy, guard, hall} {
			s := p.Snap(org)
			for _, o := range s.Open() {
				about := o.About.ID
				for _, m := range []client.Message{
					client.Settle{Obligation: o.ID, How: "done"}, client.GradeBlind{Received: tocsin.ReceivedID(about), Credibility: 4}, client.SignWarning{Warning: tocsin.WarningID(about)},
					client.Parity{Warning: tocsin.WarningID(about), Reason: "only they"}, client.OnwardDone{Received: tocsin.ReceivedID(about), Victim: o.Subject.ID, Words: "told"},
					client.GiveDetail{Release: tocsin.ReleaseID(about), Words: "no more"}, client.DecideEvent{Event: tocsin.EventID(about), Decision: tocsin.NoGo},
					client.CloseInstruction{Warning: tocsin.WarningID(about), Level: tocsin.Public, How: "ended", Words: "So it is."},
					client.DecideDuty{Duty: tocsin.DutyDecision{Threat: tocsin.ThreatID(about), Outcome: tocsin.Warn, Reason: "r", Threshold: tocsin.Threshold{Credible: "yes", Specific: "yes", Impending: "yes", Harm: "killing"}}},
				} {
					try(org, ap, m)
				}
			}
			for _, th := range s.Threats {
				for _, part := range th.Parts {
					for _, role := range []tocsin.Role{wo, ap} {
						try(org, role, client.DecidePart{Threat: th.ID, Part: part.ID, Decision: tocsin.ReviewDecision{End: tocsin.CloseMitigated, Reason: "r", Successor: "s"}})
					}
				}
			}
			for _, x := range s.Received {
				for _, l := range x.Leads {
					try(org, ap, client.CloseLead{Received: x.ID, Lead: l.ID, Outcome: "disrupted", Acts: "held"})
				}
			}
			for _, w := range s.Warnings {
				try(org, ap, client.CloseInstruction{Warning: w.ID, Level: tocsin.Public, How: "ended", Words: "So it is."})
			}
		}
	}
}

// eraseOne has a claim of an organisation erased, whatever the story came to: the holds that stand over
// there are lifted first.
func (p *player) eraseOne(org tocsin.OrgID) {
	p.t.Helper()
	twice := func(kind tocsin.OrderKind, about tocsin.Ref) {
		s := p.Snap(org)
		asked := p.send(org, client.Caller{Role: tocsin.WarningOfficer, Person: "ann", Reason: "so it is asked"}, client.AskOrder{Kind: kind, About: about}, "", s)
		if asked == nil || p.send(org, client.Caller{Role: tocsin.Approver, Person: "bob", Reason: "so it is given"}, client.GiveOrder{Order: tocsin.OrderID(asked.Object.ID)}, "", s) == nil {
			p.t.Errorf("%s: two persons cannot %s %v", org, kind, about)
		}
	}
	for _, o := range p.Snap(org).Orders {
		if o.IsOpen() {
			p.send(org, client.Caller{Role: tocsin.Approver, Person: "cid", Reason: "no more of this"}, client.RefuseOrder{Order: o.ID}, "", p.Snap(org))
		}
	}
	for _, h := range p.Snap(org).Holds {
		if h.State == tocsin.HoldStands {
			twice(tocsin.Lift, tocsin.Ref{Kind: tocsin.KindHold, ID: string(h.ID)})
		}
	}
	m, mark := p.mark(org, client.RecordClaim{Claim: tocsin.Claim{Question: "deaths", Answer: "none", Claimant: "a ministry"}})
	made := p.send(org, client.Caller{Role: tocsin.Analyst, Person: "ann"}, m, mark, p.Snap(org))
	if made == nil {
		p.t.Fatalf("%s: a claim is refused", org)
	}
	twice(tocsin.Erase, tocsin.Ref{Kind: made.Object.Kind, ID: made.Object.ID})
}

// note keeps account of an act that was done, and holds an erasure to it: two roles, two persons,
// and no hold on any threat that the record belonged to.
func (p *player) note(org tocsin.OrgID, who client.Caller, m client.Message, mark string, was desk.Snapshot, r client.Receipt) {
	p.t.Helper()
	b := p.two[org]
	if mark != "" {
		b.marks[tocsin.Ref{Kind: r.Object.Kind, ID: r.Object.ID}] = mark
	}
	switch m := m.(type) {
	case client.AskOrder:
		b.asked[r.Object.ID], b.about[r.Object.ID] = who, m.About
	case client.PlaceHold:
		b.held[r.Object.ID] = m.Threat
	case client.GiveOrder:
		asker, about := b.asked[string(m.Order)], b.about[string(m.Order)]
		if asker.Role == who.Role || asker.Person == who.Person && asker.Person != "" || who.Role == tocsin.Administrator {
			p.t.Fatalf("%s: %+v gave what %+v asked for", org, who, asker)
		}
		if about.Kind == tocsin.KindHold {
			delete(b.held, about.ID)
			return
		}
		if r.Erasure == nil || r.Erasure.Record != about {
			p.t.Fatalf("%s: the order is about %v, and erased %+v", org, about, r.Erasure)
		}
		threats := threatsIn(was, about)
		for id, threat := range b.held {
			if threat == "" || len(threats) == 0 || slices.Contains(threats, threat) {
				p.t.Fatalf("%s: %v, which belongs to %v, was erased under the hold %s on %q", org, about, threats, id, threat)
			}
		}
		b.gone[about] = true
		for _, ref := range r.Erasure.Took {
			if ref.Kind == tocsin.KindRelease {
				b.gone[ref] = true
			}
		}
	}
	if r.Erasure != nil {
		if _, ordered := m.(client.GiveOrder); !ordered {
			p.t.Fatalf("%s: %s erased %+v", org, m.Name(), r.Erasure)
		}
	}
}

// threatsIn are the threats that a record belongs to, as a snapshot has it.
func threatsIn(s desk.Snapshot, ref tocsin.Ref) (ids []tocsin.ThreatID) {
	for _, r := range s.Reports {
		if ref == (tocsin.Ref{Kind: tocsin.KindReport, ID: string(r.ID)}) {
			ids = append(ids, r.Threats...)
		}
	}
	for _, w := range s.Warnings {
		if ref == (tocsin.Ref{Kind: tocsin.KindWarning, ID: string(w.ID)}) {
			ids = append(ids, w.Threat)
		}
		for _, x := range s.Sent {
			if x.Warning == w.ID && ref == (tocsin.Ref{Kind: tocsin.KindRelease, ID: string(x.Release.ID)}) {
				ids = append(ids, w.Threat)
			}
		}
	}
	for _, r := range s.Received {
		if ref == (tocsin.Ref{Kind: tocsin.KindReceived, ID: string(r.ID)}) {
			ids = append(ids, r.Threat)
		}
	}
	for _, x := range s.Sightings {
		if ref == (tocsin.Ref{Kind: tocsin.KindSighting, ID: string(x.ID)}) {
			ids = append(ids, x.Threats...)
		}
	}
	if ref.Kind == tocsin.KindThreat {
		ids = append(ids, tocsin.ThreatID(ref.ID))
	}
	return ids
}

// checkGone looks for the words of what was erased, in the files and in what is shown, and wants
// them nowhere; and for each record that was erased, and wants to be told of it.
func (p *player) checkGone() {
	p.t.Helper()
	all := 0
	for _, org := range p.Orgs {
		b, s := p.two[org], p.Snap(org)
		shown, err := json.Marshal(s)
		if err != nil {
			p.t.Fatal(err)
		}
		var words []string
		for ref := range b.gone {
			if s.Gone(ref) == nil {
				p.t.Errorf("%s: %v was erased, and the record does not say so", org, ref)
			}
			mark, ok := b.marks[ref]
			if !ok {
				continue
			}
			if words = append(words, mark); strings.Contains(string(shown), mark) {
				i := strings.Index(string(shown), mark)
				p.t.Errorf("%s: %v was erased, and is shown: ...%s...", org, ref, shown[max(0, i-200):i+40])
			}
		}
		if len(words) > 0 {
			nowhere(p.t, p.World, org, words...)
		}
		if len(s.Erased) != len(b.gone) {
			p.t.Errorf("%s: %d records are erased, and %d erasures were done", org, len(s.Erased), len(b.gone))
		}
		all += len(words)
	}
	if all == 0 {
		p.t.Error("nothing with a word of its own was erased in this story")
	}
}
