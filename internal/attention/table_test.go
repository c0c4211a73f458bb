package attention

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tocsin"
)

var two = []Category{
	{Code: "a", Label: "A", Ground: Violent, Basis: Stated},
	{Code: "b", Label: "B", Values: []string{"b1", "b2"}, Ground: Nonviolent, Basis: Inferred, Why: "its title"},
}

var cols = Columns{ID: "id", Category: "cat", In: "in", Out: "out", Layout: Dotted, Aside: []string{"note"}}

const goodTable = "id,cat,in,out,note\n1,a,01.02.2020,03.04.2021,x\n2,b2,05.06.2020, ,\"two\nlines, and a \"\"quote\"\"\"\n3,b1,05.06.2020,,\n"

func TestEntries(t *testing.T) {
	t.Parallel()
	table, err := ReadTable([]byte("\ufeff" + goodTable))
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.Entries(cols, two, NewDay(2021, 12, 31))
	if err != nil {
		t.Fatal(err)
	}
	want := []Entry{
		{ID: "1", Category: "a", In: NewDay(2020, 2, 1), Out: NewDay(2021, 4, 3), Line: 2},
		{ID: "2", Category: "b", In: NewDay(2020, 6, 5), Out: Never, Line: 3},
		{ID: "3", Category: "b", In: NewDay(2020, 6, 5), Out: Never, Line: 5},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if table.Rows[1].Cells[4] != "two\nlines, and a \"quote\"" || table.Rows[2].Line != 5 {
		t.Errorf("the raw rows are not kept: %v", table.Rows)
	}
	if _, err := table.Entries(cols, two, lastDay); err != nil { // read again: nothing is noted twice
		t.Fatal(err)
	}
	var notes []string
	for _, n := range table.Notes {
		notes = append(notes, n.String())
	}
	wantNotes := []string{"a byte order mark before the header was left out", `line 3, column "out": the cell holds only blanks, and was read as empty: still there`}
	if d := cmp.Diff(wantNotes, notes); d != "" {
		t.Error(d)
	}
}

// TestBadTables: what is wrong, on which line, and what to do.
func TestBadTables(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, table, want string }{
		{"empty", "", "the table is empty: it needs a header"},
		{"bytes", "id,cat,in,out,note\n1,a,\xff,,\n", "line 2: the table is not UTF-8: save it as UTF-8"},
		{"short row", "id,cat,in,out,note\n1,a\n", "line 2: the row has more or fewer cells than the header"},
		{"open quote", "id,cat,in,out,note\n1,a,\"01.01.2020,,\n", "line 2: a quoted cell does not end where its quotes do: write a quote inside as two"},
		{"bare quote", "id,cat,in,out,note\n1,a,01.01.2020,,x\"y\n", "line 2: a quote stands inside a cell that is not quoted: quote the whole cell and write the quote as two"},
		{"two of a name", "id,id\n", `line 1, column "id": there are two columns of this name`},
		{"no name", "id,\n", `line 1: the name "" of column 2 is empty, or has blanks around it or characters that cannot be seen`},
		{"blanks in a name", "id, cat\n", `line 1: the name " cat" of column 2 is empty, or has blanks around it or characters that cannot be seen`},
		{"a hidden name", "\u200bid\n", "line 1: the name \"\\u200bid\" of column 1 is empty, or has blanks around it or characters that cannot be seen"},
		{"hidden", "id,cat,in,out,note\n1,a,01.01.2020,,x\u202ey\n", `line 2, column "note": "x\u202ey" has a character that cannot be seen, at byte 1`},
		{"missing column", "id,cat,in,note\n", `column "out": there is no such column: the columns are id, cat, in, note`},
		{"a column that nobody thought about", "id,cat,in,out,note,more\n", `column "more": nothing is said about this column: use it, keep it aside or drop it`},
		{"who somebody is", "id,cat,in,out,note,Nationality\n", `column "Nationality": says who somebody is ("nationalit") and not what was done: drop it`},
		{"no id", "id,cat,in,out,note\n ,a,01.01.2020,,\n", `line 2, column "id": the entry has no id`},
		{"an id twice", "id,cat,in,out,note\n1,a,01.01.2020,,\n1,a,01.01.2020,,\n", `line 3, column "id": the id "1" stands on line 2 already`},
		{"no category", "id,cat,in,out,note\n1,A,01.01.2020,,\n", `line 2, column "cat": "A" is no category: name one for it, or correct it; known are "a", "b1", "b2"`},
		{"the code where values are", "id,cat,in,out,note\n1,b,01.01.2020,,\n", `line 2, column "cat": "b" is no category: name one for it, or correct it; known are "a", "b1", "b2"`},
		{"no day", "id,cat,in,out,note\n1,a,,,\n", `line 2, column "in": "" is no day: write it like 31.12.2024`},
		{"another layout", "id,cat,in,out,note\n1,a,2020-01-01,,\n", `line 2, column "in": "2020-01-01" is no day: write it like 31.12.2024`},
		{"short day", "id,cat,in,out,note\n1,a,1.1.2020,,\n", `line 2, column "in": "1.1.2020" is no day: write it like 31.12.2024`},
		{"a day that is not", "id,cat,in,out,note\n1,a,30.02.2020,,\n", `line 2, column "in": "30.02.2020" is no day: write it like 31.12.2024`},
		{"blanks around a day", "id,cat,in,out,note\n1,a,01.01.2020 ,,\n", `line 2, column "in": "01.01.2020 " is no day: write it like 31.12.2024`},
		{"long ago", "id,cat,in,out,note\n1,a,01.01.1020,,\n", `line 2, column "in": the year of "01.01.1020" is not between 1900 and 2199`},
		{"the future", "id,cat,in,out,note\n1,a,01.01.2022,,\n", `line 2, column "in": "01.01.2022" is after 31 Dec 2021, the last day for which the table speaks`},
		{"left before it came", "id,cat,in,out,note\n1,a,02.01.2020,01.01.2020,\n", `line 2, column "out": it left on 1 Jan 2020, before it came on 2 Jan 2020`},
	} {
		table, err := ReadTable([]byte(c.table))
		if err == nil {
			_, err = table.Entries(cols, two, NewDay(2021, 12, 31))
		}
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
		}
	}
}

