package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// What the clock alone brings about: a window that ended asks for a decision, an instruction that
// ended asks for its closing message, an unanswered duty climbs. Nothing here ends anything, but an
// order that nobody gave in time, which lapses without having done anything, and an entry of a
// watchlist that nobody renewed: lists lapse, warnings do not.

// due kinds, in the order in which the clock is applied.
var dueKinds = []string{
	tocsin.KindListing, // before the duties about it, which fall away with it
	tocsin.KindThreat, tocsin.KindWarning, tocsin.KindMeasure, tocsin.KindSite, tocsin.KindObligation,
	tocsin.KindOrder, tocsin.KindNotification,
}

// NextDue is the next moment at which the clock changes something, and false when nothing waits.
func (d *Desk) NextDue(ctx context.Context) (next time.Time, ok bool, err error) {
	return d.NextDueBy(ctx, time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC))
}

// NextDueBy is NextDue among what is due until the time given. It costs what is due until then,
// however much there is later.
func (d *Desk) NextDueBy(ctx context.Context, until time.Time) (next time.Time, ok bool, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		for _, kind := range dueKinds {
			for r, err := range v.List(store.Query{Kind: kind, DueBefore: until}) {
				if err != nil {
					return fmt.Errorf("find what is due: %w", err)
				}
				if !ok || r.Due.Before(next) {
					next, ok = r.Due, true
				}
			}
		}
		return nil
	})
	return next, ok, err
}

// Tick records what the clock has brought about until now, one act and one leaf for each. It
// returns what was recorded; calling it again at the same time records nothing. A zero now is the
// desk's own clock, and a later one counts as that: nobody makes time pass by saying so. What fails
// keeps nothing else from being recorded.
func (d *Desk) Tick(ctx context.Context, now time.Time) ([]Receipt, error) {
	clock, err := d.now(ctx)
	if err != nil {
		return nil, err
	}
	if now.IsZero() || now.After(clock) {
		now = clock
	}
	var out []Receipt
	var failed []error
	for _, kind := range dueKinds {
		ids, err := d.dueIDs(ctx, kind, now)
		if err != nil {
			return out, errors.Join(append(failed, err)...)
		}
		for _, id := range ids {
			r, err := d.tickOne(ctx, kind, id, now)
			if errors.Is(err, errNotDue) { // somebody answered in the meantime
				continue
			}
			if err != nil {
				if failed = append(failed, fmt.Errorf("clock, %s %s: %w", kind, id, err)); ctx.Err() != nil || len(failed) >= mostFailed {
					return out, errors.Join(failed...)
				}
				continue
			}
			out = append(out, r)
		}
	}
	return out, errors.Join(failed...)
}

// mostFailed is how many failures one tick gathers before it gives up: then it is no single record.
const mostFailed = 20

// errNotDue says that an act of the clock would change nothing.
var errNotDue = errors.New("nothing about it is due")

// now is the time at which an act would be recorded.
func (d *Desk) now(ctx context.Context) (now time.Time, err error) {
	err = d.store.Rehearse(ctx, func(tx store.Tx) error {
		now = tx.Now()
		return nil
	})
	if err != nil {
		return now, fmt.Errorf("read the clock: %w", err)
	}
	return now, nil
}

func (d *Desk) dueIDs(ctx context.Context, kind string, now time.Time) (ids []string, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		for r, err := range v.List(store.Query{Kind: kind, DueBefore: now}) {
			if err != nil {
				return err
			}
			ids = append(ids, r.ID)
		}
		return nil
	})
	return ids, err
}

var clockActs = map[string]Act{
	tocsin.KindThreat: ActReview, tocsin.KindWarning: ActAskClosing, tocsin.KindMeasure: ActAskRelief,
	tocsin.KindSite: ActAskJustify, tocsin.KindObligation: ActClimb, tocsin.KindOrder: ActExpire,
	tocsin.KindListing:      ActLapse,
	tocsin.KindNotification: ActNotify,
}

func (d *Desk) tickOne(ctx context.Context, kind, id string, now time.Time) (Receipt, error) {
	clock := Caller{Role: tocsin.Gateway, Person: "clock"}
	return d.update(ctx, clock, clockActs[kind], id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: kind, ID: id}
		r, err := a.Get(kind, id)
		if err != nil {
			return ref, err
		}
		if r.Due.IsZero() || r.Due.After(now) {
			return ref, errNotDue
		}
		switch kind {
		case tocsin.KindThreat:
			return ref, a.reviewDue(id, now)
		case tocsin.KindWarning:
			return ref, a.closingDue(id, now)
		case tocsin.KindMeasure:
			return ref, a.reliefDue(id)
		case tocsin.KindSite:
			return ref, a.justifyDue(id)
		case tocsin.KindOrder:
			return ref, a.expire(id, now)
		case tocsin.KindListing:
			return ref, a.lapse(id, now)
		case tocsin.KindNotification:
			return ref, a.noticeDue(id)
		}
		return ref, a.climb(id, now)
	})
}

