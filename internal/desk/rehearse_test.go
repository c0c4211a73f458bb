package desk_test

import (
	"errors"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/desk"
)

// TestRehearsalLeavesNothing rehearses acts that stand on each other: they see each other, and
// nothing of them remains, not even what a rule refused.
func TestRehearsalLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := issued(t, w)
	digest := func() string {
		d, err := w.Desk(embassy).Digest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	before, leaves := digest(), w.Count(embassy)
	var sent []desk.Parcel
	err := w.Desk(embassy).Rehearse(t.Context(), func(d *desk.Desk) error {
		c := client.Client{Transport: api.Local{Desk: d}, Caller: client.Caller{Role: tocsin.DutyOfficer}}
		if _, err := c.Act(t.Context(), client.Release{Warning: id, Level: tocsin.Public}); refusalOf(err) == nil {
			t.Errorf("public before private: %v", err)
		}
		for _, level := range []tocsin.Level{tocsin.Full, tocsin.Public} {
			if _, err := c.Act(t.Context(), client.Release{Warning: id, Level: level}); err != nil {
				return err
			}
		}
		var err error
		sent, _, err = d.Outbox(t.Context())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(sent) != 2 {
		t.Errorf("it would send %d messages, want 2", len(sent))
	}
	if parcels, _ := w.Outbox(embassy); digest() != before || w.Count(embassy) != leaves || len(parcels) != 0 {
		t.Errorf("the rehearsal left %d leaves and %d messages", w.Count(embassy)-leaves, len(parcels))
	}
}

// TestSealedAndUndone: what was opened once is not taken for what stands there now.
func TestSealedAndUndone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sealing(t, w)
	for _, word := range []string{"FIRSTWORD", "SECONDWORD"} {
		err := w.Desk(embassy).Rehearse(t.Context(), func(d *desk.Desk) error {
			if _, err := d.AddSource(t.Context(), desk.Caller{Role: tocsin.Analyst}, tocsin.Source{ID: "s", Compartment: tocsin.Protected(word)}); err != nil {
				return err
			}
			if got := d.Hide(t.Context(), "say "+word); got == "say "+word {
				return errors.New("the words are not those that were written last")
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", word, err)
		}
	}
	if s := howSealed(t, w); s.Sealed != 0 {
		t.Errorf("a rehearsal left %+v", s)
	}
}
