package attention

import (
	"fmt"
	"slices"
)

// An Alert is a heightened state at one place, from one day until the day before another.
type Alert struct {
	Where string `json:"where"`
	From  Day    `json:"from"`
	To    Day    `json:"to"` // [Never] while it stands
}

// A Load is what alerts asked of people in a period. A high alert that lasts tires those who keep it.
type Load struct {
	Period Period `json:"period"`
	Days   Total  `json:"days"`  // days under alert, a term an alert: two at once count twice
	Under  Share  `json:"under"` // days with any alert, of the days of the period
	Most   int    `json:"most"`  // at once
	On     Day    `json:"on"`    // the first day with that many
}

// LoadOf measures the load of a period.
func LoadOf(alerts []Alert, p Period) Load {
	var terms []Term
	for _, a := range alerts {
		in := Period{max(a.From, p.From), min(a.To, p.To)}
		if n := in.Days(); n > 0 {
			terms = append(terms, Term{a.Where + " from " + in.From.String(), n})
		}
	}
	l := Load{Period: p, Days: Sum("alert days in "+p.String(), "days", terms...)}
	var under []Term
	for _, s := range stretches(alerts, p) {
		if s.n > 0 {
			under = append(under, Term{fmt.Sprintf("under %d from %s", s.n, s.From), s.Days()})
		}
		if s.n > l.Most {
			l.Most, l.On = s.n, s.From
		}
	}
	l.Under = Share{
		What:  "days under any alert in " + p.String(),
		Part:  Sum("days under any alert", "days", under...),
		Whole: Sum("days of "+p.String(), "days", Term{"", p.Days()}),
	}
	return l
}

// A stretch is a run of days with one number of alerts.
type stretch struct {
	Period
	n int
}

// stretches cut a period at every day on which an alert begins or ends.
func stretches(alerts []Alert, p Period) []stretch {
	cuts := []Day{p.From, p.To}
	for _, a := range alerts {
		for _, d := range []Day{a.From, a.To} {
			if p.Has(d) {
				cuts = append(cuts, d)
			}
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []stretch
	for i := 1; i < len(cuts); i++ {
		s := stretch{Period: Period{cuts[i-1], cuts[i]}}
		for _, a := range alerts {
			s.n += count(a.From <= s.From && s.From < a.To)
		}
		out = append(out, s)
	}
	return out
}
