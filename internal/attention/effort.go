package attention

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tocsin"
)

// A Subject is what effort went to: a threat, or something else under a short key of its own.
type Subject struct {
	Key     string
	Label   string
	Threat  tocsin.ThreatID   // empty: no threat that anybody assessed
	Reports []tocsin.ReportID // what was joined to it, beside what each effort names
}

// An Effort is what one unit spent on one subject in one reporting interval. It counts in the period
// that holds its day, as a whole.
type Effort struct {
	Day     Day // the first of the interval
	Unit    string
	On      string // key of the subject
	Minutes int
	Senior  int // the part of Minutes that senior officers spent
	Entries int // entries of lists that were followed
	Reports []tocsin.ReportID
	Line    int
}

// Kind is one of the three things that are counted. They are never added to each other.
type Kind string

const (
	Hours       Kind = "hours"
	SeniorTime  Kind = "senior time"
	ListEntries Kind = "list entries"
)

// Kinds is the closed list.
var Kinds = []Kind{Hours, SeniorTime, ListEntries}

func (k Kind) of(e Effort) int {
	switch k {
	case SeniorTime:
		return e.Senior
	case ListEntries:
		return e.Entries
	}
	return e.Minutes
}

func (k Kind) unit() string {
	if k == ListEntries {
		return "entries"
	}
	return "minutes"
}

// A Ledger is who spent what on what.
type Ledger struct {
	Subjects []Subject
	Efforts  []Effort
}

// Subject finds a subject by its key.
func (l Ledger) Subject(key string) (Subject, bool) {
	i := slices.IndexFunc(l.Subjects, func(s Subject) bool { return s.Key == key })
	if i < 0 {
		return Subject{}, false
	}
	return l.Subjects[i], true
}

// OnThreat finds the subject of a threat.
func (l Ledger) OnThreat(id tocsin.ThreatID) (Subject, bool) {
	i := slices.IndexFunc(l.Subjects, func(s Subject) bool { return s.Threat == id && id != "" })
	if i < 0 {
		return Subject{}, false
	}
	return l.Subjects[i], true
}

// Check refuses effort on no subject, subjects that cannot be told apart, and amounts that cannot be.
func (l Ledger) Check() error {
	keys := map[string]bool{}
	for _, s := range l.Subjects {
		if s.Key == "" || s.Label == "" || keys[s.Key] {
			return tocsin.Refuse(tocsin.RuleForm, "give each a key of its own and a label", "the subject %q has none, or one that is used twice", s.Key)
		}
		keys[s.Key] = true
	}
	for _, e := range l.Efforts {
		switch {
		case !keys[e.On]:
			return tocsin.Refuse(tocsin.RuleForm, "name it among the subjects", "effort went to %q, which is no subject", e.On)
		case e.Minutes < 0 || e.Senior < 0 || e.Entries < 0 || e.Senior > e.Minutes:
			return tocsin.Refuse(tocsin.RuleForm, "give senior time as a part of the minutes, and nothing below 0", "the effort on %q has %d minutes, %d of them senior, and %d entries", e.On, e.Minutes, e.Senior, e.Entries)
		}
	}
	return nil
}

// Spent is what went to each subject in a period, of one kind: a term a subject, by its key.
func (l Ledger) Spent(k Kind, p Period) Total {
	n := map[string]int{}
	for _, e := range l.Efforts {
		if p.Has(e.Day) {
			n[e.On] += k.of(e)
		}
	}
	terms := make([]Term, len(l.Subjects))
	for i, s := range l.Subjects {
		terms[i] = Term{s.Key, n[s.Key]}
	}
	return Sum(string(k)+" in "+p.String(), k.unit(), terms...)
}

// Share is a subject's part of what was spent.
func (l Ledger) Share(key string, k Kind, p Period) Share {
	return sharing("share of "+key+", "+string(k)+" in "+p.String(), l.Spent(k, p), func(x string) bool { return x == key })
}

// sharing takes the terms of a whole that count.
func sharing(what string, whole Total, counts func(key string) bool) Share {
	part := Total{What: what, Unit: whole.Unit}
	for _, t := range whole.Terms {
		if counts(t.What) {
			part.Terms = append(part.Terms, t)
		}
	}
	part.N = part.Recomputed()
	return Share{What: what, Part: part, Whole: whole}
}

// OnAssessed is the part that went to threats somebody assessed: what is left went elsewhere.
func (l Ledger) OnAssessed(k Kind, p Period, open []Assessment) Share {
	return sharing("share of assessed threats, "+string(k)+" in "+p.String(), l.Spent(k, p), func(key string) bool {
		s, _ := l.Subject(key)
		return s.Threat != "" && slices.ContainsFunc(open, func(a Assessment) bool { return a.Threat == s.Threat })
	})
}

// OutsideMandate is the part of a unit's time that went to what is not in its mandate.
func (l Ledger) OutsideMandate(unit string, mandate []string, k Kind, p Period) Share {
	own := Ledger{Subjects: l.Subjects}
	for _, e := range l.Efforts {
		if e.Unit == unit {
			own.Efforts = append(own.Efforts, e)
		}
	}
	return sharing("outside the mandate of "+unit+", "+string(k)+" in "+p.String(), own.Spent(k, p), func(key string) bool { return !slices.Contains(mandate, key) })
}

// PerEntry is the time a subject took for each entry that was followed.
func (l Ledger) PerEntry(key string, p Period) Ratio {
	only := func(k Kind) Total { return l.Share(key, k, p).Part }
	return Ratio{What: "time for each entry of " + key + " in " + p.String(), Of: only(Hours), Per: only(ListEntries)}
}

// Efforts reads one effort a row: day, unit, on, minutes, senior_minutes, entries, reports. Reports are
// ids with blanks between them.
func (t *Table) Efforts(until Day) ([]Effort, error) {
	names := []string{"day", "unit", "on", "minutes", "senior_minutes", "entries", "reports"}
	if err := t.account(names, nil); err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, name := range names {
		i, err := t.column(name)
		if err != nil {
			return nil, err
		}
		at[name] = i
	}
	d := &decoder{table: t, until: until, layout: ISO, faults: &BadTable{}}
	var out []Effort
	for _, row := range t.Rows {
		number := func(name string) int {
			cell := row.Cells[at[name]]
			n, err := strconv.Atoi(cell)
			if err != nil || n < 0 || n > 1e7 || strconv.Itoa(n) != cell {
				d.fault(row, name, "%s is no count: write a whole number from 0 to 10000000", quote(cell))
			}
			return n
		}
		e := Effort{Day: d.day(row, "day", row.Cells[at["day"]]), Unit: row.Cells[at["unit"]], On: row.Cells[at["on"]], Line: row.Line,
			Minutes: number("minutes"), Senior: number("senior_minutes"), Entries: number("entries")}
		if e.Senior > e.Minutes {
			d.fault(row, "senior_minutes", "%d is more than the %d minutes that it is a part of", e.Senior, e.Minutes)
		}
		if e.On == "" || e.Unit == "" {
			d.fault(row, "on", "say which unit spent it, and on what")
		}
		for id := range strings.FieldsSeq(row.Cells[at["reports"]]) {
			e.Reports = append(e.Reports, tocsin.ReportID(id))
		}
		out = append(out, e)
	}
	return out, d.faults.err()
}

// hours shows minutes as hours with one decimal.
func hours(minutes int) string {
	tenths := (minutes + 3) / 6
	return fmt.Sprintf("%d.%d h", tenths/10, tenths%10)
}
