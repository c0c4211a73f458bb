package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/store"
)

// Receive takes in a release from a peer: it stores it, answers with a receipt, opens a threat of
// our own for it, and writes down what it makes us owe. The sender's name goes into no text that
// the desk sees before the content is graded.
func (d *Desk) Receive(ctx context.Context, who Caller, peer tocsin.OrgID, r tocsin.Release) (Receipt, error) {
	return d.update(ctx, who, ActReceive, r, func(a *act) (tocsin.Ref, error) {
		if err := a.known(peer, r); err != nil {
			return tocsin.Ref{}, err
		}
		id, err := a.id()
		if err != nil {
			return tocsin.Ref{}, err
		}
		in := tocsin.Received{
			ID: tocsin.ReceivedID(id), Release: r, KnownPeer: true, KeyGood: true, State: tocsin.ReceivedOK,
			Times: tocsin.Times{Happened: r.Issued, HappenedEvidence: tocsin.Asserted, Learned: tocsin.At(a.now), LearnedEvidence: tocsin.Recorded, Recorded: a.now},
		}
		if checkInstant(r.Issued) != nil {
			in.Times.Happened = tocsin.Instant{Words: "a time that cannot be placed on the calendar"}
		}
		ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: id}
		me, err := a.self()
		if err != nil {
			return ref, err
		}
		if r.Closing != nil {
			return ref, a.closingCame(&in, me)
		}
		if me.Kind == tocsin.OrgAudience {
			return ref, a.save(&in)
		}
		return ref, a.warned(&in, me.Policy)
	})
}

// warned opens what a release received brings: a threat, duties, a receipt.
func (a *act) warned(in *tocsin.Received, p tocsin.Policy) error {
	hide := sendersNames(a, in.Release.From)
	t, err := a.threatFrom(in, hide)
	if err != nil {
		return err
	}
	if err := a.save(in); err != nil {
		return err
	}
	if err := a.oweForReceived(in, t, p); err != nil {
		return err
	}
	return a.answer(in, tocsin.Reply{Status: tocsin.ReceivedOK})
}

// admitted refuses a peer that nobody admitted, ourselves, and what comes out of an exercise into the
// real thing or the other way round.
func (a *act) admitted(peer tocsin.OrgID) error {
	if err := a.meets(peer); err != nil {
		return err
	}
	_, err := a.Get(tocsin.KindOrg, string(peer))
	if err == nil && peer != a.d.org {
		return nil
	}
	if err == nil || errors.Is(err, store.ErrNotFound) {
		return tocsin.Refuse(tocsin.RuleUnknownPeer, "have the administrator admit it, out of band", "the sender is not an admitted peer")
	}
	return err
}

// known refuses a peer that nobody admitted, a release that is not from or for whom it says, and a
// second one under the id of another.
func (a *act) known(peer tocsin.OrgID, r tocsin.Release) error {
	if err := a.admitted(peer); err != nil {
		return err
	}
	if r.From != peer || r.To != a.d.org {
		return tocsin.Refuse(tocsin.RuleUnknownPeer, "ask for it to be sent again", "the release does not name its bearer and this organisation")
	}
	if err := checkRelease(r); err != nil {
		return err
	}
	had, err := a.received(peer, r.ID)
	if err != nil {
		return err
	}
	if had != nil {
		return tocsin.Refuse(tocsin.RuleState, "ask for it under an id of its own", "a release with this id came from this peer before")
	}
	return nil
}

// received finds what we have from a peer under the peer's id for it, or nil.
func (a *act) received(peer tocsin.OrgID, id tocsin.ReleaseID) (*tocsin.Received, error) {
	all, err := list[tocsin.Received](a, store.Query{Kind: tocsin.KindReceived, Parent: string(id)})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(r *tocsin.Received) bool { return r.Release.From == peer })
	if i < 0 || id == "" {
		return nil, nil
	}
	return all[i], nil
}

