package tocsin_test

import (
	"slices"
	"testing"

	"tocsin"
)

func TestFacetsCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		facet tocsin.Facet
		rule  tocsin.Rule
	}{
		{"stated", tocsin.Facet{State: tocsin.Stated, Value: "the hall"}, ""},
		{"stated without a value", tocsin.Facet{State: tocsin.Stated, Value: " "}, tocsin.RuleForm},
		{"generalised", tocsin.Facet{State: tocsin.Generalised, Value: "a venue"}, ""},
		{"generalised without a value", tocsin.Facet{State: tocsin.Generalised}, tocsin.RuleForm},
		{"withheld", tocsin.Facet{State: tocsin.Withheld, Value: "the hall", Reason: "source"}, ""},
		{"withheld without a reason", tocsin.Facet{State: tocsin.Withheld, Value: "the hall"}, tocsin.RuleWithheldReason},
		{"withheld for no reason of the list", tocsin.Facet{State: tocsin.Withheld, Reason: "politics"}, tocsin.RuleWithheldReason},
		{"not held", tocsin.Facet{State: tocsin.NotHeld}, ""},
		{"not held, with a value", tocsin.Facet{State: tocsin.NotHeld, Value: "the hall"}, tocsin.RuleForm},
		{"no state", tocsin.Facet{Value: "the hall"}, tocsin.RuleForm},
		{"another state", tocsin.Facet{State: "hinted", Value: "the hall"}, tocsin.RuleForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, n := range tocsin.FacetNames {
				f := tocsin.Facets{}.Normal()
				*f.Get(n) = c.facet
				wantRule(t, f.Check(), c.rule)
			}
		})
	}
	for _, reason := range tocsin.WithheldReasons {
		f := tocsin.Facets{Actor: tocsin.Facet{Reason: reason}}.Normal()
		wantRule(t, f.Check(), "")
	}
}

func TestFacetsNormal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		facet tocsin.Facet
		want  tocsin.FacetState
	}{
		{"nothing said", tocsin.Facet{}, tocsin.NotHeld},
		{"only a value", tocsin.Facet{Value: "the hall"}, tocsin.Stated},
		{"only a reason", tocsin.Facet{Reason: "source"}, tocsin.Withheld},
		{"a value and a reason to withhold it", tocsin.Facet{Value: "the hall", Reason: "source"}, tocsin.Withheld},
		{"a state stays", tocsin.Facet{State: tocsin.Generalised, Value: "a venue"}, tocsin.Generalised},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, n := range tocsin.FacetNames {
				var f tocsin.Facets
				*f.Get(n) = c.facet
				got := f.Normal()
				if got.Get(n).State != c.want {
					t.Errorf("%s: got %s, want %s", n, got.Get(n).State, c.want)
				}
				if f.Get(n).State != c.facet.State {
					t.Errorf("%s: Normal changed what it was called on", n)
				}
			}
		})
	}
}

func TestFacetsSpecific(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stated []tocsin.FacetName
		want   bool
	}{
		{nil, false},
		{[]tocsin.FacetName{tocsin.Place}, false},
		{[]tocsin.FacetName{tocsin.Place, tocsin.Time}, true},
		{[]tocsin.FacetName{tocsin.Target, tocsin.Method}, true},
		{[]tocsin.FacetName{tocsin.Place, tocsin.Target}, true},
		{[]tocsin.FacetName{tocsin.Time, tocsin.Actor, tocsin.Method}, false}, // nobody to warn
	} {
		for _, state := range tocsin.FacetStates {
			f := tocsin.Facets{}.Normal()
			for _, n := range c.stated {
				*f.Get(n) = tocsin.Facet{State: state, Value: "x", Reason: "source"}
			}
			if got, want := f.Specific(), c.want && state == tocsin.Stated; got != want {
				t.Errorf("%v %s: got specific %v, want %v", c.stated, state, got, want)
			}
		}
	}
}

func TestFacetSame(t *testing.T) {
	t.Parallel()
	hall := tocsin.Facet{Value: "Crocus City Hall", Aliases: []string{"Crocus"}}
	for _, c := range []struct {
		o    tocsin.Facet
		want bool
	}{
		{tocsin.Facet{Value: " crocus city hall "}, true},
		{tocsin.Facet{Value: "crocus"}, true},
		{tocsin.Facet{Value: "the hall", Aliases: []string{"Crocus"}}, true},
		{tocsin.Facet{Value: "a concert hall"}, false},
		{tocsin.Facet{}, false},
	} {
		if got := hall.Same(c.o); got != c.want || c.o.Same(hall) != c.want {
			t.Errorf("%+v: got %v and %v, want %v both ways", c.o, got, c.o.Same(hall), c.want)
		}
	}
}

func TestFacetsMentions(t *testing.T) {
	t.Parallel()
	f := tocsin.Facets{Place: tocsin.Facet{Site: "p"}, Target: tocsin.Facet{Site: "t"}, Method: tocsin.Facet{Site: "m"}}
	for site, want := range map[tocsin.SiteID]bool{"p": true, "t": true, "m": false, "": false} {
		if got := f.Mentions(site); got != want {
			t.Errorf("%q: got %v, want %v", site, got, want)
		}
	}
	if (tocsin.Facets{}).Mentions("") {
		t.Error("no site is named where none is asked for")
	}
}

func TestFacetsOrder(t *testing.T) {
	t.Parallel()
	var got []tocsin.FacetName
	for n := range (tocsin.Facets{}).All() {
		got = append(got, n)
	}
	if !slices.Equal(got, tocsin.FacetNames) {
		t.Errorf("got %v, want %v", got, tocsin.FacetNames)
	}
	if new(tocsin.Facets).Get("motive") != nil {
		t.Error("got a sixth facet")
	}
}
