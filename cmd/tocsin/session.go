package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/node"
)

// reading are the flags of a command that reads one organisation's record.
type reading struct {
	Org tocsin.OrgID `help:"Organisation whose record it is. Default: the only one of the folder." placeholder:"ORG"`
}

// acting are the flags of a command that does an act.
type acting struct {
	reading
	As      tocsin.Role `help:"Role in which it is done: ${roles}." words:"roles" placeholder:"ROLE"`
	Person  string      `help:"Who does it, to tell two persons apart; kept only as a keyed hash. Default: the role account." placeholder:"NAME"`
	Request string      `help:"Id of the request: the same id again gives the same answer and does nothing twice." placeholder:"ID"`
}

// A session is one organisation, open for one command.
type session struct {
	e      *env
	node   *node.Node // nil: a server has it
	server *client.HTTP
	caller client.Caller
	snap   desk.Snapshot // the record, after the clock was applied
	loc    *time.Location
	at     time.Time // the moment that the snapshot is of
	asOf   time.Time // the same, zero when it is the newest
	also   []string  // beginnings of ids that are read beyond what the usual scope holds
	clock  []client.Receipt
	done   []done
	then   func(*page)                  // prints what comes after the receipts
	more   map[string]any               // the same as JSON
	shorts map[string]map[string]string // kind, id: how it is shown
}

// done is an act that was done, with the words for it.
type done struct {
	told
	receipt client.Receipt
}

// told are the words for an act: what was done, and who may sign it when it waits.
type told struct {
	words string
	waits string
}

// look opens an organisation's record for reading.
func (r reading) look(e *env, fn func(*session) error) error {
	if e.cli.Server != "" {
		return e.remote(r.Org, client.Caller{}, true, fn)
	}
	org, err := e.pickOrg(r.Org)
	if err != nil {
		return err
	}
	return e.session(org, true, client.Caller{Role: tocsin.Inspector}, fn)
}

// act opens an organisation's desk, puts on record what has come due, and runs fn, which sends
// the messages. What came of them is printed.
func (a acting) act(e *env, usual tocsin.Role, fn func(*session) error) error {
	caller := client.Caller{Role: a.As, Person: a.Person, Request: a.Request}
	if caller.Role == "" {
		caller.Role = usual
	}
	in := func(fn func(*session) error) error { return e.remote(a.Org, caller, false, fn) }
	if e.cli.Server == "" {
		org, err := e.pickOrg(a.Org)
		if err != nil {
			return err
		}
		in = func(fn func(*session) error) error { return e.session(org, false, caller, fn) }
	}
	return in(func(s *session) error {
		if err := s.tick(); err != nil {
			return err
		}
		if err := s.read(time.Time{}); err != nil {
			return err
		}
		err := fn(s)
		if perr := s.tellDone(); err == nil {
			err = perr
		}
		return err
	})
}

// session opens an organisation, runs fn and closes it.
func (e *env) session(org tocsin.OrgID, readOnly bool, caller client.Caller, fn func(*session) error) (err error) {
	loc, err := e.zone()
	if err != nil {
		return err
	}
	n, err := e.open(org, readOnly)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	s := &session{e: e, node: n, caller: caller, loc: loc, at: e.now()}
	if readOnly {
		if err := s.read(time.Time{}); err != nil {
			return err
		}
	}
	err = fn(s)
	s.tellUnread()
	return err
}

// remote runs fn against a server.
func (e *env) remote(org tocsin.OrgID, caller client.Caller, reading bool, fn func(*session) error) error {
	loc, err := e.zone()
	if err != nil {
		return err
	}
	token := ""
	if e.cli.TokenFile != "" {
		if token, err = client.ReadToken(e.cli.TokenFile); err != nil {
			return err
		}
	}
	to, err := client.NewHTTP(e.cli.Server, token)
	if err != nil {
		return usage("--server: %s", err)
	}
	s := &session{e: e, server: to, caller: caller, loc: loc, at: e.now()}
	if reading {
		if err := s.read(time.Time{}); err != nil {
			return err
		}
		if org != "" && s.snap.Org != org {
			return usage("the server is that of %s, and not of %s: leave --org out", s.snap.Org, org)
		}
	}
	err = fn(s)
	s.tellUnread()
	return err
}

// client speaks to the desk, in this process or at the server.
func (s *session) client(c client.Caller) client.Client {
	if s.server != nil {
		return client.Client{Transport: s.server, Caller: c}
	}
	return s.node.Client(c)
}

// tellUnread says what of the record the command did not look at.
func (s *session) tellUnread() {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(s.snap.Unread)) {
		parts = append(parts, desk.Counted(s.snap.Unread[kind])+" "+spacedWord(kind)+"(s)")
	}
	if len(parts) > 0 {
		fmt.Fprintf(s.e.err, "tocsin: older ones that were not read: %s. `--whole` reads all of it.\n", strings.Join(parts, ", "))
	}
}

// usualScope is how many records of a kind a command reads: what is still open, and the newest.
const usualScope = 500

// read reads the record as it stood at t; zero: now.
func (s *session) read(t time.Time) error {
	ask := client.AsOf{At: t, Most: usualScope, Also: s.also}
	if s.e.cli.Whole {
		ask.Most = 0
	}
	snap, err := client.Read[desk.Snapshot](s.e.ctx, s.client(s.caller), ask)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(snap.Orgs, func(o tocsin.Org) bool { return o.ID == snap.Org }); i >= 0 {
		snap.Policy = snap.Orgs[i].Policy.WithDefaults() // clocks are not in the message by themselves
	}
	s.snap, s.shorts, s.asOf = snap, nil, t
	s.e.of(snap.Org)
	if !t.IsZero() {
		s.at = t
	}
	return nil
}

// mostTicks bounds how often the clock is applied: a duty climbs one step each time.
const mostTicks = 32

// tick puts on record what has come due.
func (s *session) tick() error {
	for range mostTicks {
		came, err := client.Read[[]client.Receipt](s.e.ctx, s.client(s.caller), client.Tick{Now: s.at})
		s.clock = append(s.clock, came...)
		if err != nil || len(came) == 0 {
			return err
		}
	}
	return nil
}

// send sends a message in the command's role. A second message of one command has a request id of
// its own.
func (s *session) send(m client.Message, reason string, t told) (client.Receipt, error) {
	c := s.caller
	c.Reason = reason
	if c.Request != "" && len(s.done) > 0 {
		c.Request += "/" + m.Name()
	}
	return s.sendAs(c, m, t)
}

func (s *session) sendAs(c client.Caller, m client.Message, t told) (client.Receipt, error) {
	r, err := s.client(c).Act(context.WithoutCancel(s.e.ctx), m)
	if err == nil {
		s.done = append(s.done, done{told: t, receipt: r})
	}
	return r, err
}
