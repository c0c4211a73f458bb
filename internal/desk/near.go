package desk

import (
	"context"

	"tocsin"
	"tocsin/internal/fusion"
	"tocsin/internal/store"
)

// A Nearness is how near a report lies to an open file, and what a person has decided.
type Nearness struct {
	Threat   tocsin.ThreatID  `json:"threat"`
	Title    string           `json:"title"`
	With     string           `json:"with"`  // the part, or the reports, that it was compared with
	Score    tocsin.Waterfall `json:"score"` // its total is the sum of its terms
	Standing fusion.Standing  `json:"standing"`
	Joined   bool             `json:"joined,omitempty"`
	Apart    bool             `json:"apart,omitempty"`
}

// Near lays a report beside the open files, now: those of whose danger it is likely to be, and those
// of which it may be. What is hidden for want of likeness is not in it.
func (d *Desk) Near(ctx context.Context, who Viewer, id tocsin.ReportID) (out []Nearness, err error) {
	if err := who.somebody(); err != nil {
		return nil, err
	}
	err = d.store.Rehearse(ctx, func(tx store.Tx) error { // in the order of the acts, for the board; nothing is written
		a := d.begin(tx, Caller{Role: tocsin.Analyst}, ActJoin)
		seen := who.sees(tx)
		r, err := load[tocsin.Report](seen, tocsin.KindReport, string(id))
		if err != nil {
			return err
		}
		dots, err := a.laidFor(who)
		if err != nil {
			return err
		}
		out = nil
		v := dots.Reader.View(fusion.OfReport(*r))
		for _, l := range dots.Links(&v, mostProposals) {
			t, err := load[tocsin.Threat](a, tocsin.KindThreat, l.File)
			if err != nil {
				return err
			}
			near := Nearness{Threat: t.ID, Title: t.Title, With: l.With, Score: a.senderless(l.Score, t), Standing: l.Standing, Apart: r.IsApart(t.ID)}
			for _, j := range r.Threats {
				near.Joined = near.Joined || j == t.ID
			}
			if near.Standing != fusion.Hidden || near.Joined {
				out = append(out, near)
			}
		}
		words, err := a.sourceWords()
		if err != nil {
			return err
		}
		maskAll(&out, func(s string) string { return hideSource(s, words) })
		return nil
	})
	return out, err
}
