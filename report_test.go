package tocsin_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tocsin"
)

func TestAdmiralty(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		digit  tocsin.Credibility
		rule   tocsin.Rule
		judged bool
	}{
		{-1, tocsin.RuleForm, false}, {0, tocsin.RuleForm, false},
		{1, tocsin.RuleConfirmedComputed, true}, // never entered
		{2, "", true}, {3, "", true}, {4, "", true}, {5, "", true},
		{6, "", false}, {7, tocsin.RuleForm, false},
	} {
		wantRule(t, c.digit.CheckEntered(), c.rule)
		if got := c.digit.Judged(); got != c.judged {
			t.Errorf("%d: got judged %v, want %v", c.digit, got, c.judged)
		}
		if got, want := c.digit.Credible(), c.digit >= 1 && c.digit <= 3; got != want {
			t.Errorf("%d: got credible %v, want %v", c.digit, got, want)
		}
	}
	for _, letter := range []tocsin.Reliability{"A", "B", "C", "D", "E", "F"} {
		wantRule(t, letter.Check(), "")
		if got, want := letter.Judged(), letter != "F"; got != want {
			t.Errorf("%s: got judged %v, want %v", letter, got, want)
		}
	}
	for _, letter := range []tocsin.Reliability{"", "G", "a", "AB", "1", "Б"} {
		wantRule(t, letter.Check(), tocsin.RuleForm)
		if letter.Judged() {
			t.Errorf("%q counts as judged", letter)
		}
	}
}

func TestNotJudgedIsNeverOrdered(t *testing.T) {
	t.Parallel()
	letters := []tocsin.Reliability{"A", "B", "C", "D", "E", "F"}
	for i, a := range letters {
		for j, b := range letters {
			got, err := a.Compare(b)
			if a == "F" || b == "F" {
				wantRefusal(t, err, tocsin.RuleNotJudged)
			} else if err != nil || got != i-j {
				t.Errorf("%s and %s: got %d, %v, want %d", a, b, got, err, i-j)
			}
		}
	}
	for a := tocsin.Credibility(1); a <= 6; a++ {
		for b := tocsin.Credibility(1); b <= 6; b++ {
			got, err := a.Compare(b)
			if a == 6 || b == 6 {
				wantRefusal(t, err, tocsin.RuleNotJudged)
			} else if err != nil || got != int(a-b) {
				t.Errorf("%d and %d: got %d, %v, want %d", a, b, got, err, a-b)
			}
		}
	}
}

func TestGradeString(t *testing.T) {
	t.Parallel()
	for want, g := range map[string]tocsin.Grade{
		"not graded": {},
		"B2":         {Reliability: "B", Credibility: 2},
		"F6":         {Reliability: "F", Credibility: 6},
	} {
		if got := g.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestReportCheck(t *testing.T) {
	t.Parallel()
	good := tocsin.Report{Title: "a cell plans to strike", Facets: tocsin.Facets{}.Normal()}
	for _, c := range []struct {
		name   string
		change func(*tocsin.Report)
		rule   tocsin.Rule
	}{
		{"good", func(*tocsin.Report) {}, ""},
		{"no title", func(r *tocsin.Report) { r.Title = " " }, tocsin.RuleForm},
		{"a bad facet", func(r *tocsin.Report) { r.Facets.Place.State = tocsin.Withheld }, tocsin.RuleWithheldReason},
		{"a bad window", func(r *tocsin.Report) { r.Window = window(t, "2024-03-09", "2024-03-07") }, tocsin.RuleWindow},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := good
			c.change(&r)
			wantRule(t, r.Check(), c.rule)
		})
	}
}

func TestQuotable(t *testing.T) {
	t.Parallel()
	for i, want := range map[tocsin.Integrity]bool{tocsin.Original: true, tocsin.Copy: true, tocsin.Paraphrase: false, tocsin.Garbled: false, "": false} {
		if got := i.Quotable(); got != want {
			t.Errorf("%q: got quotable %v, want %v", i, got, want)
		}
	}
	if got := (tocsin.Citation{Source: "002", Line: "27"}).String(); got != "002:27" {
		t.Errorf("got %q", got)
	}
}

