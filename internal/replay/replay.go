// Package replay plays a case file through the real desks of its organisations, on a simulated
// clock: every act of the case is a message to a desk, every rule is the product's own, and
// between the acts the clock opens reviews and lets unanswered duties climb as it would have.
//
// The result has two lanes. The first is what the case reports, in the order in which it became
// known. The second is what the rules opened: what was owed, by whom, to whom, until when, and
// what they refused. Neither says what would have happened: what is counterfactual is rehearsed
// at the moment it speaks of, and undone.
package replay

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/desk"
)

// A Clock is the simulated clock. It is safe for concurrent use.
type Clock struct {
	mu  sync.Mutex // guards now
	now time.Time
}

// Now is the simulated time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// set moves the clock forward; it never goes back.
func (c *Clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t.UTC()
	}
}

// A House is one organisation of the case, open.
type House struct {
	Org  casefile.Org
	Desk *desk.Desk
	To   func(*desk.Desk) client.Transport // how messages reach a desk: this one, or its rehearsal
}

// An Opener opens the organisation on the clock, with ids drawn from ids so that two replays of
// one case give the same record.
type Opener func(ctx context.Context, org tocsin.OrgID, clock *Clock, ids io.Reader) (House, error)

// Options of a replay.
type Options struct {
	Until    time.Time                                        // nothing later is played; zero: everything
	Progress func(done, total int, at time.Time, what string) // called before each step
}

// A Played step is one that was played, and what came of it.
type Played struct {
	casefile.Step
	Done      []client.Receipt // one for each message that the step took
	Refusal   *tocsin.Refusal  // the rule that refused it
	Rehearsed bool             // counterfactual: undone
	Joined    []string         // the open threats that it joined, at which desk; or would have
	Opened    []Opening        // what it made owed, at its own desk and where it arrived
	Weighed   *desk.Weighing   // what the accounts then came to; only of what was rehearsed
}

// An Opening is a duty that a step opened at a desk.
type Opening struct {
	Org  tocsin.OrgID
	Duty tocsin.Obligation
}

// A Result is a replay.
type Result struct {
	Case   *casefile.Case
	Until  time.Time // the last moment that was played
	Steps  []Played
	Houses map[tocsin.OrgID]House
	Odd    []string // where the case's own expectation of a refusal did not come true
}

// player holds one replay while it runs.
type player struct {
	c       *casefile.Case
	o       Options
	clock   *Clock
	houses  map[tocsin.OrgID]House
	due     map[tocsin.OrgID]time.Time // the next thing the clock does at a desk; absent: ask
	names   map[key]string             // what the case calls a record -> its id
	transit []transit                  // what is on its way and arrives later
	current string                     // the warning that is being released
	release map[tocsin.ReleaseID]string
	arrives map[string]map[string]casefile.Instant // warning -> organisation -> when it arrives
	quiet   map[tocsin.OrgID]struct{}              // whose outbox is known to hold nothing new
	result  *Result
	came    *Played // the step under way: what arrives meanwhile came of it
}

type key struct {
	org  tocsin.OrgID
	kind string
	name string
}

// Play plays a case. The houses stay open for the caller to read and to close.
func Play(ctx context.Context, c *casefile.Case, digest [32]byte, open Opener, o Options) (*Result, error) {
	steps := c.Playbook()
	if len(steps) == 0 {
		return nil, fmt.Errorf("the case %s has nothing to play: give its events `learned` or `acts`", c.ID)
	}
	p := &player{
		c: c, o: o, clock: &Clock{}, houses: map[tocsin.OrgID]House{}, due: map[tocsin.OrgID]time.Time{},
		names: map[key]string{}, quiet: map[tocsin.OrgID]struct{}{}, release: map[tocsin.ReleaseID]string{}, arrives: map[string]map[string]casefile.Instant{},
	}
	p.clock.set(steps[0].PlayAt)
	p.result = &Result{Case: c, Houses: p.houses}
	if err := p.setUp(ctx, digest, open); err != nil {
		return p.result, err
	}
	for i := 0; i < len(steps); {
		s := steps[i]
		if !o.Until.IsZero() && s.PlayAt.After(o.Until) {
			break
		}
		if o.Progress != nil {
			o.Progress(i, len(steps), s.PlayAt, stepTitle(s))
		}
		n, err := p.next(ctx, steps[i:])
		if err != nil {
			return p.result, fmt.Errorf("%s: %w", stepTitle(s), err)
		}
		i += n
	}
	return p.result, p.finish(ctx)
}

