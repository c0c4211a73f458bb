package replay

import (
	"slices"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
)

func (t *turn) playSite(a *casefile.Act) (bool, error) {
	switch {
	case a.Posture != nil:
		return true, t.posture(a.Posture)
	case a.Justify != nil:
		_, err := t.do(client.JustifySite{Site: a.Justify.Site}, a.Justify.Reason)
		return true, err
	case a.Measure != nil:
		return true, t.measure(a.Measure)
	case a.Observe != nil:
		return true, t.observe(a.Observe)
	case a.Lower != nil:
		return true, t.lower(a.Lower)
	case a.Substitute != nil:
		return true, t.substitute(a.Substitute)
	case a.Brief != nil:
		return true, t.brief(a.Brief)
	case a.Programme != nil:
		return true, t.programme(a.Programme)
	case a.Go != nil:
		id, err := t.id("programme", a.Go.Event)
		if err == nil {
			_, err = t.do(client.DecideEvent{Event: tocsin.EventID(id), Decision: a.Go.Decision}, a.Go.Reason)
		}
		return true, err
	case a.Sighting != nil:
		_, err := t.do(client.RecordSighting{Sighting: t.sighting(a.Sighting)}, "")
		return true, err
	case a.Intake != nil:
		r, err := t.do(client.TakeIn{List: IncomingOf(a.Intake)}, "")
		t.keep("list", a.Intake.ID, r)
		return true, err
	}
	return false, nil
}

// posture raises or lowers, whichever the new posture is.
func (t *turn) posture(s *casefile.Posture) error {
	snap, err := t.p.houses[t.org].Desk.AsOf(t.ctx, t.p.clock.Now())
	if err != nil {
		return err
	}
	now := tocsin.Normal
	for _, site := range snap.Sites {
		if site.ID == s.Site {
			now = site.Posture
		}
	}
	if slices.Index(tocsin.Postures, s.To) > slices.Index(tocsin.Postures, now) {
		_, err := t.do(client.RaiseSite{Site: s.Site, To: s.To}, s.Reason)
		return err
	}
	m := client.LowerSite{Site: s.Site, To: s.To}
	if _, err := t.do(m, s.Reason); err != nil {
		return err
	}
	return t.second(s.Second, m, s.Reason)
}

func (t *turn) measure(m *casefile.Measure) error {
	var why tocsin.ThreatID
	var err error
	if m.Threat != "" || m.Warning != "" {
		if why, err = t.threat(m.Threat, m.Warning); err != nil {
			return err
		}
	}
	measure := MeasureOf(m, why)
	measure.Times = t.times()
	got, err := t.do(client.StartMeasure{Measure: measure}, "")
	if err == nil {
		t.keep("measure", m.ID, got)
	}
	return err
}

func (t *turn) observe(o *casefile.Observe) error {
	id, err := t.id("measure", o.Measure)
	if err != nil {
		return err
	}
	seen := tocsin.Observation{At: t.step.At, Present: o.Present, By: o.Who, Cites: t.p.c.Citations(o.Cite)}
	_, err = t.do(client.Observe{Measure: tocsin.MeasureID(id), Observation: seen}, "")
	return err
}

func (t *turn) lower(l *casefile.Lower) error {
	id, err := t.id("measure", l.Measure)
	if err != nil {
		return err
	}
	m := client.LowerMeasure{Measure: tocsin.MeasureID(id)}
	if _, err := t.do(m, l.Reason); err != nil {
		return err
	}
	return t.second(l.Second, m, l.Reason)
}

func (t *turn) substitute(s *casefile.Substitute) error {
	id, err := t.id("measure", s.Measure)
	if err != nil {
		return err
	}
	next, err := t.p.newID()
	if err != nil {
		return err
	}
	if _, err := t.do(client.SubstituteMeasure{Measure: tocsin.MeasureID(id), With: s.With, ID: tocsin.MeasureID(next)}, s.Reason); err != nil {
		return err
	}
	t.p.names[key{t.org, "measure", s.ID}] = next
	return nil
}

// newID draws an id that depends only on what was played before.
func (p *player) newID() (string, error) {
	return tocsin.NewID(&seeded{seed: [32]byte{byte(len(p.result.Steps)), byte(len(p.result.Steps) >> 8)}})
}

func (t *turn) brief(b *casefile.Brief) error {
	var why tocsin.ThreatID
	var err error
	if b.Threat != "" || b.Warning != "" {
		if why, err = t.threat(b.Threat, b.Warning); err != nil {
			return err
		}
	}
	briefing := BriefingOf(b, why)
	briefing.Times = t.times()
	got, err := t.do(client.RecordBriefing{Briefing: briefing}, "")
	if err == nil {
		t.keep("briefing", b.ID, got)
	}
	return err
}

func (t *turn) programme(e *casefile.Programme) error {
	event := EventOf(e)
	event.Times = t.times()
	got, err := t.do(client.AddEvent{Event: event}, "")
	if err == nil {
		t.keep("programme", e.ID, got)
	}
	return err
}

func (t *turn) sighting(s *casefile.Sighting) tocsin.Sighting {
	out := SightingOf(s)
	out.Cites, out.Times = t.p.c.Citations(s.Cite), t.times()
	return out
}
