package fusion

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tocsin"
)

// TestBeta holds the quantiles to values that can be computed by hand: Beta(1, n) has the quantile
// 1-(1-p)^(1/n), Beta(n, 1) has p^(1/n), and Beta(2, 2) solves 3x^2-2x^3 = p; Beta(1/2, 1/2) is the
// arcsine law, sin^2(pi p/2).
func TestBeta(t *testing.T) {
	t.Parallel()
	for _, p := range []float64{0.01, 0.1, 0.5, 0.9, 0.975} {
		for _, n := range []float64{1, 2, 5, 19, 200} {
			near(t, Beta{1, n}.Quantile(p), 1-math.Pow(1-p, 1/n))
			near(t, Beta{n, 1}.Quantile(p), math.Pow(p, 1/n))
		}
		x := Beta{2, 2}.Quantile(p)
		near(t, 3*x*x-2*x*x*x, p)
		near(t, Beta{0.5, 0.5}.Quantile(p), math.Pow(math.Sin(math.Pi*p/2), 2))
	}
	// Whole parameters: P(X <= x) is that of at least a successes in a+b-1 tries of chance x.
	for _, b := range []Beta{{8, 2}, {19, 1}, {7, 4}, {50, 60}} {
		for _, x := range []float64{0.05, 0.3, 0.5, 0.8, 0.97} {
			n, sum := int(b.A+b.B)-1, 0.0
			for k := int(b.A); k <= n; k++ {
				sum += math.Exp(lgamma(float64(n+1))-lgamma(float64(k+1))-lgamma(float64(n-k+1))) * math.Pow(x, float64(k)) * math.Pow(1-x, float64(n-k))
			}
			near(t, b.CDF(x), sum)
		}
	}
}

func near(t *testing.T, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("got %.12f, want %.12f", got, want)
	}
}

func account(ref, origin, grade string, from ...string) Account {
	return Account{Ref: ref, Origin: origin, From: from, Letter: tocsin.Reliability(grade[:1]), Content: tocsin.Credibility(grade[1] - '0')}
}

// TestWorkedExample is the example of fusion.md, at a base rate of 2 %.
func TestWorkedExample(t *testing.T) {
	t.Parallel()
	relayed := []Account{account("a", "one", "B2")}
	for _, outlet := range []string{"p", "q", "r", "s", "t"} {
		relayed = append(relayed, account(outlet, "", "B2", "a"))
	}
	for _, c := range []struct {
		name      string
		accounts  []Account
		want      float64
		confirmed bool
	}{
		{"B2", relayed[:1], 0.075, false},
		{"the same, told by five outlets", relayed, 0.075, false},
		{"and a second B2", []Account{relayed[0], account("b", "two", "B2")}, 0.245, true},
		{"and an A2", []Account{relayed[0], account("b", "two", "B2"), account("c", "three", "A2")}, 0.86, true},
		{"a single F6", []Account{account("a", "one", "F6")}, 0.02, false},
		{"E2 never counts against", []Account{account("a", "one", "E2")}, 0.02, false},
		{"improbable", []Account{account("a", "one", "A5")}, 0.02, false},
	} {
		got := Corroborate(Case{Base: 0.02, BaseWhy: "an example", Accounts: c.accounts})
		if math.Abs(got.Point()-c.want) > 0.006 || got.Confirmed != c.confirmed {
			t.Errorf("%s: %.3f, confirmed %v; want %.3f, %v\n%v", c.name, got.Point(), got.Confirmed, c.want, c.confirmed, got.Waterfall)
		}
	}
	if a := Corroborate(Case{Base: 0.02, Accounts: relayed}).Alarms; len(a) != 1 || a[0].Kind != ManyAsOne {
		t.Errorf("six reports of one origin: %v", a)
	}
}

// TestComesBack: our own warning, told to us by others, weighs nothing and raises the alarm.
func TestComesBack(t *testing.T) {
	t.Parallel()
	words := "people are told to keep away from large gatherings in the city for the next two days because of a plan to attack them"
	ours := []Material{{Ref: "release-1", Texts: []string{words}}}
	first := account("a", "one", "B2")
	c := Case{Base: 0.02, Accounts: []Account{first}, Ours: ours}
	alone := Corroborate(c)
	c.Accounts = append(c.Accounts, account("b", "", "A2", "press"), account("press", "", "B2", "release-1"))
	back := Corroborate(c)
	if back.Total() != alone.Total() || back.Confirmed || back.Effective != alone.Effective {
		t.Errorf("%v with our own warning, %v without", back, alone)
	}
	var refs []string
	for _, a := range back.Alarms {
		if a.Kind == CameBack {
			refs = append(refs, a.Refs[0])
		}
	}
	slices.Sort(refs)
	if !slices.Equal(refs, []string{"b", "press"}) {
		t.Errorf("alarms for %v, want b and press: %v", refs, back.Alarms)
	}
	hint := account("d", "", "B2")
	hint.Said = Material{Texts: []string{"A partner says: " + words + ", it is said."}}
	c.Accounts = []Account{first, hint}
	if a := Corroborate(c).Alarms; len(a) != 1 || a[0].Kind != MayBeOurs {
		t.Errorf("our words without their source: %v", a)
	}
}

