package desk

import (
	"context"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/store"
)

// onReceived runs an act on a received release.
func (d *Desk) onReceived(ctx context.Context, who Caller, name Act, id tocsin.ReceivedID, in any, fn func(*act, *tocsin.Received) error) (Receipt, error) {
	input := struct {
		ID tocsin.ReceivedID
		In any
	}{id, in}
	return d.update(ctx, who, name, input, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: string(id)}
		r, err := load[tocsin.Received](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := fn(a, r); err != nil {
			return ref, err
		}
		return ref, a.save(r)
	})
}

// OpenReceived records that a person opened it.
func (d *Desk) OpenReceived(ctx context.Context, who Caller, id tocsin.ReceivedID) (Receipt, error) {
	return d.onReceived(ctx, who, ActOpen, id, nil, func(a *act, r *tocsin.Received) error {
		if r.Opened != nil {
			return tocsin.Refuse(tocsin.RuleState, "grade it next", "it was opened already")
		}
		r.Opened = &a.by
		if r.State == tocsin.ReceivedOK {
			r.State = tocsin.Read
		}
		return a.answer(r, tocsin.Reply{Status: tocsin.Read})
	})
}

// GradeBlind signs the content digit, with the sender unseen.
func (d *Desk) GradeBlind(ctx context.Context, who Caller, id tocsin.ReceivedID, c tocsin.Credibility) (Receipt, error) {
	return d.onReceived(ctx, who, ActBlind, id, c, func(a *act, r *tocsin.Received) error {
		if err := r.GradeBlind(c, a.by); err != nil {
			return err
		}
		if r.Opened == nil {
			r.Opened = &a.by
		}
		if err := a.meet(tocsin.OweGrade, tocsin.Ref{Kind: tocsin.KindReceived, ID: string(r.ID)}, "the content was judged", nil); err != nil {
			return err
		}
		return a.answer(r, tocsin.Reply{Status: tocsin.Assessed})
	})
}

// Reveal shows the sender, after the content digit.
func (d *Desk) Reveal(ctx context.Context, who Caller, id tocsin.ReceivedID) (Receipt, error) {
	return d.onReceived(ctx, who, ActReveal, id, nil, func(a *act, r *tocsin.Received) error { return r.Reveal(a.by) })
}

// GradeSource signs the source letter, after the reveal.
func (d *Desk) GradeSource(ctx context.Context, who Caller, id tocsin.ReceivedID, l tocsin.Reliability) (Receipt, error) {
	return d.onReceived(ctx, who, ActSourceGrade, id, l, func(a *act, r *tocsin.Received) error { return r.GradeSource(l, a.by) })
}

// Protect records a protective act. It needs no grade.
func (d *Desk) Protect(ctx context.Context, who Caller, id tocsin.ReceivedID, what string) (Receipt, error) {
	return d.onReceived(ctx, who, ActProtect, id, what, func(a *act, r *tocsin.Received) error {
		if err := r.Act(what, a.by); err != nil {
			return err
		}
		return a.answer(r, tocsin.Reply{Status: tocsin.Acting})
	})
}

// OpenLead records a line of inquiry from a received warning.
func (d *Desk) OpenLead(ctx context.Context, who Caller, id tocsin.ReceivedID, l tocsin.Lead) (Receipt, error) {
	return d.onReceived(ctx, who, ActLead, id, l, func(a *act, r *tocsin.Received) error {
		l := tocsin.Lead{ID: l.ID, What: l.What, Part: l.Part} // what it came to is an act of its own
		if slices.ContainsFunc(r.Leads, func(o tocsin.Lead) bool { return o.ID == l.ID }) {
			return tocsin.Refuse(tocsin.RuleState, "choose another id, or leave it out", "there is a lead %q already", l.ID)
		}
		var err error
		if l.ID, err = fresh(a, "lead", l.ID); err != nil {
			return err
		}
		return r.OpenLead(l)
	})
}

// CloseLead records what a lead came to. "Acted, not substantiated" asks the sender for detail:
// it closes the lead, never the threat.
func (d *Desk) CloseLead(ctx context.Context, who Caller, id tocsin.ReceivedID, lead tocsin.LeadID, outcome, acts, doubt string) (Receipt, error) {
	in := []string{string(lead), outcome, acts, doubt}
	return d.onReceived(ctx, who, ActCloseLead, id, in, func(a *act, r *tocsin.Received) error {
		if err := r.CloseLead(lead, outcome, acts, doubt, a.by); err != nil {
			return err
		}
		if outcome != string(tocsin.NotSubstantiated) {
			return nil
		}
		if err := a.answer(r, tocsin.Reply{Status: tocsin.NotSubstantiated, Words: doubt}); err != nil {
			return err
		}
		return a.ask(r, doubt)
	})
}

