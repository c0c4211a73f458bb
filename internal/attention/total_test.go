package attention

import (
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tocsin"
)

// drawRegister draws a register with entries that come, go, and do both on one day.
func drawRegister(t *rapid.T) Register {
	r := Register{Name: "r", Keeper: "k", Source: "s", Until: 400}
	for i := range rapid.IntRange(1, 4).Draw(t, "categories") {
		c := Category{Code: fmt.Sprintf("c%d", i), Label: fmt.Sprintf("Category %d", i), Why: "its title"}
		c.Ground = rapid.SampledFrom(Grounds).Draw(t, "ground")
		c.Basis = rapid.SampledFrom(Bases).Draw(t, "basis")
		c.Threat = rapid.SampledFrom([]tocsin.ThreatID{"", "t0", "t1"}).Draw(t, "threat")
		r.Categories = append(r.Categories, c)
	}
	for i := range rapid.IntRange(0, 60).Draw(t, "entries") {
		e := Entry{ID: strconv.Itoa(i), Category: rapid.SampledFrom(codes(r.Categories)).Draw(t, "category"), In: Day(rapid.IntRange(0, 400).Draw(t, "in")), Out: Never}
		if rapid.Bool().Draw(t, "left") {
			e.Out = e.In + Day(rapid.IntRange(0, 200).Draw(t, "stay"))
		}
		r.Entries = append(r.Entries, e)
	}
	return r
}

func drawLedger(t *rapid.T) Ledger {
	l := Ledger{}
	for i := range rapid.IntRange(1, 4).Draw(t, "subjects") {
		s := Subject{Key: fmt.Sprintf("s%d", i), Label: fmt.Sprintf("Subject %d", i)}
		if i < 2 && rapid.Bool().Draw(t, "is a threat") {
			s.Threat = tocsin.ThreatID(fmt.Sprintf("t%d", i))
		}
		l.Subjects = append(l.Subjects, s)
	}
	for range rapid.IntRange(0, 30).Draw(t, "efforts") {
		e := Effort{Day: Day(rapid.IntRange(0, 99).Draw(t, "day")), Unit: rapid.SampledFrom([]string{"u", "v"}).Draw(t, "unit"), Minutes: rapid.IntRange(0, 5000).Draw(t, "minutes"), Entries: rapid.IntRange(0, 40).Draw(t, "entries")}
		e.On = rapid.SampledFrom(l.Subjects).Draw(t, "on").Key
		e.Senior = rapid.IntRange(0, e.Minutes).Draw(t, "senior")
		for range rapid.IntRange(0, 2).Draw(t, "reports") {
			e.Reports = append(e.Reports, tocsin.ReportID(rapid.SampledFrom([]string{"r1", "r2", "r3", "gone"}).Draw(t, "report")))
		}
		l.Efforts = append(l.Efforts, e)
	}
	return l
}

func drawAssessments(t *rapid.T) []Assessment {
	var out []Assessment
	for range rapid.IntRange(0, 6).Draw(t, "assessments") {
		a := Assessment{Label: "a threat", Closed: Never}
		a.Threat = rapid.SampledFrom([]tocsin.ThreatID{"t0", "t1", "t2"}).Draw(t, "threat")
		a.Day = Day(rapid.IntRange(0, 99).Draw(t, "day"))
		a.Likelihood = rapid.SampledFrom(tocsin.LikelihoodCodes()).Draw(t, "likelihood")
		if rapid.IntRange(0, 4).Draw(t, "closed") == 0 {
			a.Closed = a.Day + Day(rapid.IntRange(0, 50).Draw(t, "open for"))
		}
		out = append(out, a)
	}
	return out
}

// totals finds every Total, Share and Ratio in a value, however deep.
func totals(v reflect.Value, found func(Total), shares func(Share)) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			totals(v.Index(i), found, shares)
		}
	case reflect.Struct:
		switch x := v.Interface().(type) {
		case Total:
			found(x)
			return
		case Share:
			shares(x)
		}
		for _, f := range v.Fields() {
			totals(f, found, shares)
		}
	}
}

