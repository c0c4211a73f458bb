package tocsin_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tocsin"
)

// A secret is a text that a level must not tell.
type secrets map[tocsin.Level][]string

// drawWarning makes a warning that passes its checks, in which every value, alias, site, name of a
// part and reason is a word of its own; and, for each level, the words that it must not tell.
func drawWarning(t *rapid.T) (tocsin.Warning, tocsin.Threat, secrets) {
	n := 0
	word := func(kind string) string { n++; return fmt.Sprintf("zq%s%dqz", kind, n) }
	w := tocsin.Warning{ID: tocsin.WarningID(word("warning")), Title: word("title"), State: tocsin.Issued, Drafter: sign(tocsin.Analyst, word("tag"), word("why"))}
	w.Overrides = []tocsin.Override{{Match: word("match"), Reason: word("override")}}
	w.Absences = []tocsin.Absence{{Victim: word("victim"), Why: word("absence")}}
	th := tocsin.Threat{ID: tocsin.ThreatID(word("threat")), Title: "x"}
	inside := []string{string(w.ID), string(th.ID), w.Drafter.Tag, w.Drafter.Reason, w.Overrides[0].Match, w.Overrides[0].Reason, w.Absences[0].Victim, w.Absences[0].Why}
	for range rapid.IntRange(1, 2).Draw(t, "parts") {
		th.Parts = append(th.Parts, tocsin.Part{ID: tocsin.PartID(word("part")), State: tocsin.PartOpen, Facets: tocsin.Facets{}.Normal()})
	}
	hidden := secrets{}
	var above *tocsin.Version
	told := append([]string{w.Title}, inside...) // what the levels so far know
	for _, l := range tocsin.Levels {
		v := tocsin.Version{Level: l, Text: []tocsin.Text{{Lang: "en", Words: "what it says"}}}
		state := word("asked")
		v.Instruction = &tocsin.Instruction{Words: "avoid crowds", Window: tocsin.Window{End: tocsin.At(noon)}, Closing: &tocsin.ClosingMsg{How: "ended", Words: "over", By: sign(tocsin.Approver, state, "")}}
		told = append(told, state)
		var public []string // what this level may tell
		for i, p := range th.Parts {
			part := tocsin.VersionPart{Part: p.ID, Facets: tocsin.Facets{}.Normal()}
			told = append(told, string(p.ID))
			if l == tocsin.Full {
				public = append(public, string(p.ID), w.Title)
			}
			for _, name := range tocsin.FacetNames {
				up := tocsin.Facet{State: tocsin.Stated, Value: word("v"), Aliases: []string{word("alias")}}
				if above != nil {
					up = *above.Parts[i].Facets.Get(name)
				}
				f := tocsin.Facet{State: rapid.SampledFrom(below(up.State)).Draw(t, "state"), Site: tocsin.SiteID(word("site"))}
				switch f.State {
				case tocsin.Stated:
					f.Value, f.Aliases = up.Value, up.Aliases
					public = append(public, f.Value)
					if l != tocsin.Public {
						public = append(public, f.Aliases...)
					}
				case tocsin.Generalised:
					f.Value, f.Aliases = word("general"), []string{word("exact")}
					public = append(public, f.Value)
					if l == tocsin.Full {
						public = append(public, f.Aliases...)
					}
				case tocsin.Withheld:
					f.Value, f.Aliases, f.Reason = up.Value, []string{word("hidden")}, rapid.SampledFrom(tocsin.WithheldReasons).Draw(t, "reason")
				}
				told = append(append(told, f.Value, string(f.Site)), f.Aliases...)
				if name == tocsin.Time && f.Held() {
					part.Window.Start = tocsin.Instant{Words: word("window")}
					public, told = append(public, part.Window.Start.Words), append(told, part.Window.Start.Words)
				}
				*part.Facets.Get(name) = f
			}
			v.Parts = append(v.Parts, part)
		}
		for _, s := range told {
			if s != "" && !slices.Contains(public, s) {
				hidden[l] = append(hidden[l], s)
			}
		}
		w.Versions = append(w.Versions, v)
		above = &w.Versions[len(w.Versions)-1]
	}
	return w, th, hidden
}

// below are the states that a level may give to a facet when the one above gives it this one.
func below(above tocsin.FacetState) []tocsin.FacetState {
	switch above {
	case tocsin.Stated:
		return []tocsin.FacetState{tocsin.Stated, tocsin.Generalised, tocsin.Withheld}
	case tocsin.Generalised:
		return []tocsin.FacetState{tocsin.Generalised, tocsin.Withheld}
	}
	return []tocsin.FacetState{above}
}

func rendered(t interface{ Fatal(...any) }, w tocsin.Warning, l tocsin.Level) string {
	r := w.Render("r1", "sender", tocsin.Addressee{Org: "receiver", Role: "protector", Level: l}, noon)
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestNothingWithheldCrosses: no value that a level withholds, generalises or never had, no alias,
// site, reason, name of a part or tag of a person stands anywhere in what is sent.
func TestNothingWithheldCrosses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, th, hidden := drawWarning(t)
		if err := w.Check(&th); err != nil {
			t.Fatalf("the drawn warning is refused: %v", err)
		}
		for _, l := range tocsin.Levels {
			sent := rendered(t, w, l)
			for _, s := range hidden[l] {
				if strings.Contains(sent, s) {
					t.Fatalf("%s tells %s:\n%s", l, s, sent)
				}
			}
			if strings.Contains(sent, `"reason"`) || strings.Contains(sent, `"site"`) {
				t.Fatalf("%s gives a reason or a site:\n%s", l, sent)
			}
		}
	})
}

