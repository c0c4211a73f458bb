package attention

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"tocsin"
)

// Drift is how a register moved: what it was made of a year before its newest day, and on that day.
type Drift struct {
	Register  tocsin.RegisterID `json:"register"`
	Name      string            `json:"name"`
	Keeper    string            `json:"keeper"`
	Source    string            `json:"source"`
	SHA256    []string          `json:"sha256"` // of the tables that it was read from
	Was       *Composition      `json:"was,omitempty"`
	Is        Composition       `json:"is"`
	Violent   ViolentShare      `json:"violent"`
	Growth    []Growth          `json:"growth,omitempty"`
	Moved     *Total            `json:"moved,omitempty"`
	Longer    *Total            `json:"longer,omitempty"` // stood longer than 180 days, where entries are known
	Notes     []string          `json:"notes,omitempty"`
	Sheet     Sheet             `json:"sheet"`
	Inferring bool              `json:"inferring,omitempty"` // the ground of a category is inferred
}

// A reading is what a table says: entries, or only the make-up on some days.
type reading struct {
	Register
	days []Composition // in order; when there are no entries
}

// Check reads a register that is about to be imported, and returns how many rows its table has, and
// what was read with forbearance.
func Check(r tocsin.Register) (rows int, notes []string, err error) {
	_, t, err := read(r)
	if err != nil {
		return 0, nil, err
	}
	for _, n := range t.Notes {
		notes = append(notes, n.String())
	}
	return len(t.Rows), notes, nil
}

func read(r tocsin.Register) (reading, *Table, error) {
	out := reading{Register: Register{Name: r.Name, Keeper: r.Keeper, Source: r.Source}}
	var err error
	if out.Until, err = ParseDay(string(r.Until), ISO); err != nil {
		return out, nil, err
	}
	for _, c := range r.Categories {
		out.Categories = append(out.Categories, Category{Code: c.Code, Label: c.Label, Values: c.Values, Ground: Ground(c.Ground), Basis: Basis(c.Basis), Why: c.Why, Threat: c.Threat})
	}
	if err := CheckCategories(out.Categories); err != nil {
		return out, nil, err
	}
	if len(out.Categories) == 0 {
		return out, nil, tocsin.Refuse(tocsin.RuleForm, "say how its keeper divides it, with the ground of each part", "the register has no categories")
	}
	t, err := ReadTable(r.Table, r.Reading.Drop...)
	if err != nil {
		return out, nil, err
	}
	return out, t, out.rows(t, r.Reading)
}

func (r *reading) rows(t *Table, how tocsin.TableReading) (err error) {
	layout := ISO
	if how.Dotted {
		layout = Dotted
	}
	switch how.As {
	case tocsin.TableEntries:
		r.Entries, err = t.Entries(Columns{ID: how.ID, Category: how.Category, In: how.In, Out: how.Out, Layout: layout, Aside: how.Aside}, r.Categories, r.Until)
	case tocsin.TableMembers:
		r.Entries, err = t.Members(how.ID, how.Day, layout, how.Category, r.Categories, r.Until, how.Aside...)
	case tocsin.TableTally:
		var c Composition
		c, err = t.Tally(r.Until, how.Category, r.Categories, how.Aside...)
		r.days = []Composition{c}
	case tocsin.TableCounts:
		r.days, err = t.compositions(how.Day, layout, r.Until, r.Categories, how.Aside...)
	default:
		return tocsin.Refuse(tocsin.RuleForm, "use entries, members, tally or counts", "%q is not what the rows of a table are", how.As)
	}
	if err == nil && len(r.Entries)+len(r.days) == 0 {
		return bad(0, "", "the table has no rows")
	}
	return err
}

// compositions reads dated counts, a column a category: its first value, or its code.
func (t *Table) compositions(day, layout string, until Day, categories []Category, aside ...string) ([]Composition, error) {
	columns := make([]string, len(categories))
	for i, c := range categories {
		if columns[i] = c.Code; len(c.Values) > 0 {
			columns[i] = c.Values[0]
		}
	}
	told, err := t.Counts(day, layout, until, columns, aside...)
	if err != nil {
		return nil, err
	}
	byDay := map[Day]map[string]int{}
	for _, x := range told {
		if byDay[x.Day] == nil {
			byDay[x.Day] = map[string]int{}
		}
		code := categories[slices.Index(columns, x.What)].Code
		if _, twice := byDay[x.Day][code]; twice {
			return nil, bad(x.Line, day, "%s stands twice: a day has one count", x.Day)
		}
		byDay[x.Day][code] = x.N
	}
	var out []Composition
	for d, n := range byDay {
		out = append(out, compose(d, categories, n))
	}
	slices.SortFunc(out, func(a, b Composition) int { return cmp.Compare(a.Day, b.Day) })
	return out, nil
}

// registers measures every register, by its name: the newest import, or, of snapshots of one day, all.
func (v *View) registers(g Given, all []Assessment) error {
	byName := map[string][]tocsin.Register{}
	var names []string
	for _, r := range g.Registers {
		if byName[r.Name] == nil {
			names = append(names, r.Name)
		}
		byName[r.Name] = append(byName[r.Name], r)
	}
	slices.Sort(names)
	for _, name := range names {
		d, alarms, err := driftOf(byName[name], g.Limits, all)
		if err != nil {
			return fmt.Errorf("register %q: %w", name, err)
		}
		v.Registers, v.Alarms = append(v.Registers, d), append(v.Alarms, alarms...)
	}
	return nil
}

