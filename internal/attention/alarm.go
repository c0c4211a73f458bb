package attention

import (
	"fmt"
	"strings"

	"tocsin"
)

// AlarmKind is what an alarm found.
type AlarmKind string

const (
	TopShareFalls     AlarmKind = "top_share_falls"    // less of the effort goes to the top assessed threat
	TopUnattended     AlarmKind = "top_unattended"     // none does
	NonviolentGrows   AlarmKind = "nonviolent_grows"   // a category without a violent ground grows
	NoGradedReport    AlarmKind = "no_graded_report"   // nothing that anybody graded stands behind an effort
	PriorityElsewhere AlarmKind = "priority_elsewhere" // a stated priority passes over the top assessed threat
)

// AlarmKinds is the closed list.
var AlarmKinds = []AlarmKind{TopShareFalls, TopUnattended, NonviolentGrows, NoGradedReport, PriorityElsewhere}

// An Alarm is a question that the figures raise. It accuses nobody and changes nothing: somebody owes
// an answer in words, which may be that all is well.
type Alarm struct {
	Kind   AlarmKind  `json:"kind"`
	About  string     `json:"about"`            // key of a subject or code of a category
	What   string     `json:"what"`             // what was found, with its figures
	Ask    string     `json:"ask"`              // what has to be explained
	Caveat string     `json:"caveat,omitempty"` // what in it is inferred, or not known
	Shares []Share    `json:"shares,omitempty"`
	Totals []Total    `json:"totals,omitempty"`
	Ref    tocsin.Ref `json:"ref,omitzero"` // the record that it is about
}

// Text is the alarm as it is put before the person who owes the answer.
func (a Alarm) Text() string {
	return strings.Join(strings.Fields(a.What+" "+a.Caveat+" "+a.Ask), " ")
}

// Limits are when an alarm is raised. They are ours; no source gives a number.
type Limits struct {
	Fall    int `json:"fall"`    // of a share, in thousandths of the whole
	Grow    int `json:"grow"`    // of a category, in entries
	Rate    int `json:"rate"`    // and in thousandths of what it was
	Minutes int `json:"minutes"` // of effort without a graded report
}

// DefaultLimits are 5 points of a share, 10 entries and a tenth more, and 10 hours.
func DefaultLimits() Limits { return Limits{Fall: 50, Grow: 10, Rate: 100, Minutes: 600} }

const (
	askTop        = "Say what changed: the assessment of the threat, or what the effort is for. If neither did, say when the effort goes back."
	askGrowth     = "Say for what acts of violence these entries were made, by their legal ground; or why the list grows without one."
	askReport     = "Name the graded report that it rests on, have what there is graded, or end it."
	askPriorities = "Say how the stated priority and the assessment go together, or have one of them changed."
)

// TopFalls compares what two periods gave to each threat that is assessed highest at the end of the
// second: hours, senior time and list entries, each by its own share.
func (l Ledger) TopFalls(all []Assessment, before, now Period, lim Limits) []Alarm {
	var out []Alarm
	for _, a := range Top(all, now.Last()) {
		s, known := l.OnThreat(a.Threat)
		if !known {
			s = Subject{Key: string(a.Threat), Label: a.Label}
		}
		for _, k := range Kinds {
			was, is := l.Share(s.Key, k, before), l.Share(s.Key, k, now)
			if alarm, ok := fall(s.Key, fmt.Sprintf("%s, of all %s", s.Label, k), was, is, lim); ok {
				out = append(out, alarm)
			}
		}
	}
	return out
}

// RegisterTopFalls does the same for the categories of a register that are about the threats assessed
// highest on the later day.
func RegisterTopFalls(a, b Composition, all []Assessment, lim Limits) []Alarm {
	var out []Alarm
	for _, top := range Top(all, b.Day) {
		for _, c := range b.Categories {
			if c.Threat != top.Threat {
				continue
			}
			if alarm, ok := fall(c.Code, c.Label+", of all entries", a.Share(c.Code), b.Share(c.Code), lim); ok {
				out = append(out, alarm)
			}
		}
	}
	return out
}

// fall is the alarm of a share that fell by the limit, or that is nothing at all.
func fall(key, of string, was, is Share, lim Limits) (Alarm, bool) {
	p, okP := was.Permille()
	n, okN := is.Permille()
	alarm := Alarm{About: key, Ask: askTop, Shares: []Share{was, is}}
	switch {
	case okP && okN && p-n >= lim.Fall:
		alarm.Kind = TopShareFalls
		alarm.What = fmt.Sprintf("The share of the threat that is assessed highest fell (%s): from %s to %s.", of, was, is)
	case okN && is.Part.N == 0:
		alarm.Kind = TopUnattended
		alarm.What = fmt.Sprintf("Nothing went to the threat that is assessed highest (%s): %s.", of, is)
	default:
		return Alarm{}, false
	}
	return alarm, true
}