// next plays the next step, or rehearses the steps of a counterfactual event together. It returns
// how many steps that were.
func (p *player) next(ctx context.Context, steps []casefile.Step) (int, error) {
	s := steps[0]
	if err := p.advance(ctx, s.PlayAt); err != nil {
		return 0, err
	}
	p.clock.set(s.PlayAt)
	if s.Event == nil || s.Event.Basis != casefile.Counterfactual {
		return 1, p.step(ctx, s)
	}
	n := 1
	for n < len(steps) && steps[n].Event == s.Event && steps[n].PlayAt.Equal(s.PlayAt) {
		n++
	}
	return n, p.rehearse(ctx, steps[:n])
}

// finish lets the clock run on to the end that was asked for.
func (p *player) finish(ctx context.Context) error {
	end := p.clock.Now()
	if p.o.Until.After(end) {
		end = p.o.Until
	}
	p.result.Until = end
	return p.advance(ctx, end)
}

func stepTitle(s casefile.Step) string {
	if s.Event != nil {
		return s.Event.Title
	}
	return s.Claim.Claimant + " on " + s.Claim.Question
}

func (p *player) step(ctx context.Context, s casefile.Step) error {
	played := Played{Step: s, Rehearsed: s.Event != nil && s.Event.Basis == casefile.Counterfactual}
	p.came = &played
	defer func() { p.came = nil }()
	var err error
	switch s.Kind {
	case casefile.StepAct:
		err = p.act(ctx, s, &played)
	case casefile.StepLearned:
		err = p.learn(ctx, s, &played)
	case casefile.StepClaim:
		err = p.claim(ctx, s, &played)
	}
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok {
		played.Refusal, err = refusal, nil
	}
	if err != nil {
		return err
	}
	p.expect(s, played.Refusal)
	delete(p.due, s.Org)
	delete(p.quiet, s.Org)
	err = p.carry(ctx)
	p.result.Steps = append(p.result.Steps, played)
	return err
}

// expect compares what was refused with what the case said would be.
func (p *player) expect(s casefile.Step, got *tocsin.Refusal) {
	if s.Act == nil {
		return
	}
	want := s.Act.Common().Refused
	switch {
	case got == nil && want != "":
		p.result.Odd = append(p.result.Odd, fmt.Sprintf("%s (%s): the case expects the rule %s to refuse this, and no rule did", s.Event.ID, s.Verb, want))
	case got != nil && want == "":
		p.result.Odd = append(p.result.Odd, fmt.Sprintf("%s (%s): refused, and the case does not expect it: %s", s.Event.ID, s.Verb, got.Error()))
	case got != nil && got.Rule != want:
		p.result.Odd = append(p.result.Odd, fmt.Sprintf("%s (%s): the case expects the rule %s, and it was refused by: %s", s.Event.ID, s.Verb, want, got.Error()))
	}
}

// advance applies the clock, and what arrives, up to t, in order.
func (p *player) advance(ctx context.Context, t time.Time) error {
	for {
		org, at, found, err := p.nextDue(ctx)
		if err != nil {
			return err
		}
		if i := p.nextArrival(); i >= 0 && (!found || !p.transit[i].at.After(at)) {
			if p.transit[i].at.After(t) {
				return nil
			}
			if err := p.arrive(ctx, i); err != nil {
				return err
			}
			continue
		}
		if !found || at.After(t) {
			return nil
		}
		p.clock.set(at)
		if _, err := p.houses[org].Desk.Tick(ctx, p.clock.Now()); err != nil {
			return fmt.Errorf("the clock of %s at %s: %w", org, at.Format(time.RFC3339), err)
		}
		delete(p.due, org)
		delete(p.quiet, org)
		if err := p.carry(ctx); err != nil {
			return err
		}
	}
}

// nextDue finds the desk whose clock does something next, in the order of the case at equal times.
func (p *player) nextDue(ctx context.Context) (org tocsin.OrgID, at time.Time, found bool, err error) {
	for _, o := range p.c.Orgs {
		due, known := p.due[o.ID]
		if !known {
			next, ok, err := p.houses[o.ID].Desk.NextDue(ctx)
			if err != nil {
				return "", at, false, fmt.Errorf("the clock of %s: %w", o.ID, err)
			}
			if ok {
				due = next
			}
			p.due[o.ID] = due
		}
		if !due.IsZero() && (!found || due.Before(at)) {
			org, at, found = o.ID, due, true
		}
	}
	return org, at, found, nil
}

// seeded is a stream of bytes that depends only on its seed: ids of a replay repeat.
type seeded struct {
	seed [32]byte
	n    uint64
	left []byte
}

func (s *seeded) Read(b []byte) (int, error) {
	for i := range b {
		if len(s.left) == 0 {
			block := binary.BigEndian.AppendUint64(s.seed[:], s.n)
			sum := sha256.Sum256(block)
			s.left, s.n = sum[:], s.n+1
		}
		b[i], s.left = s.left[0], s.left[1:]
	}
	return len(b), nil
}
