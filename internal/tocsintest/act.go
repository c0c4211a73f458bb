package tocsintest

import (
	"errors"

	"tocsin"
	"tocsin/client"
)

// As is a client that speaks in a role.
func (w *World) As(org tocsin.OrgID, who client.Caller) client.Client {
	w.T.Helper()
	return w.Node(org).Client(who)
}

// named gives a caller a name where an act takes a named person: each role is somebody else.
func named(who client.Caller, m client.Message) client.Caller {
	switch m.(type) {
	case client.AskOrder, client.GiveOrder:
		if who.Person == "" {
			who.Person = "the " + string(who.Role)
		}
	}
	return who
}

// Act sends a message in a role, as the role account itself, and fails the test when it is not done.
func (w *World) Act(org tocsin.OrgID, role tocsin.Role, m client.Message) client.Receipt {
	w.T.Helper()
	return w.ActAs(org, client.Caller{Role: role}, m)
}

// ActAs is Act for a caller of whom more is said.
func (w *World) ActAs(org tocsin.OrgID, who client.Caller, m client.Message) client.Receipt {
	w.T.Helper()
	r, err := w.As(org, named(who, m)).Act(w.T.Context(), m)
	if err != nil {
		w.T.Fatalf("%s, %s: %s: %v", org, who.Role, m.Name(), err)
	}
	return r
}

// Refused sends a message that a rule must refuse, and fails the test when another does, or none.
func (w *World) Refused(org tocsin.OrgID, role tocsin.Role, m client.Message, rule tocsin.Rule) client.Receipt {
	w.T.Helper()
	return w.RefusedAs(org, client.Caller{Role: role}, m, rule)
}

// RefusedAs is Refused for a caller of whom more is said.
func (w *World) RefusedAs(org tocsin.OrgID, who client.Caller, m client.Message, rule tocsin.Rule) client.Receipt {
	w.T.Helper()
	r, err := w.As(org, named(who, m)).Act(w.T.Context(), m)
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	switch {
	case !ok:
		w.T.Fatalf("%s, %s: %s: got %v, want a refusal by %s", org, who.Role, m.Name(), err, rule)
	case refusal.Rule != rule:
		w.T.Fatalf("%s, %s: %s: refused by %s (%v), want %s", org, who.Role, m.Name(), refusal.Rule, err, rule)
	}
	return r
}
