package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/delivery"
)

type contactCmd struct {
	Add    contactAddCmd    `cmd:"" help:"Write down who is reached, for a role of ours or for another organisation."`
	Import contactImportCmd `cmd:"" help:"Write down many at once, from CSV."`
	List   contactListCmd   `cmd:"" help:"List who is reached, in the order in which they are told."`
	End    contactEndCmd    `cmd:"" help:"Take a contact out of use."`
	Test   contactTestCmd   `cmd:"" help:"Send a contact a message that says that it is a test; in an exercise it asks whether they take part."`
	Secret contactSecretCmd `cmd:"" help:"Print what a contact's webhook verifies our messages with."`
}

type contactAddCmd struct {
	Channel tocsin.Channel   `arg:"" help:"${channels}." words:"channels"`
	Address string           `arg:"" help:"Mail address, URL, number, or where to go."`
	Role    tocsin.Role      `help:"For this role of ours: ${roles}." words:"roles" placeholder:"ROLE"`
	Peer    tocsin.OrgID     `help:"For this organisation instead." placeholder:"ORG"`
	Name    string           `help:"Whom to ask for: a function, or a name where it must be." placeholder:"NAME"`
	Step    int              `help:"When it is told: 1 first, those of one step together." default:"1" placeholder:"N"`
	After   time.Duration    `help:"How long after the step before. Default: the policy's." placeholder:"DURATION"`
	ID      tocsin.ContactID `name:"id" help:"Short name; one that is there is replaced." placeholder:"ID"`
	acting
}

// Help shows an example.
func (contactAddCmd) Help() string {
	return "For example:\n\n\ttocsin contact add mail duty@embassy.example --role duty_officer\n\ttocsin contact add call \"+49 30 1234\" --peer city-police --name \"the shift leader\" --step 2 --after 10m"
}

// Run writes a contact down.
func (c contactAddCmd) Run(e *env) error {
	if (c.Role == "") == (c.Peer == "") {
		return usage("say for whom: --role for one of ours, or --peer for another organisation")
	}
	return c.act(e, tocsin.Administrator, func(s *session) error {
		k := tocsin.Contact{ID: c.ID, For: tocsin.Party{Org: c.Peer, Role: c.Role}, Name: c.Name, Channel: c.Channel, Address: c.Address, Step: c.Step, After: c.After}
		_, err := s.send(client.SetContacts{Contacts: []tocsin.Contact{k}}, "", told{words: "Contact recorded"})
		return err
	})
}

type contactImportCmd struct {
	File string `arg:"" help:"CSV with a heading (- for standard input): for,channel,address,name,step,after,id."`
	acting
}

// Help shows the format.
func (contactImportCmd) Help() string {
	return "The first line names the columns, in any order; for, channel and address must be there. `for` is a role of ours or the short name of an organisation. For example:\n\n\tfor,channel,address,name,step\n\tduty_officer,mail,duty@embassy.example,the desk,1\n\tcity-police,call,+49 30 1234,the shift leader,2"
}

// Run writes contacts down, all or none.
func (c contactImportCmd) Run(e *env) error {
	_, data, err := e.readInput(c.File)
	if err != nil {
		return err
	}
	contacts, err := readContacts(strings.NewReader(string(data)))
	if err != nil {
		return err
	}
	return c.act(e, tocsin.Administrator, func(s *session) error {
		_, err := s.send(client.SetContacts{Contacts: contacts}, "", told{words: fmt.Sprintf("%d contacts recorded", len(contacts))})
		return err
	})
}

var contactColumns = []string{"for", "channel", "address", "name", "step", "after", "id"}

// readContacts reads contacts from CSV, and says in which line something is wrong.
func readContacts(in io.Reader) ([]tocsin.Contact, error) {
	r := csv.NewReader(in)
	r.TrimLeadingSpace = true
	head, err := r.Read()
	if err != nil {
		return nil, usage("the CSV has no heading: begin with %s", strings.Join(contactColumns, ","))
	}
	at := map[string]int{}
	for i, h := range head {
		at[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))] = i
	}
	for _, c := range contactColumns[:3] {
		if _, ok := at[c]; !ok {
			return nil, usage("the CSV has no column %q", c)
		}
	}
	var out []tocsin.Contact
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, usage("the CSV cannot be read: %s", err)
		}
		line, _ := r.FieldPos(0)
		c, err := contactOf(func(name string) string {
			if i, ok := at[name]; ok {
				return strings.TrimSpace(row[i])
			}
			return ""
		})
		if err != nil {
			return nil, usage("line %d: %s", line, err)
		}
		out = append(out, c)
	}
}