// TestNothingCloses: whatever the accounts say, a report that names a place or a target opens a
// file, and no step closes one.
func TestNothingCloses(t *testing.T) {
	t.Parallel()
	known := []Step{OpenFile, AskMore, Warn}
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		f := tocsin.Facets{Place: stated("a hall")}.Normal()
		steps := Corroborate(c).Next(f)
		if !slices.Contains(steps, OpenFile) {
			t.Fatalf("a report that names a hall opens no file: %v", steps)
		}
		for _, s := range steps {
			if !slices.Contains(known, s) {
				t.Fatalf("step %q", s)
			}
		}
	})
	single := Corroborate(Case{Base: 0.0001, Accounts: []Account{account("a", "", "F6")}})
	if got := single.Next(tocsin.Facets{Target: stated("a concert hall")}); !slices.Equal(got, []Step{OpenFile, AskMore}) {
		t.Errorf("a single F6: %v", got)
	}
}

// drawCase draws accounts with all that can be between them.
func drawCase(t *rapid.T) Case {
	c := Case{Base: rapid.Float64Range(0.001, 0.9).Draw(t, "base")}
	n := rapid.IntRange(1, 7).Draw(t, "n")
	for i := range n {
		a := Account{
			Ref:     fmt.Sprintf("r%d", i),
			Origin:  rapid.SampledFrom([]string{"", "", "x", "y", "z"}).Draw(t, "origin"),
			Against: rapid.IntRange(0, 4).Draw(t, "against") == 0,
			Letter:  tocsin.Reliability(rapid.SampledFrom([]string{"A", "B", "C", "D", "E", "F", ""}).Draw(t, "letter")),
			Content: tocsin.Credibility(rapid.IntRange(0, 6).Draw(t, "content")),
			Record:  Record{rapid.IntRange(0, 20).Draw(t, "hits"), rapid.IntRange(0, 20).Draw(t, "misses")},
		}
		a.Said.Sender = rapid.SampledFrom([]string{"", "p", "q"}).Draw(t, "sender")
		a.Said.Told = tocsin.At(time.Date(2024, 3, rapid.IntRange(1, 28).Draw(t, "day"), 0, 0, 0, 0, time.UTC))
		a.From = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"r0", "r1", "r5", "elsewhere", "ours"}), 0, 2, rapid.ID[string]).Draw(t, "from")
		c.Accounts = append(c.Accounts, a)
	}
	c.Ours = []Material{{Ref: "ours"}}
	return c
}

// TestCorroborateProperties: the total is the sum of what is shown; the band holds the point; the
// order of accounts does not matter; age takes nothing away; telling an account again, naming it,
// adds nothing.
func TestCorroborateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCase(t)
		got := Corroborate(c)
		sum := Weight(0)
		for _, term := range got.Waterfall {
			sum += term.Weight
			if term.Why == "" {
				t.Fatalf("%s has no reason", term.Name)
			}
		}
		if sum != got.Total() || got.Low > got.Point() || got.High < got.Point() || got.Low < 0.01 || got.High > 0.99 {
			t.Fatalf("total %v of terms %v; band %v..%v round %v", got.Total(), sum, got.Low, got.High, got.Point())
		}
		for _, d := range got.Dependences {
			if !d.Declared && math.Abs(d.Rho-d.Why.Probability()) > 1e-12 {
				t.Fatalf("rho %v, and its terms give %v", d.Rho, d.Why.Probability())
			}
		}
		turned := c
		turned.Accounts = slices.Clone(c.Accounts)
		slices.Reverse(turned.Accounts)
		if again := Corroborate(turned); !slices.Equal(again.Waterfall, got.Waterfall) || again.Effective != got.Effective {
			t.Fatalf("%v in one order, %v in the other", got.Waterfall, again.Waterfall)
		}
		older := c
		older.Accounts = slices.Clone(c.Accounts)
		for i := range older.Accounts {
			older.Accounts[i].Said.Told = older.Accounts[i].Said.Told.Add(-10 * 365 * 24 * time.Hour)
		}
		if again := Corroborate(older); again.Total() != got.Total() {
			t.Fatalf("ten years later %v, before %v", again.Total(), got.Total())
		}
		copied := c
		src := c.Accounts[rapid.IntRange(0, len(c.Accounts)-1).Draw(t, "copied")]
		again := src
		again.Ref, again.From = src.Ref+"-again", []string{src.Ref}
		copied.Accounts = append(slices.Clone(c.Accounts), again)
		if after := Corroborate(copied); after.Total() != got.Total() {
			t.Fatalf("%v after a copy of %s, %v before\n%v\n%v", after.Total(), src.Ref, got.Total(), after.Waterfall, got.Waterfall)
		}
	})
}

