package tocsin_test

import (
	"slices"
	"testing"

	"tocsin"
)

func TestSightingCheck(t *testing.T) {
	t.Parallel()
	for _, code := range tocsin.SARCodes {
		wantRule(t, tocsin.Sighting{Code: code, What: "walked the exits with a camera"}.Check(), "")
	}
	for _, s := range []tocsin.Sighting{
		{What: "walked the exits with a camera"},
		{Code: "FOREIGN", What: "looked foreign"}, // what somebody is, is no behaviour
		{Code: "survl", What: "walked the exits with a camera"},
		{Code: "SURVL", What: " "},
	} {
		wantRefusal(t, s.Check(), tocsin.RuleForm)
	}
}

func TestSightingJoins(t *testing.T) {
	t.Parallel()
	at := func(id tocsin.ThreatID, site tocsin.SiteID, state string) tocsin.Threat {
		p := tocsin.Part{ID: "p", State: state, Facets: tocsin.Facets{Place: tocsin.Facet{State: tocsin.Stated, Value: "x", Site: site}}}
		return tocsin.Threat{ID: id, Parts: []tocsin.Part{p}}
	}
	threats := []tocsin.Threat{at("t1", "hall", tocsin.PartOpen), at("t2", "market", tocsin.PartOpen), at("t3", "hall", tocsin.PartClosed), at("t4", "", tocsin.PartOpen)}
	for site, want := range map[tocsin.SiteID][]tocsin.ThreatID{"hall": {"t1"}, "market": {"t2"}, "school": nil, "": nil} {
		if got := (tocsin.Sighting{Site: site}).Joins(threats); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", site, got, want)
		}
	}
}