// everything computes every measure there is over one register, one ledger and one row of alerts.
func everything(r Register, l Ledger, all []Assessment, alerts []Alert, reports []tocsin.Report) []any {
	lim := Limits{Fall: 1, Grow: 1, Rate: 1, Minutes: 1}
	before, now := Period{0, 50}, Period{50, 100}
	a, b := r.At(before.Last()), r.At(now.Last())
	moved, _ := Moved(a, b)
	out := []any{a, b, r.Ever(70), r.Longer(70, 30), moved, Grown(a, b), r.Flows("", []Period{before, now}), a.Violent(), b.Violent(), LoadOf(alerts, now),
		Growing(a, b, lim), RegisterTopFalls(a, b, all, lim), l.TopFalls(all, before, now, lim), l.NoReport(now, reports, lim), l.Elsewhere([]Statement{{Day: 3, Who: "head", Order: []string{"s1"}}}, all, 80)}
	for _, c := range r.Categories {
		out = append(out, a.Share(c.Code), r.Flows(c.Code, []Period{before, now}))
	}
	for _, k := range Kinds {
		out = append(out, l.Spent(k, now), l.OnAssessed(k, now, Standing(all, 80)), l.OutsideMandate("u", []string{"s0"}, k, now))
		for _, s := range l.Subjects {
			out = append(out, l.Share(s.Key, k, now), l.PerEntry(s.Key, now))
		}
	}
	return out
}

var drawnReports = []tocsin.Report{{ID: "r1", Grade: tocsin.Grade{Credibility: 2}}, {ID: "r2", Grade: tocsin.Grade{Credibility: 5}}, {ID: "r3"}}

func drawAlerts(t *rapid.T) []Alert {
	var out []Alert
	for i := range rapid.IntRange(0, 5).Draw(t, "alerts") {
		a := Alert{Where: fmt.Sprintf("site %d", i), From: Day(rapid.IntRange(0, 120).Draw(t, "from")), To: Never}
		if rapid.Bool().Draw(t, "ended") {
			a.To = a.From + Day(rapid.IntRange(0, 60).Draw(t, "for"))
		}
		out = append(out, a)
	}
	return out
}

// TestEveryTotalIsItsTerms recomputes every shown total from its shown terms, also from the words in
// which it is shown, and every shown share from its parts.
func TestEveryTotalIsItsTerms(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := 0
		for _, m := range everything(drawRegister(t), drawLedger(t), drawAssessments(t), drawAlerts(t), drawnReports) {
			totals(reflect.ValueOf(m), func(x Total) {
				n++
				sum := 0
				for _, term := range x.Terms {
					sum += term.N
				}
				if sum != x.N {
					t.Fatalf("%s: shown %d, its terms %v make %d", x.What, x.N, x.Terms, sum)
				}
				if got := readBack(t, x); got != x.N {
					t.Fatalf("%q reads as %d, want %d", x.Shown(), got, x.N)
				}
			}, func(s Share) { checkShare(t, s) })
		}
		if n < 20 {
			t.Fatalf("only %d totals were found: the walk no longer sees them", n)
		}
	})
}

// readBack adds up a total from its words alone.
func readBack(t *rapid.T, x Total) int {
	_, sum, ok := strings.Cut(x.Shown(), x.What+": ")
	if !ok {
		t.Fatalf("%q does not say what it is", x.Shown())
	}
	sum, _, _ = strings.Cut(sum, " = ")
	total, sign := 0, 1
	for word := range strings.FieldsSeq(strip(sum, x)) {
		switch word {
		case "+":
			sign = 1
		case "-":
			sign = -1
		default:
			n, err := strconv.Atoi(word)
			if err != nil {
				t.Fatalf("%q has the word %q", x.Shown(), word)
			}
			total += sign * n
		}
	}
	return total
}

