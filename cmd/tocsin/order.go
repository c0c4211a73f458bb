package main

import (
	"fmt"
	"slices"
	"strings"

	"tocsin"
	"tocsin/client"
)

// orderWords are the flags of a command that asks for an order.
type orderWords struct {
	Reason string `help:"Why, without repeating what is to go: the reason stays for good." required:"" placeholder:"WORDS"`
	acting
}

// ask asks for an order about what find gives.
func (c orderWords) ask(e *env, usual tocsin.Role, kind tocsin.OrderKind, find func(*session) (tocsin.Ref, error)) error {
	if c.Person == "" {
		return usage("say who asks, for it must be another person who gives it: --person NAME")
	}
	return c.act(e, usual, func(s *session) error {
		about, err := find(s)
		if err != nil {
			return err
		}
		_, err = s.send(client.AskOrder{Kind: kind, About: about}, c.Reason, told{
			words: "Order asked for, to " + kind.Plain(),
			waits: fmt.Sprintf("for %s, another role than asked and another person, within %s: tocsin %s give ID --as ROLE", among(tocsin.OrderGivers), hours(s), orderCommands[kind]),
		})
		return err
	})
}

// orderCommands are the commands under which each kind of order stands.
var orderCommands = map[tocsin.OrderKind]string{tocsin.Erase: "erase", tocsin.Identify: "person", tocsin.Lift: "hold"}

func among(roles []tocsin.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = spaced(r)
	}
	return strings.Join(names, " or ")
}

func hours(s *session) string {
	return fmt.Sprintf("%d h", int(s.snap.Policy.WithDefaults().OrderWithin.Hours()))
}

// order finds an order of a kind by the beginning of its id.
func (s *session) order(kind tocsin.OrderKind, prefix tocsin.OrderID) (tocsin.Order, error) {
	id, err := pick(s, tocsin.KindOrder, prefix)
	if err != nil {
		return tocsin.Order{}, err
	}
	o := s.snap.Orders[slices.IndexFunc(s.snap.Orders, func(o tocsin.Order) bool { return o.ID == id })]
	if o.Kind != kind {
		return o, usage("the order %s is to %s: see tocsin %s --help", id, o.Kind.Plain(), orderCommands[o.Kind])
	}
	return o, nil
}

// giving are the arguments of a command that gives an order.
type giving struct {
	Order  tocsin.OrderID `arg:"" help:"The order."`
	Reason string         `help:"A word of your own on it; it stays for good." placeholder:"WORDS"`
	acting
}

// giver takes nobody's word for granted: who gives an order says in which role, and who it is.
func (c acting) giver() error {
	if c.As == "" || c.Person == "" {
		return usage("say in which role and who you are, for it must be another person: --as inspector --person NAME")
	}
	return nil
}

func (c giving) give(e *env, kind tocsin.OrderKind, t told) error {
	if err := c.giver(); err != nil {
		return err
	}
	return c.act(e, tocsin.Inspector, func(s *session) error {
		o, err := s.order(kind, c.Order)
		if err != nil {
			return err
		}
		_, err = s.send(client.GiveOrder{Order: o.ID}, c.Reason, t)
		return err
	})
}

// refusing are the arguments of a command that refuses an order.
type refusing struct {
	Order  tocsin.OrderID `arg:"" help:"The order."`
	Reason string         `help:"Why not, without repeating what it is about." required:"" placeholder:"WORDS"`
	acting
}

func (c refusing) refuse(e *env, kind tocsin.OrderKind) error {
	return c.act(e, tocsin.Inspector, func(s *session) error {
		o, err := s.order(kind, c.Order)
		if err != nil {
			return err
		}
		_, err = s.send(client.RefuseOrder{Order: o.ID}, c.Reason, told{words: "Order refused"})
		return err
	})
}

// listOrders lists the orders of a kind, the newest last.
func (r reading) listOrders(e *env, kind tocsin.OrderKind, before func(*session) error) error {
	return r.look(e, func(s *session) error {
		orders := slices.DeleteFunc(slices.Clone(s.snap.Orders), func(o tocsin.Order) bool { return o.Kind != kind })
		if e.cli.JSON {
			return e.json(list(orders))
		}
		if before != nil {
			if err := before(s); err != nil {
				return err
			}
		}
		rows := make([][]string, len(orders))
		for i, o := range orders {
			rows[i] = []string{s.short(tocsin.KindOrder, string(o.ID)), s.standing(o), o.About.String(), signedBy(&o.Asked, s), signedBy(o.Given, s), o.Asked.Reason}
		}
		return e.table([]string{"ORDER", "STATE", "ABOUT", "ASKED", "GIVEN", "REASON"}, rows)
	})
}

// standing says how an order stands: one whose time has passed has expired, though nobody has
// looked since.
func (s *session) standing(o tocsin.Order) string {
	if o.Expire(s.at) {
		return spacedWord(o.State)
	}
	if o.IsOpen() {
		return spacedWord(o.State) + ", until " + clockTime(o.Until, s.loc)
	}
	if o.Refused != nil {
		return "refused by " + spaced(o.Refused.Role) + ": " + o.Refused.Reason
	}
	return spacedWord(o.State)
}

func signedBy(x *tocsin.Signature, s *session) string {
	if x == nil {
		return "nobody"
	}
	return spaced(x.Role) + ", " + clockTime(x.At, s.loc)
}

// text prints a paragraph, wrapped.
func (p *page) text(s string) {
	for _, l := range wrap(s, max(24, min(p.width, 110))) {
		p.line("%s", l)
	}
}
