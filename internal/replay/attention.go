package replay

import (
	"math"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
)

func (t *turn) playAttention(a *casefile.Act) (bool, error) {
	switch {
	case a.Effort != nil:
		return true, t.effort(a.Effort)
	case a.Priority != nil:
		return true, t.priority(a.Priority)
	}
	return false, nil
}

func (t *turn) effort(e *casefile.Effort) error {
	on, err := t.subject(casefile.AttentionSubject{Threat: e.Threat, Warning: e.Warning, On: e.On})
	if err != nil {
		return err
	}
	row := tocsin.EffortRow{Day: e.Day, Unit: e.Unit, On: on, Minutes: minutes(e.Hours), Senior: minutes(e.Senior), Entries: e.Entries}
	for _, name := range e.Reports {
		id, err := t.id(tocsin.KindReport, name)
		if err != nil {
			return err
		}
		row.Reports = append(row.Reports, tocsin.ReportID(id))
	}
	_, err = t.do(client.RecordEffort{Effort: tocsin.EffortReturn{Rows: []tocsin.EffortRow{row}, Times: t.times()}}, "")
	return err
}

func minutes(hours float64) int { return int(math.Round(hours * 60)) }

func (t *turn) priority(p *casefile.Priority) error {
	out := tocsin.Priority{Day: p.Day, Who: p.Who, Words: p.Words, Cites: t.p.c.Citations(p.Cite), Times: t.times()}
	for _, s := range p.Order {
		subject, err := t.subject(s)
		if err != nil {
			return err
		}
		out.Order = append(out.Order, subject)
	}
	_, err := t.do(client.StatePriority{Priority: out}, "")
	return err
}

func (t *turn) subject(s casefile.AttentionSubject) (out tocsin.AttentionSubject, err error) {
	if s.On != "" {
		return tocsin.AttentionSubject{Other: s.On}, nil
	}
	out.Threat, err = t.threat(s.Threat, s.Warning)
	return out, err
}
