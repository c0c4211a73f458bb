package main

import (
	"fmt"

	"tocsin"
)

type eraseCmd struct {
	Ask    eraseAskCmd    `cmd:"" help:"Ask for an order to erase what a record says."`
	Give   eraseGiveCmd   `cmd:"" help:"Give the order, in another role: what the record says is erased at once, for good."`
	Refuse eraseRefuseCmd `cmd:"" help:"Refuse an order to erase, or take back one's own."`
	List   eraseListCmd   `cmd:"" help:"The orders to erase: who asked, who gave, what was erased and why."`
}

type eraseAskCmd struct {
	Kind string `arg:"" help:"What it is: ${erasable}." words:"erasable"`
	ID   string `arg:"" name:"id" help:"The record."`
	orderWords
}

// Help shows an example.
func (eraseAskCmd) Help() string {
	return "What a record says is erased in all its versions, with what duties and refusals repeat of it. That it was there, who did what with it and on whose order it was erased stays, and so does the log. " +
		"It is refused while an incident hold stands, and while something is open or owed about it.\n\n" +
		"For example:\n\n\ttocsin erase ask report 4k7d --reason \"told in confidence, and asked back\"\n\ttocsin erase give 7p2m --as inspector"
}

// Run asks for an order to erase.
func (c eraseAskCmd) Run(e *env) error {
	return c.ask(e, tocsin.WarningOfficer, tocsin.Erase, func(s *session) (tocsin.Ref, error) {
		if c.Kind == tocsin.KindSource { // no list shows them
			return tocsin.Ref{Kind: c.Kind, ID: c.ID}, nil
		}
		id, err := s.find(c.Kind, c.ID)
		return tocsin.Ref{Kind: c.Kind, ID: id}, err
	})
}

type eraseGiveCmd struct{ giving }

// Help says what is left.
func (eraseGiveCmd) Help() string {
	return "There is no way back. Backups that were made before still hold what is erased: make new ones, and destroy those."
}

// Run gives an order to erase, which carries it out.
func (c eraseGiveCmd) Run(e *env) error {
	return c.give(e, tocsin.Erase, told{words: "Erased by order"})
}

type eraseRefuseCmd struct{ refusing }

// Run refuses an order to erase.
func (c eraseRefuseCmd) Run(e *env) error { return c.refuse(e, tocsin.Erase) }

type eraseListCmd struct{ reading }

// Run lists the orders to erase.
func (c eraseListCmd) Run(e *env) error { return c.listOrders(e, tocsin.Erase, nil) }

// tellErasure prints what an act erased, and where what was said may still stand.
func (s *session) tellErasure(p *page, d done) {
	x := d.receipt.Erasure
	if x == nil {
		return
	}
	if x.Sealed {
		p.item("  sealed:", fmt.Sprintf("what stood in plain in %d version(s) is erased", x.Versions))
		return
	}
	p.item("  erased:", fmt.Sprintf("%s, %d version(s)", x.Record, x.Versions))
	for _, ref := range x.Took {
		p.item("  with it:", ref.String())
	}
	for _, r := range x.Remains {
		p.item("  remains:", r.Where+": "+r.Why)
	}
	p.item("  remains:", "in every backup made before now: make a new one, and destroy those")
}
