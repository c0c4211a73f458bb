package casefile

import (
	"cmp"
	"slices"
	"time"

	"tocsin"
)

// Kinds of steps, in the order in which they are played at the same moment.
const (
	StepAct     = "act"
	StepLearned = "learned"
	StepClaim   = "claim"
)

// A Step is one thing to be played: an act of an organisation, an event of which it learns, or a
// claim of which it learns.
type Step struct {
	At     tocsin.Instant // when, as well as it is known
	PlayAt time.Time      // the latest moment that At can mean, UTC
	Kind   string         // act, learned or claim
	Org    tocsin.OrgID
	Event  *Event // nil for a claim
	Act    *Act   // of an act
	Verb   string // of an act, as it is written
	Claim  *Claim // of a claim
}

// Playbook is everything to be played, in order. An imprecise time is played at its latest moment,
// so that nobody is shown to know or owe something before it is certain: `2024-03-07` plays at the
// end of that day in its zone, `2024-03` at the end of the month. At the same moment acts come
// before what is learned, and that before claims; within each the order of the file stands, and
// for one event or claim the order of the organisations. An act is played at its own `at`, or at
// the time of its event; a claim at its `learned` times, or for every audience when it was said.
func (c *Case) Playbook() []Step {
	var steps []Step
	for i := range c.Events {
		steps = append(steps, c.eventSteps(&c.Events[i])...)
	}
	for i := range c.Claims {
		steps = append(steps, c.claimSteps(&c.Claims[i])...)
	}
	rank := map[string]int{StepAct: 0, StepLearned: 1, StepClaim: 2}
	slices.SortStableFunc(steps, func(a, b Step) int {
		return cmp.Or(a.PlayAt.Compare(b.PlayAt), cmp.Compare(rank[a.Kind], rank[b.Kind]))
	})
	return steps
}

func (c *Case) eventSteps(e *Event) []Step {
	var steps []Step
	for i := range e.Acts {
		a := &e.Acts[i]
		common := a.Common()
		if common == nil {
			continue
		}
		at := e.At.When
		if common.At != nil {
			at = common.At.When
		}
		steps = append(steps, Step{At: at, PlayAt: at.Latest, Kind: StepAct, Org: common.Org, Event: e, Act: a, Verb: a.Verb()})
	}
	for _, o := range c.Orgs {
		if l, ok := e.Learned[string(o.ID)]; ok {
			steps = append(steps, Step{At: l.When, PlayAt: l.When.Latest, Kind: StepLearned, Org: o.ID, Event: e})
		}
	}
	return steps
}

func (c *Case) claimSteps(claim *Claim) []Step {
	var steps []Step
	for _, o := range c.Orgs {
		l, told := claim.Learned[string(o.ID)]
		switch {
		case told:
		case claim.Learned == nil && o.Kind == tocsin.OrgAudience:
			l = claim.At
		default:
			continue
		}
		steps = append(steps, Step{At: l.When, PlayAt: l.When.Latest, Kind: StepClaim, Org: o.ID, Claim: claim})
	}
	return steps
}
