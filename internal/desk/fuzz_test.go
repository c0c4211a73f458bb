package desk_test

import (
	"encoding/json"
	"testing"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"
)

// FuzzTake (with -fuzzminimizetime 1x: each run is an act on a real store) gives a desk whatever a peer may send: it is taken, or a rule refuses it. The desk can
// be read and its clock applied after it, and what cannot be read as JSON leaves nothing.
func FuzzTake(f *testing.F) {
	w := newWorld(f)
	d := w.Desk(guard)
	full := plain(f, "rel-1")
	full.Do = &tocsin.Instruction{Words: "Stay away", Window: full.Parts[0].Window}
	full.Onward = []tocsin.Onward{{Victim: "v", Name: "V", Part: full.Parts[0].ID, By: tocsintest.Start}}
	for kind, body := range map[string]any{
		"release":         full,
		"reply":           tocsin.Reply{Release: "rel-1", From: embassy, To: guard, Status: tocsin.GaveDetail, Words: "more", At: tocsintest.Start},
		"sighting":        tocsin.Sighting{Site: arena, Code: "PHOTO", What: "filmed"},
		"list":            tocsin.SentList{ID: "list-1", From: embassy, To: guard, Title: "t", Entries: []tocsin.SentEntry{{Subject: tocsin.Subject{Kind: "person", Names: []string{"n"}}, Copy: tocsin.CopyOf{Listing: "l", Version: 1}}}},
		"list_notice":     tocsin.ListNotice{List: "l", From: embassy, To: guard, State: tocsin.IntakeHeld, Words: "w"},
		"list_correction": tocsin.SentCorrection{From: embassy, Correction: tocsin.Correction{Listing: "l", To: guard, Now: 2, How: tocsin.ListingRemoved}},
		"list_corrected":  tocsin.CorrectionDone{Listing: "l", From: embassy, To: guard, Version: 2},
	} {
		raw, err := json.Marshal(body)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(kind, raw)
	}
	f.Add("order", []byte(`{}`))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		leaves := func() int64 {
			s, err := d.AsOf(t.Context(), tocsintest.Start)
			if err != nil {
				t.Fatal(err)
			}
			return s.Leaves
		}
		before := leaves()
		_, err := d.Take(t.Context(), embassy, desk.Parcel{ID: "p", To: guard, Kind: kind, Body: body})
		if err != nil && refusalOf(err) == nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if after := leaves(); !json.Valid(body) && after != before {
			t.Errorf("what is no JSON left %d leaves", after-before)
		}
		if _, err := d.Tick(t.Context(), tocsintest.Start); err != nil {
			t.Errorf("the clock after it: %v", err)
		}
	})
}
