package desk

import (
	"errors"
	"fmt"

	"tocsin"
	"tocsin/internal/store"
)

// An Erasure is what an act erased, and where what was said may still stand.
type Erasure struct {
	Record   tocsin.Ref   `json:"record"`
	Versions int          `json:"versions"`          // of the record, and of what went with it
	Took     []tocsin.Ref `json:"took,omitempty"`    // other records out of which its words were taken
	Remains  []Remains    `json:"remains,omitempty"` // where they were not
	Sealed   bool         `json:"sealed,omitempty"`  // nothing is lost: what was said in plain is sealed now
}

// maxTaken bounds out of how many other records one act takes words: its statement commits to
// each, and has a greatest size.
const maxTaken = 400

// eraseBy carries out an order to erase, in this act: the record in all its versions, the copies
// that were made of it, and what duties and refusals repeat of it. The answers that were stored for
// the requests behind all of these, and the messages in the outbox, go with them.
func (a *act) eraseBy(o *tocsin.Order) error {
	t, err := a.target(o.About)
	if err != nil {
		return err
	}
	if err := t.checkReason(o.Asked.Reason + " " + a.who.Reason); err != nil {
		return err
	}
	e := &Erasure{Record: t.ref, Remains: t.remains}
	took, err := a.take(t)
	if err != nil {
		return err
	}
	for _, ref := range append([]tocsin.Ref{t.ref}, t.with...) {
		n, err := a.Erase(ref.Kind, ref.ID)
		if errors.Is(err, store.ErrExists) {
			continue
		}
		if err != nil {
			return fmt.Errorf("erase %s: %w", ref, err)
		}
		a.d.box.forget(ref.Kind, ref.ID)
		e.Versions += n
	}
	a.d.board.forget()
	e.Took = append(t.with, took...)
	o.Took, a.receipt.Erasure = e.Took, e
	return nil
}
