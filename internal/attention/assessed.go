package attention

import (
	"cmp"
	"slices"

	"tocsin"
)

// An Assessment is a dated judgement of one threat that says how likely it is held to be.
type Assessment struct {
	Threat     tocsin.ThreatID `json:"threat"`
	Label      string          `json:"label"`
	Day        Day             `json:"day"`
	Likelihood string          `json:"likelihood"` // code of tocsin.Likelihoods
	Closed     Day             `json:"closed"`     // the day on which the threat was ended; Never while it is open
}

// Assessments are the dated judgements of threats. A judgement without a likelihood orders nothing, and
// a threat without one is not assessed.
func Assessments(threats []tocsin.Threat) []Assessment {
	var out []Assessment
	for _, t := range threats {
		closed := Never
		if !t.IsOpen() {
			closed = closedOn(t)
		}
		for _, j := range t.Judgements {
			if _, ok := tocsin.FindLikelihood(j.Likelihood); ok {
				out = append(out, Assessment{t.ID, t.Title, DayOf(j.By.At), j.Likelihood, closed})
			}
		}
	}
	return out
}

// closedOn is the day of the last decision on a threat that is closed.
func closedOn(t tocsin.Threat) Day {
	var last Day
	for _, p := range t.Parts {
		for _, d := range p.Decisions {
			last = max(last, DayOf(d.First.At))
			if d.Second != nil {
				last = max(last, DayOf(d.Second.At))
			}
		}
	}
	return last
}

// Standing are the newest assessments of the threats that are open at the end of a day, most likely
// first, then by threat.
func Standing(all []Assessment, d Day) []Assessment {
	newest := map[tocsin.ThreatID]Assessment{}
	for _, a := range all {
		if was, ok := newest[a.Threat]; a.Day <= d && d < a.Closed && (!ok || was.Day <= a.Day) {
			newest[a.Threat] = a
		}
	}
	var out []Assessment
	for _, a := range newest {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Assessment) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.Threat, b.Threat))
	})
	return out
}

// rank orders likelihoods, the most likely first.
func (a Assessment) rank() int {
	return -slices.IndexFunc(tocsin.Likelihoods, func(l tocsin.Likelihood) bool { return l.Code == a.Likelihood })
}

// Top are the assessments with the highest likelihood: more than one when they are held to be equally
// likely. No other order is made up between them.
func Top(all []Assessment, d Day) []Assessment {
	standing := Standing(all, d)
	for i, a := range standing {
		if a.rank() != standing[0].rank() {
			return standing[:i]
		}
	}
	return standing
}

// Unassessed are the open threats of which nobody has said how likely they are.
func Unassessed(threats []tocsin.Threat) []tocsin.ThreatID {
	var out []tocsin.ThreatID
	for _, t := range threats {
		if t.IsOpen() && len(Assessments([]tocsin.Threat{t})) == 0 {
			out = append(out, t.ID)
		}
	}
	return out
}

// A Statement is a priority as somebody stated it: on a day, by an office, in an order. It is a claim of
// that office, and stays beside the assessments; it changes none.
type Statement struct {
	Day   Day               `json:"day"`
	Who   string            `json:"who"`             // by office
	Order []string          `json:"order,omitempty"` // keys of subjects, first things first
	Words string            `json:"words,omitempty"` // as they were said, or in ours
	Cites []tocsin.Citation `json:"cites,omitempty"`
}

// InForce are, for each office, its newest statement until the end of a day, by office.
func InForce(all []Statement, d Day) []Statement {
	newest := map[string]Statement{}
	for _, s := range all {
		if was, ok := newest[s.Who]; s.Day <= d && (!ok || was.Day <= s.Day) {
			newest[s.Who] = s
		}
	}
	out := make([]Statement, 0, len(newest))
	for _, s := range newest {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Statement) int { return cmp.Compare(a.Who, b.Who) })
	return out
}

// Rank is the place of a subject in the statement, from 1, and false when it does not name it.
func (s Statement) Rank(key string) (int, bool) {
	i := slices.Index(s.Order, key)
	return i + 1, i >= 0
}
