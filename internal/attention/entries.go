package attention

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Columns says what the columns of a table of entries are. Every column is used, kept aside or was
// dropped; none is left over.
type Columns struct {
	ID       string
	Category string
	In       string
	Out      string // empty: entries never leave, as far as the table tells
	Layout   string // of the days: ISO or Dotted
	Aside    []string
}

// Entries reads one entry a row. It refuses an id that stands twice, a value that belongs to no
// category, a day that is none, one after until, and an entry that left before it came. A day of
// leaving that holds only blanks counts as empty, and is noted.
func (t *Table) Entries(c Columns, categories []Category, until Day) ([]Entry, error) {
	if err := CheckCategories(categories); err != nil {
		return nil, err
	}
	used := []string{c.ID, c.Category, c.In}
	if c.Out != "" {
		used = append(used, c.Out)
	}
	if err := t.account(used, c.Aside); err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, name := range used {
		i, err := t.column(name)
		if err != nil {
			return nil, err
		}
		at[name] = i
	}
	d := &decoder{table: t, categories: byValue(categories), until: until, layout: c.Layout, faults: &BadTable{}}
	seen := map[string]int{}
	out := make([]Entry, 0, len(t.Rows))
	for _, row := range t.Rows {
		e := Entry{ID: row.Cells[at[c.ID]], Line: row.Line, Out: Never}
		d.id(row, c.ID, e.ID, seen)
		e.Category = d.category(row, c.Category, row.Cells[at[c.Category]])
		e.In = d.day(row, c.In, row.Cells[at[c.In]])
		if c.Out != "" {
			e.Out = d.left(row, c.Out, row.Cells[at[c.Out]], e.In)
		}
		out = append(out, e)
	}
	if err := d.faults.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// A decoder reads cells and collects what is wrong with them.
type decoder struct {
	table      *Table
	categories map[string]string // value of the table -> code
	until      Day
	layout     string
	faults     *BadTable
}

func (d *decoder) fault(row Row, column, format string, args ...any) {
	d.faults.add(Problem{row.Line, column, fmt.Sprintf(format, args...)})
}

func (d *decoder) id(row Row, column, id string, seen map[string]int) {
	if strings.TrimSpace(id) == "" {
		d.fault(row, column, "the entry has no id")
	} else if line, twice := seen[id]; twice {
		d.fault(row, column, "the id %s stands on line %d already", quote(id), line)
	}
	seen[id] = row.Line
}

func (d *decoder) category(row Row, column, value string) string {
	code, ok := d.categories[value]
	if !ok {
		known := slices.Sorted(maps.Keys(d.categories))
		for i := range known {
			known[i] = quote(known[i])
		}
		d.fault(row, column, "%s is no category: name one for it, or correct it; known are %s", quote(value), strings.Join(known, ", "))
	}
	return code
}

func (d *decoder) day(row Row, column, text string) Day {
	day, err := ParseDay(text, d.layout)
	switch {
	case err != nil:
		d.fault(row, column, "%s", err)
	case day > d.until:
		d.fault(row, column, "%s is after %s, the last day for which the table speaks", quote(text), d.until)
	}
	return day
}

func (d *decoder) left(row Row, column, text string, in Day) Day {
	if strings.TrimSpace(text) == "" {
		if text != "" {
			d.table.note(Problem{row.Line, column, "the cell holds only blanks, and was read as empty: still there"})
		}
		return Never
	}
	before := d.faults.Count
	day := d.day(row, column, text)
	if d.faults.Count == before && day < in {
		d.fault(row, column, "it left on %s, before it came on %s", day, in)
	}
	return day
}

func byValue(categories []Category) map[string]string {
	m := map[string]string{}
	for _, c := range categories {
		if len(c.Values) == 0 {
			m[c.Code] = c.Code
		}
		for _, v := range c.Values {
			m[v] = c.Code
		}
	}
	return m
}
