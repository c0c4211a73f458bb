package console

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/picture"
)

// contactPages are who is reached, in which order, and over which channel.
func contactPages(c *Console) {
	c.page("/contacts", c.contacts, desk.ContactReaders...)
	c.act("/contacts", client.SetContacts{}, func(q *request) (client.Message, string, error) {
		return client.SetContacts{Contacts: []tocsin.Contact{q.contact()}}, "/contacts", nil
	}, c.contacts)
	contact := func(q *request) tocsin.ContactID { return tocsin.ContactID(q.form("contact")) }
	c.act("/contacts/end", client.EndContact{}, func(q *request) (client.Message, string, error) {
		return client.EndContact{Contact: contact(q)}, "/contacts", nil
	}, c.contacts)
	c.act("/contacts/test", client.TestContact{}, func(q *request) (client.Message, string, error) {
		return client.TestContact{Contact: contact(q)}, "/notifications/{id}", nil
	}, c.contacts)
}

// contact reads the form of a contact. Who it is for is "role/duty_officer" or "org/city-police".
func (q *request) contact() tocsin.Contact {
	n := tocsin.Contact{
		ID: tocsin.ContactID(q.form("contact")), Name: q.form("name"), Channel: tocsin.Channel(q.form("channel")), Address: q.form("address"),
		Step: q.number("step"), After: time.Duration(q.number("minutes")) * time.Minute,
	}
	switch kind, name, _ := strings.Cut(q.form("for"), "/"); kind {
	case "role":
		n.For.Role = tocsin.Role(name)
	case "org":
		n.For.Org = tocsin.OrgID(name)
	}
	return n
}

type contactsView struct {
	Chains   []chain
	Apart    []string // organisations that are admitted, and for whom nobody is written down
	Ended    []contactRow
	For      []choice
	Channels []tocsin.Channel
	New      contactRow // what the form of a new one begins with
	TellIn   string     // after how long the next step follows, when a contact does not say
}

// A chain is who is told for one role or one organisation, step after step.
type chain struct {
	Name  string
	Ours  bool
	Steps []contactStep
}

type contactStep struct {
	N     int
	After string
	Who   []contactRow
	wait  time.Duration
}

type contactRow struct {
	tocsin.Contact
	Key     string // its party, as the form names it
	Minutes int
	Open    bool // its form was refused, and is shown again
	When    moment
}

func (c *Console) contacts(q *request) (string, any, error) {
	ctx := q.r.Context()
	s, err := c.Desk.GlanceAs(ctx, q.viewer(), time.Time{}, desk.Scope{Kinds: []string{tocsin.KindOrg}})
	if err != nil {
		return "", nil, err
	}
	all, err := c.Desk.Contacts(ctx, true)
	if err != nil {
		return "", nil, err
	}
	every := s.Policy.WithDefaults().TellEvery
	v := contactsView{Channels: tocsin.Channels, New: q.newContact(), TellIn: picture.Span(every)}
	chains := map[tocsin.Party]*chain{}
	for _, n := range all {
		if n.Ended != nil {
			v.Ended = append(v.Ended, q.contactRow(n, s.Org))
			continue
		}
		if chains[n.For] == nil {
			chains[n.For] = &chain{}
		}
		chains[n.For].add(q.contactRow(n, s.Org), every)
	}
	for _, r := range tocsin.PersonRoles {
		v.For = append(v.For, choice{"role/" + string(r), "our " + RoleWords(r), ""})
		own := chains[tocsin.Party{Org: s.Org, Role: r}]
		if own == nil && slices.Contains(alwaysTold, r) {
			own = &chain{}
		}
		v.show(own, "Our "+RoleWords(r), true)
	}
	orgs := slices.Clone(s.Orgs)
	slices.SortFunc(orgs, func(a, b tocsin.Org) int { return cmp.Compare(nameOf(a), nameOf(b)) })
	for _, o := range orgs {
		if o.ID == s.Org {
			continue
		}
		v.For = append(v.For, choice{"org/" + string(o.ID), nameOf(o), ""})
		if chains[tocsin.Party{Org: o.ID}] == nil {
			v.Apart = append(v.Apart, nameOf(o))
		}
		v.show(chains[tocsin.Party{Org: o.ID}], nameOf(o), false)
	}
	return "contacts", v, nil
}

// alwaysTold are the roles to which every duty comes in the end: that nobody is written down for one
// of them is shown.
var alwaysTold = []tocsin.Role{tocsin.DutyOfficer, tocsin.WarningOfficer, tocsin.Approver}

func nameOf(o tocsin.Org) string { return cmp.Or(o.Name, string(o.ID)) }

func (v *contactsView) show(ch *chain, name string, ours bool) {
	if ch == nil {
		return
	}
	ch.Name, ch.Ours = name, ours
	v.Chains = append(v.Chains, *ch)
}

// add adds a contact; they come in the order of their steps. A step follows the one before it after
// the delay of its own contacts.
func (ch *chain) add(n contactRow, every time.Duration) {
	last := len(ch.Steps) - 1
	if last < 0 || ch.Steps[last].N != n.Step {
		ch.Steps = append(ch.Steps, contactStep{N: n.Step, wait: every})
		last++
	}
	step := &ch.Steps[last]
	step.Who, step.wait = append(step.Who, n), cmp.Or(n.After, step.wait)
	if step.After = "at once"; last > 0 {
		step.After = picture.Span(step.wait) + " after the step before"
	}
}

func (q *request) contactRow(n tocsin.Contact, us tocsin.OrgID) contactRow {
	row := contactRow{Contact: n, Key: "org/" + string(n.For.Org), Minutes: int(n.After / time.Minute)}
	if n.For.Org == us {
		row.Key = "role/" + string(n.For.Role)
	}
	if n.Ended != nil {
		row.When = q.moment(n.Ended.At)
	}
	if q.refusal != nil && q.form("channel") != "" && q.form("contact") == string(n.ID) {
		row.Contact, row.Key, row.Open = q.contact(), q.form("for"), true
		row.ID, row.Minutes = n.ID, q.number("minutes")
	}
	return row
}

// newContact is what the form of a new contact begins with.
func (q *request) newContact() contactRow {
	row := contactRow{Contact: tocsin.Contact{Step: 1}, Key: q.query("for")}
	if q.refusal != nil && q.form("channel") != "" && q.form("contact") == "" {
		row.Contact, row.Key, row.Open, row.Minutes = q.contact(), q.form("for"), true, q.number("minutes")
	}
	return row
}
