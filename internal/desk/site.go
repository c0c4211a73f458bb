package desk

import (
	"context"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// AddSite writes a place down.
func (d *Desk) AddSite(ctx context.Context, who Caller, s tocsin.Site) (Receipt, error) {
	return d.update(ctx, who, ActSite, s, func(a *act) (tocsin.Ref, error) {
		s := s
		if s.Name == "" {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "write the name as people know it", "the site has no name")
		}
		if s.ID == "" {
			id, err := a.id()
			if err != nil {
				return tocsin.Ref{}, err
			}
			s.ID = tocsin.SiteID(id)
		}
		if s.Posture == "" {
			s.Posture = tocsin.Normal
		}
		a.stamp(&s.Times)
		if s.Posture != tocsin.Normal {
			if err := a.heightened(&s); err != nil {
				return tocsin.Ref{}, err
			}
			s.Since = a.now
		}
		return tocsin.Ref{Kind: tocsin.KindSite, ID: string(s.ID)}, a.save(&s)
	})
}

func (a *act) heightened(s *tocsin.Site) error {
	p, err := a.clocks()
	if err != nil {
		return err
	}
	s.Justified, s.Asked = a.now, false
	s.JustifyBy = a.now.Add(time.Duration(p.JustifyDays) * 24 * time.Hour)
	return nil
}

func (d *Desk) onSite(ctx context.Context, who Caller, name Act, id tocsin.SiteID, in any, fn func(*act, *tocsin.Site) error) (Receipt, error) {
	input := struct {
		ID tocsin.SiteID
		In any
	}{id, in}
	return d.update(ctx, who, name, input, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindSite, ID: string(id)}
		s, err := load[tocsin.Site](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := fn(a, s); err != nil {
			return ref, err
		}
		return ref, a.save(s)
	})
}

// RaiseSite lifts a site's posture: one officer.
func (d *Desk) RaiseSite(ctx context.Context, who Caller, id tocsin.SiteID, to tocsin.Posture) (Receipt, error) {
	return d.onSite(ctx, who, ActRaise, id, to, func(a *act, s *tocsin.Site) error {
		if err := s.Raise(to, a.by); err != nil {
			return err
		}
		return a.heightened(s)
	})
}

// LowerSite steps a site's posture down: two persons, and no young open alert on the place.
func (d *Desk) LowerSite(ctx context.Context, who Caller, id tocsin.SiteID, to tocsin.Posture) (Receipt, error) {
	return d.onSite(ctx, who, ActLowerSite, id, to, func(a *act, s *tocsin.Site) error {
		p, err := a.clocks()
		if err != nil {
			return err
		}
		alerts, err := a.alerts(id)
		if err != nil {
			return err
		}
		done, err := s.Lower(to, a.by, alerts, p)
		if err != nil {
			return err
		}
		a.receipt.Pending = !done
		if !done || to != tocsin.Normal {
			return nil
		}
		return a.meet(tocsin.OweJustify, string(id), "lowered to normal", nil)
	})
}

// JustifySite renews the reason for a heightened state.
func (d *Desk) JustifySite(ctx context.Context, who Caller, id tocsin.SiteID) (Receipt, error) {
	return d.onSite(ctx, who, ActJustify, id, nil, func(a *act, s *tocsin.Site) error {
		if err := s.Justify(a.by); err != nil {
			return err
		}
		if err := a.heightened(s); err != nil {
			return err
		}
		return a.meet(tocsin.OweJustify, string(id), who.Reason, nil)
	})
}

// StartMeasure starts a measure at a site: one officer.
func (d *Desk) StartMeasure(ctx context.Context, who Caller, m tocsin.Measure) (Receipt, error) {
	return d.update(ctx, who, ActMeasure, m, func(a *act) (tocsin.Ref, error) {
		m := m
		if err := m.Check(); err != nil {
			return tocsin.Ref{}, err
		}
		if _, err := load[tocsin.Site](a, tocsin.KindSite, string(m.Site)); err != nil {
			return tocsin.Ref{}, err
		}
		if m.ID == "" {
			id, err := a.id()
			if err != nil {
				return tocsin.Ref{}, err
			}
			m.ID = tocsin.MeasureID(id)
		}
		m.State = tocsin.MeasureInForce
		a.stamp(&m.Times)
		if m.Started.IsZero() {
			m.Started = m.Times.Happened
		}
		return tocsin.Ref{Kind: tocsin.KindMeasure, ID: string(m.ID)}, a.save(&m)
	})
}