// threatFrom opens our own threat for what the release tells. Its names are masked for good: they
// go into the texts of duties, and into what a refusal says.
func (a *act) threatFrom(in *tocsin.Received, hide []string) (*tocsin.Threat, error) {
	id, err := a.id()
	if err != nil {
		return nil, err
	}
	in.Threat = tocsin.ThreatID(id)
	t := tocsin.Threat{
		ID: in.Threat, Title: maskWords(in.Release.Title, hide), Received: []tocsin.ReceivedID{in.ID}, Alerted: a.now,
		Parts: partsOf(in.Release, hide), Victims: victimsOf(in, hide), Label: tocsin.TLP(label(in.Release.TLP)), Times: in.Times,
	}
	if err := a.placeVictims(t.Victims); err != nil {
		return nil, err
	}
	if strings.TrimSpace(t.Title) == "" {
		t.Title = "A warning received (" + in.Release.Level.Plain() + ")"
	}
	if err := a.openThreat(&t); err != nil {
		return nil, err
	}
	a.receipt.Joined = append(a.receipt.Joined, t.ID)
	return &t, a.lookAround(&t)
}

// oweForReceived opens what a received warning makes us owe.
func (a *act) oweForReceived(in *tocsin.Received, t *tocsin.Threat, p tocsin.Policy) error {
	ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: string(in.ID)}
	var windows []tocsin.Window
	for _, part := range t.Parts {
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
	for i, o := range in.Release.Onward {
		err := a.owe(debt{
			kind: tocsin.OweOnward, about: ref, subject: tocsin.Ref{Kind: "victim", ID: t.Victims[i].ID},
			owes: a.us(tocsin.DutyOfficer), to: tocsin.Party{Role: "sender"},
			what:     "Tell " + o.Name + " of the danger: the sender reaches it only through " + string(a.d.org),
			doneWhen: "it was told, and that is reported back",
			rule:     "a named victim, or its protector, is told; who is told as protector passes it on",
			due:      onwardBy(o.By, a.now, p),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// closingCame takes in the message that ends or extends an instruction received earlier, from the
// peer that gave it. One that ends nothing that we have is kept too, beside nothing.
func (a *act) closingCame(in *tocsin.Received, me *tocsin.Org) error {
	had, err := a.received(in.Release.From, in.Release.Replaces)
	if err != nil {
		return err
	}
	if had != nil {
		in.Threat = had.Threat
	}
	if err := a.save(in); err != nil || me.Kind == tocsin.OrgAudience {
		return err
	}
	return a.answer(in, tocsin.Reply{Status: tocsin.ReceivedOK})
}

// answer sends a reply about a received release back to its sender. Until the sender was shown,
// the receipt of the act does not name it.
func (a *act) answer(in *tocsin.Received, r tocsin.Reply) error {
	r.Release, r.From, r.To, r.Role, r.At = in.Release.ID, a.d.org, in.Release.From, a.who.Role, a.now
	if in.Revealed != nil {
		return a.send(in.Release.From, "reply", r)
	}
	_, err := a.post(in.Release.From, "reply", r)
	return err
}

// detailCame takes in the answer to a request for detail of ours.
func (a *act) detailCame(peer tocsin.OrgID, r tocsin.Reply) (tocsin.Ref, error) {
	in, err := a.received(peer, r.Release)
	if err != nil {
		return tocsin.Ref{}, err
	}
	if in == nil {
		return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleUnknownPeer, "check which release it answers", "the detail answers no release that we have from this peer")
	}
	ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: string(in.ID)}
	in.Detail = append(in.Detail, r.Words)
	if err := a.meet(tocsin.OweDetail, ref, "the sender answered", nil); err != nil {
		return ref, err
	}
	return ref, a.save(in)
}

// placeVictims gives a victim whose name is that of a site we know its site and operator, so that
// it can be warned itself.
func (a *act) placeVictims(victims []tocsin.Victim) error {
	sites, err := a.sites()
	if err != nil {
		return err
	}
	for i := range victims {
		for _, s := range sites {
			if namesSite(victims[i].Name, s) {
				victims[i].Site, victims[i].Org = s.ID, s.Operator
			}
		}
	}
	return nil
}
