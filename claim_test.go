package tocsin_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"tocsin"
)

func TestParseFigure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		want  tocsin.Figure
		shown string
	}{
		{"144", tocsin.Figure{Bound: tocsin.Exactly, N: 144}, "144"},
		{"exactly 11 men", tocsin.Figure{Bound: tocsin.Exactly, N: 11, Of: "men"}, "11 men"},
		{" At Least 143 ", tocsin.Figure{Bound: tocsin.AtLeast, N: 143}, "at least 143"},
		{">= 143", tocsin.Figure{Bound: tocsin.AtLeast, N: 143}, "at least 143"},
		{"more than 370 km", tocsin.Figure{Bound: tocsin.MoreThan, N: 370, Of: "km"}, "more than 370 km"},
		{"over 300 km", tocsin.Figure{Bound: tocsin.MoreThan, N: 300, Of: "km"}, "more than 300 km"},
		{">140", tocsin.Figure{Bound: tocsin.MoreThan, N: 140}, "more than 140"},
		{"about 140", tocsin.Figure{Bound: tocsin.About, N: 140}, "about 140"},
		{"~140", tocsin.Figure{Bound: tocsin.About, N: 140}, "about 140"},
		{"at most 30 min", tocsin.Figure{Bound: tocsin.AtMost, N: 30, Of: "min"}, "at most 30 min"},
		{"<= 30", tocsin.Figure{Bound: tocsin.AtMost, N: 30}, "at most 30"},
		{"less than 30", tocsin.Figure{Bound: tocsin.LessThan, N: 30}, "less than 30"},
		{"under 30", tocsin.Figure{Bound: tocsin.LessThan, N: 30}, "less than 30"},
		{"1,234,567.5 roubles", tocsin.Figure{Bound: tocsin.Exactly, N: 1234567.5, Of: "roubles"}, "1234567.5 roubles"},
		{"-1,000", tocsin.Figure{Bound: tocsin.Exactly, N: -1000}, "-1000"},
		{"87 %", tocsin.Figure{Bound: tocsin.Exactly, N: 87, Of: "%"}, "87 %"},
		{"at_least 5", tocsin.Figure{Bound: tocsin.AtLeast, N: 5}, "at least 5"},
	} {
		got, err := tocsin.ParseFigure(c.text)
		if err != nil || got != c.want {
			t.Errorf("%q: got %+v, %v, want %+v", c.text, got, err, c.want)
		}
		if got.String() != c.shown {
			t.Errorf("%q: got shown %q, want %q", c.text, got, c.shown)
		}
	}
	for _, text := range []string{
		"", "many", "at least", "about at least 5", "140-150", "nan", "inf", "+inf", "1e400", "87%",
		"1,5", "1,5 km", "1,5e3", ",500", "1,2,3", "1234,567", "12,34", // a comma is not a point
		"1 000", "1 000 people", "140 to 150", "30 min 20 s", // a second number is not a unit
	} {
		if got, err := tocsin.ParseFigure(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, got)
		}
	}
}

func TestFigureInterval(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	for _, c := range []struct {
		f         tocsin.Figure
		low, high float64
	}{
		{tocsin.Figure{N: 144}, 144, 144},
		{tocsin.Figure{Bound: tocsin.Exactly, N: 144}, 144, 144},
		{tocsin.Figure{Bound: tocsin.AtLeast, N: 143}, 143, inf},
		{tocsin.Figure{Bound: tocsin.AtMost, N: 30}, -inf, 30},
		{tocsin.Figure{Bound: tocsin.MoreThan, N: 140}, math.Nextafter(140, inf), inf},
		{tocsin.Figure{Bound: tocsin.LessThan, N: 140}, -inf, math.Nextafter(140, -inf)},
		{tocsin.Figure{Bound: tocsin.About, N: 140}, 135, 145},
		{tocsin.Figure{Bound: tocsin.About, N: 143}, 142.5, 143.5},
		{tocsin.Figure{Bound: tocsin.About, N: 6000}, 5500, 6500},
		{tocsin.Figure{Bound: tocsin.About, N: -140}, -145, -135},
		{tocsin.Figure{Bound: tocsin.About, N: 0}, -0.5, 0.5},
		{tocsin.Figure{Bound: tocsin.About, N: 1.5}, 1.45, 1.55},
	} {
		if low, high := c.f.Interval(); low != c.low || high != c.high {
			t.Errorf("%s: got %v to %v, want %v to %v", c.f, low, high, c.low, c.high)
		}
	}
}

