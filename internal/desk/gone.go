package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"
)

// Erased is a record whose words are gone: since when, on whose order, and why.
type Erased struct {
	Record tocsin.Ref     `json:"record"`
	At     time.Time      `json:"at"`
	Leaf   int64          `json:"leaf"` // of the act that erased it
	Order  tocsin.OrderID `json:"order,omitempty"`
	Asked  tocsin.Role    `json:"asked,omitempty"` // the role that asked for it
	Given  tocsin.Role    `json:"given,omitempty"` // the role that gave the order
	Reason string         `json:"reason,omitempty"`
}

// String says it in a sentence without an end.
func (e Erased) String() string {
	at := e.At.UTC().Format("2 Jan 2006 15:04 UTC")
	if e.Order == "" {
		return fmt.Sprintf("erased on %s by the act of leaf %d", at, e.Leaf)
	}
	return fmt.Sprintf("erased on %s, asked for by the %s and ordered by the %s: %s", at, plainRole(e.Asked), plainRole(e.Given), e.Reason)
}

func plainRole(r tocsin.Role) string { return strings.ReplaceAll(string(r), "_", " ") }

// gone is the refusal of what needs an erased record.
func gone(v store.View, r store.Record) error {
	e, err := erasure(v, r)
	if err != nil {
		return err
	}
	return e.refusal()
}

// Gone is the refusal of what needs a record that was erased, or nil when it was not.
func (s Snapshot) Gone(ref tocsin.Ref) error {
	i := slices.IndexFunc(s.Erased, func(e Erased) bool { return e.Record == ref })
	if i < 0 {
		return nil
	}
	return s.Erased[i].refusal()
}

func (e Erased) refusal() error {
	return tocsin.Refuse(tocsin.RuleErased, "that it was there, who wrote it and what was done with it stays on record", "what the %s %s said was %s", e.Record.Kind, e.Record.ID, e)
}

// erasure says of an erased record, in a view that holds the act that erased it, what that was.
func erasure(v store.View, r store.Record) (Erased, error) {
	e := Erased{Record: tocsin.Ref{Kind: r.Kind, ID: r.ID}, Leaf: r.ErasedBy}
	l, err := v.Leaf(r.ErasedBy)
	if err != nil {
		return e, fmt.Errorf("read leaf %d, which erased %s: %w", r.ErasedBy, e.Record, err)
	}
	e.At = l.Recorded
	o, err := orderOf(v, l)
	if err != nil || o == nil {
		return e, err
	}
	e.Order, e.Asked, e.Reason = o.ID, o.Asked.Role, o.Asked.Reason
	if o.Given != nil {
		e.Given = o.Given.Role
	}
	return e, nil
}

// orderOf is the order that the act of a leaf was about, or nil.
func orderOf(v store.View, l store.Leaf) (*tocsin.Order, error) {
	_, line, err := seal.Peek(l.Statement)
	if err != nil {
		return nil, fmt.Errorf("leaf %d: %w", l.Index, err)
	}
	var said seal.Act
	if err := json.Unmarshal(line, &said); err != nil {
		return nil, fmt.Errorf("leaf %d: %w", l.Index, err)
	}
	kind, id, _ := strings.Cut(said.Object, "/")
	if kind != tocsin.KindOrder {
		return nil, nil
	}
	r, err := v.Get(kind, id)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return decode[tocsin.Order](r)
}

// wasErased reports whether what was asked for was erased.
func wasErased(err error) bool {
	r, ok := errors.AsType[*tocsin.Refusal](err)
	return ok && r.Rule == tocsin.RuleErased
}

// present reads a record that another one names; nil when it was erased, or is not there for who reads.
func present[T any](v store.View, kind, id string) (*T, error) {
	if _, err := v.Get(kind, id); missing(err) {
		return nil, nil
	}
	n, err := load[T](v, kind, id)
	if wasErased(err) {
		return nil, nil
	}
	return n, err
}

func missing(err error) bool { return errors.Is(err, store.ErrNotFound) }

// answerGone answers a repeated request whose first answer was erased with what it was about. A
// machine that carries a message a second time learns that it was taken.
func (d *Desk) answerGone(who Caller, out *Receipt) (bool, error) {
	if who.Role == tocsin.Gateway {
		*out = Receipt{Org: d.org}
		return true, nil
	}
	return false, tocsin.Refuse(tocsin.RuleErased, "look at the record: it says what was done", "this request was answered before, and the answer was erased with what it was about")
}