// strip takes the names of the terms out, so that what is left is numbers and signs.
func strip(sum string, x Total) string {
	names := make([]string, 0, len(x.Terms))
	for _, term := range x.Terms {
		if term.What != "" {
			names = append(names, " "+term.What)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, n := range names {
		sum = strings.ReplaceAll(sum, n, "")
	}
	return strings.ReplaceAll(sum, "nothing", "0")
}

// checkShare holds a share to exact arithmetic, and its terms to those of the whole.
func checkShare(t *rapid.T, s Share) {
	if s.Part.N > s.Whole.N || s.Part.N < 0 {
		t.Fatalf("%s: %d of %d", s.What, s.Part.N, s.Whole.N)
	}
	for _, term := range s.Part.Terms {
		if len(s.Whole.Terms) > 1 && !slices.Contains(s.Whole.Terms, term) {
			t.Fatalf("%s: the part has the term %v, which the whole %v has not", s.What, term, s.Whole.Terms)
		}
	}
	n, ok := s.Permille()
	if !ok {
		if s.Whole.N > 0 {
			t.Fatalf("%s has no share", s.What)
		}
		return
	}
	exact := big.NewRat(int64(1000*s.Part.N), int64(s.Whole.N))
	off := new(big.Rat).Sub(big.NewRat(int64(n), 1), exact)
	if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
		t.Fatalf("%s: shown %d thousandths, exactly %s", s.What, n, exact)
	}
}

// TestAlarmsShowTheirFigures: every number in an alarm's words stands in the shares and totals that it
// carries, or in the name of a day or a subject.
func TestAlarmsShowTheirFigures(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`\d+(?:\.\d+)?`)
	rapid.Check(t, func(t *rapid.T) {
		r, l := drawRegister(t), drawLedger(t)
		for _, m := range everything(r, l, drawAssessments(t), nil, drawnReports) {
			alarms, ok := m.([]Alarm)
			if !ok {
				continue
			}
			for _, a := range alarms {
				if a.What == "" || a.Ask == "" || !slices.Contains(AlarmKinds, a.Kind) {
					t.Fatalf("%+v says or asks nothing", a)
				}
				may := shownNumbers(a)
				for _, n := range number.FindAllString(a.Text(), -1) {
					if !may[n] {
						t.Fatalf("%q has the number %s, which none of its figures shows", a.Text(), n)
					}
				}
			}
		}
	})
}

func shownNumbers(a Alarm) map[string]bool {
	may := map[string]bool{}
	add := func(s string) {
		for _, n := range regexp.MustCompile(`\d+(?:\.\d+)?`).FindAllString(s, -1) {
			may[n] = true
		}
	}
	for i := range 10 { // names of drawn subjects, days of drawn periods
		may[strconv.Itoa(i)] = true
	}
	for _, d := range []Day{0, 3, 49, 50, 80, 99} {
		add(d.String())
	}
	for _, s := range a.Shares {
		add(s.What)
		add(s.String())
		if len(s.Part.Terms) == 1 {
			add(hours(s.Part.N))
		}
	}
	for _, x := range a.Totals {
		add(x.Shown())
		if len(x.Terms) == 2 && x.Terms[1].N < 0 { // the growth of a category
			g := Growth{Net: x}
			rate, _ := g.Rate()
			add(percent(rate))
		}
	}
	return may
}

func TestRounding(t *testing.T) {
	t.Parallel()
	share := func(part, whole int) Share {
		return Share{Part: Sum("p", "entries", Term{"", part}), Whole: Sum("w", "entries", Term{"", whole})}
	}
	for _, c := range []struct {
		part, whole int
		want        string
	}{
		{1, 3, "1 of 3 entries (33.3 %)"}, {2, 3, "2 of 3 entries (66.7 %)"}, {0, 5, "0 of 5 entries (0.0 %)"}, {5, 5, "5 of 5 entries (100.0 %)"},
		{1, 2000, "1 of 2000 entries (0.1 %)"}, {1, 2001, "1 of 2001 entries (0.0 %)"}, {0, 0, "0 of none"},
	} {
		if got := share(c.part, c.whole).String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if got := percent(-5); got != "-0.5 %" {
		t.Errorf("got %q", got)
	}
	r := Ratio{Of: Sum("", "minutes", Term{"", 605}), Per: Sum("", "entries", Term{"", 240})}
	if got := r.String(); got != "605 minutes for 240 entries (2.5 each)" {
		t.Errorf("got %q", got)
	}
	r.Per = Sum("", "entries")
	if got := r.String(); got != "605 minutes for no entries" {
		t.Errorf("got %q", got)
	}
	if got := Sum("x", "days", Term{"a", 3}, Term{"b", -2}, Term{"", 1}).Shown(); got != "x: 3 a - 2 b + 1 = 2 days" {
		t.Errorf("got %q", got)
	}
	for minutes, want := range map[int]string{0: "0.0 h", 600: "10.0 h", 93: "1.6 h", 92: "1.5 h"} {
		if got := hours(minutes); got != want {
			t.Errorf("%d minutes: got %s, want %s", minutes, got, want)
		}
	}
}