// told is a report with an origin, a digit, and what it derives from.
func told(id, origin string, digit tocsin.Credibility, from ...tocsin.ReportID) tocsin.Report {
	return tocsin.Report{ID: tocsin.ReportID(id), Origin: origin, DerivedFrom: from, Grade: tocsin.Grade{Reliability: "C", Credibility: digit}}
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		r      tocsin.Report
		others []tocsin.Report
		want   tocsin.Credibility
	}{
		{"alone", told("r", "a", 2), nil, 2},
		{"itself", told("r", "a", 2), []tocsin.Report{told("r", "b", 2)}, 2},
		{"another origin", told("r", "a", 2), []tocsin.Report{told("o", "b", 3)}, 1},
		{"the same origin", told("r", "a", 2), []tocsin.Report{told("o", "a", 2)}, 2},
		{"another origin, not credible", told("r", "a", 2), []tocsin.Report{told("o", "b", 4)}, 2},
		{"another origin, not judged", told("r", "a", 2), []tocsin.Report{told("o", "b", 6)}, 2},
		{"doubtful is not raised", told("r", "a", 4), []tocsin.Report{told("o", "b", 2)}, 4},
		{"not judged is not raised", told("r", "a", 6), []tocsin.Report{told("o", "b", 2)}, 6},
		{"no origin of its own", told("r", "", 2), []tocsin.Report{told("o", "b", 2)}, 2},
		{"no origin of the other", told("r", "a", 2), []tocsin.Report{told("o", "", 2)}, 2},
		{"the other is derived from it", told("r", "a", 2), []tocsin.Report{told("o", "b", 2, "r")}, 2},
		{"it is derived from the other", told("r", "a", 2, "o"), []tocsin.Report{told("o", "b", 2)}, 2},
		{"derived through a third", told("r", "a", 2), []tocsin.Report{told("o", "c", 2, "m"), told("m", "b", 6, "r")}, 2},
		{"both derived from one that we have", told("r", "a", 2, "x"), []tocsin.Report{told("o", "b", 2, "x"), told("x", "c", 6)}, 2},
		{"both derived from one that we lack", told("r", "a", 2, "x"), []tocsin.Report{told("o", "b", 2, "x")}, 2},
		{"a circle", told("r", "a", 2, "o"), []tocsin.Report{told("o", "b", 2, "r")}, 2},
		{"a circle, and one outside it", told("r", "a", 2, "o"), []tocsin.Report{told("o", "b", 2, "r"), told("p", "c", 2)}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.r.Confirm(c.others); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestConfirmLeavesTheCallersReports(t *testing.T) {
	t.Parallel()
	all := []tocsin.Report{told("a", "a", 2), told("b", "b", 2), told("c", "c", 2)}
	all[2].Confirm(all[:1])
	if all[1].ID != "b" {
		t.Errorf("got report %s where b was: Confirm wrote into the caller's slice", all[1].ID)
	}
}

func TestCountOrigins(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		reports []tocsin.Report
		want    int
	}{
		{"none", nil, 0},
		{"one", []tocsin.Report{told("1", "a", 2)}, 1},
		{"one origin told twice", []tocsin.Report{told("1", "a", 2), told("2", "a", 2)}, 1},
		{"two origins", []tocsin.Report{told("1", "a", 2), told("2", "b", 2)}, 2},
		{"derived", []tocsin.Report{told("1", "a", 2), told("2", "b", 2, "1")}, 1},
		{"a chain joins two", []tocsin.Report{told("1", "a", 2), told("2", "b", 2), told("3", "c", 2, "1", "2")}, 1},
		{"a circle", []tocsin.Report{told("1", "a", 2, "2"), told("2", "b", 2, "1")}, 1},
		{"no origin declared counts once", []tocsin.Report{told("1", "", 2), told("2", "", 2)}, 1},
		{"nor does a derivation from what we lack make one", []tocsin.Report{told("1", "", 2, "x"), told("2", "", 2, "y")}, 1},
		{"declared and not", []tocsin.Report{told("1", "a", 2), told("2", "", 2)}, 2},
		{"three alerts of one service, one echo", []tocsin.Report{told("1", "ib", 2), told("2", "ib", 2), told("3", "ib", 2), told("4", "", 2, "3")}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := tocsin.CountOrigins(c.reports); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestCountOriginsKnowsNoOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		reports := drawReports(t)
		shuffled := rapid.Permutation(reports).Draw(t, "shuffled")
		got, want := tocsin.CountOrigins(shuffled), tocsin.CountOrigins(reports)
		if got != want {
			t.Fatalf("got %d in one order and %d in another", want, got)
		}
		if got > len(reports) || len(reports) > 0 && got == 0 {
			t.Fatalf("got %d origins of %d reports", got, len(reports))
		}
		// An echo adds none: a report derived from one that is there.
		if len(reports) > 0 {
			echo := told("echo", "", 2, rapid.SampledFrom(reports).Draw(t, "echoed").ID)
			if more := tocsin.CountOrigins(append(slices.Clone(reports), echo)); more > got {
				t.Fatalf("got %d origins, and %d with an echo", got, more)
			}
		}
	})
}

// TestConfirmAgreesWithCountOrigins: two reports confirm each other only if they count as two.
func TestConfirmAgreesWithCountOrigins(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		reports := drawReports(t)
		for i, r := range reports {
			for j, o := range reports {
				if i == j {
					continue
				}
				pair := []tocsin.Report{r, o}
				confirmed := r.Confirm([]tocsin.Report{o}) == tocsin.Confirmed
				if confirmed && tocsin.CountOrigins(pair) != 2 {
					t.Fatalf("%s confirms %s, and they are of one origin", o.ID, r.ID)
				}
				if confirmed != (o.Confirm([]tocsin.Report{r}) == tocsin.Confirmed) {
					t.Fatalf("%s and %s: one confirms the other and not the other way", r.ID, o.ID)
				}
			}
		}
	})
}

func drawReports(t *rapid.T) []tocsin.Report {
	ids := []string{"1", "2", "3", "4", "5", "6"}[:rapid.IntRange(0, 6).Draw(t, "n")]
	var out []tocsin.Report
	for _, id := range ids {
		r := told(id, rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "origin"), tocsin.Credibility(rapid.IntRange(2, 6).Draw(t, "digit")))
		for _, from := range rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "6", "7"}), 0, 2).Draw(t, "from") {
			r.DerivedFrom = append(r.DerivedFrom, tocsin.ReportID(from))
		}
		out = append(out, r)
	}
	return out
}
