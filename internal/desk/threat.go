package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// OpenThreat opens a threat, with the reports behind it.
func (d *Desk) OpenThreat(ctx context.Context, who Caller, t tocsin.Threat) (Receipt, error) {
	return d.update(ctx, who, ActThreat, t, func(a *act) (tocsin.Ref, error) {
		t := t
		t.Parts = slices.Clone(t.Parts)
		if t.ID == "" {
			id, err := a.id()
			if err != nil {
				return tocsin.Ref{}, err
			}
			t.ID = tocsin.ThreatID(id)
		}
		a.stamp(&t.Times)
		if err := a.openThreat(&t); err != nil {
			return tocsin.Ref{}, err
		}
		for _, id := range t.Reports {
			if err := a.join(id, &t); err != nil {
				return tocsin.Ref{}, err
			}
		}
		return tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID)}, a.lookAround(&t)
	})
}

func (a *act) openThreat(t *tocsin.Threat) error {
	for i := range t.Parts {
		p := &t.Parts[i]
		p.Facets, p.State = p.Facets.Normal(), tocsin.PartOpen
		if p.Name == "" {
			p.Name = string(p.ID)
		}
		if err := a.place(&p.Facets); err != nil {
			return err
		}
	}
	if err := t.Check(); err != nil {
		return err
	}
	return a.save(t)
}

// join writes the threat into a report that is behind it, and starts the duty clock if it is due.
func (a *act) join(id tocsin.ReportID, t *tocsin.Threat) error {
	r, err := load[tocsin.Report](a, tocsin.KindReport, string(id))
	if err != nil {
		return err
	}
	if !slices.Contains(r.Threats, t.ID) {
		r.Threats = append(r.Threats, t.ID)
		if err := a.save(r); err != nil {
			return err
		}
	}
	a.receipt.Joined = append(a.receipt.Joined, t.ID)
	if err := a.drop(tocsin.OweDutyDecision, string(id), "carried on under the threat "+t.Title); err != nil {
		return err
	}
	to := func(o *tocsin.Obligation) bool { return o.Subject.ID == string(t.ID) }
	if err := a.meet(tocsin.OweJoin, string(id), "joined", to); err != nil {
		return err
	}
	return a.startDuty(r)
}

// lookAround opens what a new or changed threat makes owed around it: reports that speak of the
// same thing, and events at the place inside the window.
func (a *act) lookAround(t *tocsin.Threat) error {
	reports, err := list[tocsin.Report](a, store.Query{Kind: tocsin.KindReport})
	if err != nil {
		return err
	}
	for _, r := range reports {
		if len(r.Threats) == 0 {
			if err := a.unjoined(r, t); err != nil {
				return err
			}
		}
	}
	events, err := list[tocsin.Event](a, store.Query{Kind: tocsin.KindEvent, State: tocsin.Undecided})
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := a.crossed(e, t); err != nil {
			return err
		}
	}
	return nil
}

// JoinReport lays a report beside a threat.
func (d *Desk) JoinReport(ctx context.Context, who Caller, report tocsin.ReportID, threat tocsin.ThreatID) (Receipt, error) {
	in := []string{string(report), string(threat)}
	return d.update(ctx, who, ActJoin, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(threat)}
		t, err := load[tocsin.Threat](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if slices.Contains(t.Reports, report) {
			return ref, tocsin.Refuse(tocsin.RuleState, "nothing is needed", "the report is joined already")
		}
		t.Reports = append(t.Reports, report)
		if err := a.save(t); err != nil {
			return ref, err
		}
		return ref, a.join(report, t)
	})
}

// Judge records a judgement on a threat.
func (d *Desk) Judge(ctx context.Context, who Caller, threat tocsin.ThreatID, j tocsin.Judgement) (Receipt, error) {
	in := struct {
		T tocsin.ThreatID
		J tocsin.Judgement
	}{threat, j}
	return d.update(ctx, who, ActJudge, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(threat)}
		t, err := load[tocsin.Threat](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := j.Check(t.Judgements); err != nil {
			return ref, err
		}
		j := j
		j.By = a.by
		t.Judgements = append(t.Judgements, j)
		return ref, a.save(t)
	})
}