// TestAllProblems: a message lists the first problems and counts the others.
func TestAllProblems(t *testing.T) {
	t.Parallel()
	table, err := ReadTable([]byte("id,cat,in,out,note\n" + strings.Repeat("1,z,x,y,\n", 30)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = table.Entries(cols, two, lastDay)
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != maxShown+1 || lines[maxShown] != "and 99 more" {
		t.Errorf("got %d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

// TestDropped: what is dropped is not kept and cannot be used.
func TestDropped(t *testing.T) {
	t.Parallel()
	table, err := ReadTable([]byte("id,cat,in,out,religion\n1,a,01.01.2020,,secret\n"), "religion")
	if err != nil {
		t.Fatal(err)
	}
	if s := fmt.Sprintf("%+v", table); strings.Contains(s, "secret") || !strings.Contains(s, "Dropped:[religion]") {
		t.Errorf("kept: %s", s)
	}
	c := cols
	c.Aside = nil
	if _, err := table.Entries(c, two, lastDay); err != nil {
		t.Error(err)
	}
	c.Category = "religion"
	if _, err := table.Entries(c, two, lastDay); err == nil {
		t.Error("a dropped column makes the categories")
	}
	if _, err := ReadTable([]byte("id\n"), "no"); err == nil {
		t.Error("a column that is not there was dropped")
	}
	// The birthplace that one of the real registers has is dropped or the table refused.
	for _, name := range []string{"birthplace_group", "Ethnicity", "Гражданство", "место рождения", "political_party", "sex"} {
		kept, err := ReadTable(fmt.Appendf(nil, "cat,%s\na,x\n", name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := kept.Tally(0, "cat", two, name); err == nil {
			t.Errorf("%s is kept aside", name)
		}
	}
}

func TestLimitsOfTables(t *testing.T) {
	t.Parallel()
	if _, err := ReadTable(make([]byte, MaxBytes+1)); err == nil || !strings.Contains(err.Error(), "bytes") {
		t.Errorf("got %v", err)
	}
	if _, err := ReadTable([]byte("a\n" + strings.Repeat("x", MaxCell+1) + "\n")); err == nil || !strings.Contains(err.Error(), `line 2, column "a"`) {
		t.Errorf("got %v", err)
	}
	wide := make([]string, MaxColumns+1)
	for i := range wide {
		wide[i] = fmt.Sprint("c", i)
	}
	if _, err := ReadTable([]byte(strings.Join(wide, ",") + "\n")); err == nil || !strings.Contains(err.Error(), "columns") {
		t.Errorf("got %v", err)
	}
}

func TestCheckCategories(t *testing.T) {
	t.Parallel()
	ok := two[1]
	for _, c := range []struct {
		name string
		all  []Category
		good bool
	}{
		{"good", two, true},
		{"no code", []Category{{Label: "x", Ground: Violent, Basis: Stated}}, false},
		{"no label", []Category{{Code: "x", Ground: Violent, Basis: Stated}}, false},
		{"twice", []Category{ok, ok}, false},
		{"no ground", []Category{{Code: "x", Label: "x", Basis: Stated}}, false},
		{"no basis", []Category{{Code: "x", Label: "x", Ground: Violent}}, false},
		{"inferred from nothing", []Category{{Code: "x", Label: "x", Ground: Violent, Basis: Inferred}}, false},
		{"a value of two", []Category{ok, {Code: "x", Label: "x", Values: []string{"b1"}, Ground: Violent, Basis: Stated}}, false},
	} {
		err := CheckCategories(c.all)
		if (err == nil) != c.good {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	read := func(s string) ([]Told, error) {
		table, err := ReadTable([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return table.Counts("date", ISO, lastDay, []string{"all", "now"}, "commit")
	}
	told, err := read("commit,date,all,now\nx,2020-01-01,5,3\ny,2020-02-01,4,3\nz,2020-03-01,9,0\n")
	if err != nil || len(told) != 6 || told[1] != (Told{NewDay(2020, 1, 1), "now", 3, 2}) {
		t.Fatalf("got %+v, %v", told, err)
	}
	diffs := Reconcile(told, map[string]func(Day) int{"all": func(Day) int { return 5 }})
	if len(diffs) != 3 || diffs[0].Off() != 0 || diffs[1].String() != "all on 1 Feb 2020: told 4, from the entries 5, -1" || diffs[2].Off() != 4 {
		t.Errorf("got %v", diffs)
	}
	if fell := Rewritten(told, "all"); len(fell) != 1 || fell[0].Told.N != 4 || fell[0].Computed != 5 {
		t.Errorf("got %v", fell)
	}
	for _, bad := range []string{"-1", "1.5", " 1", "1,000", "", "+1", "01", "9999999999"} {
		if _, err := read(fmt.Sprintf("commit,date,all,now\nx,2020-01-01,\"%s\",3\n", bad)); err == nil || !strings.Contains(err.Error(), "is no count") {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func TestTally(t *testing.T) {
	t.Parallel()
	table, err := ReadTable([]byte("cat,year\na,1\nb1,2\nb2,\nb1,3\n"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := table.Tally(NewDay(2023, 4, 1), "cat", two, "year")
	if err != nil || c.All.Shown() != "entries on 1 Apr 2023: 1 a + 3 b = 4 entries" {
		t.Errorf("got %s, %v", c.All.Shown(), err)
	}
	if _, err := table.Tally(0, "cat", two); err == nil {
		t.Error("a column that nobody thought about is kept")
	}
	if _, err := table.Tally(0, "cat", two[:1], "year"); err == nil || !strings.Contains(err.Error(), `line 3, column "cat"`) {
		t.Errorf("got %v", err)
	}
}

// TestMembers: what snapshots tell of coming and going is bounds, and is marked so.
func TestMembers(t *testing.T) {
	t.Parallel()
	table, err := ReadTable([]byte("id,day,cat\nx,2020-01-01,a\ny,2020-01-01,a\nx,2020-02-01,a\ny,2020-02-01,b1\nx,2020-04-01,a\nz,2020-03-01,a\n"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.Members("id", "day", ISO, "cat", two, lastDay)
	if err != nil {
		t.Fatal(err)
	}
	j, f, m, a := NewDay(2020, 1, 1), NewDay(2020, 2, 1), NewDay(2020, 3, 1), NewDay(2020, 4, 1)
	want := []Entry{
		{ID: "x", Category: "a", In: j, Out: m, Inferred: true, Left: f, Line: 2},
		{ID: "y", Category: "a", In: j, Out: f, Inferred: true, Left: j, Line: 3},
		{ID: "y", Category: "b", In: f, After: j, Out: m, Inferred: true, Left: f, Line: 5}, // another category is another entry
		{ID: "z", Category: "a", In: m, After: f, Out: a, Inferred: true, Left: m, Line: 7},
		{ID: "x", Category: "a", In: a, After: m, Out: Never, Inferred: true, Line: 6}, // it came back
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	r := Register{Categories: two, Entries: got}
	for _, row := range table.Rows { // on the day of each snapshot the entries give that snapshot back
		d, _ := ParseDay(row.Cells[1], ISO)
		n := 0
		for _, other := range table.Rows {
			n += count(other.Cells[1] == row.Cells[1])
		}
		if r.At(d).All.N != n {
			t.Errorf("on %s: got %d entries, want %d", d, r.At(d).All.N, n)
		}
	}
	twice, _ := ReadTable([]byte("id,day,cat\nx,2020-01-01,a\nx,2020-01-01,b1\n"))
	if _, err := twice.Members("id", "day", ISO, "cat", two, lastDay); err == nil {
		t.Error("one id stands twice in a snapshot")
	}
}

func TestEfforts(t *testing.T) {
	t.Parallel()
	head := "day,unit,on,minutes,senior_minutes,entries,reports\n"
	read := func(s string) ([]Effort, error) {
		table, err := ReadTable([]byte(head + s))
		if err != nil {
			t.Fatal(err)
		}
		return table.Efforts(lastDay)
	}
	got, err := read("2024-03-01,second bureau,is-k,90,30,4,r1 r2\n2024-03-02,desk,posts,600,0,0,\n")
	want := []Effort{
		{Day: NewDay(2024, 3, 1), Unit: "second bureau", On: "is-k", Minutes: 90, Senior: 30, Entries: 4, Reports: []tocsin.ReportID{"r1", "r2"}, Line: 2},
		{Day: NewDay(2024, 3, 2), Unit: "desk", On: "posts", Minutes: 600, Line: 3},
	}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Error(err, d)
	}
	for row, want := range map[string]string{
		"2024-03-01,u,x,90,91,0,\n":  "91 is more than the 90 minutes",
		"2024-03-01,u,x,1.5,0,0,\n":  "is no count",
		"2024-03-01,,x,1,0,0,\n":     "say which unit",
		"2024-03-01,u,,1,0,0,\n":     "say which unit",
		"01.03.2024,u,x,1,0,0,\n":    "write it like 2024-12-31",
		"2025-03-01,u,x,1,0,0,\n":    "the last day for which the table speaks",
		"2024-03-01,u,x,-1,0,0,r1\n": "is no count",
	} {
		if _, err := read(row); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", row, err, want)
		}
	}
}

// FuzzReadTable: whatever comes in, a table that is taken has rows as long as its header, on lines that
// go up, and nothing that cannot be seen; the same bytes read the same; and what every decoder makes of
// it holds together.
func FuzzReadTable(f *testing.F) {
	f.Add([]byte(goodTable))
	f.Add([]byte("id,day,cat\nx,2020-01-01,a\nx,2020-02-01,a\n"))
	f.Add([]byte("date,all,now\n2020-01-01,5,3\n"))
	f.Add([]byte("day,unit,on,minutes,senior_minutes,entries,reports\n2024-03-01,u,x,90,30,4,r1 r2\n"))
	f.Add([]byte("cat\na\n\"b1\"\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := ReadTable(b)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("refused without a word")
			}
			return
		}
		line := 1
		for _, row := range table.Rows {
			if len(row.Cells) != len(table.Header) || row.Line <= line && line > 1 {
				t.Fatalf("line %d after %d: %q", row.Line, line, row.Cells)
			}
			line = row.Line
			for _, cell := range row.Cells {
				if unseen(cell) >= 0 {
					t.Fatalf("kept %q", cell)
				}
			}
		}
		if again, err := ReadTable(b); err != nil || cmp.Diff(table, again) != "" {
			t.Fatalf("read again: %v", err)
		}
		c := cols
		if !slices.Contains(table.Header, "note") {
			c.Aside = nil
		}
		if entries, err := table.Entries(c, two, lastDay); err == nil {
			checkEntries(t, entries, len(table.Rows))
		}
		if entries, err := table.Members("id", "day", ISO, "cat", two, lastDay); err == nil {
			checkEntries(t, entries, -1)
		}
		if told, err := table.Counts("date", ISO, lastDay, []string{"all", "now"}); err == nil && len(told) != 2*len(table.Rows) {
			t.Fatalf("%d counts of %d rows", len(told), len(table.Rows))
		}
		if composed, err := table.Tally(0, "cat", two); err == nil && composed.All.N != len(table.Rows) {
			t.Fatalf("%d of %d rows", composed.All.N, len(table.Rows))
		}
		if efforts, err := table.Efforts(lastDay); err == nil && len(efforts) != len(table.Rows) {
			t.Fatalf("%d efforts of %d rows", len(efforts), len(table.Rows))
		}
	})
}

func checkEntries(t *testing.T, entries []Entry, want int) {
	t.Helper()
	if want >= 0 && len(entries) != want {
		t.Fatalf("%d entries of %d rows", len(entries), want)
	}
	for _, e := range entries {
		if e.ID == "" || e.Out < e.In || e.In > lastDay || e.Category != "a" && e.Category != "b" {
			t.Fatalf("got %+v", e)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	f.Add("2024-02-29", "29.02.2024")
	f.Fuzz(func(t *testing.T, iso, dotted string) {
		for _, c := range []struct{ text, layout string }{{iso, ISO}, {dotted, Dotted}} {
			d, err := ParseDay(c.text, c.layout)
			if err == nil && (d.Time().Format(c.layout) != c.text || DayOf(d.Time()) != d) {
				t.Fatalf("%q is read as %s", c.text, d)
			}
		}
	})
}

func BenchmarkReadTable(b *testing.B) {
	var s strings.Builder
	s.WriteString("id,cat,in,out,note\n")
	for i := range 10_000 {
		fmt.Fprintf(&s, "%d,b1,01.02.2020,03.04.2021,kept aside\n", i)
	}
	b.SetBytes(int64(s.Len()))
	for b.Loop() {
		table, err := ReadTable([]byte(s.String()))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := table.Entries(cols, two, lastDay); err != nil {
			b.Fatal(err)
		}
	}
}