// TestDenial: a denial is a claim with a weight of its own; ungraded it weighs nothing, and silence
// is not there at all.
func TestDenial(t *testing.T) {
	t.Parallel()
	claim := account("a", "one", "B2")
	deny := func(grade string) Account {
		d := account("d", "the accused", grade)
		d.Against = true
		return d
	}
	alone := Corroborate(Case{Base: 0.02, Accounts: []Account{claim}})
	ungraded := Corroborate(Case{Base: 0.02, Accounts: []Account{claim, deny("F6")}})
	graded := Corroborate(Case{Base: 0.02, Accounts: []Account{claim, deny("B2")}})
	if ungraded.Total() != alone.Total() || graded.Total() != alone.Total()-60 {
		t.Errorf("alone %v, ungraded denial %v, graded denial %v", alone.Total(), ungraded.Total(), graded.Total())
	}
	if graded.Confirmed || !strings.HasPrefix(string(graded.Waterfall[2].Name), "denied by") {
		t.Errorf("%v", graded.Waterfall)
	}
}

// TestRecordShrinks: a short record moves the letter little, a long one much.
func TestRecordShrinks(t *testing.T) {
	t.Parallel()
	weight := func(hits, misses int) float64 {
		a := account("a", "one", "C2")
		a.Record = Record{hits, misses}
		return reliance(a, -1)
	}
	none, one, many, bad := weight(0, 0), weight(1, 0), weight(30, 0), weight(0, 30)
	if one-none > 1 || many < 9 || bad != 0 {
		t.Errorf("no record %.2f, one hit %.2f, thirty hits %.2f, thirty misses %.2f dB", none, one, many, bad)
	}
}

// TestHints: likeness of wording is a hint for what is not declared, and never overrules what is.
func TestHints(t *testing.T) {
	t.Parallel()
	text := "two men were seen on three evenings photographing the side entrances of the hall and the guard post beside the car park"
	say := func(ref, origin, sender, day, words string) Account {
		a := account(ref, origin, "B2")
		a.Said = Material{Sender: sender, Told: at(t, day), Texts: []string{words}}
		return a
	}
	rho := func(a, b Account) float64 {
		return Corroborate(Case{Base: 0.02, Accounts: []Account{a, b}}).Dependences[0].Rho
	}
	plain := rho(say("a", "", "p", "2024-03-01", "one thing"), say("b", "", "q", "2024-03-01", "another thing"))
	same := rho(say("a", "", "p", "2024-03-01", text), say("b", "", "q", "2024-03-01", text))
	late := rho(say("a", "", "p", "2024-03-01", "one thing"), say("b", "", "q", "2024-03-09", "another thing"))
	added := rho(say("a", "", "p", "2024-03-01", "a van 4471"), say("b", "", "q", "2024-03-01", "a van B77 and a van B79"))
	named := rho(say("a", "", "Morning Lantern", "2024-03-01", "one"), say("b", "", "q", "2024-03-01", "as the Morning Lantern writes"))
	if !(added < plain && late < plain && plain < named && named < 0.95 && plain < same && same > 0.85) {
		t.Errorf("plain %.2f, same wording %.2f, late %.2f, added details %.2f, names the other %.2f", plain, same, late, added, named)
	}
	declared := Corroborate(Case{Base: 0.02, Accounts: []Account{say("a", "one", "p", "2024-03-01", text), say("b", "two", "q", "2024-03-01", text)}})
	if declared.Dependences[0].Rho != 0 || len(declared.Alarms) != 1 || declared.Alarms[0].Kind != MayBeCopy {
		t.Errorf("two declared origins with one text: %+v %v", declared.Dependences, declared.Alarms)
	}
}
