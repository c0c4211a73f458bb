package attention

import (
	"cmp"
	"slices"

	"tocsin"
)

// Given is what one organisation's record says of its attention. Everything is as of one day.
type Given struct {
	Today      Day
	Period     Period // zero: the last 30 days until the newest effort, or until today when there is none
	Threats    []tocsin.Threat
	Reports    []tocsin.Report
	Efforts    []tocsin.EffortReturn
	Priorities []tocsin.Priority
	Registers  []tocsin.Register
	Alerts     []Alert
	Limits     Limits
}

// View lays what attention went to beside the threats that are assessed.
type View struct {
	Period     Period            `json:"period"`
	Before     Period            `json:"before"`
	Assessed   []Assessment      `json:"assessed,omitempty"` // most likely first
	Top        []tocsin.ThreatID `json:"top,omitempty"`
	Unassessed []tocsin.ThreatID `json:"unassessed,omitempty"`
	Spent      []Spending        `json:"spent,omitempty"`
	Priorities []Statement       `json:"priorities,omitempty"` // in force, one an office
	Load       Load              `json:"load"`
	Registers  []Drift           `json:"registers,omitempty"`
	Alarms     []Alarm           `json:"alarms,omitempty"`
	Sheet      *Sheet            `json:"sheet,omitempty"` // hours by subject, a step a period
}

// Spending is what one kind of effort went to.
type Spending struct {
	Kind       Kind    `json:"kind"`
	Now        Total   `json:"now"` // a term a subject, by its label
	Before     Total   `json:"before"`
	OnAssessed Share   `json:"on_assessed"`
	Shares     []Share `json:"shares,omitempty"` // of each subject in the period
}

// usualDays is the length of a period that nobody chose.
const usualDays = 30

// Measure computes the view. It fails only when a register that was imported cannot be read any more.
func Measure(g Given) (View, error) {
	l := ledgerOf(g)
	now := g.Period
	if now == (Period{}) {
		end := g.Today + 1
		for i, e := range l.Efforts {
			if i == 0 || e.Day >= end {
				end = e.Day + 1
			}
		}
		now = Period{end - usualDays, end}
	}
	before := Period{now.From - Day(now.Days()), now.From}
	stand := now.Last()
	if g.Period == (Period{}) {
		stand = max(stand, g.Today)
	}
	known := Assessments(g.Threats)
	v := View{Period: now, Before: before, Assessed: Standing(known, stand), Unassessed: Unassessed(g.Threats), Load: LoadOf(g.Alerts, now)}
	all := heldUntil(v.Assessed, now.Last())
	for _, t := range Top(all, now.Last()) {
		v.Top = append(v.Top, t.Threat)
	}
	statements := statementsOf(g.Priorities)
	v.Priorities = InForce(statements, stand)
	if len(l.Efforts) > 0 {
		v.spent(l, now, before)
		v.Alarms = append(v.Alarms, l.TopFalls(all, before, now, g.Limits)...)
		v.Alarms = append(v.Alarms, l.NoReport(now, g.Reports, g.Limits)...)
	}
	v.Alarms = append(v.Alarms, l.Elsewhere(v.Priorities, v.Assessed, stand)...)
	for i, a := range v.Alarms {
		v.Alarms[i].Ref = l.ref(a.About)
	}
	return v, v.registers(g, known)
}

// heldUntil are assessments that stand now, as a comparison of what was spent until a day needs them:
// what is known now of the danger is laid beside what was done before.
func heldUntil(all []Assessment, d Day) []Assessment {
	out := slices.Clone(all)
	for i := range out {
		out[i].Day = min(out[i].Day, d)
	}
	return out
}

func (v *View) spent(l Ledger, now, before Period) {
	for _, k := range Kinds {
		s := Spending{Kind: k, Now: l.Spent(k, now), Before: l.Spent(k, before), OnAssessed: l.OnAssessed(k, now, v.Assessed)}
		for _, x := range l.Subjects {
			share := l.Share(x.Key, k, now)
			share.What = x.Label
			s.Shares = append(s.Shares, share)
		}
		v.Spent = append(v.Spent, s)
	}
	var steps []Period
	for i := range 6 {
		back := Day((5 - i) * now.Days())
		steps = append(steps, Period{now.From - back, now.To - back})
	}
	sheet := EffortSheet("What hours went to", "As the units told it, in six periods that follow each other.", l, Hours, steps)
	v.Sheet = &sheet
}

// ledgerOf reads the returns that were not replaced. Every open threat is a subject, also when nothing
// went to it.
func ledgerOf(g Given) Ledger {
	var l Ledger
	have := map[string]bool{}
	add := func(s Subject) {
		if !have[s.Key] {
			have[s.Key], l.Subjects = true, append(l.Subjects, s)
		}
	}
	for _, t := range g.Threats {
		if t.IsOpen() {
			add(Subject{Key: string(t.ID), Label: cmp.Or(t.Title, string(t.ID)), Threat: t.ID, Reports: t.Reports})
		}
	}
	for _, r := range g.Efforts {
		if r.ReplacedBy != "" {
			continue
		}
		for _, e := range r.Rows {
			add(subjectOf(e.On, g.Threats))
			day, _ := ParseDay(string(e.Day), ISO)
			l.Efforts = append(l.Efforts, Effort{Day: day, Unit: e.Unit, On: e.On.Key(), Minutes: e.Minutes, Senior: e.Senior, Entries: e.Entries, Reports: e.Reports})
		}
	}
	for _, p := range g.Priorities {
		for _, s := range p.Order {
			add(subjectOf(s, g.Threats))
		}
	}
	return l
}

func subjectOf(s tocsin.AttentionSubject, threats []tocsin.Threat) Subject {
	if s.Threat == "" {
		return Subject{Key: s.Key(), Label: s.Key()}
	}
	x := Subject{Key: s.Key(), Label: string(s.Threat), Threat: s.Threat}
	i := slices.IndexFunc(threats, func(t tocsin.Threat) bool { return t.ID == s.Threat })
	if i >= 0 {
		x.Label, x.Reports = cmp.Or(threats[i].Title, x.Label), threats[i].Reports
	}
	return x
}

func statementsOf(priorities []tocsin.Priority) []Statement {
	out := make([]Statement, 0, len(priorities))
	for _, p := range priorities {
		day, err := ParseDay(string(p.Day), ISO)
		if err != nil {
			continue
		}
		s := Statement{Day: day, Who: p.Who, Words: p.Words, Cites: p.Cites}
		for _, x := range p.Order {
			s.Order = append(s.Order, x.Key())
		}
		out = append(out, s)
	}
	return out
}

// ref is the record that an alarm about a subject is about.
func (l Ledger) ref(key string) tocsin.Ref {
	if s, ok := l.Subject(key); ok && s.Threat == "" {
		return tocsin.Ref{Kind: "subject", ID: key}
	}
	return tocsin.Ref{Kind: tocsin.KindThreat, ID: key}
}
