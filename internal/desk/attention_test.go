package desk_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/attention"
	"tocsin/internal/tocsintest"
)

func look(t testing.TB, w *tocsintest.World, org tocsin.OrgID, m client.Attention) attention.View {
	t.Helper()
	v, err := client.Read[attention.View](t.Context(), w.As(org, client.Caller{Role: tocsin.Inspector}), m)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// counted is a register by dated counts: one category about violence, one that grows and is not.
func counted() tocsin.Register {
	return tocsin.Register{
		Name: "A register", Keeper: "a ministry", Source: "counts that it published", Until: "2024-03-05",
		Reading: tocsin.TableReading{As: tocsin.TableCounts, Day: "day"},
		Categories: []tocsin.RegisterCategory{
			{Code: "armed", Label: "Armed groups", Ground: "violent", Basis: "label", Threat: "t-1"},
			{Code: "speech", Label: "Those who spoke", Ground: "nonviolent", Basis: "inferred", Why: "its law names speech only"},
		},
		Table: []byte("day,armed,speech\n2022-12-31,90,10\n2023-03-01,80,20\n2024-03-05,70,130\n"),
	}
}

func row(day string, other string, minutes int) tocsin.EffortRow {
	e := tocsin.EffortRow{Day: tocsin.Date(day), Unit: "second department", Minutes: minutes, Senior: minutes / 4}
	if e.On.Other = other; other == "" {
		e.On.Threat = "t-1"
	}
	return e
}

func judgedThreat(t testing.TB, w *tocsintest.World) {
	t.Helper()
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	w.Act(embassy, tocsin.Analyst, client.Judge{Threat: "t-1", Judgement: tocsin.Judgement{Text: "They will very likely try.", Likelihood: "very_likely"}})
}

func alarmKinds(v attention.View) (out []attention.AlarmKind) {
	for _, a := range v.Alarms {
		out = append(out, a.Kind)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestAttention has hours leave the threat that is assessed highest while a register grows elsewhere:
// each becomes a question with an owner, once, and is met by words.
func TestAttention(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	judgedThreat(t, w)
	w.Act(embassy, tocsin.Inspector, client.StatePriority{Priority: tocsin.Priority{Day: "2024-03-01", Who: "the director", Order: []tocsin.AttentionSubject{{Other: "bloggers"}, {Threat: "t-1"}}}})
	w.Act(embassy, tocsin.Analyst, client.RecordEffort{Effort: tocsin.EffortReturn{ID: "e-1", Rows: []tocsin.EffortRow{row("2024-02-01", "", 6000), row("2024-02-01", "bloggers", 2000)}}})
	w.Act(embassy, tocsin.Analyst, client.RecordEffort{Effort: tocsin.EffortReturn{Rows: []tocsin.EffortRow{row("2024-03-06", "", 1000), row("2024-03-06", "bloggers", 7000)}}})
	w.Act(embassy, tocsin.Inspector, client.ImportRegister{Register: counted()})
	v := look(t, w, embassy, client.Attention{})
	want := []attention.AlarmKind{attention.NoGradedReport, attention.NonviolentGrows, attention.PriorityElsewhere, attention.TopShareFalls}
	if got := alarmKinds(v); !slices.Equal(got, want) {
		t.Fatalf("alarms %q, want %q", got, want)
	}
	if got := v.Registers[0]; got.Was.All.N != 100 || got.Is.All.N != 200 || got.Growth[1].Net.N != 110 || got.Moved.N != 450 || len(got.Sheet.Steps) != 3 {
		t.Errorf("the register moved %+v", got)
	}
	if len(v.Top) != 1 || v.Top[0] != "t-1" || v.Spent[0].Now.N != 8000 || v.Spent[0].OnAssessed.Part.N != 1000 {
		t.Errorf("got %+v", v.Spent)
	}
	owed := w.Owed(embassy, tocsin.OweAttention)
	if len(owed) < len(want) {
		t.Fatalf("%d questions are owed, of %d kinds of alarms", len(owed), len(want))
	}
	for _, o := range owed {
		w.Act(embassy, tocsin.WarningOfficer, client.Settle{Obligation: o.ID, How: "It was looked at: the unit was lent for a week"})
	}
	again := counted()
	w.Act(embassy, tocsin.Inspector, client.StatePriority{Priority: tocsin.Priority{Day: "2024-03-02", Who: "the deputy", Order: []tocsin.AttentionSubject{{Threat: "t-1"}}}})
	if owed := w.Owed(embassy, tocsin.OweAttention); len(owed) != 0 {
		t.Errorf("what was answered is asked again in the same words: %+v", owed)
	}
	again.Until = "2024-03-06"
	again.Table = append(again.Table, "2024-03-06,60,160\n"...)
	w.Act(embassy, tocsin.Inspector, client.ImportRegister{Register: again})
	if owed := w.Owed(embassy, tocsin.OweAttention); len(owed) == 0 {
		t.Error("the register grew further, and nobody is asked")
	}
	for _, o := range w.Snap(embassy).Threats[0].Judgements {
		if o.Likelihood != "very_likely" {
			t.Error("an assessment was changed")
		}
	}
}

// TestAttentionQuiet: effort on the top threat with a graded report, and a register that shrinks, ask
// nothing.
func TestAttentionQuiet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	judgedThreat(t, w)
	w.Act(embassy, tocsin.Analyst, client.RecordReport{Report: withID(plotReport(t), "r")})
	w.Act(embassy, tocsin.Analyst, client.GradeReport{Report: "r", Reliability: "B", Credibility: 2})
	for _, day := range []string{"2024-02-01", "2024-03-06"} {
		e := row(day, "", 6000)
		e.Reports = []tocsin.ReportID{"r"}
		w.Act(embassy, tocsin.Analyst, client.RecordEffort{Effort: tocsin.EffortReturn{Rows: []tocsin.EffortRow{e}}})
	}
	r := counted()
	r.Table = []byte("day,armed,speech\n2023-03-01,80,20\n2024-03-05,90,10\n")
	w.Act(embassy, tocsin.Inspector, client.ImportRegister{Register: r})
	if v := look(t, w, embassy, client.Attention{}); len(v.Alarms) != 0 {
		t.Errorf("asked: %+v", v.Alarms)
	}
	if owed := w.Owed(embassy, tocsin.OweAttention); len(owed) != 0 {
		t.Errorf("owed: %+v", owed)
	}
}

// TestEffortReplaced: a return that replaces another is counted in its place, once.
func TestEffortReplaced(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.RecordEffort{Effort: tocsin.EffortReturn{ID: "e-1", Rows: []tocsin.EffortRow{row("2024-02-09", "bloggers", 500)}}})
	fixed := client.RecordEffort{Effort: tocsin.EffortReturn{ID: "e-2", Replaces: "e-1", Rows: []tocsin.EffortRow{row("2024-02-09", "bloggers", 300)}}}
	w.Act(embassy, tocsin.Analyst, fixed)
	if v := look(t, w, embassy, client.Attention{}); v.Spent[0].Now.N != 300 {
		t.Errorf("got %s", v.Spent[0].Now.Shown())
	}
	fixed.Effort.ID = "e-3"
	w.Refused(embassy, tocsin.Analyst, fixed, tocsin.RuleState)
}

// TestImportRefused: what cannot be read, or would keep who somebody is, is refused and leaves nothing.
func TestImportRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, change := range map[string]func(*tocsin.Register){
		"no source":          func(r *tocsin.Register) { r.Source = "" },
		"no categories":      func(r *tocsin.Register) { r.Categories = nil },
		"an inferred ground": func(r *tocsin.Register) { r.Categories[1].Why = "" },
		"no day":             func(r *tocsin.Register) { r.Until = "yesterday" },
		"a later row":        func(r *tocsin.Register) { r.Until = "2023-12-31" },
		"a stray column":     func(r *tocsin.Register) { r.Table = []byte("day,armed,speech,x\n2023-03-01,1,2,3\n") },
		"birthplaces":        func(r *tocsin.Register) { r.Table = []byte("day,armed,speech,birthplace\n2023-03-01,1,2,3\n") },
		"a day twice":        func(r *tocsin.Register) { r.Table = []byte("day,armed,speech\n2023-03-01,1,2\n2023-03-01,1,2\n") },
		"nothing":            func(r *tocsin.Register) { r.Table = nil },
		"too much":           func(r *tocsin.Register) { r.Table = make([]byte, 4<<20+1) },
		"another form":       func(r *tocsin.Register) { r.Reading.As = "list" },
	} {
		r := counted()
		r.Categories = slices.Clone(r.Categories)
		r.Categories[0].Threat = ""
		change(&r)
		_, err := w.As(embassy, client.Caller{Role: tocsin.Analyst}).Act(t.Context(), client.ImportRegister{Register: r})
		if refusalOf(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := counted()
	w.Refused(embassy, tocsin.Analyst, client.ImportRegister{Register: r}, tocsin.RuleForm) // no such threat
	if len(w.Snap(embassy).Registers) != 0 {
		t.Error("something was kept")
	}
}

// TestDroppedColumnIsKeptNowhere: a column that says who somebody is can be dropped, and then stands in
// no file; what else came is kept byte for byte.
func TestDroppedColumnIsKeptNowhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := counted()
	r.Categories[0].Threat = ""
	r.Reading = tocsin.TableReading{As: tocsin.TableTally, Category: "kind", Drop: []string{"birthplace"}}
	r.Table = []byte("kind,birthplace\narmed,XPLACEX\nspeech,XPLACEX\nspeech,YPLACEY\n")
	w.Act(embassy, tocsin.Analyst, client.ImportRegister{Register: r})
	if found := inFiles(t, w, embassy, "XPLACEX", "YPLACEY", "WFBMQUNF"); len(found) > 0 {
		t.Errorf("kept: %q", found)
	}
	v := look(t, w, embassy, client.Attention{})
	if got := v.Registers[0]; got.Is.N("speech") != 2 || got.Was != nil || len(got.Notes) != 1 {
		t.Errorf("got %+v", got)
	}
	r.Until, r.Table = "2024-03-06", []byte("kind,birthplace\nspeech,Z\n")
	w.Act(embassy, tocsin.Analyst, client.ImportRegister{Register: r})
	if got := look(t, w, embassy, client.Attention{}).Registers[0]; got.Was == nil || got.Was.All.N != 3 || got.Is.All.N != 1 {
		t.Errorf("two snapshots give %+v", got)
	}
}

// TestAttentionAsOf: a look at the past knows nothing that was recorded later.
func TestAttentionAsOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	judgedThreat(t, w)
	then := w.Clock.Now()
	w.Clock.Set(then.Add(time.Hour))
	w.Act(embassy, tocsin.Inspector, client.ImportRegister{Register: counted()})
	w.Act(embassy, tocsin.SiteManager, client.RaiseSite{Site: arena, To: tocsin.Heightened})
	if v := look(t, w, embassy, client.Attention{At: then}); len(v.Registers) != 0 || v.Load.Days.N != 0 {
		t.Errorf("the past knows %+v", v)
	}
	if v := look(t, w, embassy, client.Attention{From: "2024-03-01", Until: "2024-03-31"}); len(v.Registers) != 1 || v.Load.Most != 1 || v.Load.Days.N != 26 {
		t.Errorf("got %+v", v.Load)
	}
	for _, m := range []client.Attention{{From: "x", Until: "2024-03-31"}, {From: "2024-03-31", Until: "2024-03-01"}, {From: "2024-03-01"}} {
		if _, err := client.Read[attention.View](t.Context(), w.As(embassy, client.Caller{Role: tocsin.Inspector}), m); refusalOf(err) == nil {
			t.Errorf("%+v: %v", m, err)
		}
	}
}

