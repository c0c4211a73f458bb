package attention

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files and the picture in docs anew")

// corpus reads a file of the registers, which stand outside the repository.
func corpus(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("TOCSIN_CORPUS")
	if dir == "" {
		t.Skip("set TOCSIN_CORPUS to the folder of test data to measure the real registers")
	}
	b, err := os.ReadFile(filepath.Join(dir, "registers", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lastDay is the day of the last snapshot: the data say nothing of later ones.
var lastDay = NewDay(2024, 10, 1)

// What the laws ask for is read from their titles, as the register gives them, and from nothing else.
const fromTitle = "The title of the law, as the register gives it, names %s and no act of violence; the law itself was not read for this."

// byLaw divides the register of foreign agents by the provision that each entry names.
var byLaw = []Category{
	{Code: "ngo", Label: "Non-profit organisations (7-FZ, art. 32)", Values: []string{"Статья 32 Федерального закона от 12.01.1996 No 7-ФЗ «О некоммерческих организациях»"}, Ground: Nonviolent, Basis: Inferred, Why: fmt.Sprintf(fromTitle, "non-profit organisations")},
	{Code: "media", Label: "Mass media (2124-1, art. 6)", Values: []string{"Статья 6 Закона Российской Федерации от 27.12.1991 No 2124-1 «О средствах массовой информации»"}, Ground: Nonviolent, Basis: Inferred, Why: fmt.Sprintf(fromTitle, "the mass media")},
	{Code: "media-legal", Label: "Mass media (2124-1, art. 25.1)", Values: []string{"Статья 25.1 Закона Российской Федерации от 27.12.1991 No 2124-1 «О средствах массовой информации»"}, Ground: Nonviolent, Basis: Inferred, Why: fmt.Sprintf(fromTitle, "the mass media")},
	{Code: "associations", Label: "Associations (82-FZ, art. 29.1)", Values: []string{"Статья 29.1 Федерального закона от 19.05.1995 No 82-ФЗ «Об общественных объединениях»"}, Ground: Nonviolent, Basis: Inferred, Why: fmt.Sprintf(fromTitle, "associations")},
	{Code: "rights", Label: "Rights and freedoms (272-FZ, art. 2.1)", Values: []string{"Статья 2.1 Федерального закона от 28.12.2012 No 272-ФЗ «О мерах воздействия на лиц, причастных к нарушениям основополагающих прав и свобод человека, прав и своб"}, Ground: NotStated, Basis: Inferred, Why: "The title of the law, as far as the data give it, speaks of violations of rights and freedoms: whether violent ones, it does not say."},
	{Code: "influence", Label: "Foreign influence (255-FZ, art. 7)", Values: []string{"Статья 7 Федерального закона от 14.07.2022 No 255-ФЗ«О контроле за деятельностью лиц, находящихся под иностранным влиянием»"}, Ground: Nonviolent, Basis: Inferred, Why: fmt.Sprintf(fromTitle, "foreign influence")},
	{Code: "influence-9", Label: "Foreign influence (255-FZ, art. 9)", Values: []string{"Статья 9 Федерального закона от 14.07.2022 No 255-ФЗ«О контроле за деятельностью лиц, находящихся под иностранным влиянием»"}, Ground: Nonviolent, Basis: Inferred, Why: fmt.Sprintf(fromTitle, "foreign influence")},
}

// byKind divides it by whom it lists. A kind states no ground.
var byKind = []Category{
	{Code: "person", Label: "Persons", Ground: NotStated, Basis: Stated},
	{Code: "org", Label: "Organisations", Ground: NotStated, Basis: Stated},
	{Code: "other", Label: "Others, as the data have it", Ground: NotStated, Basis: Stated},
}

// byMark divides the snapshot of the other register by its keeper's mark.
var byMark = []Category{
	{Code: "marked", Label: "With the keeper's mark for terrorism", Values: []string{"1"}, Ground: Violent, Basis: Label},
	{Code: "unmarked", Label: "Without the mark", Values: []string{"0"}, Ground: NotStated, Basis: Stated},
}

func agents(t *testing.T, by string, categories []Category) (Register, *Table) {
	t.Helper()
	table, err := ReadTable(corpus(t, "entries_anonymised.csv"))
	if err != nil {
		t.Fatal(err)
	}
	aside := "kind"
	if by == "kind" {
		aside = "law"
	}
	entries, err := table.Entries(Columns{ID: "id", Category: by, In: "date_in", Out: "date_out", Layout: Dotted, Aside: []string{aside}}, categories, lastDay)
	if err != nil {
		t.Fatal(err)
	}
	return Register{
		Name: "The register of foreign agents, 2013 to 2024", Keeper: "the ministry of justice of the Russian Federation",
		Source: "github.com/fz255/foreign-agents, 1da8b0d, with names and all else that could tell who is meant taken out; dates are the register's own, as published there.",
		Until:  lastDay, Categories: categories, Entries: entries,
	}, table
}

// compare holds a text to a golden file.
func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, d)
	}
}

