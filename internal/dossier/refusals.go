package dossier

import (
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/replay"
)

// A refusal is one act that a rule refused.
type refusal struct {
	At        stamp
	Org, Role string
	Act       string // the act, in words
	Event     string // the event of the case that tried it
	Given     string // the words that were given
	Reason    string
	Instead   string
	Rule      string
	Code      string
	Rehearsed bool
	at        time.Time
}

// refusals lists what the record holds and what was only rehearsed, by time.
func (d *reading) refusals() []refusal {
	var out []refusal
	for _, o := range d.c.Orgs {
		for _, r := range d.snaps[o.ID].Refusals {
			row := d.refusal(o.ID, r.Refusal)
			row.at = r.Times.Recorded
			row.At, row.Role, row.Act, row.Given = d.clock.at(o.ID, r.Times.Recorded), spaced(string(r.By.Role)), spaced(r.Act), r.Words
			if e := d.tried(o.ID, r); e != nil {
				row.Event, row.Act = e.Event.Title, verb(e.Verb)
			}
			out = append(out, row)
		}
	}
	for _, s := range d.r.Steps {
		if s.Rehearsed && s.Refusal != nil {
			row := d.refusal(s.Org, *s.Refusal)
			row.at = s.PlayAt
			row.At, row.Act, row.Event, row.Rehearsed = d.clock.at(s.Org, s.PlayAt), verb(s.Verb), s.Event.Title, true
			out = append(out, row)
		}
	}
	slices.SortStableFunc(out, func(a, b refusal) int { return a.at.Compare(b.at) })
	return out
}

func (d *reading) refusal(org tocsin.OrgID, r tocsin.Refusal) refusal {
	return refusal{Org: d.name(org), Reason: r.Reason, Instead: r.Instead, Rule: ruleIn(r.Rule), Code: string(r.Rule)}
}

// tried finds the step of the case that a refusal on record came from.
func (d *reading) tried(org tocsin.OrgID, r tocsin.RefusedAct) *replay.Played {
	i := slices.IndexFunc(d.r.Steps, func(s replay.Played) bool {
		return s.Org == org && s.Event != nil && !s.Rehearsed && s.Refusal != nil && *s.Refusal == r.Refusal && s.PlayAt.Equal(r.Times.Recorded)
	})
	if i < 0 {
		return nil
	}
	return &d.r.Steps[i]
}
