package desk_test

import (
	"encoding/json"
	"strings"
	"testing"

	"tocsin"
	"tocsin/client"
)

// TestNothingWithheldIsSmuggled puts a withheld place into every field of a lower version that
// somebody can write. Either a rule refuses it, or it is not in what leaves the house.
func TestNothingWithheldIsSmuggled(t *testing.T) {
	t.Parallel()
	const place = "Grand Arena"
	anchor := &tocsin.Anchor{Event: "the opening of the " + place}
	fields := map[string]func(*tocsin.Warning, *tocsin.Threat){
		"text":              func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Text[0].Words = "Danger at the Grand Arena." },
		"text, in Cyrillic": func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Text[0].Words = "Гранд Арена" },
		"language":          func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Text[0].Lang = place },
		"instruction":       func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Instruction.Words = "avoid the Grand-Arena" },
		"instruction window": func(w *tocsin.Warning, _ *tocsin.Threat) {
			w.Versions[1].Instruction.Window.Start.Words = "from the opening of the " + place
		},
		"instruction anchor": func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Instruction.Window.Start.Anchor = anchor },
		"instruction zone":   func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Instruction.Window.Start.Zone = place },
		"instruction short":  func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Instruction.Window.End.Short = place },
		"part window":        func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Parts[0].Window.Start.Words = place },
		"part anchor":        func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Parts[0].Window.Start.Anchor = anchor },
		"part zone":          func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Parts[0].Window.Start.Short = place },
		"another facet": func(w *tocsin.Warning, _ *tocsin.Threat) {
			w.Versions[1].Parts[0].Facets.Target.Value = "visitors of the Grand Arena"
		},
		"the value itself": func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].Parts[0].Facets.Place.Value = place },
		"label":            func(w *tocsin.Warning, _ *tocsin.Threat) { w.Versions[1].TLP = place },
		"closing message": func(w *tocsin.Warning, _ *tocsin.Threat) {
			w.Versions[1].Instruction.Closing = &tocsin.ClosingMsg{How: "ended", Words: place}
		},
		"channel":           func(w *tocsin.Warning, _ *tocsin.Threat) { w.Addressees[0].Channel = place },
		"who is to be told": func(_ *tocsin.Warning, th *tocsin.Threat) { th.Victims[0].Name = place },
	}
	for _, level := range []tocsin.Level{tocsin.Tearline, tocsin.Public} {
		for name, change := range fields {
			t.Run(string(level)+"/"+name, func(t *testing.T) {
				t.Parallel()
				th, draft := lowered(t, level, place)
				change(&draft, &th)
				for _, body := range leaves(t, th, draft, level) {
					if strings.Contains(body, place) || strings.Contains(body, "Гранд") {
						t.Errorf("it left the house in the %s version: %s", level, body)
					}
				}
			})
		}
	}
}

// lowered is a threat with a place, and a warning that withholds it at a lower level.
func lowered(t *testing.T, level tocsin.Level, place string) (tocsin.Threat, tocsin.Warning) {
	t.Helper()
	th, w := threat(t), warning(t)
	th.Parts[0].Facets.Place = stated(place)
	w.Versions[0].Parts[0].Facets.Place = stated(place)
	w.Versions[1].Level = level
	w.Addressees = []tocsin.Addressee{{Org: guard, Role: "protector", Level: tocsin.Full, Reaches: []string{"venue"}}, {Org: hall, Role: "protector", Level: level}}
	if level == tocsin.Tearline {
		w.Versions[1].TLP = tocsin.TLPGreen
		w.Addressees = []tocsin.Addressee{{Org: hall, Role: "protector", Level: level, Reaches: []string{"venue"}}}
	}
	return th, w
}

// leaves drafts, signs and releases the warning, and returns what goes to the addressee of the
// lower level; nothing, when a rule refuses it on the way.
func leaves(t *testing.T, th tocsin.Threat, draft tocsin.Warning, level tocsin.Level) []string {
	t.Helper()
	w := newWorld(t)
	w.Act(embassy, tocsin.Analyst, client.OpenThreat{Threat: th})
	officer := w.As(embassy, client.Caller{Role: tocsin.WarningOfficer, Person: "a"})
	if _, err := officer.Act(t.Context(), client.DraftWarning{Warning: draft}); err != nil {
		return nil
	}
	w.Act(embassy, tocsin.Approver, client.SignWarning{Warning: draft.ID})
	if level == tocsin.Public {
		w.Act(embassy, tocsin.WarningOfficer, client.Release{Warning: draft.ID, Level: tocsin.Full})
	}
	if _, err := officer.Act(t.Context(), client.Release{Warning: draft.ID, Level: level}); err != nil {
		return nil
	}
	var out []string
	parcels, _ := w.Outbox(embassy)
	for _, p := range parcels {
		if p.To == hall {
			out = append(out, string(p.Body))
		}
	}
	return out
}

// TestSenderIsUnseenInEveryForm names the sender in every field of a release, in several forms,
// and looks for it on the receiver's desk before the content is graded.
func TestSenderIsUnseenInEveryForm(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"Embassy of Norland", "Norland", "Норландии", "Norland's", "NORLAND", "Norlandish"} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			warned(t, w, func(d *tocsin.Warning) {
				d.Title = "A title of " + form
				f := &d.Versions[0]
				f.Text[0].Words += " " + form
				f.Parts[0].Window.Start.Words = form
				f.Parts[0].Facets.Method = stated("used against "+form, form)
			})
			s := w.Snap(guard)
			s.Orgs = nil // the peers that we know, none of them linked to the release
			b, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			for _, needle := range []string{form, "north-embassy"} {
				if i := strings.Index(string(b), needle); i >= 0 {
					t.Errorf("%q shows: ...%s", needle, b[max(0, i-90):min(len(b), i+30)])
				}
			}
		})
	}
}