// TestRealRegisters measures the two registers: every figure stands in the golden file.
func TestRealRegisters(t *testing.T) {
	t.Parallel()
	law, table := agents(t, "law", byLaw)
	kind, _ := agents(t, "kind", byKind)
	first, _ := law.First()
	years := Years(first, lastDay+1)
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }

	say("FOREIGN AGENTS: %s", law.Source)
	say("kept by: %s. %d entries, sha256 %s", law.Keeper, len(law.Entries), table.SHA256)
	for _, n := range table.Notes {
		say("note: %s", n)
	}
	for _, r := range []struct {
		of string
		r  Register
	}{{"by whom it lists", kind}, {"by provision", law}} {
		say("\n%s", strings.ToUpper(r.of))
		flows(say, r.r, years)
	}

	now := law.At(lastDay)
	v := now.Violent()
	say("\nVIOLENT GROUNDS on %s", lastDay)
	for _, s := range []Share{v.Low, v.High, v.Without, v.Inferred} {
		say("%s: %s", s.What, s)
	}
	say("%s", law.Longer(lastDay, 180).All.Shown())
	say("of %s", now.All)

	say("\nWHAT MOVED BETWEEN KINDS, year by year")
	for i := 1; i < len(years); i++ {
		if m, ok := Moved(kind.At(years[i-1].Last()), kind.At(years[i].Last())); ok {
			say("%s", m.Shown())
		}
	}
	for _, r := range []struct {
		of string
		r  Register
	}{{"kind", kind}, {"provision", law}} {
		say("\nALARMS, by %s, year by year", r.of)
		for i := 1; i < len(years); i++ {
			for _, a := range Growing(r.r.At(years[i-1].Last()), r.r.At(years[i].Last()), DefaultLimits()) {
				say("- %s %s", a.What, a.Caveat)
			}
		}
	}

	reconciled(t, say, law, kind)

	mark := tally(t)
	say("\nFINANCIAL MONITORING: one snapshot, April 2023, github.com/Knapptan/Terr_pars_Python d50ecb5, anonymised; birth years kept aside, birthplaces dropped")
	say("%s", mark.All.Shown())
	m := mark.Violent()
	for _, s := range []Share{mark.Share("marked"), mark.Share("unmarked"), m.Low, m.High} {
		say("%s: %s", s.What, s)
	}
	compare(t, "testdata/registers.golden", []byte(b.String()))
}

func flows(say func(string, ...any), r Register, years []Period) {
	say("%-44s%8s%8s%8s%8s", "", "before", "in", "out", "end")
	for _, code := range append([]string{""}, codes(r.Categories)...) {
		label := "All entries"
		if c, ok := r.Category(code); ok {
			label = c.Label + ", " + c.Words()
		}
		say("%s", label)
		for _, f := range r.Flows(code, years) {
			if f.Before()+f.In()+f.Out() > 0 {
				say("  %-42s%8d%8d%8d%8d", f.Period, f.Before(), f.In(), f.Out(), f.End.N)
			}
		}
	}
}

