package desk

import (
	"context"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// a debt is what an act makes somebody owe; owe fills in the rest.
type debt struct {
	kind     tocsin.ObligationKind
	what     string
	doneWhen string
	rule     string
	owes     tocsin.Party
	to       tocsin.Party
	about    tocsin.Ref
	subject  tocsin.Ref
	score    tocsin.Waterfall
	due      time.Time
	dueText  string
}

// owe opens an obligation in this act's transaction, once: the same kind about the same thing is
// not owed twice while it is open.
func (a *act) owe(d debt) error {
	p, err := a.clocks()
	if err != nil {
		return err
	}
	already, err := a.everOwed(d.about, func(o due) bool {
		return o.open && o.kind == d.kind && o.about == d.about && o.subject == d.subject && o.owes == d.owes.Org
	})
	if err != nil || already {
		return err
	}
	id, err := a.id()
	if err != nil {
		return err
	}
	chain := slices.DeleteFunc(slices.Clone(p.Chain), func(r tocsin.Role) bool { return r == d.owes.Role })
	o := tocsin.Obligation{
		ID: tocsin.ObligationID(id), Kind: d.kind, What: d.what, DoneWhen: d.doneWhen, Rule: d.rule,
		Owes: d.owes, To: d.to, About: d.about, Subject: d.subject, Score: d.score, Opened: a.now, Due: d.due, DueText: d.dueText,
		Chain: chain, Every: p.StepEvery, State: tocsin.Open,
	}
	if d.owes.Org != a.d.org {
		o.Chain = []tocsin.Role{tocsin.WarningOfficer, tocsin.Approver} // it is ours to chase
	}
	if err := a.save(&o); err != nil {
		return err
	}
	a.receipt.Opened = append(a.receipt.Opened, o)
	if o.Owes.Org != a.d.org {
		return nil // ours to chase once it climbs
	}
	return a.tellDuty(&o)
}

// us is a role of our own organisation as a party.
func (a *act) us(r tocsin.Role) tocsin.Party { return tocsin.Party{Org: a.d.org, Role: r} }

// owed lists the open obligations of a kind about a record, or about any part of it.
func (a *act) owed(kind tocsin.ObligationKind, about tocsin.Ref) ([]*tocsin.Obligation, error) {
	return a.obligations(tocsin.Open, kind, about)
}

func (a *act) obligations(state string, kind tocsin.ObligationKind, about tocsin.Ref) ([]*tocsin.Obligation, error) {
	all, err := list[tocsin.Obligation](a, store.Query{Kind: tocsin.KindObligation, Parent: about.ID, State: state})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(o *tocsin.Obligation) bool { return o.Kind != kind || o.About.Kind != about.Kind }), nil
}

// asked reports whether it was ever owed, whatever became of it: what was answered once is not
// asked again because something else changed.
func (a *act) asked(kind tocsin.ObligationKind, about, subject tocsin.Ref) (bool, error) {
	return a.everOwed(about, func(o due) bool { return o.kind == kind && o.subject == subject })
}

// meet ends the open obligations of a kind about a record that match, as done.
func (a *act) meet(kind tocsin.ObligationKind, about tocsin.Ref, how string, match func(*tocsin.Obligation) bool) error {
	open, err := a.owed(kind, about)
	if err != nil {
		return err
	}
	for _, o := range open {
		if match != nil && !match(o) {
			continue
		}
		if err := o.Meet(a.by, how); err != nil {
			return err
		}
		if err := a.ended(o); err != nil {
			return err
		}
	}
	return nil
}

// drop ends the open obligations of a kind about a record because another one has taken their place.
func (a *act) drop(kind tocsin.ObligationKind, about tocsin.Ref, why string) error {
	some, err := a.everOwed(about, func(o due) bool { return o.open && o.kind == kind })
	if err != nil || !some {
		return err
	}
	open, err := a.owed(kind, about)
	if err != nil {
		return err
	}
	for _, o := range open {
		if err := o.Drop(a.by, why); err != nil {
			return err
		}
		if err := a.ended(o); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) ended(o *tocsin.Obligation) error {
	if err := a.save(o); err != nil {
		return err
	}
	a.receipt.Ended = append(a.receipt.Ended, *o)
	return a.finishNotice(string(o.ID), o.How)
}

// settleable are the duties that a person meets by saying how, in words. The others are met only
// by the act that they ask for.
var settleable = []tocsin.ObligationKind{tocsin.OweJoin, tocsin.OweUntilWhen, tocsin.OweSustain, tocsin.OweNotice, tocsin.OweRecheck, tocsin.OweAttention, tocsin.OweFile, tocsin.OweTwin, tocsin.OweCircular}

// Settleable reports whether words meet a duty of a kind.
func Settleable(k tocsin.ObligationKind) bool { return slices.Contains(settleable, k) }

// Settle meets a duty by a statement of how it was done.
func (d *Desk) Settle(ctx context.Context, who Caller, id tocsin.ObligationID, how string) (Receipt, error) {
	in := struct {
		ID  tocsin.ObligationID
		How string
	}{id, how}
	return d.update(ctx, who, ActSettle, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindObligation, ID: string(id)}
		o, err := load[tocsin.Obligation](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if o.Owes.Org != d.org {
			return ref, tocsin.Refuse(tocsin.RuleState, "done is: "+o.DoneWhen, "%s owes this, and only its answer meets it", o.Owes)
		}
		if !slices.Contains(settleable, o.Kind) {
			return ref, tocsin.Refuse(tocsin.RuleState, "done is: "+o.DoneWhen, "%q is met only by the act that it asks for", o.Kind.Plain())
		}
		if err := o.Meet(a.by, how); err != nil {
			return ref, err
		}
		return ref, a.ended(o)
	})
}