// TestPublicTellsNotWhatIsWithheld: to the public, withheld and not held look alike.
func TestPublicTellsNotWhatIsWithheld(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, _, _ := drawWarning(t)
		before := rendered(t, w, tocsin.Public)
		if strings.Contains(before, string(tocsin.Withheld)) {
			t.Fatalf("the public is told that something is withheld:\n%s", before)
		}
		v := w.Version(tocsin.Public)
		for i := range v.Parts {
			for _, n := range tocsin.FacetNames {
				if f := v.Parts[i].Facets.Get(n); f.State == tocsin.Withheld {
					*f = tocsin.Facet{State: tocsin.NotHeld}
				}
			}
		}
		if after := rendered(t, w, tocsin.Public); after != before {
			t.Fatalf("withheld:\n%s\nnot held:\n%s", before, after)
		}
	})
}

// TestRenderStripsTheWindowOfAWithheldTime, even where nobody checked the warning.
func TestRenderStripsTheWindowOfAWithheldTime(t *testing.T) {
	t.Parallel()
	w := draft(tocsin.Tearline)
	p := &w.Versions[0].Parts[0]
	p.Facets.Time, p.Window = facet(tocsin.Withheld), window(t, "2024-03-07", "2024-03-09")
	if sent := rendered(t, w, tocsin.Tearline); strings.Contains(sent, "2024-03-09") {
		t.Errorf("the window tells the time that is withheld:\n%s", sent)
	}
}

func TestRender(t *testing.T) {
	t.Parallel()
	w := draft(tocsin.Full, tocsin.Public)
	w.Urgent = "it begins tonight"
	w.Versions[0].TLP = tocsin.TLPAmber
	w.Versions[0].Instruction = &tocsin.Instruction{Words: "double the guard", Window: window(t, "", "2024-03-09"), Asked: true}
	a := tocsin.Addressee{Org: "hall-operator", Role: "victim", Level: tocsin.Full}
	r := w.Render("r1", "service", a, noon)
	if r.ID != "r1" || r.From != "service" || r.To != a.Org || r.Role != a.Role || r.Level != tocsin.Full || r.TLP != tocsin.TLPAmber || !r.Urgent || r.Issued != tocsin.At(noon) {
		t.Errorf("got %+v", r)
	}
	if r.Title != w.Title || r.Parts[0].ID != "hall" || r.Parts[1].Name != "synagogue" || r.Parts[0].State != tocsin.PartOpen {
		t.Errorf("got title %q, parts %+v, want what full may tell", r.Title, r.Parts)
	}
	if r.Do.Words != "double the guard" || r.Do.Asked {
		t.Errorf("got %+v, want the instruction without our own marks", r.Do)
	}
	a.Level = tocsin.Public
	r = w.Render("r2", "service", a, noon)
	if r.Title != "" || r.Parts[0].ID != "part-1" || r.Parts[1].Name != "part-2" || r.Do != nil {
		t.Errorf("got title %q, parts %+v, want them numbered", r.Title, r.Parts)
	}
	r.Parts[0].Facets.Place.Value = "changed"
	if w.Versions[1].Parts[0].Facets.Place.Value != "" {
		t.Error("a change of the release changed the warning")
	}
}

// TestRenderClosing: the closing message tells no more of the window than the release that it ends, and
// no tag of who signed it.
func TestRenderClosing(t *testing.T) {
	t.Parallel()
	end := tocsin.Instant{Earliest: noon, Latest: noon, Precision: tocsin.Anchored, Zone: "Europe/Moscow", Short: "MSK", Words: "two hours after the concert", Anchor: &tocsin.Anchor{Event: "the concert"}}
	for _, l := range tocsin.Levels {
		closing := tocsin.ClosingMsg{How: "ended", Words: "It is over.", By: sign(tocsin.Approver, "tag-of-a-person", "reason")}
		w := tocsin.Warning{Versions: []tocsin.Version{{Level: l, Instruction: &tocsin.Instruction{Words: "avoid crowds", Window: tocsin.Window{End: end}, Closing: &closing}}}}
		had := w.Render("first", "us", tocsin.Addressee{Org: "them", Role: "protector", Level: l}, noon)
		r := w.RenderClosing("second", had, noon)
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"concert", "Moscow", "MSK"} {
			if told := strings.Contains(string(b), word); told != (l == tocsin.Full) {
				t.Errorf("%s tells %q: %v", l, word, told)
			}
		}
		if strings.Contains(string(b), "tag-of") || strings.Contains(string(b), "reason") || r.Replaces != "first" || r.To != "them" || r.Role != "protector" || r.Closing.Words != "It is over." || r.Closing.By.Role != tocsin.Approver {
			t.Errorf("%s", b)
		}
	}
}
