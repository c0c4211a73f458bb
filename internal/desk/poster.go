package desk

import (
	"context"

	"tocsin"
	"tocsin/internal/store"
)

// MakePoster makes the code on a site's poster, and takes the one before it back: who scans the
// code can send what was seen there, and do nothing else.
func (d *Desk) MakePoster(ctx context.Context, who Caller, id tocsin.SiteID) (Receipt, error) {
	return d.update(ctx, who, ActPoster, id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindSite, ID: string(id)}
		if _, err := load[tocsin.Site](a, ref.Kind, ref.ID); err != nil {
			return ref, err
		}
		if len(d.ticketKey) == 0 {
			return ref, errNoLinks
		}
		before, err := list[tocsin.Ticket](a, store.Query{Kind: tocsin.KindTicket, Parent: string(id)})
		if err != nil {
			return ref, err
		}
		if err := a.revokeTickets(string(id)); err != nil {
			return ref, err
		}
		t := tocsin.Ticket{ID: ticketID(d.posterCode(id, len(before)+1)), Site: id, Number: len(before) + 1, Times: tocsin.Now(a.now)}
		return tocsin.Ref{Kind: tocsin.KindTicket, ID: t.ID}, a.save(&t)
	})
}

func (d *Desk) posterCode(id tocsin.SiteID, number int) string { return d.token("poster", id, number) }

// Poster is the code of a site's poster, and the site.
func (d *Desk) Poster(ctx context.Context, id tocsin.SiteID) (code string, site tocsin.Site, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		s, err := load[tocsin.Site](v, tocsin.KindSite, string(id))
		if err != nil {
			return err
		}
		site = *s
		all, err := list[tocsin.Ticket](v, store.Query{Kind: tocsin.KindTicket, Parent: string(id)})
		if err != nil {
			return err
		}
		for _, t := range all {
			if t.Revoked == nil {
				code = d.posterCode(id, t.Number)
			}
		}
		if code == "" {
			return tocsin.Refuse(tocsin.RuleState, "make one: `tocsin site poster`", "the site has no poster")
		}
		return nil
	})
	return code, site, err
}

// SiteOfPoster is the site whose poster bears the code.
func (d *Desk) SiteOfPoster(ctx context.Context, code string) (site tocsin.Site, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		t, err := d.ticket(v, code)
		if err != nil {
			return err
		}
		if t.Site == "" || t.Revoked != nil {
			return errNoTicket
		}
		s, err := load[tocsin.Site](v, tocsin.KindSite, string(t.Site))
		if err == nil {
			site = *s
		}
		return err
	})
	return site, err
}

// SightingByPoster writes down what somebody saw who scanned a site's poster. The site is the
// poster's, and nothing is asked about who sends it.
func (d *Desk) SightingByPoster(ctx context.Context, code string, s tocsin.Sighting, request string) (Receipt, error) {
	who := Caller{Role: tocsin.Gateway, Person: "poster", Request: request}
	return d.update(ctx, who, ActPosted, []any{ticketID(code), s}, func(a *act) (tocsin.Ref, error) {
		t, err := a.ticket(code)
		if err != nil {
			return tocsin.Ref{}, err
		}
		if t.Site == "" {
			return tocsin.Ref{}, errNoTicket
		}
		seen := tocsin.Sighting{Site: t.Site, Code: s.Code, What: s.What, Person: s.Person, Vehicle: s.Vehicle}
		seen.Times.Happened = s.Times.Happened
		if err := checkPosted(seen); err != nil {
			return tocsin.Ref{}, err
		}
		return a.sightingHere(seen)
	})
}

// The most bytes of what comes from a stranger's telephone.
const maxPosted = 2000

func checkPosted(s tocsin.Sighting) error {
	if len(s.What) > maxPosted || len(s.Person) > maxName || len(s.Vehicle) > maxName {
		return tocsin.Refuse(tocsin.RuleForm, "say it in a few sentences", "what was seen is too long to be kept")
	}
	return checkInstant(s.Times.Happened)
}
