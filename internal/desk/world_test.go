package desk_test

import (
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
	"tocsin/internal/tocsintest"
	"tocsin/seal"
)

// The organisations of the tests. Their names are such that none stands in another, or in a word.
const (
	embassy = tocsin.OrgID("north-embassy")
	guard   = tocsin.OrgID("city-guard")
	hall    = tocsin.OrgID("arena-hall")
	crowd   = tocsin.OrgID("all-people")
	arena   = tocsin.SiteID("arena")
)

var everybody = []tocsin.Org{
	{ID: embassy, Name: "Embassy of Norland", Aliases: []string{"Norland", "Норландия"}, Kind: tocsin.OrgGovernment},
	{ID: guard, Name: "Guard of the Realm", Aliases: []string{"GotR"}, Kind: tocsin.OrgService},
	{ID: hall, Name: "Company that runs the venue", Kind: tocsin.OrgOperator},
	{ID: crowd, Name: "Everyone", Kind: tocsin.OrgAudience},
}

// newWorld starts the organisations, who know each other and the site.
func newWorld(t testing.TB) *tocsintest.World {
	t.Helper()
	return worldOf(t, tocsintest.Options{Seed: "desk"}, everybody)
}

// keyed has every organisation keep the names of those who act, sealed to two roles.
func keyed(t testing.TB, o tocsintest.Options) tocsintest.Options {
	t.Helper()
	o.Prepare = func(dir string) {
		for _, org := range []tocsin.OrgID{embassy, guard, hall, crowd} {
			if _, err := node.MakeIdentity(dir, org, ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	return o
}

// handed are the keys of an organisation's two keyholders, and their fingerprints.
func handed(t testing.TB, w *tocsintest.World, org tocsin.OrgID) (keys []seal.Key, prints []string) {
	t.Helper()
	files, err := node.Handover(w.Dir, org)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		k, err := node.OpenKeys(file)
		if err != nil {
			t.Fatal(err)
		}
		keys, prints = append(keys, k...), append(prints, k[0].Recipient().Fingerprint())
	}
	return keys, prints
}

func worldOf(t testing.TB, o tocsintest.Options, orgs []tocsin.Org) *tocsintest.World {
	t.Helper()
	w := tocsintest.New(t, o, embassy, guard, hall, crowd)
	w.Meet(orgs...)
	for _, org := range []tocsin.OrgID{embassy, guard, hall} {
		w.Act(org, tocsin.Administrator, client.AddSite{Site: tocsin.Site{
			ID: arena, Name: "Grand Arena", Aliases: []string{"Большая арена"}, Operator: hall, Protector: guard, Capacity: 6000,
		}})
	}
	return w
}

func stated(value string, aliases ...string) tocsin.Facet {
	return tocsin.Facet{State: tocsin.Stated, Value: value, Aliases: aliases}
}

func withheld(why tocsin.WithheldReason) tocsin.Facet {
	return tocsin.Facet{State: tocsin.Withheld, Reason: why}
}

func day(t testing.TB, text string) tocsin.Instant {
	t.Helper()
	i, err := tocsin.ParseInstant(text, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func window(t testing.TB, from, to string) tocsin.Window {
	t.Helper()
	return tocsin.Window{Start: day(t, from), End: day(t, to)}
}

// plot is what the embassy knows: who, where, when, how.
func plot(t testing.TB) tocsin.Part {
	t.Helper()
	return tocsin.Part{
		ID: "concert", Name: "the concert",
		Facets: tocsin.Facets{
			Place: stated("Grand Arena"), Time: stated("7 to 9 March"), Actor: stated("Black Heron"),
			Target: stated("concert goers"), Method: stated("automatic rifles"),
		},
		Window: window(t, "2024-03-07", "2024-03-09"),
	}
}

func plotReport(t testing.TB) tocsin.Report {
	t.Helper()
	p := plot(t)
	return tocsin.Report{Title: "Men were heard to plan", Facets: p.Facets, Window: p.Window, Origin: "o-1"}
}

// threat is the embassy's threat: one plot, one victim, who is reached through the guard.
func threat(t testing.TB) tocsin.Threat {
	t.Helper()
	return tocsin.Threat{
		ID: "t-1", Title: "Attack on a concert", Parts: []tocsin.Part{plot(t)},
		Victims: []tocsin.Victim{{ID: "venue", Name: "The venue", Kind: "place_of_business", Part: "concert", Protectors: []tocsin.OrgID{guard}}},
	}
}

// warning is the embassy's warning at three levels: all to the guard, the public version to all.
func warning(t testing.TB) tocsin.Warning {
	t.Helper()
	p := plot(t)
	lower := tocsin.Facets{
		Place: withheld("operation"), Time: p.Facets.Time, Actor: withheld("source"),
		Target: tocsin.Facet{State: tocsin.Generalised, Value: "large gatherings"}, Method: withheld("method"),
	}
	do := &tocsin.Instruction{Words: "Avoid large gatherings.", Window: tocsin.Window{Start: tocsin.At(tocsintest.Start), End: tocsin.At(tocsintest.Start.Add(48 * time.Hour))}}
	part := func(f tocsin.Facets) []tocsin.VersionPart {
		return []tocsin.VersionPart{{Part: p.ID, Facets: f, Window: p.Window}}
	}
	return tocsin.Warning{
		ID: "w-1", Threat: "t-1", Title: "Attack planned on a concert",
		Versions: []tocsin.Version{
			{Level: tocsin.Full, TLP: tocsin.TLPAmber, Parts: part(p.Facets), Text: []tocsin.Text{{Lang: "en", Words: "Gunmen of Black Heron plan to attack a concert at the Grand Arena."}}},
			{Level: tocsin.Public, TLP: tocsin.TLPClear, Parts: part(lower), Text: []tocsin.Text{{Lang: "en", Words: "Extremists have plans to attack a mass event soon."}}, Instruction: do},
		},
		Addressees: []tocsin.Addressee{
			{Org: guard, Role: "protector", Level: tocsin.Full, Reaches: []string{"venue"}},
			{Org: crowd, Role: "public", Level: tocsin.Public},
		},
	}
}

// issued has the embassy open the threat, and draft and sign the warning.
func issued(t testing.TB, w *tocsintest.World, change ...func(*tocsin.Warning)) tocsin.WarningID {
	t.Helper()
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: threat(t)})
	draft := warning(t)
	for _, c := range change {
		c(&draft)
	}
	w.Act(embassy, tocsin.WarningOfficer, client.DraftWarning{Warning: draft})
	w.Act(embassy, tocsin.Approver, client.SignWarning{Warning: draft.ID})
	return draft.ID
}

// warned has the embassy warn the guard, and returns what the guard calls it.
func warned(t testing.TB, w *tocsintest.World, change ...func(*tocsin.Warning)) tocsin.Received {
	t.Helper()
	w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: issued(t, w, change...), Level: tocsin.Full})
	w.Carry()
	got := w.Snap(guard).Received
	if len(got) != 1 {
		t.Fatalf("the guard has %d warnings, want 1", len(got))
	}
	return got[0]
}
