package casefile

import (
	"strconv"

	"tocsin"
)

// Source returns the source with the id, or nil.
func (c *Case) Source(id string) *Source {
	return find(c.Sources, func(s *Source) bool { return s.ID == id })
}

// Org returns the organisation with the id, or nil.
func (c *Case) Org(id tocsin.OrgID) *Org {
	return find(c.Orgs, func(o *Org) bool { return o.ID == id })
}

// Site returns the site with the id, or nil.
func (c *Case) Site(id tocsin.SiteID) *Site {
	return find(c.Sites, func(s *Site) bool { return s.ID == id })
}

// Event returns the event with the id, or nil.
func (c *Case) Event(id string) *Event {
	return find(c.Events, func(e *Event) bool { return e.ID == id })
}

// Question returns the question with the id, or nil.
func (c *Case) Question(id string) *Question {
	return find(c.Questions, func(q *Question) bool { return q.ID == id })
}

// Claim returns the claim with the id, or nil.
func (c *Case) Claim(id string) *Claim {
	return find(c.Claims, func(x *Claim) bool { return x.ID == id })
}

// ProtectedSource returns the protected source with the id, or nil.
func (c *Case) ProtectedSource(id string) *Protected {
	return find(c.Protected, func(p *Protected) bool { return p.ID == id })
}

// Audiences are the organisations that are told and keep no desk.
func (c *Case) Audiences() []tocsin.OrgID {
	var ids []tocsin.OrgID
	for _, o := range c.Orgs {
		if o.Kind == tocsin.OrgAudience {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

func find[T any](list []T, is func(*T) bool) *T {
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

func itoa(n int) string { return strconv.Itoa(n) }
