package desk

import (
	"context"
	"errors"
	"fmt"

	"tocsin"
	"tocsin/internal/fusion"
	"tocsin/internal/store"
)

// twins raises an alarm when another open file seems to be of the same danger and neither names the
// other: at both files, so that whoever looks at one learns of the other.
func (a *act) twins(t *tocsin.Threat) error {
	dots, err := a.laid()
	if err != nil {
		return err
	}
	var failed error
	told := func(own, other string) bool {
		asked, err := a.asked(tocsin.OweTwin, tocsin.Ref{Kind: tocsin.KindThreat, ID: own}, tocsin.Ref{Kind: tocsin.KindThreat, ID: other})
		failed = errors.Join(failed, err)
		return asked
	}
	both := func(other string) bool { return told(string(t.ID), other) && told(other, string(t.ID)) }
	alarms := dots.Twins(string(t.ID), both)
	if failed != nil {
		return failed
	}
	for _, alarm := range alarms {
		if len(a.written) > maxAround {
			return nil
		}
		if err := a.twin(alarm); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) twin(x fusion.TwinAlarm) error {
	about, subject := tocsin.Ref{Kind: tocsin.KindThreat, ID: x.Own}, tocsin.Ref{Kind: tocsin.KindThreat, ID: x.Other}
	asked, err := a.asked(tocsin.OweTwin, about, subject)
	if err != nil || asked {
		return err
	}
	own, err := load[tocsin.Threat](a, about.Kind, about.ID)
	if err != nil {
		return err
	}
	other, err := load[tocsin.Threat](a, subject.Kind, subject.ID)
	if err != nil {
		return err
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	return a.owe(debt{
		kind: tocsin.OweTwin, owes: a.us(tocsin.Analyst), to: a.us(tocsin.WarningOfficer), about: about, subject: subject, score: a.senderless(x.Score, own, other),
		what:     fmt.Sprintf("Two open files, one danger, %s, and neither names the other: %q, and beside it %q", strongest(x.Score), own.Title, other.Title),
		doneWhen: "one file names the other, or an analyst says why they are two dangers",
		rule:     "two open files on one danger are told of each other",
		due:      a.now.Add(p.JoinWithin),
	})
}

// NameThreat records that two open files are of one danger. They stay two files, each with its own
// parts and its own end; their accounts are weighed together. A partner whose warning is behind one
// of them is told that we hold a file of our own on its danger, and nothing of what is in it.
func (d *Desk) NameThreat(ctx context.Context, who Caller, threat, other tocsin.ThreatID) (Receipt, error) {
	return d.update(ctx, who, ActName, pair{string(threat), string(other)}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(threat)}
		t, o, err := a.twoThreats(threat, other)
		if err != nil {
			return ref, err
		}
		if err := t.Name(o); err != nil {
			return ref, err
		}
		if err := a.saveBoth(t, o); err != nil {
			return ref, err
		}
		if err := a.twinsMet(t, o, "one file names the other"); err != nil {
			return ref, err
		}
		if err := a.tellSenders(t, o); err != nil {
			return ref, err
		}
		return ref, a.circles(t)
	})
}

// TellApart records that two files are of two dangers, for the reason in who.Reason.
func (d *Desk) TellApart(ctx context.Context, who Caller, threat, other tocsin.ThreatID) (Receipt, error) {
	return d.update(ctx, who, ActTellApart, pair{string(threat), string(other)}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindThreat, ID: string(threat)}
		t, o, err := a.twoThreats(threat, other)
		if err != nil {
			return ref, err
		}
		if err := t.KeepApart(o, a.by); err != nil {
			return ref, err
		}
		if err := a.saveBoth(t, o); err != nil {
			return ref, err
		}
		return ref, a.twinsMet(t, o, "two dangers: "+a.by.Reason)
	})
}

func (a *act) twoThreats(id, other tocsin.ThreatID) (t, o *tocsin.Threat, err error) {
	if t, err = load[tocsin.Threat](a, tocsin.KindThreat, string(id)); err != nil {
		return nil, nil, err
	}
	o, err = load[tocsin.Threat](a, tocsin.KindThreat, string(other))
	return t, o, err
}

func (a *act) saveBoth(t, o *tocsin.Threat) error {
	if err := a.save(t); err != nil {
		return err
	}
	return a.save(o)
}

// twinsMet ends the alarms at both files.
func (a *act) twinsMet(t, o *tocsin.Threat, how string) error {
	for _, x := range [][2]*tocsin.Threat{{t, o}, {o, t}} {
		this := func(d *tocsin.Obligation) bool { return d.Subject.ID == string(x[1].ID) }
		if err := a.meet(tocsin.OweTwin, tocsin.Ref{Kind: tocsin.KindThreat, ID: string(x[0].ID)}, how, this); err != nil {
			return err
		}
	}
	return nil
}

// tellSenders tells those whose warnings are behind one file only that the other file is ours.
func (a *act) tellSenders(t, o *tocsin.Threat) error {
	if len(t.Received) > 0 && len(o.Received) > 0 {
		return nil // neither is ours alone: what one partner told is not told to another
	}
	for _, id := range append(append([]tocsin.ReceivedID(nil), t.Received...), o.Received...) {
		in, err := load[tocsin.Received](a, tocsin.KindReceived, string(id))
		if wasErased(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := a.answer(in, tocsin.Reply{Status: tocsin.SameDanger}); err != nil {
			return err
		}
	}
	return nil
}

// sameDanger takes in that an addressee of ours holds a file of its own on the danger.
func (a *act) sameDanger(s *Sent, from tocsin.OrgID) error {
	w, err := load[tocsin.Warning](a, tocsin.KindWarning, string(s.Warning))
	if err != nil {
		return err
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	return a.owe(debt{
		kind: tocsin.OweTwin, owes: a.us(tocsin.Analyst), to: a.us(tocsin.WarningOfficer),
		about:    tocsin.Ref{Kind: tocsin.KindRelease, ID: string(s.Release.ID)},
		what:     fmt.Sprintf("Two open files, one danger: %s holds a file of its own on what %q warns of", from, w.Title),
		doneWhen: "it was asked what it may share, or an analyst says why it is not asked",
		rule:     "two open files on one danger are told of each other",
		due:      a.now.Add(p.JoinWithin),
	})
}

// linked are the files that a threat names, by any number of steps, the threat itself first; at
// most mostLinked of them. A file that was erased is passed over.
func linked(v store.View, id tocsin.ThreatID) ([]*tocsin.Threat, error) {
	first, err := load[tocsin.Threat](v, tocsin.KindThreat, string(id))
	if err != nil {
		return nil, err
	}
	out, seen := []*tocsin.Threat{first}, map[tocsin.ThreatID]bool{id: true}
	for i := 0; i < len(out); i++ {
		for _, n := range out[i].Names {
			if seen[n] || len(out) >= mostLinked {
				continue
			}
			seen[n] = true
			t, err := present[tocsin.Threat](v, tocsin.KindThreat, string(n))
			if err != nil {
				return nil, err
			}
			if t == nil {
				continue
			}
			out = append(out, t)
		}
	}
	return out, nil
}

// mostLinked bounds how many files are weighed together.
const mostLinked = 32
