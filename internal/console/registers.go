package console

import (
	"html/template"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/attention"
	"tocsin/internal/desk"
)

// registerPages show what attention went to beside the assessed threats, and the watchlists.
func registerPages(c *Console) {
	c.page("/registers", c.registers)
}

type registersView struct {
	attention.View
	Sheet     template.HTML
	Drifts    []driftRow
	Listings  []listingRow
	Lists     []tocsin.IncomingList
	NoEffort  bool
	Older     older
	LoadShare string
}

// driftRow is one register with its picture.
type driftRow struct {
	attention.Drift
	Picture template.HTML
}

type listingRow struct {
	tocsin.Listing
	Review moment
	Stands bool
}

func (c *Console) registers(q *request) (string, any, error) {
	ctx := q.r.Context()
	a, err := c.Desk.Attention(ctx, q.viewer(), time.Time{}, tocsin.Date(q.query("from")), tocsin.Date(q.query("until")))
	if err != nil {
		return "", nil, err
	}
	v := registersView{View: a, NoEffort: len(a.Spent) == 0}
	if a.Sheet != nil {
		v.Sheet = template.HTML(attention.Draw(*a.Sheet)) // drawn and escaped by the package
	}
	for _, d := range a.Registers {
		v.Drifts = append(v.Drifts, driftRow{d, template.HTML(attention.Draw(d.Sheet))})
	}
	s, err := c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindListing, tocsin.KindIntake}, Most: mostListed, Before: q.before(tocsin.KindListing)})
	if err != nil {
		return "", nil, err
	}
	v.Older = q.older(s, tocsin.KindListing)
	for _, l := range slices.Backward(s.Listings) {
		v.Listings = append(v.Listings, listingRow{l, q.moment(l.ReviewBy), l.InForce(q.now)})
	}
	v.Lists = s.Intakes
	return "registers", v, nil
}
