package tocsin

import (
	"cmp"
	"strings"
	"time"
)

// A Date is a day of the calendar, as 2024-12-31. Registers are dated by days and give no zone.
type Date string

// Check refuses what is no day.
func (d Date) Check(what string) error {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return refuse(RuleForm, "write it like 2024-12-31", "%s is no day: %q", what, string(d))
	}
	return nil
}

// AttentionWithin is how long who owes an answer about attention has for it. It is ours.
const AttentionWithin = 7 * 24 * time.Hour

// A Register is somebody's list over time, as a table that was imported: kept as it came, byte for
// byte but for columns that are dropped, and read anew whenever it is measured. It says what its keeper published, and nothing of
// anybody on it.
type Register struct {
	ID         RegisterID         `json:"id"`
	Name       string             `json:"name"`   // imports under one name are one register
	Keeper     string             `json:"keeper"` // who keeps it, by office
	Source     string             `json:"source"` // whence these data come, and what was done to them
	Until      Date               `json:"until"`  // the last day for which the data speak
	Reading    TableReading       `json:"reading"`
	Categories []RegisterCategory `json:"categories"`
	Table      []byte             `json:"table,omitempty"` // CSV
	SHA256     string             `json:"sha256"`          // of the table as it came
	Rows       int                `json:"rows"`
	Notes      []string           `json:"notes,omitempty"` // what was read with forbearance
	Times      Times              `json:"times"`
}

// A TableReading says what the columns of a table are. A column that is neither used, nor kept aside by
// name, nor dropped refuses the table.
type TableReading struct {
	As       TableForm `json:"as"`
	ID       string    `json:"id,omitempty"`       // column of ids
	Category string    `json:"category,omitempty"` // column of the keeper's categories
	In       string    `json:"in,omitempty"`       // column of the days in
	Out      string    `json:"out,omitempty"`      // column of the days out
	Day      string    `json:"day,omitempty"`      // column of the days of snapshots or counts
	Dotted   bool      `json:"dotted,omitempty"`   // days are written 31.12.2024, not 2024-12-31
	Aside    []string  `json:"aside,omitempty"`
	Drop     []string  `json:"drop,omitempty"` // taken out before the table is kept
}

// TableForm is what the rows of a table are.
type TableForm string

const (
	TableEntries TableForm = "entries" // one an entry, with its days in and out
	TableMembers TableForm = "members" // one an entry and snapshot
	TableTally   TableForm = "tally"   // one an entry, all of one day
	TableCounts  TableForm = "counts"  // one a day, with a count for each category
)

// TableForms is the closed list.
var TableForms = []TableForm{TableEntries, TableMembers, TableTally, TableCounts}

// A RegisterCategory is one kind of entries, as the keeper divides its register; its ground is whether
// that is about violence, and its basis how that is known. docs/attention.md has the words.
type RegisterCategory struct {
	Code   string   `json:"code"`
	Label  string   `json:"label"`
	Values []string `json:"values,omitempty"`
	Ground string   `json:"ground"` // violent, nonviolent, not_stated
	Basis  string   `json:"basis"`  // stated, label, inferred
	Why    string   `json:"why,omitempty"`
	Threat ThreatID `json:"threat,omitempty"`
}

// Ref names the record.
func (r Register) Ref() Ref { return Ref{Kind: KindRegister, ID: string(r.ID)} }

// An AttentionSubject is what attention goes to: a threat of ours, or something else by a short name.
type AttentionSubject struct {
	Threat ThreatID `json:"threat,omitempty"`
	Other  string   `json:"other,omitempty"`
}

// Check refuses a subject that is neither or both.
func (s AttentionSubject) Check() error {
	if (s.Threat == "") == (strings.TrimSpace(s.Other) == "") {
		return refuse(RuleForm, "name a threat, or something else by a short name", "it does not say what it is about")
	}
	return nil
}

// Key tells subjects apart.
func (s AttentionSubject) Key() string {
	return cmp.Or(string(s.Threat), strings.Join(strings.Fields(s.Other), " "))
}

// An EffortReturn is what units say they spent, on what. A later one can replace it; it stays on
// record and counts no more.
type EffortReturn struct {
	ID         EffortID    `json:"id"`
	Rows       []EffortRow `json:"rows"`
	Replaces   EffortID    `json:"replaces,omitempty"`
	ReplacedBy EffortID    `json:"replaced_by,omitempty"`
	By         Signature   `json:"by"`
	Times      Times       `json:"times"`
}

// An EffortRow is what one unit spent on one subject in the interval that begins on a day.
type EffortRow struct {
	Day     Date             `json:"day"`
	Unit    string           `json:"unit"` // by office, nobody's name
	On      AttentionSubject `json:"on"`
	Minutes int              `json:"minutes"`
	Senior  int              `json:"senior_minutes,omitempty"` // a part of the minutes
	Entries int              `json:"entries,omitempty"`        // entries of lists that were followed
	Reports []ReportID       `json:"reports,omitempty"`        // that stand behind it
}

// maxMinutes is a year of a hundred people.
const maxMinutes = 10_000_000

// Check refuses an amount that cannot be, a day that is none and effort on nothing.
func (e EffortRow) Check() error {
	if err := e.Day.Check("the day of an effort"); err != nil {
		return err
	}
	if err := e.On.Check(); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(e.Unit) == "":
		return refuse(RuleForm, "name the unit, by office", "the effort does not say who spent it")
	case e.Minutes < 0 || e.Senior < 0 || e.Entries < 0 || e.Senior > e.Minutes || e.Minutes > maxMinutes || e.Entries > maxMinutes:
		return refuse(RuleForm, "give senior time as a part of the minutes, and nothing below 0", "the effort has %d minutes, %d of them senior, and %d entries", e.Minutes, e.Senior, e.Entries)
	case e.Minutes == 0 && e.Entries == 0:
		return refuse(RuleForm, "give minutes, or entries that were followed", "no effort is told")
	}
	return nil
}

// A Priority is what an office stated on a day to come first. It is a claim of that office: it stays
// beside the assessments and changes none.
type Priority struct {
	ID    PriorityID         `json:"id"`
	Day   Date               `json:"day"`
	Who   string             `json:"who"` // by office
	Order []AttentionSubject `json:"order"`
	Words string             `json:"words,omitempty"`
	Cites []Citation         `json:"cites,omitempty"`
	Times Times              `json:"times"`
}

// Check refuses a statement by nobody, of nothing, or that names one thing twice.
func (p Priority) Check() error {
	if err := p.Day.Check("the day of a priority"); err != nil {
		return err
	}
	if strings.TrimSpace(p.Who) == "" || len(p.Order) == 0 {
		return refuse(RuleForm, "name the office, and what it put first", "the statement has no author, or says nothing")
	}
	seen := map[string]bool{}
	for _, s := range p.Order {
		if err := s.Check(); err != nil {
			return err
		}
		if seen[s.Key()] {
			return refuse(RuleForm, "name it once, at its place", "the statement names %q twice", s.Key())
		}
		seen[s.Key()] = true
	}
	return nil
}
