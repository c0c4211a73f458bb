package main

import (
	"fmt"
	"slices"
	"strings"

	"tocsin"
)

// listing finds an entry that is known to be there.
func (s *session) listing(id tocsin.ListingID) *tocsin.Listing {
	i := slices.IndexFunc(s.snap.Listings, func(l tocsin.Listing) bool { return l.ID == id })
	if i < 0 {
		return &tocsin.Listing{}
	}
	return &s.snap.Listings[i]
}

// standing says how an entry stands.
func listStanding(l tocsin.Listing, s *session) string {
	if l.State == tocsin.Listed && !l.InForce(s.at) {
		return "lapsed"
	}
	return l.State
}

func (s *session) listRows(all []tocsin.Listing) error {
	rows := make([][]string, len(all))
	for i, l := range all {
		rows[i] = []string{s.short(tocsin.KindListing, string(l.ID)), listStanding(l, s), clockTime(l.ReviewBy, s.loc), l.List, spacedWord(string(l.Act.Kind)), strings.Join(l.Subject.Names, ", ")}
	}
	return s.e.table([]string{"ENTRY", "STATE", "REVIEW BY", "LIST", "FOR", "NAMES"}, rows)
}

type listReviewCmd struct{ reading }

// Run lists the entries in force.
func (c listReviewCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		all := slices.DeleteFunc(slices.Clone(s.snap.Listings), func(l tocsin.Listing) bool { return !l.InForce(s.at) })
		slices.SortStableFunc(all, func(a, b tocsin.Listing) int {
			x, _ := a.Due()
			y, _ := b.Due()
			return x.Compare(y)
		})
		if e.cli.JSON {
			return e.json(list(all))
		}
		return s.listRows(all)
	})
}

type listShowCmd struct {
	Listing tocsin.ListingID `arg:"" optional:"" help:"The entry. Default: all."`
	reading
}

// Run shows an entry, or all.
func (c listShowCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		if c.Listing == "" {
			if e.cli.JSON {
				return e.json(list(s.snap.Listings))
			}
			return s.listRows(s.snap.Listings)
		}
		id, err := pick(s, tocsin.KindListing, c.Listing)
		if err != nil {
			return err
		}
		l := s.listing(id)
		if e.cli.JSON {
			return e.json(map[string]any{"listing": l, "corrections": list(l.Corrections()), "unconfirmed": list(l.Unconfirmed())})
		}
		return s.showListing(s.page(), l)
	})
}

func (s *session) showListing(p *page, l *tocsin.Listing) error {
	p.line("%s", p.style.bold(strings.Join(l.Subject.Names, ", ")))
	p.line("entry %s of %s, a %s, %s", l.ID, l.List, l.Subject.Kind, listStanding(*l, s))
	p.item("  for      ", fmt.Sprintf("%s (%s): %s", spacedWord(string(l.Act.Kind)), spacedWord(string(l.Act.Harm)), l.Act.What))
	p.item("  ground   ", l.Ground.Law+"; "+l.Ground.Decision)
	p.item("  reasons  ", l.Reasons)
	for _, r := range l.Evidence {
		p.item("  evidence ", r.String())
	}
	p.item("  authority", l.Authority)
	p.item("  review by", clockTime(l.ReviewBy, s.loc)+", else it lapses")
	for _, c := range l.Changes {
		by := "nobody: " + c.Why
		if c.By.Role != "" {
			by = spaced(c.By.Role) + ". " + c.By.Reason
		}
		p.item("  changed  ", fmt.Sprintf("version %d, %s %s, %s", c.Version, c.How, clockTime(c.By.At, s.loc), by))
	}
	for _, a := range l.Appeals {
		p.item("  appeal   ", fmt.Sprintf("%s, %s, due %s: %s", a.Who, a.State, clockTime(a.Due, s.loc), a.Words))
	}
	for _, c := range l.Copies {
		what := "copy"
		if c.Corrects {
			what = "correction"
		}
		done := ""
		if !c.Confirmed.IsZero() {
			done = ", carried out"
		}
		p.item("  "+what, fmt.Sprintf("version %d to %s, %s%s", c.Version, c.To, clockTime(c.At, s.loc), done))
	}
	for _, c := range l.Corrections() {
		p.item("  owed", c.Text())
	}
	return p.err
}
