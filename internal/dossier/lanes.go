package dossier

import (
	"cmp"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

// A day is one row of the two lanes: a date, what is reported of it, and what the rules did.
type day struct {
	Label string
	Facts []fact
	Desks []deskDay
	start time.Time
	wide  time.Duration
}

// A fact is an entry of the first lane.
type fact struct {
	N         int
	Title     string
	Text      string
	At        string // the time, as well as it is known
	Told      string // the words of the source for it
	Cites     []string
	Basis     string
	Integrity string
	Known     string // "known 19 days later"
	Unknown   bool   // no audience of the case learned of it
	Moment    bool
}

// A deskDay is what the rules did at one organisation on one date.
type deskDay struct {
	Org  string
	Rows []owed
	org  tocsin.OrgID
}

// An owed is an entry of the second lane.
type owed struct {
	Kind, Class string
	Text, Rule  string
	By          bool // the date is the latest that it can be
}

// days lays the two lanes side by side, by date. What is known less well than to the day has a row
// of its own, at the first day that it can mean.
func (d *reading) days() []day {
	rows := map[string]*day{}
	at := func(label string, start time.Time, wide time.Duration) *day {
		if rows[label] == nil {
			rows[label] = &day{Label: label, start: start, wide: wide}
		}
		return rows[label]
	}
	for i, f := range d.facts {
		when := f.Event.At.When
		label, start, wide := d.dateOf(when)
		row, entry := at(label, start, wide), d.fact(i+1, f)
		if entry.At == label {
			entry.At = "" // the row says it
		}
		row.Facts = append(row.Facts, entry)
	}
	for _, o := range d.owed {
		label := d.clock.date(o.When).Text
		at(label, midnight(o.When, d.clock.loc), dayWide).add(d, o)
	}
	out := make([]day, 0, len(rows))
	for _, r := range rows {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b day) int {
		return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.wide, b.wide), cmp.Compare(a.Label, b.Label))
	})
	return out
}

// dateOf is the row in which an event stands.
func (d *reading) dateOf(when tocsin.Instant) (label string, start time.Time, wide time.Duration) {
	start = midnight(when.Earliest, d.clock.loc)
	if !when.Known() {
		return "no date", time.Unix(1<<40, 0), 0
	}
	wide = when.Latest.Sub(when.Earliest)
	if vague(when) {
		return d.instant(when), start, wide
	}
	if midnight(when.Latest, d.clock.loc).Equal(start) {
		return d.clock.date(when.Earliest).Text, start, dayWide
	}
	if when.Precision == tocsin.Anchored { // its interval is for the order: it has days, and no hours
		from, to := when.Earliest.In(d.clock.loc), when.Latest.In(d.clock.loc)
		return from.Format("2 Jan 2006") + " to " + to.Format("2 Jan 2006"), start, wide
	}
	when.Words = ""
	return when.String(), start, wide
}

// vague reports whether a time was counted in days from another and is open to a side: it has a
// place in the order, and no date.
func vague(i tocsin.Instant) bool {
	return open(i) && i.Anchor.Offset.Abs() >= 24*time.Hour
}

// open reports whether a time was counted from another and is open to a side: "at least an hour after".
func open(i tocsin.Instant) bool {
	a := i.Anchor
	return i.Precision == tocsin.Anchored && a != nil && a.Bound != "" && a.Bound != tocsin.Exactly
}

func midnight(t time.Time, loc *time.Location) time.Time {
	y, m, day := t.In(loc).Date()
	return time.Date(y, m, day, 0, 0, 0, 0, loc)
}

func (d *reading) fact(n int, f replay.Fact) fact {
	e := f.Event
	out := fact{
		N: n, Title: e.Title, Text: e.Text, At: d.instant(e.At.When), Told: told(e.At.When), Cites: cites(e.Cite),
		Basis: basis(e), Known: f.Before, Moment: d.c.Moment != "" && e.ID == d.c.Moment,
	}
	if i := d.integrity(e); i != "" && len(e.Cite) > 0 {
		out.Integrity = integrityWords(i)
	}
	if len(d.c.Audiences()) > 0 && !f.Known.Known() && e.Basis != casefile.Inferred {
		out.Unknown = true
	}
	return out
}

func (r *day) add(d *reading, o replay.Owed) {
	i := slices.IndexFunc(r.Desks, func(x deskDay) bool { return x.org == o.Org })
	if i < 0 {
		r.Desks = append(r.Desks, deskDay{Org: d.name(o.Org), org: o.Org})
		i = len(r.Desks) - 1
	}
	row := owed{Kind: string(o.What), Class: owedClass(o.What), Text: o.Text, Rule: o.Rule}
	switch o.What {
	case replay.RuleRefused:
		row.Rule = ruleIn(tocsin.Rule(o.Rule))
	case replay.WouldJoin:
		row.Kind = d.rehearsal(o.Event)
	}
	if w, ok := d.clock.known(o.Org, o.When); ok && w > dayWide {
		row.By = true
	}
	r.Desks[i].Rows = append(r.Desks[i].Rows, row)
}

// owedClass is the state that colours an entry: always beside its word.
func owedClass(k replay.OwedKind) string {
	switch k {
	case replay.DutyOpened:
		return "owed"
	case replay.DutyClimbed, replay.RuleRefused:
		return "over"
	case replay.DutyMet:
		return "met"
	case replay.MeasuresHold:
		return "held"
	case replay.WouldJoin:
		return "would"
	}
	return "closed"
}

// rehearsal says what a counterfactual event came to, in the words that mark it.
func (d *reading) rehearsal(e *casefile.Event) string {
	joined, opened, refused := false, false, false
	for _, s := range d.r.Steps {
		if s.Event == e && s.Rehearsed {
			joined, opened, refused = joined || len(s.Joined) > 0, opened || len(s.Opened) > 0, refused || s.Refusal != nil
		}
	}
	switch {
	case joined:
		return "would have joined"
	case opened:
		return "would have opened"
	case refused:
		return "would have been refused"
	}
	return "rehearsed"
}
