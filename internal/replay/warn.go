package replay

import (
	"maps"
	"slices"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
)

// warn drafts a warning, has it signed, and releases its private levels, the fuller first. Unless
// the case releases the public version in an act of its own, it stays a version that is not out.
func (t *turn) warn(w *casefile.Warn) error {
	threat, err := t.threat(w.Threat, w.Warning)
	if err != nil {
		return err
	}
	told, err := t.told(w, threat)
	if err != nil {
		return err
	}
	warning, err := WarningOf(w, threat, told)
	if err != nil {
		return err
	}
	warning.Times = t.times()
	got, err := t.do(client.DraftWarning{Warning: warning}, "")
	if err != nil {
		return err
	}
	t.keep("warning", w.ID, got)
	t.p.arrives[w.ID] = w.Arrives
	return t.issue(w, tocsin.WarningID(got.Object.ID))
}

// told are the parts that a full version tells when it names none: those of the threat as it stands
// on the desk. What has ended is told only where it holds somebody in danger, and what has ended or
// stands without an end is told without the window it once had.
func (t *turn) told(w *casefile.Warn, id tocsin.ThreatID) ([]tocsin.VersionPart, error) {
	threat, err := t.p.houses[t.org].Desk.Threat(t.ctx, id)
	if err != nil {
		th := findThreat(t.p.c, t.org, w.Threat)
		if th == nil {
			return nil, err
		}
		threat.Parts = PartsOf(th.Parts) // rehearsed: not on the desk
	}
	var told []tocsin.VersionPart
	for _, p := range threat.Parts {
		ended := p.State == tocsin.PartClosed
		if ended && !slices.ContainsFunc(threat.Victims, func(v tocsin.Victim) bool { return v.Part == p.ID }) {
			continue
		}
		part := tocsin.VersionPart{Part: p.ID, Facets: p.Facets, Window: p.Window}
		if ended || p.Standing {
			part.Window = tocsin.Window{}
		}
		told = append(told, part)
	}
	return told, nil
}

func (t *turn) issue(w *casefile.Warn, id tocsin.WarningID) error {
	if w.Draft {
		return nil
	}
	if w.Urgent != "" {
		if _, err := t.do(client.IssueUrgent{Warning: id}, w.Urgent); err != nil {
			return err
		}
	}
	if w.Second != "" || w.SecondOrg != "" {
		if err := t.signAs(w.Second, w.SecondOrg, id); err != nil {
			return err
		}
	}
	for _, level := range []tocsin.Level{tocsin.Full, tocsin.Tearline, tocsin.Public} {
		if !hasLevel(w.To, level) || level == tocsin.Public && t.releasedLater(w.ID) {
			continue
		}
		t.p.current = w.ID
		if _, err := t.do(client.Release{Warning: id, Level: level}, ""); err != nil {
			return err
		}
		if err := t.p.carry(t.ctx); err != nil {
			return err
		}
	}
	return nil
}

// releasedLater reports whether an act of its own releases the public version.
func (t *turn) releasedLater(warning string) bool {
	for i := range t.p.c.Events {
		for _, a := range t.p.c.Events[i].Acts {
			if a.Release != nil && a.Release.Warning == warning && a.Release.Level == tocsin.Public {
				return true
			}
		}
	}
	return false
}

func hasLevel(to []casefile.Addressee, l tocsin.Level) bool {
	for _, a := range to {
		if a.Level == l {
			return true
		}
	}
	return false
}

func (t *turn) signAs(role tocsin.Role, org tocsin.OrgID, id tocsin.WarningID) error {
	if role == "" {
		role = tocsin.Approver
	}
	_, err := t.as(client.Caller{Role: role, Org: org}, client.SignWarning{Warning: id})
	return err
}

func (t *turn) sign(s *casefile.Sign) error {
	id, err := t.id("warning", s.Warning)
	if err != nil {
		return err
	}
	return t.signAs(t.step.Act.Role(), s.From, tocsin.WarningID(id))
}

func (t *turn) releaseMore(r *casefile.Release) error {
	id, err := t.id("warning", r.Warning)
	if err != nil {
		return err
	}
	if len(r.Arrives) > 0 {
		merged := map[string]casefile.Instant{}
		maps.Copy(merged, t.p.arrives[r.Warning])
		maps.Copy(merged, r.Arrives)
		t.p.arrives[r.Warning] = merged
	}
	t.p.current = r.Warning
	_, err = t.do(client.Release{Warning: tocsin.WarningID(id), Level: r.Level, To: AddresseesOf(r.To)}, "")
	return err
}

func (t *turn) closing(c *casefile.Closing) error {
	id, err := t.id("warning", c.Warning)
	if err != nil {
		return err
	}
	m := client.CloseInstruction{Warning: tocsin.WarningID(id), Level: c.Level, How: c.How, Words: c.Words}
	if m.Level == "" {
		m.Level = tocsin.Public
	}
	if c.Until != nil {
		m.Until = c.Until.When
	}
	t.p.current = c.Warning
	_, err = t.do(m, "")
	return err
}

func (t *turn) reveal(r *casefile.Reveal) error {
	id, err := t.id("received", r.Warning)
	if err != nil {
		return err
	}
	if _, err := t.do(client.Reveal{Received: tocsin.ReceivedID(id)}, ""); err != nil || r.Source == "" {
		return err
	}
	_, err = t.do(client.GradeSource{Received: tocsin.ReceivedID(id), Reliability: tocsin.Reliability(r.Source)}, "")
	return err
}

func (t *turn) lead(l *casefile.Lead) error {
	id, err := t.id("received", l.Warning)
	if err != nil {
		return err
	}
	_, err = t.do(client.OpenLead{Received: tocsin.ReceivedID(id), Lead: tocsin.Lead{ID: tocsin.LeadID(l.ID), What: l.What, Part: l.Part}}, "")
	return err
}

func (t *turn) closeLead(l *casefile.CloseLead) error {
	id, err := t.id("received", l.Warning)
	if err != nil {
		return err
	}
	_, err = t.do(client.CloseLead{Received: tocsin.ReceivedID(id), Lead: tocsin.LeadID(l.Lead), Outcome: l.Outcome, Acts: l.Acts, Doubt: l.Doubt}, "")
	return err
}

// findThreat is the act of the case that opened a threat.
func findThreat(c *casefile.Case, org tocsin.OrgID, name string) *casefile.Threat {
	for i := range c.Events {
		for _, a := range c.Events[i].Acts {
			if a.Threat != nil && a.Threat.Org == org && a.Threat.ID == name {
				return a.Threat
			}
		}
	}
	return nil
}
