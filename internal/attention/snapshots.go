package attention

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// Tally reads a table with one row an entry, all of one day, as the make-up of a register on that day.
// It has no ids and no days of its own: nothing can be said of what came and went.
func (t *Table) Tally(day Day, column string, categories []Category, aside ...string) (Composition, error) {
	if err := CheckCategories(categories); err != nil {
		return Composition{}, err
	}
	if err := t.account([]string{column}, aside); err != nil {
		return Composition{}, err
	}
	i, err := t.column(column)
	if err != nil {
		return Composition{}, err
	}
	d := &decoder{table: t, categories: byValue(categories), faults: &BadTable{}}
	n := map[string]int{}
	for _, row := range t.Rows {
		n[d.category(row, column, row.Cells[i])]++
	}
	if err := d.faults.err(); err != nil {
		return Composition{}, err
	}
	return compose(day, categories, n), nil
}

// A Told is a count that somebody published or took of a register on a day, by its name.
type Told struct {
	Day  Day
	What string
	N    int
	Line int
}

// Counts reads dated counts: one column of days, and one of whole numbers for each name in counts.
func (t *Table) Counts(day, layout string, until Day, counts []string, aside ...string) ([]Told, error) {
	if err := t.account(append([]string{day}, counts...), aside); err != nil {
		return nil, err
	}
	at, err := t.column(day)
	if err != nil {
		return nil, err
	}
	d := &decoder{table: t, until: until, layout: layout, faults: &BadTable{}}
	var out []Told
	for _, row := range t.Rows {
		on := d.day(row, day, row.Cells[at])
		for _, name := range counts {
			i, err := t.column(name)
			if err != nil {
				return nil, err
			}
			n, err := strconv.Atoi(row.Cells[i])
			if err != nil || n < 0 || n > 1e9 || strconv.Itoa(n) != row.Cells[i] {
				d.fault(row, name, "%s is no count: write a whole number without blanks or commas", quote(row.Cells[i]))
			}
			out = append(out, Told{on, name, n, row.Line})
		}
	}
	if err := d.faults.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// Members reads dated snapshots of who was on a register: one row an entry and snapshot. The entries
// it makes have bounds for days: they came after the snapshot before, by the first that has them, and
// left after the last that has them. What leaves and comes back, or changes its category, is another
// entry.
func (t *Table) Members(id, day, layout, category string, categories []Category, until Day, aside ...string) ([]Entry, error) {
	if err := CheckCategories(categories); err != nil {
		return nil, err
	}
	if err := t.account([]string{id, day, category}, aside); err != nil {
		return nil, err
	}
	var at [3]int
	for i, name := range []string{id, day, category} {
		var err error
		if at[i], err = t.column(name); err != nil {
			return nil, err
		}
	}
	d := &decoder{table: t, categories: byValue(categories), until: until, layout: layout, faults: &BadTable{}}
	snapshots := map[Day]map[string]Entry{}
	for _, row := range t.Rows {
		on := d.day(row, day, row.Cells[at[1]])
		if snapshots[on] == nil {
			snapshots[on] = map[string]Entry{}
		}
		e := Entry{ID: row.Cells[at[0]], Category: d.category(row, category, row.Cells[at[2]]), Line: row.Line}
		if was, twice := snapshots[on][e.ID]; e.ID == "" || twice {
			d.fault(row, id, "the id %s is empty, or stands on line %d in the same snapshot", quote(e.ID), was.Line)
		}
		snapshots[on][e.ID] = e
	}
	if err := d.faults.err(); err != nil {
		return nil, err
	}
	return spells(snapshots), nil
}

// spells joins what stands in snapshots that follow each other.
func spells(snapshots map[Day]map[string]Entry) []Entry {
	var days []Day
	for d := range snapshots {
		days = append(days, d)
	}
	slices.Sort(days)
	var out []Entry
	open := map[string]int{} // id and category -> its place in out
	for i, d := range days {
		for key, at := range open {
			if e, ok := snapshots[d][out[at].ID]; !ok || e.Category != out[at].Category {
				out[at].Out, out[at].Left = d, days[i-1]
				delete(open, key)
			}
		}
		for _, e := range snapshots[d] {
			key := e.ID + "\x00" + e.Category
			if _, on := open[key]; on {
				continue
			}
			e.In, e.Out, e.Inferred = d, Never, true
			if i > 0 {
				e.After = days[i-1]
			}
			open[key] = len(out)
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.In, b.In), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Category, b.Category))
	})
	return out
}

// A Difference is one count as it was told, and as the entries give it.
type Difference struct {
	Told     Told
	Computed int
}

// Off is how much more was told than the entries give.
func (d Difference) Off() int { return d.Told.N - d.Computed }

func (d Difference) String() string {
	return fmt.Sprintf("%s on %s: told %d, from the entries %d, %+d", d.Told.What, d.Told.Day, d.Told.N, d.Computed, d.Off())
}

// Reconcile lays told counts beside those that the entries give. Two sources that differ stay two: none
// is corrected by the other.
func Reconcile(told []Told, computed map[string]func(Day) int) []Difference {
	var out []Difference
	for _, t := range told {
		if f := computed[t.What]; f != nil {
			out = append(out, Difference{t, f(t.Day)})
		}
	}
	return out
}

// Rewritten finds where a count that can only grow fell: entries went out of the list itself, and not
// only out of force.
func Rewritten(told []Told, what string) []Difference {
	var out []Difference
	var last *Told
	for i, t := range told {
		if t.What != what {
			continue
		}
		if last != nil && t.N < last.N {
			out = append(out, Difference{t, last.N})
		}
		last = &told[i]
	}
	return out
}
