package desk

import (
	"context"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// Receive takes in a release from a peer: it stores it, answers with a receipt, opens a threat of
// our own for it, and writes down what it makes us owe. The sender's name goes into no text that
// the desk sees before the content is graded.
func (d *Desk) Receive(ctx context.Context, who Caller, peer tocsin.OrgID, r tocsin.Release) (Receipt, error) {
	return d.update(ctx, who, ActReceive, r, func(a *act) (tocsin.Ref, error) {
		known, err := a.known(peer, r)
		if err != nil {
			return tocsin.Ref{}, err
		}
		id, err := a.id()
		if err != nil {
			return tocsin.Ref{}, err
		}
		in := tocsin.Received{
			ID: tocsin.ReceivedID(id), Release: r, KnownPeer: known, KeyGood: true, State: tocsin.ReceivedOK,
			Times: tocsin.Times{Happened: r.Issued, HappenedEvidence: tocsin.Asserted, Learned: tocsin.At(a.now), LearnedEvidence: tocsin.Recorded, Recorded: a.now},
		}
		ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: id}
		me, err := a.self()
		if err != nil {
			return ref, err
		}
		if r.Closing != nil {
			return ref, a.closingCame(&in)
		}
		if me.Kind == tocsin.OrgAudience {
			return ref, a.save(&in)
		}
		if err := a.threatFrom(&in); err != nil {
			return ref, err
		}
		if err := a.save(&in); err != nil {
			return ref, err
		}
		if err := a.oweForReceived(&in, me.Policy); err != nil {
			return ref, err
		}
		return ref, a.answer(&in, tocsin.Reply{Status: tocsin.ReceivedOK})
	})
}

// known refuses a peer that nobody admitted, and a release that is not from or for whom it says.
func (a *act) known(peer tocsin.OrgID, r tocsin.Release) (bool, error) {
	if _, err := a.Get(tocsin.KindOrg, string(peer)); err != nil {
		return false, tocsin.Refuse(tocsin.RuleUnknownPeer, "have the administrator admit it, out of band", "the sender is not an admitted peer")
	}
	if r.From != peer || r.To != a.d.org {
		return false, tocsin.Refuse(tocsin.RuleUnknownPeer, "ask for it to be sent again", "the release does not name its bearer and this organisation")
	}
	return true, nil
}

// threatFrom opens our own threat for what the release tells.
func (a *act) threatFrom(in *tocsin.Received) error {
	id, err := a.id()
	if err != nil {
		return err
	}
	in.Threat = tocsin.ThreatID(id)
	t := tocsin.Threat{
		ID: in.Threat, Title: in.Release.Title, Received: []tocsin.ReceivedID{in.ID}, Alerted: a.now,
		Parts: slices.Clone(in.Release.Parts), Label: in.Release.TLP, Times: in.Times,
	}
	if t.Title == "" {
		t.Title = "A warning received (" + in.Release.Level.Plain() + ")"
	}
	for _, o := range in.Release.Onward {
		t.Victims = append(t.Victims, tocsin.Victim{ID: o.Victim, Name: o.Name, Kind: "structure", Part: o.Part})
	}
	if len(t.Parts) == 0 {
		t.Parts = []tocsin.Part{{ID: "all", Name: "what the text says"}}
	}
	if err := a.openThreat(&t); err != nil {
		return err
	}
	a.receipt.Joined = append(a.receipt.Joined, t.ID)
	return a.lookAround(&t)
}

// oweForReceived opens what a received warning makes us owe.
func (a *act) oweForReceived(in *tocsin.Received, p tocsin.Policy) error {
	ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: string(in.ID)}
	var windows []tocsin.Window
	for _, part := range in.Release.Parts {
		windows = append(windows, part.Window)
	}
	err := a.owe(debt{
		kind: tocsin.OweGrade, about: ref, owes: a.us(tocsin.DutyOfficer), to: a.us(tocsin.Approver),
		what:     "Judge the content of a warning received, before its sender is shown",
		doneWhen: "the content digit is signed",
		rule:     "content before sender: a warning is judged on what it says",
		due:      a.now.Add(tocsin.GradeClock(p, windows, a.now)),
	})
	if err != nil {
		return err
	}
	for _, o := range in.Release.Onward {
		err := a.owe(debt{
			kind: tocsin.OweOnward, about: ref, subject: tocsin.Ref{Kind: "victim", ID: o.Victim},
			owes: a.us(tocsin.DutyOfficer), to: tocsin.Party{Role: "sender"},
			what:     "Tell " + o.Name + " of the danger: the sender reaches it only through " + string(a.d.org),
			doneWhen: "it was told, and that is reported back",
			rule:     "a named victim, or its protector, is told; who is told as protector passes it on",
			due:      o.By,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// closingCame takes in the message that ends or extends an instruction received earlier.
func (a *act) closingCame(in *tocsin.Received) error {
	in.State = tocsin.Read
	return a.save(in)
}

// answer sends a reply about a received release back to its sender.
func (a *act) answer(in *tocsin.Received, r tocsin.Reply) error {
	r.Release, r.From, r.To, r.Role, r.At = in.Release.ID, a.d.org, in.Release.From, a.who.Role, a.now
	return a.send(in.Release.From, "reply", r)
}

// detailCame takes in the answer to a request for detail of ours.
func (a *act) detailCame(peer tocsin.OrgID, r tocsin.Reply) (tocsin.Ref, error) {
	all, err := list[tocsin.Received](a, store.Query{Kind: tocsin.KindReceived, Parent: string(r.Release)})
	if err != nil {
		return tocsin.Ref{}, err
	}
	if len(all) == 0 || all[0].Release.From != peer {
		return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleUnknownPeer, "check which release it answers", "the detail answers no release that we have from this peer")
	}
	in := all[0]
	ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: string(in.ID)}
	in.Detail = append(in.Detail, r.Words)
	if err := a.meet(tocsin.OweDetail, ref.ID, "the sender answered", nil); err != nil {
		return ref, err
	}
	return ref, a.save(in)
}
