package desk

import (
	"context"
	"errors"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// AskOrder asks for what takes two: the reason is who.Reason, and stays. What could not be carried
// out now is refused at once.
func (d *Desk) AskOrder(ctx context.Context, who Caller, kind tocsin.OrderKind, about tocsin.Ref) (Receipt, error) {
	in := struct {
		Kind  tocsin.OrderKind
		About tocsin.Ref
	}{kind, about}
	return d.update(ctx, who, ActAskOrder, in, func(a *act) (tocsin.Ref, error) {
		if err := checkNamedPerson(who); err != nil {
			return tocsin.Ref{}, err
		}
		if checkID(about.Kind) != nil || checkID(about.ID) != nil {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "name one record, by its kind and its id", "the order does not say what it is about")
		}
		p, err := a.clocks()
		if err != nil {
			return tocsin.Ref{}, err
		}
		id, err := a.id()
		if err != nil {
			return tocsin.Ref{}, err
		}
		o, err := tocsin.AskOrder(tocsin.OrderID(id), kind, about, a.by, p.OrderWithin)
		if err != nil {
			return about, err
		}
		if err := a.checkAsked(o); err != nil {
			return about, err
		}
		a.receipt.Pending = true
		return tocsin.Ref{Kind: tocsin.KindOrder, ID: id}, a.save(o)
	})
}

// checkNamedPerson refuses who is nobody in particular: two role accounts may be one person.
func checkNamedPerson(who Caller) error {
	if who.Person != "" {
		return nil
	}
	return tocsin.Refuse(tocsin.RuleTwoPersons, "say who you are; the name is kept as a keyed hash, and sealed to two keys", "an order takes two persons, and a role account may be anybody")
}

// checkAsked refuses an order that could not be carried out, one that is asked for already, and a
// reason that gives away what is to go.
func (a *act) checkAsked(o *tocsin.Order) error {
	if err := a.checkReason(o.Asked.Reason); err != nil {
		return err
	}
	if err := a.checkAbout(o); err != nil {
		return err
	}
	open, err := list[tocsin.Order](a, store.Query{Kind: tocsin.KindOrder, Parent: o.About.ID})
	if err != nil {
		return err
	}
	for _, other := range open {
		if other.IsOpen() && other.Kind == o.Kind && other.About == o.About {
			return tocsin.Refuse(tocsin.RuleState, "have another role give that one, or refuse it", "this is asked for already, by the order %s", other.ID)
		}
	}
	return nil
}

// checkAbout refuses an order about what it cannot be carried out on.
func (a *act) checkAbout(o *tocsin.Order) error {
	switch o.Kind {
	case tocsin.Erase:
		t, err := a.target(o.About)
		if err != nil {
			return err
		}
		return t.checkReason(o.Asked.Reason)
	case tocsin.Lift:
		h, err := load[tocsin.Hold](a, tocsin.KindHold, o.About.ID)
		if err == nil && h.State != tocsin.HoldStands {
			err = tocsin.Refuse(tocsin.RuleState, "nothing is needed", "the hold is lifted already")
		}
		return err
	}
	_, _, err := personBehind(a, o.About.ID)
	return err
}

// onOrder runs an act on an order.
func (d *Desk) onOrder(ctx context.Context, who Caller, name Act, id tocsin.OrderID, in any, fn func(*act, *tocsin.Order) error) (Receipt, error) {
	input := struct {
		ID tocsin.OrderID
		In any
	}{id, in}
	return d.update(ctx, who, name, input, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindOrder, ID: string(id)}
		o, err := load[tocsin.Order](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := a.checkReason(who.Reason); err != nil {
			return ref, err
		}
		if err := fn(a, o); err != nil {
			return ref, err
		}
		return ref, a.save(o)
	})
}

// GiveOrder gives an order that another role asked for, by another person. To erase and to lift is
// carried out in the same act; to name a person takes the keys, and so is an act of its own.
func (d *Desk) GiveOrder(ctx context.Context, who Caller, id tocsin.OrderID) (Receipt, error) {
	return d.onOrder(ctx, who, ActGiveOrder, id, nil, func(a *act, o *tocsin.Order) error {
		if err := checkNamedPerson(who); err != nil {
			return err
		}
		p, err := a.clocks()
		if err != nil {
			return err
		}
		if err := o.Give(a.by, p.OrderWithin); err != nil {
			return err
		}
		switch o.Kind {
		case tocsin.Erase:
			err = a.eraseBy(o)
		case tocsin.Lift:
			err = a.lift(o)
		default:
			a.receipt.Pending = true
			return nil
		}
		if err != nil {
			return err
		}
		return o.CarryOut(a.by)
	})
}

// RefuseOrder refuses an order, or takes back one's own; the reason is who.Reason.
func (d *Desk) RefuseOrder(ctx context.Context, who Caller, id tocsin.OrderID) (Receipt, error) {
	return d.onOrder(ctx, who, ActRefuseOrder, id, nil, func(a *act, o *tocsin.Order) error {
		if o.Kind == tocsin.Erase {
			t, err := a.quoted(o.About)
			if err == nil {
				err = t.checkReason(who.Reason)
			}
			if r, ok := errors.AsType[*tocsin.Refusal](err); err != nil && (!ok || r.Rule == tocsin.RuleForm) {
				return err
			}
		}
		return o.Refuse(a.by)
	})
}

// expire ends an order whose time has passed.
func (a *act) expire(id string, now time.Time) error {
	o, err := load[tocsin.Order](a, tocsin.KindOrder, id)
	if err != nil {
		return err
	}
	if !o.Expire(now) {
		return errNotDue
	}
	return a.save(o)
}
