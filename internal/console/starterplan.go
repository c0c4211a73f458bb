package console

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
)

// A starterPlan turns lines into the messages that write them down. What is there already is left
// as it is, so that the same lines can be sent twice.
type starterPlan struct {
	own      tocsin.OrgID
	orgs     []tocsin.Org
	sites    []tocsin.Site
	contacts []tocsin.Contact
	steps    []starterStep
	same     int // lines that were there already
}

// A starterStep is one message of a line; line 0 is the form's own.
type starterStep struct {
	line starterLine
	m    client.Message
}

// planned reads what is there.
func (c *Console) planned(ctx context.Context, q *request) (*starterPlan, error) {
	s, err := c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindOrg, tocsin.KindSite}})
	if err != nil {
		return nil, err
	}
	contacts, err := c.Desk.Contacts(ctx, false)
	return &starterPlan{own: s.Org, orgs: s.Orgs, sites: s.Sites, contacts: contacts}, err
}

// org finds an organisation by its name or its short name.
func (p *starterPlan) org(name string) (tocsin.OrgID, bool) {
	i := slices.IndexFunc(p.orgs, func(o tocsin.Org) bool { return sameName(o.Name, name) || string(o.ID) == name })
	if i < 0 {
		return "", false
	}
	return p.orgs[i].ID, true
}

// add plans one line.
func (p *starterPlan) add(l starterLine) error {
	before := len(p.steps)
	err := p.addAs(l)
	if err == nil && len(p.steps) == before {
		p.same++
	}
	return err
}

func (p *starterPlan) addAs(l starterLine) error {
	if sameName(l.As, asSite) {
		return p.addSite(l)
	}
	if r, ok := roleNamed(l.As); ok {
		if l.Of != "" {
			return tocsin.Refuse(tocsin.RuleForm, "leave the fourth field out, or say what kind of organisation it is", "a %s is one of our own, and of no other organisation", RoleWords(r))
		}
		if l.Address == "" {
			return tocsin.Refuse(tocsin.RuleForm, "add a mail address, a telephone number or a place", "a person who cannot be reached is no contact")
		}
		return p.addContact(l, tocsin.Party{Org: p.own, Role: r})
	}
	if k, ok := kindNamed(l.As); ok {
		return p.addOrg(l, k)
	}
	return tocsin.Refuse(tocsin.RuleForm, "use one of: "+roleList(), "%q is no role", l.As)
}

// addOrg plans an organisation, and who is reached there. With a fourth field the name is a person's.
func (p *starterPlan) addOrg(l starterLine, k tocsin.OrgKind) error {
	name := l.Name
	if l.Of != "" {
		name = l.Of
	}
	id, known := p.org(name)
	if !known {
		if id = shortName(name, p.own.Exercise()); tocsin.CheckOrgID(id) != nil {
			return tocsin.Refuse(tocsin.RuleForm, "admit it under Administration, where you choose the short name", "no short name can be made of %q", name)
		}
		if slices.ContainsFunc(p.orgs, func(o tocsin.Org) bool { return o.ID == id }) {
			return tocsin.Refuse(tocsin.RuleForm, "use the same name, or admit it under Administration", "another organisation has the short name %s", id)
		}
		o := tocsin.Org{ID: id, Name: name, Kind: k}
		p.orgs = append(p.orgs, o)
		p.steps = append(p.steps, starterStep{l, client.Admit{Org: o}})
	}
	if l.Address == "" {
		return nil
	}
	return p.addContact(l, tocsin.Party{Org: id})
}

// addContact plans a contact. Those of one party are told one after the other, in the order of the
// lines.
func (p *starterPlan) addContact(l starterLine, to tocsin.Party) error {
	n := tocsin.Contact{For: to, Name: l.Name, Channel: channelOf(l.Address), Address: l.Address, Step: 1}
	for _, have := range p.contacts {
		if have.For != to {
			continue
		}
		if have.Channel == n.Channel && have.Address == n.Address {
			return nil
		}
		n.Step = max(n.Step, have.Step+1)
	}
	if err := n.Check(); err != nil {
		return err
	}
	p.contacts = append(p.contacts, n)
	p.steps = append(p.steps, starterStep{l, client.SetContacts{Contacts: []tocsin.Contact{n}}})
	return nil
}

// addSite plans a place, and who runs it: ourselves when nobody is named.
func (p *starterPlan) addSite(l starterLine) error {
	at, err := readPosition(l.Address)
	if err != nil {
		return tocsin.Refuse(tocsin.RuleForm, "write latitude and longitude with a gap between them, as 55.8259 37.3902, or leave it out", "%q is not where a site stands", l.Address)
	}
	if err := at.Check(); err != nil {
		return err
	}
	operator := p.own
	if l.Of != "" {
		known := false
		if operator, known = p.org(l.Of); !known {
			return tocsin.Refuse(tocsin.RuleForm, "give it a line of its own above this one", "no organisation is called %q", l.Of)
		}
	}
	if slices.ContainsFunc(p.sites, func(s tocsin.Site) bool { return sameName(s.Name, l.Name) }) {
		return nil
	}
	s := tocsin.Site{Name: l.Name, Position: at, Operator: operator}
	p.sites = append(p.sites, s)
	p.steps = append(p.steps, starterStep{l, client.AddSite{Site: s}})
	return nil
}

// text is a line as it is shown again.
func (l starterLine) text() string {
	return fmt.Sprintf("%s, %s, %s", l.Name, l.As, l.Address)
}