// reviewDue opens the review of every part whose window may have ended. The part stays open and
// its measures stay in force: the review asks for a decision, it takes none.
func (a *act) reviewDue(id string, now time.Time) error {
	t, err := load[tocsin.Threat](a, tocsin.KindThreat, id)
	if err != nil {
		return err
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		if p.State != tocsin.PartOpen || p.Standing || p.Reviewed || !p.Window.MayHaveEnded(now) {
			continue
		}
		p.Reviewed = true
		err := a.owe(debt{
			kind: tocsin.OweReview, owes: a.us(tocsin.DutyOfficer), to: a.us(tocsin.Approver),
			about:    tocsin.Ref{Kind: tocsin.KindThreat, ID: id, Part: p.ID},
			what:     fmt.Sprintf("The window of %q (%s) %s, and nobody has decided: the measures hold until somebody does", t.Title, p.Name, ended(p.Window.End, now)),
			doneWhen: "a decision is on record: extend, convert to standing, displaced, or closed on a ground, with reason, role and what stands afterwards",
			rule:     "a window ends by the calendar, a threat only by a decision",
			due:      p.Window.End.Latest, dueText: p.Window.End.String(),
		})
		if err != nil {
			return err
		}
	}
	if err := a.save(t); err != nil {
		return err
	}
	return a.lookAround(t)
}

// ended says of an end that may have passed whether it has. One that is told to the day comes with its first
// hour, and what is written down then is read later as well.
func ended(end tocsin.Instant, now time.Time) string {
	if end.Latest.Sub(now) > time.Minute {
		return "runs until " + end.String()
	}
	return "has ended"
}

// closingDue asks for the message with which a public instruction ends.
func (a *act) closingDue(id string, now time.Time) error {
	w, err := load[tocsin.Warning](a, tocsin.KindWarning, id)
	if err != nil {
		return err
	}
	for i := range w.Versions {
		v := &w.Versions[i]
		in := v.Instruction
		if in == nil || in.Closing != nil || in.Asked || !w.Out(v.Level) || !in.Window.MayHaveEnded(now) {
			continue
		}
		asked := *in
		asked.Asked = true
		v.Instruction = &asked
		err := a.owe(debt{
			kind: tocsin.OweClosing, owes: a.us(tocsin.WarningOfficer), to: tocsin.Party{Role: "everyone who had it"},
			about:    tocsin.Ref{Kind: tocsin.KindWarning, ID: id},
			subject:  levelRef(v.Level),
			what:     "The instruction of \"" + w.Title + "\" ran until " + in.Window.End.String() + ": say whether it is extended, superseded or ended",
			doneWhen: "a closing message went to everyone who had the instruction",
			rule:     "a public instruction ends by the calendar, with a message",
			due:      in.Window.End.Latest, dueText: in.Window.End.String(),
		})
		if err != nil {
			return err
		}
	}
	return a.save(w)
}

func (a *act) reliefDue(id string) error {
	m, err := load[tocsin.Measure](a, tocsin.KindMeasure, id)
	if err != nil {
		return err
	}
	m.Asked = true
	err = a.owe(debt{
		kind: tocsin.OweSustain, owes: a.us(m.Owner), to: a.us(tocsin.WarningOfficer),
		about:    tocsin.Ref{Kind: tocsin.KindMeasure, ID: id},
		what:     "\"" + m.What + "\" cannot be kept up longer than " + m.Sustainable.String() + ": relieve or substitute it; it holds until then",
		doneWhen: "it is relieved, substituted by an equivalent, or lowered by two",
		rule:     "a measure that cannot be sustained is replaced, it does not fade",
		due:      m.Sustainable.Latest, dueText: m.Sustainable.String(),
	})
	if err != nil {
		return err
	}
	return a.save(m)
}

func (a *act) justifyDue(id string) error {
	s, err := load[tocsin.Site](a, tocsin.KindSite, id)
	if err != nil {
		return err
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	s.Asked = true
	err = a.owe(debt{
		kind: tocsin.OweJustify, owes: a.us(tocsin.SiteManager), to: a.us(tocsin.Approver),
		about:    tocsin.Ref{Kind: tocsin.KindSite, ID: id},
		what:     fmt.Sprintf("%s has been %s for %d days: say what keeps the danger real, or lower it", s.Name, s.Posture, int(a.now.Sub(s.Since).Hours()/24)),
		doneWhen: "the state is justified anew in words, or lowered by two",
		rule:     "the alert that never ends is blocked too",
		due:      a.now.Add(p.StepEvery),
	})
	if err != nil {
		return err
	}
	return a.save(s)
}

// climb moves an unanswered duty up its chain, as far as its time has come.
func (a *act) climb(id string, now time.Time) error {
	o, err := load[tocsin.Obligation](a, tocsin.KindObligation, id)
	if err != nil {
		return err
	}
	for o.Climb(now) { // every step that has come due since the clock was last applied
	}
	if err := a.save(o); err != nil {
		return err
	}
	return a.tellClimbed(o)
}