// reconciled lays the dated snapshots beside what the entries give.
func reconciled(t *testing.T, say func(string, ...any), law, kind Register) {
	t.Helper()
	table, err := ReadTable(corpus(t, "snapshots.csv"))
	if err != nil {
		t.Fatal(err)
	}
	told, err := table.Counts("date", ISO, lastDay, []string{"entries", "active", "persons"}, "commit")
	if err != nil {
		t.Fatal(err)
	}
	diffs := Reconcile(told, map[string]func(Day) int{
		"entries": func(d Day) int { return law.Ever(d).All.N },
		"active":  func(d Day) int { return law.At(d).All.N },
		"persons": func(d Day) int { return kind.Ever(d).N("person") },
	})
	equal := map[string]int{}
	say("\nSNAPSHOTS AGAINST ENTRIES: %d snapshots, sha256 %s", len(table.Rows), table.SHA256)
	for _, d := range diffs {
		if d.Off() == 0 {
			equal[d.Told.What]++
			continue
		}
		say("%s", d)
	}
	say("equal: entries %d, active %d, persons %d", equal["entries"], equal["active"], equal["persons"])
	for _, d := range Rewritten(told, "entries") {
		say("the count of all that was ever entered fell: %s, before %d", d.Told.Day, d.Computed)
	}
}

func tally(t *testing.T) Composition {
	t.Helper()
	table, err := ReadTable(corpus(t, "composition_2023-04.csv"), "birthplace_group")
	if err != nil {
		t.Fatal(err)
	}
	mark, err := table.Tally(NewDay(2023, 4, 1), "terrorism_mark", byMark, "birth_year")
	if err != nil {
		t.Fatal(err)
	}
	return mark
}

// TestRealPage holds the table and the figures of the page in docs to the data.
func TestRealPage(t *testing.T) {
	t.Parallel()
	law, _ := agents(t, "law", byLaw)
	kind, _ := agents(t, "kind", byKind)
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "attention.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := strings.Join(strings.Fields(string(b)), " ")
	first, _ := law.First()
	years := Years(first, lastDay+1)
	for i, f := range law.Flows("", years) {
		c := kind.At(years[i].Last())
		when := fmt.Sprint(f.Period)
		if i == len(years)-1 {
			when = "1 October 2024"
		}
		row := fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %d |", when, f.End.N, c.N("person"), c.N("org"), c.N("other"), f.In(), f.Out())
		if !strings.Contains(page, row) {
			t.Errorf("the page has no row %s", row)
		}
	}
	v, mark := law.At(lastDay).Violent(), tally(t)
	for _, want := range []string{
		fmt.Sprintf("%d of %d", v.Low.Part.N, v.Low.Whole.N), fmt.Sprintf("At most %d of %d (9.5 %%)", v.High.Part.N, v.High.Whole.N),
		fmt.Sprintf("For the other %d ", v.Without.Part.N), fmt.Sprintf("%d of the %d entries had stood for more than 180 days", law.Longer(lastDay, 180).All.N, v.Low.Whole.N),
		fmt.Sprintf("%d entries, %s to 25 September 2024", len(law.Entries), first.Time().Format("2 January 2006")),
		"13,040 rows. 10,845 (83.2 %) have", "2,195 (16.8 %) have none",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if mark.N("marked") != 10845 || mark.All.N != 13040 {
		t.Errorf("got %s", mark.All.Shown())
	}
}

// TestRealPicture draws the picture in docs.
func TestRealPicture(t *testing.T) {
	t.Parallel()
	law, _ := agents(t, "law", byLaw)
	kind, _ := agents(t, "kind", byKind)
	first, _ := law.First()
	years := Years(first, lastDay+1)
	sheet := RegisterSheet(law, years)
	kinds := RegisterSheet(kind, years).Panes[1:]
	longer := law.LongerPane("Entries that stood longer than 180 days", "no date of review is in these data", 180, years)
	sheet.Panes = append(append(append(sheet.Panes[:1:1], kinds...), sheet.Panes[1:]...), longer)
	sheet.Notes = []string{
		"The panels by provision and by kind count the same entries twice: once by the law that each names, once by whom it lists. Provisions replaced each other: what ends in one panel may go on in another.",
		"The grounds are inferred from the titles of the laws as the register gives them. What each entry rests on is not in these data, so nothing is said of any entry.",
		"Financial monitoring, a register of its own, has one snapshot (April 2023: 13,040 rows): one snapshot has no drift, and it is not drawn.",
	}
	compare(t, filepath.Join("..", "..", "docs", "attention.svg"), Draw(sheet))
}