// Growing raises an alarm for every category that has no violent ground and grew by the limits, in
// entries and in proportion.
func Growing(a, b Composition, lim Limits) []Alarm {
	var out []Alarm
	for _, g := range Grown(a, b) {
		rate, known := g.Rate()
		if g.Category.Ground == Violent || g.Net.N < lim.Grow || known && rate < lim.Rate {
			continue
		}
		by := "from nothing"
		if known {
			by = "by " + percent(rate)
		}
		alarm := Alarm{Kind: NonviolentGrows, About: g.Category.Code, Ask: askGrowth, Totals: []Total{g.Net}, Shares: []Share{a.Share(g.Category.Code), b.Share(g.Category.Code)}}
		alarm.What = fmt.Sprintf("A category grew that has %s: %s, %s (%s).", noGround(g.Category), g.Category.Label, by, g.Period)
		alarm.What += fmt.Sprintf(" It had %d entries and has %d.", g.Start(), g.End())
		if g.Category.Basis == Inferred {
			alarm.Caveat = "That is inferred: " + strings.TrimSuffix(g.Category.Why, ".") + "."
		}
		out = append(out, alarm)
	}
	return out
}

func noGround(c Category) string {
	if c.Ground == NotStated {
		return "no stated ground"
	}
	return "no violent ground"
}

// NoReport raises an alarm for every subject on which time was spent while no report stands behind it
// that was graded at least possibly true. It says what there is.
func (l Ledger) NoReport(p Period, reports []tocsin.Report, lim Limits) []Alarm {
	byID := map[tocsin.ReportID]tocsin.Report{}
	for _, r := range reports {
		byID[r.ID] = r
	}
	spent := l.Spent(Hours, p)
	var out []Alarm
	for i, s := range l.Subjects {
		if spent.Terms[i].N < lim.Minutes || spent.Terms[i].N == 0 {
			continue
		}
		behind := l.behind(s, p, byID)
		if behind.Terms[0].N > 0 {
			continue
		}
		share := l.Share(s.Key, Hours, p)
		what := fmt.Sprintf("No graded report stands behind this effort: %s, %s in %s, %s.", s.Label, hours(spent.Terms[i].N), p, share)
		out = append(out, Alarm{Kind: NoGradedReport, About: s.Key, What: what, Caveat: tell(behind), Ask: askReport, Shares: []Share{share}, Totals: []Total{behind}})
	}
	return out
}

// behind counts the reports behind a subject, each once, by how their content was graded.
func (l Ledger) behind(s Subject, p Period, byID map[tocsin.ReportID]tocsin.Report) Total {
	ids := append([]tocsin.ReportID{}, s.Reports...)
	for _, e := range l.Efforts {
		if e.On == s.Key && p.Has(e.Day) {
			ids = append(ids, e.Reports...)
		}
	}
	var n [4]int
	seen := map[tocsin.ReportID]bool{}
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		r, held := byID[id]
		switch {
		case !held:
			n[3]++
		case r.Grade.Credibility.Credible():
			n[0]++
		case r.Grade.Credibility.Judged():
			n[1]++
		default:
			n[2]++
		}
	}
	return Sum("reports behind "+s.Key, "reports", Term{"possibly true or better", n[0]}, Term{"doubtful or improbable", n[1]}, Term{"not judged", n[2]}, Term{"not held here", n[3]})
}

func tell(behind Total) string {
	if behind.N == 0 {
		return "It names none."
	}
	var parts []string
	for _, t := range behind.Terms {
		if t.N > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", t.N, t.What))
		}
	}
	return fmt.Sprintf("It names %d: %s.", behind.N, strings.Join(parts, ", "))
}

// Elsewhere raises an alarm for every stated priority that passes over a threat assessed highest, or
// puts before it what nobody assessed as a threat.
func (l Ledger) Elsewhere(statements []Statement, all []Assessment, d Day) []Alarm {
	var out []Alarm
	for _, st := range InForce(statements, d) {
		for _, top := range Top(all, d) {
			s, known := l.OnThreat(top.Threat)
			if !known {
				s = Subject{Key: string(top.Threat), Label: top.Label}
			}
			if why, ok := l.passesOver(st, s, all, d); ok {
				out = append(out, Alarm{
					Kind: PriorityElsewhere, About: s.Key, Ask: askPriorities,
					What:   fmt.Sprintf("The priorities that the %s stated on %s %s %s, which is assessed highest on %s.", st.Who, st.Day, why, s.Label, d),
					Caveat: "What was stated is a claim of that office.",
				})
			}
		}
	}
	return out
}

func (l Ledger) passesOver(st Statement, s Subject, all []Assessment, d Day) (string, bool) {
	rank, named := st.Rank(s.Key)
	if !named {
		return "do not name", true
	}
	standing := Standing(all, d)
	for _, key := range st.Order[:rank-1] {
		other, _ := l.Subject(key)
		assessed := false
		for _, a := range standing {
			assessed = assessed || a.Threat == other.Threat
		}
		if !assessed {
			label := other.Label
			if label == "" {
				label = key
			}
			return fmt.Sprintf("put %s, of which no assessment stands, before", label), true
		}
	}
	return "", false
}
