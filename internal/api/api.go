// Package api turns the messages of package client into acts of the desk: the one place where
// what a caller may send is decoded, strictly, and where a desk's answer gets its wire form.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/strict"
)

// maxInput bounds the input of one message, in bytes.
const maxInput = 1 << 20

// Local is the transport to a desk in the same process.
type Local struct{ Desk *desk.Desk }

type handler func(ctx context.Context, d *desk.Desk, c client.Call) (any, error)

// Do answers one call. A refusal is returned as an error, with the receipt of its record.
func (l Local) Do(ctx context.Context, c client.Call) (json.RawMessage, error) {
	h, ok := handlers[c.Name]
	if !ok {
		return nil, tocsin.Refuse(tocsin.RuleForm, "see the list of messages in the documentation", "there is no message %q", c.Name)
	}
	out, err := h(ctx, l.Desk, c)
	if err != nil {
		if _, refused := errors.AsType[*tocsin.Refusal](err); !refused {
			return nil, err
		}
	}
	answer, merr := json.Marshal(out)
	if merr != nil {
		return nil, errors.Join(err, fmt.Errorf("%s: write the answer: %w", c.Name, merr))
	}
	return answer, err
}

// act makes a handler of an act: decode strictly, call the desk, give the receipt its wire form.
func act[M client.Message](do func(context.Context, *desk.Desk, desk.Caller, M) (desk.Receipt, error)) handler {
	return func(ctx context.Context, d *desk.Desk, c client.Call) (any, error) {
		var m M
		if err := decode(ctx, d, c, &m); err != nil {
			return nil, err
		}
		who := desk.Caller{Role: c.Caller.Role, Person: c.Caller.Person, Org: c.Caller.Org, Request: c.Caller.Request, Reason: c.Caller.Reason}
		r, err := do(ctx, d, who, m)
		return wire(r), err
	}
}

// question makes a handler of a question, which any role may ask.
func question[M client.Message](do func(context.Context, *desk.Desk, M) (any, error)) handler {
	return func(ctx context.Context, d *desk.Desk, c client.Call) (any, error) {
		var m M
		if err := decode(ctx, d, c, &m); err != nil {
			return nil, err
		}
		return do(ctx, d, m)
	}
}

// questionFor makes a handler of a question that only the roles may ask which may do the act: to
// ask whether a text gives something away is to try words against what is protected.
func questionFor[M client.Message](name desk.Act, do func(context.Context, *desk.Desk, M) (any, error)) handler {
	ask := question(do)
	return func(ctx context.Context, d *desk.Desk, c client.Call) (any, error) {
		if err := desk.May(c.Caller.Role, name); err != nil {
			return nil, err
		}
		return ask(ctx, d, c)
	}
}

// decode reads the input strictly. What it says of a fault quotes the input, and so passes the desk.
func decode(ctx context.Context, d *desk.Desk, c client.Call, into any) error {
	if err := strict.JSON(c.Input, into, maxInput); err != nil {
		return tocsin.Refuse(tocsin.RuleForm, "see the message in the documentation", "%s: %s", c.Name, d.Hide(ctx, err.Error()))
	}
	return nil
}

func wire(r desk.Receipt) client.Receipt {
	out := client.Receipt{
		Org: r.Org, Act: string(r.Act), Object: r.Object, Leaf: r.Leaf, Recorded: r.Recorded, Pending: r.Pending,
		Opened: r.Opened, Ended: r.Ended, Joined: r.Joined, Refusal: r.Refusal,
	}
	for _, p := range r.Sends {
		out.SentTo = append(out.SentTo, p.To)
	}
	return out
}

func source(m client.AddSource) tocsin.Source {
	s := tocsin.Source{ID: m.ID, Compartment: tocsin.Protected(m.Compartment), Collection: tocsin.Protected(m.Collection)}
	for _, n := range m.Names {
		s.Names = append(s.Names, tocsin.Protected(n))
	}
	return s
}