// TestRealRegisterOnTheDesk imports the register of foreign agents as it is published, and has it ask.
func TestRealRegisterOnTheDesk(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("TOCSIN_CORPUS")
	if dir == "" {
		t.Skip("set TOCSIN_CORPUS to the folder of test data to import the real register")
	}
	table, err := os.ReadFile(filepath.Join(dir, "registers", "entries_anonymised.csv"))
	if err != nil {
		t.Fatal(err)
	}
	w := worldOf(t, tocsintest.Options{Seed: "desk", Start: time.Date(2024, 10, 2, 9, 0, 0, 0, time.UTC)}, everybody)
	r := tocsin.Register{
		Name: "Foreign agents", Keeper: "the ministry of justice of the Russian Federation", Source: "github.com/fz255/foreign-agents, anonymised",
		Until: "2024-10-01", Reading: tocsin.TableReading{As: tocsin.TableEntries, ID: "id", Category: "kind", In: "date_in", Out: "date_out", Dotted: true, Aside: []string{"law"}},
		Table: table,
	}
	for _, code := range []string{"person", "org", "other"} {
		r.Categories = append(r.Categories, tocsin.RegisterCategory{Code: code, Label: code, Ground: "not_stated", Basis: "stated"})
	}
	receipt := w.Act(embassy, tocsin.Analyst, client.ImportRegister{Register: r})
	if len(receipt.Opened) == 0 {
		t.Error("the register grew in a year, and nobody is asked")
	}
	v := look(t, w, embassy, client.Attention{})
	d := v.Registers[0]
	if d.Is.All.N != 655 || d.Is.N("person") != 474 || d.Longer.N != 581 || len(d.Sheet.Steps) != 12 {
		t.Errorf("got %s, longer %v", d.Is.All.Shown(), d.Longer)
	}
	b, err := json.Marshal(w.Snap(embassy))
	if err != nil || strings.Contains(string(b), "date_in,date_out") || len(b) > 100_000 {
		t.Errorf("a snapshot has %d bytes, %v: the table is in it", len(b), err)
	}
}

// TestAttentionTotals recomputes what the view shows from what it shows, over random returns.
func TestAttentionTotals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	judgedThreat(t, w)
	for i := range 20 {
		e := row(fmt.Sprintf("2024-%02d-%02d", 1+i%2, 1+i), []string{"", "bloggers", "meetings"}[i%3], 17*i+1)
		e.Entries = i
		w.Act(embassy, tocsin.Analyst, client.RecordEffort{Effort: tocsin.EffortReturn{Rows: []tocsin.EffortRow{e}}})
	}
	v := look(t, w, embassy, client.Attention{})
	check := func(total attention.Total) {
		t.Helper()
		if total.N != total.Recomputed() {
			t.Errorf("%s is not its terms", total.Shown())
		}
	}
	for _, s := range v.Spent {
		check(s.Now)
		check(s.Before)
		sum := 0
		for _, share := range s.Shares {
			check(share.Part)
			sum += share.Part.N
		}
		if sum != s.Now.N || s.OnAssessed.Part.N > s.Now.N {
			t.Errorf("%s: the shares add up to %d of %d", s.Kind, sum, s.Now.N)
		}
	}
}