func driftOf(imports []tocsin.Register, lim Limits, all []Assessment) (Drift, []Alarm, error) {
	slices.SortStableFunc(imports, func(a, b tocsin.Register) int { return strings.Compare(string(a.Until), string(b.Until)) })
	newest := imports[len(imports)-1]
	r, _, err := read(newest)
	if err != nil {
		return Drift{}, nil, err
	}
	d := Drift{Register: newest.ID, Name: r.Name, Keeper: r.Keeper, Source: r.Source, SHA256: []string{newest.SHA256}, Notes: newest.Notes}
	if newest.Reading.As == tocsin.TableTally {
		if err := d.earlierTallies(&r, imports[:len(imports)-1]); err != nil {
			return d, nil, err
		}
	}
	was, is, known := r.year()
	d.Is, d.Violent, d.Sheet = is, is.Violent(), r.sheet()
	if len(r.Entries) > 0 {
		d.Longer = &[]Total{r.Longer(is.Day, 180).All}[0]
	}
	d.Inferring = slices.ContainsFunc(r.Categories, func(c Category) bool { return c.Basis == Inferred })
	if !known {
		return d, nil, nil
	}
	d.Was, d.Growth = &was, Grown(was, is)
	if m, ok := Moved(was, is); ok {
		d.Moved = &m
	}
	alarms := append(RegisterTopFalls(was, is, all, lim), Growing(was, is, lim)...)
	for i, a := range alarms {
		alarms[i].Ref = tocsin.Ref{Kind: tocsin.KindRegister, ID: string(newest.ID), Part: tocsin.PartID(a.About)}
		alarms[i].What = r.Name + ": " + a.What
	}
	return d, alarms, nil
}

// earlierTallies adds the snapshots that were imported before, a day each; of one day the newest.
func (d *Drift) earlierTallies(r *reading, imports []tocsin.Register) error {
	for _, x := range slices.Backward(imports) {
		old, _, err := read(x)
		if err != nil {
			return err
		}
		if x.Reading.As != tocsin.TableTally || !slices.Equal(codes(old.Categories), codes(r.Categories)) || old.days[0].Day >= r.days[0].Day {
			continue
		}
		r.days, d.SHA256 = append([]Composition{old.days[0]}, r.days...), append(d.SHA256, x.SHA256)
	}
	return nil
}

// year is the make-up on the newest day, and a year before, or on the last day before that of which
// anything is known; else on the first.
func (r reading) year() (was, is Composition, known bool) {
	if len(r.Entries) > 0 {
		return r.At(r.Until - 365), r.At(r.Until), true
	}
	is = r.days[len(r.days)-1]
	for _, c := range r.days[:len(r.days)-1] {
		if !known || c.Day <= is.Day-365 {
			was, known = c, true
		}
	}
	return was, is, known
}

// sheet draws entries by calendar years, and counts by the days on which they were told.
func (r reading) sheet() Sheet {
	if first, ok := r.First(); ok {
		return RegisterSheet(r.Register, Years(first, r.Until+1))
	}
	periods := make([]Period, len(r.days))
	for i, c := range r.days {
		from := c.Day
		if i > 0 {
			from = r.days[i-1].Day + 1
		}
		periods[i] = Period{from, c.Day + 1}
	}
	s := RegisterSheet(r.Register, nil)
	s.Steps = steps(periods)
	for i, c := range r.days {
		s.Steps[i].Short = c.Day.Time().Format("2.1.06")
		if t := c.Day.Time(); t.Month() == 12 && t.Day() == 31 {
			s.Steps[i].Short = fmt.Sprint(t.Year())
		}
		s.Panes[0].Levels = append(s.Panes[0].Levels, c.All.N)
		for j, term := range c.All.Terms {
			s.Panes[j+1].Levels = append(s.Panes[j+1].Levels, term.N)
		}
	}
	for i := range s.Panes {
		s.Panes[i].In, s.Panes[i].Out = nil, nil
	}
	s.Notes = append(s.Notes, "Counts on these days are known, and not what came and went between them.")
	return s
}

// Strip takes the columns in drop out of a table, so that they are kept nowhere. Without any it returns
// the bytes as they are.
func Strip(b []byte, drop []string) ([]byte, error) {
	if len(drop) == 0 {
		return b, nil
	}
	t, err := ReadTable(b, drop...)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	kept := func(cells []string) []string {
		var row []string
		for i, c := range cells {
			if !slices.Contains(t.Dropped, t.Header[i]) {
				row = append(row, c)
			}
		}
		return row
	}
	if len(kept(t.Header)) == 0 {
		return nil, bad(1, "", "every column is dropped: nothing is left to read")
	}
	_ = w.Write(kept(t.Header)) // a buffer does not fail
	for _, row := range t.Rows {
		_ = w.Write(kept(row.Cells))
	}
	w.Flush()
	return out.Bytes(), nil
}
