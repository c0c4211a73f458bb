package desk

import (
	"context"
	"strings"
	"time"

	"tocsin"
)

// AddEvent puts an event on a site's calendar, and asks for go or no-go when an open threat names
// the place.
func (d *Desk) AddEvent(ctx context.Context, who Caller, e tocsin.Event) (Receipt, error) {
	return d.update(ctx, who, ActEvent, e, func(a *act) (tocsin.Ref, error) {
		e := e
		if strings.TrimSpace(e.Name) == "" || !e.At.Known() {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "give a name and a date", "the event has no name or no time")
		}
		var err error
		if e.ID, err = fresh(a, tocsin.KindEvent, e.ID); err != nil {
			return tocsin.Ref{}, err
		}
		if err := a.checkSite(e.Site); err != nil {
			return tocsin.Ref{}, err
		}
		if err := checkInstant(e.At); err != nil {
			return tocsin.Ref{}, err
		}
		e.Decision, e.Decided = tocsin.Undecided, nil
		a.stamp(&e.Times)
		ref := tocsin.Ref{Kind: tocsin.KindEvent, ID: string(e.ID)}
		if err := a.save(&e); err != nil {
			return ref, err
		}
		threats, err := a.openThreats()
		if err != nil {
			return ref, err
		}
		for _, t := range threats {
			if err := a.crossed(&e, t); err != nil {
				return ref, err
			}
		}
		return ref, nil
	})
}

// DecideEvent records go or no-go.
func (d *Desk) DecideEvent(ctx context.Context, who Caller, id tocsin.EventID, decision string) (Receipt, error) {
	return d.update(ctx, who, ActGo, []string{string(id), decision}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindEvent, ID: string(id)}
		e, err := load[tocsin.Event](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := e.Decide(decision, a.by); err != nil {
			return ref, err
		}
		if err := a.meet(tocsin.OweGoNoGo, ref, decision+": "+who.Reason, nil); err != nil {
			return ref, err
		}
		return ref, a.save(e)
	})
}

// crossed opens go or no-go for an event that lies in the window of an open part at its site, once
// for each part: a `go` that was given before the threat was known has not decided on it.
func (a *act) crossed(e *tocsin.Event, t *tocsin.Threat) error {
	if e.Decision == tocsin.NoGo || !e.At.Known() || e.At.Latest.Before(a.now) {
		return nil
	}
	for _, p := range t.Parts {
		if p.State == tocsin.PartClosed || !p.Facets.Mentions(e.Site) || !(p.Standing || inForce(p, a.now) || p.Window.Covers(e.At)) {
			continue
		}
		about := tocsin.Ref{Kind: tocsin.KindEvent, ID: string(e.ID)}
		subject := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID), Part: p.ID}
		asked, err := a.asked(tocsin.OweGoNoGo, about, subject)
		if err != nil {
			return err
		}
		if asked { // of this part it was, and a decision on the event answered it
			continue
		}
		due := begins(e.At)
		if due.Before(a.now) {
			due = a.now.Add(time.Hour)
		}
		err = a.owe(debt{
			kind: tocsin.OweGoNoGo, owes: a.us(tocsin.SiteManager), to: a.us(tocsin.Approver), about: about, subject: subject,
			what:     "Go or no-go for \"" + e.Name + "\": an open threat names the place",
			doneWhen: "go or no_go is on record, with what makes it acceptable or why it is called off",
			rule:     "an event at a warned place is decided on, one by one",
			due:      due, dueText: "before " + e.At.String(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// inForce reports that a part's window has run out without a decision: until one is taken the
// danger is taken to go on, and events after the window are decided on too.
func inForce(p tocsin.Part, now time.Time) bool {
	return p.Now(now) == tocsin.ReviewDue
}