func (d *Desk) onMeasure(ctx context.Context, who Caller, name Act, id tocsin.MeasureID, in any, fn func(*act, *tocsin.Measure) error) (Receipt, error) {
	input := struct {
		ID tocsin.MeasureID
		In any
	}{id, in}
	return d.update(ctx, who, name, input, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindMeasure, ID: string(id)}
		m, err := load[tocsin.Measure](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := fn(a, m); err != nil {
			return ref, err
		}
		return ref, a.save(m)
	})
}

// Observe records what somebody saw of a measure. Seeing it gone does not end it: only a decision
// does.
func (d *Desk) Observe(ctx context.Context, who Caller, id tocsin.MeasureID, o tocsin.Observation) (Receipt, error) {
	return d.onMeasure(ctx, who, ActObserve, id, o, func(a *act, m *tocsin.Measure) error {
		o := o
		if o.At.IsZero() {
			o.At = tocsin.At(a.now)
		}
		m.Observed = append(m.Observed, o)
		return nil
	})
}

// LowerMeasure ends a measure: two persons, a reason, and no young open alert on the place.
func (d *Desk) LowerMeasure(ctx context.Context, who Caller, id tocsin.MeasureID) (Receipt, error) {
	return d.onMeasure(ctx, who, ActLower, id, who.Reason, func(a *act, m *tocsin.Measure) error {
		p, err := a.clocks()
		if err != nil {
			return err
		}
		alerts, err := a.alerts(m.Site)
		if err != nil {
			return err
		}
		done, err := m.Lower(a.by, alerts, p)
		if err != nil {
			return err
		}
		a.receipt.Pending = !done
		if !done {
			return nil
		}
		return a.meet(tocsin.OweSustain, string(id), "lowered by two", nil)
	})
}

// SubstituteMeasure puts an equivalent measure in place: one signature.
func (d *Desk) SubstituteMeasure(ctx context.Context, who Caller, id tocsin.MeasureID, with string, next tocsin.MeasureID) (Receipt, error) {
	return d.onMeasure(ctx, who, ActSubstitute, id, with, func(a *act, m *tocsin.Measure) error {
		if next == "" {
			s, err := a.id()
			if err != nil {
				return err
			}
			next = tocsin.MeasureID(s)
		}
		stands, err := m.Substitute(with, next, a.by)
		if err != nil {
			return err
		}
		if err := a.meet(tocsin.OweSustain, string(id), "substituted by "+with, nil); err != nil {
			return err
		}
		return a.save(&stands)
	})
}

// RecordBriefing records that people were told. One that does not say until when it stands makes
// that a question with an owner.
func (d *Desk) RecordBriefing(ctx context.Context, who Caller, b tocsin.Briefing) (Receipt, error) {
	return d.update(ctx, who, ActBrief, b, func(a *act) (tocsin.Ref, error) {
		b := b
		if b.What == "" {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "write what people were told to look for and to do", "the briefing has no words")
		}
		if b.ID == "" {
			id, err := a.id()
			if err != nil {
				return tocsin.Ref{}, err
			}
			b.ID = tocsin.BriefingID(id)
		}
		a.stamp(&b.Times)
		ref := tocsin.Ref{Kind: tocsin.KindBriefing, ID: string(b.ID)}
		if err := a.save(&b); err != nil || b.Until.Known() {
			return ref, err
		}
		return ref, a.owe(debt{
			kind: tocsin.OweUntilWhen, about: ref, owes: a.us(tocsin.SiteManager), to: a.us(tocsin.DutyOfficer),
			what:     "People were told to watch; say until when: " + b.What,
			doneWhen: "it is on record until when the briefing stands, or what it depends on",
			rule:     "an instruction says for how long it stands",
			due:      a.now.Add(24 * time.Hour),
		})
	})
}