func contactOf(cell func(string) string) (c tocsin.Contact, err error) {
	c = tocsin.Contact{ID: tocsin.ContactID(cell("id")), Name: cell("name"), Channel: tocsin.Channel(cell("channel")), Address: cell("address"), Step: 1}
	if role := tocsin.Role(cell("for")); isRole(role) {
		c.For.Role = role
	} else {
		c.For.Org = tocsin.OrgID(role)
	}
	if s := cell("step"); s != "" {
		if c.Step, err = strconv.Atoi(s); err != nil {
			return c, fmt.Errorf("the step %q is no number", s)
		}
	}
	if s := cell("after"); s != "" {
		if c.After, err = time.ParseDuration(s); err != nil {
			return c, fmt.Errorf("%q is no time: write 10m or 2h", s)
		}
	}
	return c, nil
}

func isRole(r tocsin.Role) bool {
	return slices.Contains(tocsin.Roles, r)
}

type contactListCmd struct {
	All bool `help:"Also those that are out of use."`
	reading
}

// Run lists the contacts.
func (c contactListCmd) Run(e *env) error {
	return asked(e, c.reading, tocsin.Administrator, client.ListContacts{Ended: c.All}, func(p *page, all []tocsin.Contact) error {
		if len(all) == 0 {
			p.line("Nobody is written down: tocsin contact add.")
			return nil
		}
		rows := make([][]string, len(all))
		for i, k := range all {
			rows[i] = []string{string(k.ID), k.For.String(), strconv.Itoa(k.Step), k.Channel.Plain(), k.Address, k.Name}
			if k.Ended != nil {
				rows[i][5] += " (out of use)"
			} else if e.drill != "" && k.Quiet() != "" {
				rows[i][5] += " (does not take part yet: tocsin contact test " + string(k.ID) + ")"
			}
		}
		return e.table([]string{"ID", "FOR", "STEP", "CHANNEL", "ADDRESS", "NAME"}, rows)
	})
}

// onContact are the argument and flags of an act on a contact.
type onContact struct {
	Contact tocsin.ContactID `arg:"" help:"The contact."`
	acting
}

type contactEndCmd struct{ onContact }

// Run takes a contact out of use.
func (c contactEndCmd) Run(e *env) error {
	return c.act(e, tocsin.Administrator, func(s *session) error {
		_, err := s.send(client.EndContact{Contact: c.Contact}, "", told{words: "Out of use"})
		return err
	})
}

type contactTestCmd struct{ onContact }

// Run tests a contact.
func (c contactTestCmd) Run(e *env) error {
	return c.act(e, tocsin.Administrator, func(s *session) error {
		_, err := s.send(client.TestContact{Contact: c.Contact}, "", told{words: "Test queued; the node sends it while it serves"})
		return err
	})
}

type contactSecretCmd struct {
	Contact tocsin.ContactID `arg:"" help:"The contact."`
	acting
}

// Run prints the secret of a webhook.
func (c contactSecretCmd) Run(e *env) error {
	return c.act(e, tocsin.Administrator, func(s *session) error {
		secret, err := client.Read[string](s.e.ctx, s.client(s.caller), client.WebhookSecret{Contact: c.Contact})
		if err != nil {
			return err
		}
		s.then = func(p *page) { p.line("%s", delivery.WebhookKey(secret)) }
		return nil
	})
}

// asked opens a record for reading, asks one question in a role, and prints the answer.
func asked[T any](e *env, r reading, role tocsin.Role, m client.Message, show func(*page, T) error) error {
	return r.look(e, func(s *session) error {
		who := s.caller
		who.Role = role
		answer, err := client.Read[T](e.ctx, s.client(who), m)
		if err != nil || e.cli.JSON {
			return orJSON(e, err, answer)
		}
		p := e.page()
		if err := show(p, answer); err != nil {
			return err
		}
		return p.err
	})
}