// DecidePart takes a decision on one part of a threat. Ending takes two persons: the first call
// leaves it pending. A displaced threat opens the part that it moved to in the same act.
func (d *Desk) DecidePart(ctx context.Context, who Caller, threat tocsin.ThreatID, part tocsin.PartID, dec tocsin.ReviewDecision, moved *tocsin.Part) (Receipt, error) {
	in := struct {
		T tocsin.ThreatID
		P tocsin.PartID
		D tocsin.ReviewDecision
		M *tocsin.Part
	}{threat, part, dec, moved}
	who.Reason = dec.Reason
	return d.update(ctx, who, ActDecide, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(threat), Part: part}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(threat))
		if err != nil {
			return ref, err
		}
		if dec.End == "acted_not_substantiated" {
			part = t.Parts[0].ID // refused whatever the part: the rule below says why
		}
		p, err := t.PartFor(part)
		if err != nil {
			return ref, err
		}
		ref.Part = p.ID
		dec := dec
		if moved != nil {
			dec.MovedTo = moved.ID
		}
		done, err := p.Decide(dec, a.by)
		if err != nil {
			return ref, err
		}
		a.receipt.Pending = !done
		if done {
			err = a.decided(t, p.ID, dec, moved)
		}
		if err != nil {
			return ref, err
		}
		return ref, a.save(t)
	})
}

// decided carries out what follows from a decision that has taken effect.
func (a *act) decided(t *tocsin.Threat, part tocsin.PartID, dec tocsin.ReviewDecision, moved *tocsin.Part) error {
	if dec.End == tocsin.Extend {
		t.Alerted = a.now
	}
	if moved != nil && dec.End == tocsin.Displaced && t.Part(moved.ID) == nil {
		m := *moved
		m.State, m.Facets = tocsin.PartOpen, m.Facets.Normal()
		if err := a.place(&m.Facets); err != nil {
			return err
		}
		t.Parts, t.Alerted = append(t.Parts, m), a.now
		if err := t.Check(); err != nil {
			return err
		}
	}
	if !t.IsOpen() {
		if err := a.parityAnswered(t); err != nil {
			return err
		}
	}
	return a.meet(tocsin.OweReview, string(t.ID), string(dec.End)+": "+dec.Reason, func(o *tocsin.Obligation) bool { return o.About.Part == part })
}

// parityAnswered refuses to close a threat while nobody has said who else shares the danger.
func (a *act) parityAnswered(t *tocsin.Threat) error {
	warnings, err := list[tocsin.Warning](a, store.Query{Kind: tocsin.KindWarning, Parent: string(t.ID)})
	if err != nil {
		return err
	}
	for _, w := range warnings {
		open, err := a.owed(tocsin.OweParity, string(w.ID))
		if err != nil {
			return err
		}
		if len(open) > 0 {
			return tocsin.Refuse(tocsin.RuleParity, "release a public version, or record why nobody else is exposed", "the threat cannot be closed while it is open who else shares the danger (%s)", w.Title)
		}
	}
	return nil
}

// alerts are the open threats that name a site, as far as lowering needs to know.
func (a *act) alerts(site tocsin.SiteID) ([]tocsin.Alert, error) {
	threats, err := a.openThreats()
	if err != nil {
		return nil, err
	}
	return alertsAt(threats, site), nil
}

func alertsAt(threats []*tocsin.Threat, site tocsin.SiteID) []tocsin.Alert {
	var out []tocsin.Alert
	for _, t := range threats {
		if !t.Concerns(site) {
			continue
		}
		since := t.Alerted
		if since.IsZero() {
			since = t.Times.Recorded
		}
		out = append(out, tocsin.Alert{Threat: t.ID, Title: t.Title, Since: since})
	}
	return out
}

// crossed opens go or no-go for an event that lies in the window of an open part at its site.
func (a *act) crossed(e *tocsin.Event, t *tocsin.Threat) error {
	if e.Decision != tocsin.Undecided || !e.At.Known() || e.At.Latest.Before(a.now) {
		return nil
	}
	for _, p := range t.Parts {
		if p.State == tocsin.PartClosed || !p.Facets.Mentions(e.Site) || !(p.Standing || inForce(p, a.now) || p.Window.Covers(e.At)) {
			continue
		}
		due := e.At.Earliest
		if due.Before(a.now) {
			due = a.now.Add(time.Hour)
		}
		err := a.owe(debt{
			kind: tocsin.OweGoNoGo, owes: a.us(tocsin.SiteManager), to: a.us(tocsin.Approver),
			about:    tocsin.Ref{Kind: tocsin.KindEvent, ID: string(e.ID)},
			subject:  tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID), Part: p.ID},
			what:     "Go or no-go for \"" + e.Name + "\": an open threat names the place",
			doneWhen: "go or no_go is on record, with what makes it acceptable or why it is called off",
			rule:     "an event at a warned place is decided on, one by one",
			due:      due, dueText: "before " + e.At.String(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// inForce reports that a part's window has run out without a decision: until one is taken the
// danger is taken to go on, and events after the window are decided on too.
func inForce(p tocsin.Part, now time.Time) bool {
	return p.State == tocsin.PartOpen && strings.EqualFold(p.Now(now), tocsin.ReviewDue)
}