// AddEvent puts an event on a site's calendar, and asks for go or no-go when an open threat names
// the place.
func (d *Desk) AddEvent(ctx context.Context, who Caller, e tocsin.Event) (Receipt, error) {
	return d.update(ctx, who, ActEvent, e, func(a *act) (tocsin.Ref, error) {
		e := e
		if e.Name == "" || !e.At.Known() {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "give a name and a date", "the event has no name or no time")
		}
		if e.ID == "" {
			id, err := a.id()
			if err != nil {
				return tocsin.Ref{}, err
			}
			e.ID = tocsin.EventID(id)
		}
		e.Decision, e.Decided = tocsin.Undecided, nil
		a.stamp(&e.Times)
		ref := tocsin.Ref{Kind: tocsin.KindEvent, ID: string(e.ID)}
		if err := a.save(&e); err != nil {
			return ref, err
		}
		threats, err := a.openThreats()
		if err != nil {
			return ref, err
		}
		for _, t := range threats {
			if err := a.crossed(&e, t); err != nil {
				return ref, err
			}
		}
		return ref, nil
	})
}

// DecideEvent records go or no-go.
func (d *Desk) DecideEvent(ctx context.Context, who Caller, id tocsin.EventID, decision string) (Receipt, error) {
	return d.update(ctx, who, ActGo, []string{string(id), decision}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindEvent, ID: string(id)}
		e, err := load[tocsin.Event](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := e.Decide(decision, a.by); err != nil {
			return ref, err
		}
		if err := a.meet(tocsin.OweGoNoGo, ref.ID, decision+": "+who.Reason, nil); err != nil {
			return ref, err
		}
		return ref, a.save(e)
	})
}

// RecordSighting writes down what somebody did at a site. At a warned site it joins the open
// threats at once, without waiting for vetting; a protector outside gets it in the same act.
func (d *Desk) RecordSighting(ctx context.Context, who Caller, s tocsin.Sighting) (Receipt, error) {
	return d.update(ctx, who, ActSighting, s, func(a *act) (tocsin.Ref, error) {
		ref, site, err := a.sighting(s)
		if err != nil || site.Protector == "" || site.Protector == a.d.org {
			return ref, err
		}
		return ref, a.send(site.Protector, "sighting", s)
	})
}

// ReceiveSighting takes in a sighting that a site's operator passed on.
func (d *Desk) ReceiveSighting(ctx context.Context, who Caller, peer tocsin.OrgID, s tocsin.Sighting) (Receipt, error) {
	return d.update(ctx, who, ActForwarded, s, func(a *act) (tocsin.Ref, error) {
		if _, err := a.Get(tocsin.KindOrg, string(peer)); err != nil {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleUnknownPeer, "have the administrator admit it", "%s is not an admitted peer", peer)
		}
		ref, _, err := a.sighting(s)
		return ref, err
	})
}

func (a *act) sighting(s tocsin.Sighting) (tocsin.Ref, *tocsin.Site, error) {
	if err := s.Check(); err != nil {
		return tocsin.Ref{}, nil, err
	}
	site, err := load[tocsin.Site](a, tocsin.KindSite, string(s.Site))
	if err != nil {
		return tocsin.Ref{}, nil, err
	}
	if s.ID == "" {
		id, err := a.id()
		if err != nil {
			return tocsin.Ref{}, nil, err
		}
		s.ID = tocsin.SightingID(id)
	}
	if s.Vetting == "" {
		s.Vetting = "raw"
	}
	a.stamp(&s.Times)
	open, err := list[tocsin.Threat](a, store.Query{Kind: tocsin.KindThreat, State: tocsin.PartOpen})
	if err != nil {
		return tocsin.Ref{}, nil, err
	}
	threats := make([]tocsin.Threat, len(open))
	for i, t := range open {
		threats[i] = *t
	}
	s.Threats = s.Joins(threats)
	a.receipt.Joined = append(a.receipt.Joined, s.Threats...)
	return tocsin.Ref{Kind: tocsin.KindSighting, ID: string(s.ID)}, site, a.save(&s)
}

// RecordClaim writes down what somebody said about a question.
func (d *Desk) RecordClaim(ctx context.Context, who Caller, c tocsin.Claim) (Receipt, error) {
	return d.update(ctx, who, ActClaim, c, func(a *act) (tocsin.Ref, error) {
		c := c
		if err := c.Check(); err != nil {
			return tocsin.Ref{}, err
		}
		if c.ID == "" {
			id, err := a.id()
			if err != nil {
				return tocsin.Ref{}, err
			}
			c.ID = tocsin.ClaimID(id)
		}
		a.stamp(&c.Times)
		return tocsin.Ref{Kind: tocsin.KindClaim, ID: string(c.ID)}, a.save(&c)
	})
}
