package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
	"tocsin/seal"
)

type personCmd struct {
	Init   personInitCmd   `cmd:"" help:"Make the two keys to names, for an organisation that was begun without them."`
	Ask    personAskCmd    `cmd:"" help:"Ask for an order to name the person behind an act."`
	Give   personGiveCmd   `cmd:"" help:"Give the order, in another role."`
	Refuse personRefuseCmd `cmd:"" help:"Refuse an order to name a person, or take back one's own."`
	Open   personOpenCmd   `cmd:"" help:"Carry out the order, with both keys: the name is shown after the act is in the log."`
	List   personListCmd   `cmd:"" help:"The orders to name a person."`
}

type personInitCmd struct{ reading }

// Run makes the keys to names.
func (c personInitCmd) Run(e *env) error {
	org, err := e.pickOrg(c.Org)
	if err != nil {
		return err
	}
	files, err := node.MakeIdentity(e.folder(), org, e.cli.Checkpoints)
	if err != nil {
		return err
	}
	if e.cli.JSON {
		return e.json(map[string]any{"handover": files})
	}
	p := e.page()
	tellHandover(p, files)
	return p.err
}

// tellHandover says what to do with keys that were just made.
func tellHandover(p *page, files []string) {
	p.line("\nTwo keys were made. Behind both of them together stands who does what; alone, none of them opens a name.")
	for i, file := range files {
		p.item("  "+file, "for "+spaced(node.KeyRoles[i]))
	}
	p.text("Copy each to a stick of its own, give it to that role, have them try it (tocsin person open), and then delete the folder. " +
		"While both lie here, whoever runs this machine holds both. A key that is lost cannot be made again: the names behind it stay closed.")
}

type personAskCmd struct {
	Leaf int64 `arg:"" help:"The act's leaf in the log: its number, as tocsin log show lists it."`
	orderWords
}

// Help shows an example.
func (personAskCmd) Help() string {
	return "The log names roles, not persons. To name one takes an order of two roles, and after it both keys.\n\n" +
		"For example:\n\n\ttocsin person ask 12 --reason \"the court asks who dismissed the warning\"\n\ttocsin person give 7p2m --as approver\n\ttocsin person open 7p2m --key inspector.key --key approver.key"
}

// Run asks for an order to name a person.
func (c personAskCmd) Run(e *env) error {
	return c.ask(e, tocsin.Inspector, tocsin.Identify, func(*session) (tocsin.Ref, error) {
		return tocsin.Ref{Kind: tocsin.KindLeaf, ID: fmt.Sprint(c.Leaf)}, nil
	})
}

type personGiveCmd struct{ giving }

// Run gives an order to name a person.
func (c personGiveCmd) Run(e *env) error {
	return c.give(e, tocsin.Identify, told{words: "Order given", waits: "for both keys: tocsin person open ID --key FILE --key FILE"})
}

type personRefuseCmd struct{ refusing }

// Run refuses an order to name a person.
func (c personRefuseCmd) Run(e *env) error { return c.refuse(e, tocsin.Identify) }

type personListCmd struct{ reading }

// Run lists the orders to name a person.
func (c personListCmd) Run(e *env) error { return c.listOrders(e, tocsin.Identify, nil) }

type personOpenCmd struct {
	Order tocsin.OrderID `arg:"" help:"The order."`
	Key   []string       `help:"A key file. Give both." required:"" placeholder:"FILE" type:"path" sep:"none"`
	acting
}

// Help says what becomes of the keys.
func (personOpenCmd) Help() string {
	return "The keys are read here and go nowhere: the record gives out the sealed name, and it is opened by this command."
}

// opened is a person that was named.
type opened struct {
	Leaf int64        `json:"leaf"`
	Act  seal.Act     `json:"said"`
	Who  *seal.Person `json:"person"`
}

// Run carries out an order to name a person.
func (c personOpenCmd) Run(e *env) error {
	var keys []seal.Key
	var prints []string
	for _, file := range c.Key {
		some, err := node.OpenKeys(file)
		if err != nil {
			return usage("--key: %s", err)
		}
		keys = append(keys, some...)
	}
	for _, k := range keys {
		prints = append(prints, k.Recipient().Fingerprint())
	}
	return c.act(e, tocsin.Inspector, func(s *session) error {
		o, err := s.order(tocsin.Identify, c.Order)
		if err != nil {
			return err
		}
		r, err := s.send(client.OpenPerson{Order: o.ID, Keys: prints}, "", told{words: "Name opened by order"})
		if err != nil {
			return err
		}
		x, err := openName(r.Person, keys)
		if err != nil {
			return err
		}
		s.more, s.then = map[string]any{"person": x}, func(p *page) { s.tellOpened(p, x) }
		return nil
	})
}

// openName opens a sealed name, and holds it to the commitment of the act.
func openName(p *client.SealedPerson, keys []seal.Key) (opened, error) {
	var x opened
	if p == nil {
		return x, fmt.Errorf("the record gave out no name")
	}
	who, err := seal.OpenPerson(p.Sealed, keys...)
	if err != nil {
		return x, fmt.Errorf("open the name: %w", err)
	}
	_, line, err := seal.Peek(p.Statement)
	if err != nil {
		return x, fmt.Errorf("leaf %d: %w", p.Leaf, err)
	}
	x.Leaf, x.Who = p.Leaf, &who
	if err := json.Unmarshal(line, &x.Act); err != nil {
		return x, fmt.Errorf("leaf %d: %w", p.Leaf, err)
	}
	if !x.Act.Did(who.Tag) {
		return x, fmt.Errorf("the name that was sealed does not fit what the act of leaf %d commits to: somebody changed the record", p.Leaf)
	}
	return x, nil
}

func (s *session) tellOpened(p *page, x opened) {
	name := x.Who.Name
	if name == "" {
		name = "the role account of the " + strings.ReplaceAll(x.Who.Role, "_", " ") + ": no person was named with it"
	}
	at, _ := seal.ParseTime(x.Act.At)
	p.line("\nLeaf %d: %s, as %s, %s", x.Leaf, x.Act.Act, strings.ReplaceAll(x.Act.Role, "_", " "), clockTime(at, s.loc))
	p.item("  name    ", name)
	p.item("  shows   ", "The statement of the act commits to this person's tag, and the log holds the statement. Every act under the tag is the same person's.")
	p.item("  does not", "show that the name was the person's own: it is the one that was given with the act. The tag is a keyed hash of the name, and who holds person.key of this folder can try names against it.")
}