func TestFigureMeets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"144", "144", true}, {"144", "143", false},
		{"at least 143", "144", true}, {"at least 143", "143", true}, {"at least 143", "142", false},
		{"more than 140", "144", true}, {"more than 140", "140", false},
		{"more than 140", "less than 140", false}, {"at least 140", "at most 140", true},
		{"more than 60", "at most 30", false}, {"about 140", "144", true}, {"about 140", "150", false},
		{"over 140", "at least 143", true},
	} {
		a, errA := tocsin.ParseFigure(c.a)
		b, errB := tocsin.ParseFigure(c.b)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if got, back := a.Meets(b), b.Meets(a); got != c.want || back != c.want {
			t.Errorf("%s and %s: got %v and %v, want %v", c.a, c.b, got, back, c.want)
		}
	}
}

func TestMeetsIsSymmetric(t *testing.T) {
	t.Parallel()
	figure := rapid.Custom(func(t *rapid.T) tocsin.Figure {
		n := float64(rapid.IntRange(-2000, 2000).Draw(t, "n"))
		if rapid.Bool().Draw(t, "fraction") {
			n = rapid.Float64Range(-1e9, 1e9).Draw(t, "f")
		}
		return tocsin.Figure{Bound: rapid.SampledFrom(append([]tocsin.Bound{""}, tocsin.Bounds...)).Draw(t, "bound"), N: n}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := figure.Draw(t, "a"), figure.Draw(t, "b")
		if a.Meets(b) != b.Meets(a) || !a.Meets(a) {
			t.Fatalf("%s meets %s: %v, back %v; itself %v", a, b, a.Meets(b), b.Meets(a), a.Meets(a))
		}
		if low, high := a.Interval(); low > high {
			t.Fatalf("%s: got %v to %v", a, low, high)
		}
	})
}

func TestClaimCheck(t *testing.T) {
	t.Parallel()
	good := tocsin.Claim{Question: "deaths", Claimant: "the ministry", Figure: &tocsin.Figure{Bound: tocsin.AtLeast, N: 143}}
	for _, c := range []struct {
		name   string
		change func(*tocsin.Claim)
		rule   tocsin.Rule
	}{
		{"a figure", func(*tocsin.Claim) {}, ""},
		{"an answer", func(c *tocsin.Claim) { c.Figure, c.Answer = nil, "named the hall" }, ""},
		{"no question", func(c *tocsin.Claim) { c.Question = " " }, tocsin.RuleForm},
		{"no claimant", func(c *tocsin.Claim) { c.Claimant = " " }, tocsin.RuleForm},
		{"neither figure nor answer", func(c *tocsin.Claim) { c.Figure, c.Answer = nil, " " }, tocsin.RuleForm},
		{"no such bound", func(c *tocsin.Claim) { c.Figure = &tocsin.Figure{Bound: "roughly", N: 1} }, tocsin.RuleForm},
		{"no such status", func(c *tocsin.Claim) { c.Status = "true" }, tocsin.RuleForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			claim := good
			c.change(&claim)
			wantRule(t, claim.Check(), c.rule)
		})
	}
	for _, s := range tocsin.ClaimStatuses {
		c := good
		c.Status = s
		wantRule(t, c.Check(), "")
	}
}
