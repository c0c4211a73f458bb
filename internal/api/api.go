// Package api turns the messages of package client into acts of the desk: the one place where
// what a caller may send is decoded, strictly, and where a desk's answer gets its wire form.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/strict"
)

// maxInput bounds the input of one message, in bytes.
const maxInput = 1 << 20

// maxImport bounds that of a message with a table in it.
const maxImport = 8 << 20

// Local is the transport to a desk in the same process.
type Local struct {
	Desk   *desk.Desk
	Reader *desk.Viewer // who asks the questions; nil: the organisation itself, which sees everything
}

func (l Local) reader() desk.Viewer {
	if l.Reader == nil {
		return desk.Viewer{All: true}
	}
	return *l.Reader
}

// A handler answers one message.
type handler struct {
	do      func(ctx context.Context, l Local, c client.Call) (any, error)
	in, out reflect.Type // the message, and what answers it
	acts    bool         // it changes something, and leaves a leaf
}

// Do answers one call. A refusal is returned as an error, with the receipt of its record.
func (l Local) Do(ctx context.Context, c client.Call) (json.RawMessage, error) {
	h, ok := handlers[c.Name]
	if !ok {
		return nil, tocsin.Refuse(tocsin.RuleForm, "see the list of messages in the documentation", "there is no message %q", c.Name)
	}
	out, err := h.do(ctx, l, c)
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

// Names are the names of all messages, sorted.
func Names() []string { return slices.Sorted(maps.Keys(handlers)) }

// act makes a handler of an act: decode strictly, call the desk, give the receipt its wire form.
func act[M client.Message](do func(context.Context, *desk.Desk, desk.Caller, M) (desk.Receipt, error)) handler {
	return handler{in: reflect.TypeFor[M](), out: reflect.TypeFor[client.Receipt](), acts: true, do: func(ctx context.Context, l Local, c client.Call) (any, error) {
		var m M
		if err := decode(ctx, l.Desk, c, &m); err != nil {
			return nil, err
		}
		who := desk.Caller{Role: c.Caller.Role, Person: c.Caller.Person, Org: c.Caller.Org, Request: c.Caller.Request, Reason: c.Caller.Reason, Reader: l.Reader}
		r, err := do(ctx, l.Desk, who, m)
		return wire(r), err
	}}
}

// question makes a handler of a question, which any role may ask and whose answer is the same for all.
func question[M client.Message, A any](do func(context.Context, *desk.Desk, M) (A, error)) handler {
	return questionAs(func(ctx context.Context, d *desk.Desk, _ desk.Viewer, m M) (A, error) { return do(ctx, d, m) })
}

// questionAs makes a handler of a question that is answered with what the one who asks may see.
func questionAs[M client.Message, A any](do func(context.Context, *desk.Desk, desk.Viewer, M) (A, error)) handler {
	return handler{in: reflect.TypeFor[M](), out: reflect.TypeFor[A](), do: func(ctx context.Context, l Local, c client.Call) (any, error) {
		var m M
		if err := decode(ctx, l.Desk, c, &m); err != nil {
			return nil, err
		}
		a, err := do(ctx, l.Desk, l.reader(), m)
		if err != nil {
			return nil, err
		}
		return a, nil
	}}
}

// questionFor makes a handler of a question that only the roles may ask which may do the act: to
// ask whether a text gives something away is to try words against what is protected.
func questionFor[M client.Message, A any](name desk.Act, do func(context.Context, *desk.Desk, M) (A, error)) handler {
	return questionOf(desk.MayDo(name), func(ctx context.Context, d *desk.Desk, _ desk.Viewer, m M) (A, error) { return do(ctx, d, m) })
}

// questionOf makes a handler of a question that some roles may ask, answered with what the one who
// asks may see.
func questionOf[M client.Message, A any](roles []tocsin.Role, do func(context.Context, *desk.Desk, desk.Viewer, M) (A, error)) handler {
	h := questionAs(do)
	ask := h.do
	h.do = func(ctx context.Context, l Local, c client.Call) (any, error) {
		if err := desk.OneOf(c.Caller.Role, roles, desk.Act(c.Name)); err != nil {
			return nil, err
		}
		return ask(ctx, l, c)
	}
	return h
}

// questionBy makes a handler of a question whose answer depends on who asks it; the desk says who may.
func questionBy[M client.Message, A any](do func(context.Context, *desk.Desk, desk.Caller, M) (A, error)) handler {
	return handler{in: reflect.TypeFor[M](), out: reflect.TypeFor[A](), do: func(ctx context.Context, l Local, c client.Call) (any, error) {
		var m M
		if err := decode(ctx, l.Desk, c, &m); err != nil {
			return nil, err
		}
		return do(ctx, l.Desk, desk.Caller{Role: c.Caller.Role, Person: c.Caller.Person, Reader: l.Reader}, m)
	}}
}

// decode reads the input strictly. What it says of a fault quotes the input, and so passes the desk.
func decode(ctx context.Context, d *desk.Desk, c client.Call, into any) error {
	most := int64(maxInput)
	if c.Name == (client.ImportRegister{}).Name() {
		most = maxImport
	}
	if err := strict.JSON(c.Input, into, most); err != nil {
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
	if p := r.Person; p != nil {
		out.Person = &client.SealedPerson{Leaf: p.Leaf, Statement: p.Statement, Roles: p.Roles, Keys: p.Keys, Sealed: p.Sealed}
	}
	if e := r.Erasure; e != nil {
		out.Erasure = &client.Erasure{Record: e.Record, Versions: e.Versions, Took: e.Took, Sealed: e.Sealed}
		for _, x := range e.Remains {
			out.Erasure.Remains = append(out.Erasure.Remains, client.Remains(x))
		}
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