// Ask asks the sender for detail; the sender owes an answer, and we keep watch over it.
func (d *Desk) Ask(ctx context.Context, who Caller, id tocsin.ReceivedID, words string) (Receipt, error) {
	return d.onReceived(ctx, who, ActAsk, id, words, func(a *act, r *tocsin.Received) error {
		if strings.TrimSpace(words) == "" {
			return tocsin.Refuse(tocsin.RuleForm, "say what would help: the hour, the entrance, the number of men", "the question has no words")
		}
		return a.ask(r, words)
	})
}

func (a *act) ask(r *tocsin.Received, words string) error {
	p, err := a.clocks()
	if err != nil {
		return err
	}
	err = a.owe(debt{
		kind: tocsin.OweDetail, about: tocsin.Ref{Kind: tocsin.KindReceived, ID: string(r.ID)},
		owes: tocsin.Party{Role: "sender"}, to: a.us(tocsin.Analyst),
		what:     "The sender was asked for more: " + words,
		doneWhen: "an answer has come: more, or why there is no more",
		rule:     "a request for detail is a tracked obligation of the sender",
		due:      a.now.Add(p.DetailWithin),
	})
	if err != nil {
		return err
	}
	return a.answer(r, tocsin.Reply{Status: tocsin.AskDetail, Words: words})
}

// Dismiss closes a received warning without action. It refuses a reason that is not on the list,
// and one that speaks of the sender: a warning that nobody answers stays on the desk.
func (d *Desk) Dismiss(ctx context.Context, who Caller, id tocsin.ReceivedID, reason tocsin.DismissReason, evidence, words string) (Receipt, error) {
	in := []string{string(reason), evidence, words}
	who.Reason = words
	return d.onReceived(ctx, who, ActDismiss, id, in, func(a *act, r *tocsin.Received) error {
		senders, err := a.senders(r, words+" "+evidence)
		if err != nil {
			return err
		}
		dis := tocsin.Dismissal{Reason: reason, Evidence: evidence, Words: words, By: a.by}
		if err := r.Dismiss(dis, senders); err != nil {
			return err
		}
		return a.answer(r, tocsin.Reply{Status: tocsin.Dismissed, Reason: reason, Words: evidence})
	})
}

// senders are the names that a reason to dismiss may not hold. Before the sender was shown a reason
// may name no peer at all: if only the sender's name were refused, to try the names one by one
// would show who it is.
func (a *act) senders(r *tocsin.Received, words string) ([]string, error) {
	if r.Revealed != nil {
		o, err := load[tocsin.Org](a, tocsin.KindOrg, string(r.Release.From))
		if err != nil {
			return nil, err
		}
		return append([]string{string(o.ID), o.Name}, o.Aliases...), nil
	}
	peers, err := list[tocsin.Org](a, store.Query{Kind: tocsin.KindOrg})
	if err != nil {
		return nil, err
	}
	for _, o := range peers {
		for _, name := range append([]string{string(o.ID), o.Name}, o.Aliases...) {
			if o.ID != a.d.org && maskWords(words, []string{name}) != words {
				return nil, tocsin.Refuse(tocsin.RuleDistrust, "leave organisations out, or grade the content and have the sender shown first", "the reason names an organisation (%q) while the sender is not shown", name)
			}
		}
	}
	return nil, nil
}

// OnwardDone reports that a victim was told; the sender sees it.
func (d *Desk) OnwardDone(ctx context.Context, who Caller, id tocsin.ReceivedID, victim, words string) (Receipt, error) {
	return d.onReceived(ctx, who, ActOnward, id, []string{victim, words}, func(a *act, r *tocsin.Received) error {
		if strings.TrimSpace(words) == "" {
			return tocsin.Refuse(tocsin.RuleForm, "say who was told, by whom, how", "the report has no words")
		}
		ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: string(r.ID)}
		told := func(o *tocsin.Obligation) bool { return o.Subject.ID == victim }
		open, err := a.owed(tocsin.OweOnward, ref)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(open, told) {
			return tocsin.Refuse(tocsin.RuleState, "list the open duties to see whom you owe it to", "no duty to tell %q is open", victim)
		}
		if err := a.meet(tocsin.OweOnward, ref, words, told); err != nil {
			return err
		}
		r.OnwardDone = append(r.OnwardDone, victim)
		return a.answer(r, tocsin.Reply{Status: tocsin.OnwardDone, Victim: a.sendersVictim(r, victim), Words: words})
	})
}

// sendersVictim is what the sender calls a victim of ours.
func (a *act) sendersVictim(r *tocsin.Received, ours string) string {
	hide := sendersNames(a, r.Release.From)
	for i, o := range r.Release.Onward {
		if victimID(r.Release, i, hide) == ours {
			return o.Victim
		}
	}
	return ours
}
