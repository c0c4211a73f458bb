package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tocsin"
)

// GiveDetail answers a request for detail, to the one who asked. What it says passes the leak
// check at the level that the addressee has.
func (d *Desk) GiveDetail(ctx context.Context, who Caller, release tocsin.ReleaseID, words string) (Receipt, error) {
	return d.update(ctx, who, ActDetail, []string{string(release), words}, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindRelease, ID: string(release)}
		s, err := load[Sent](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		w, err := load[tocsin.Warning](a, tocsin.KindWarning, string(s.Warning))
		if err != nil {
			return ref, err
		}
		if strings.TrimSpace(words) == "" {
			return ref, tocsin.Refuse(tocsin.RuleForm, "say more, or why there is no more", "the answer has no words")
		}
		if err := a.checkWords(w, s.Release.Level, "the detail given", words); err != nil {
			return ref, err
		}
		if err := a.meet(tocsin.OweDetail, ref, "answered", nil); err != nil {
			return ref, err
		}
		reply := tocsin.Reply{Release: release, From: a.d.org, To: s.Release.To, Status: tocsin.GaveDetail, Words: words, Role: who.Role, At: a.now}
		s.Replies = append(s.Replies, reply)
		if err := a.save(s); err != nil {
			return ref, err
		}
		return ref, a.send(s.Release.To, "reply", reply)
	})
}

// ReceiveReply takes in what an addressee answered to a release of ours.
func (d *Desk) ReceiveReply(ctx context.Context, who Caller, peer tocsin.OrgID, r tocsin.Reply) (Receipt, error) {
	return d.update(ctx, who, ActReply, r, func(a *act) (tocsin.Ref, error) {
		if err := a.checkReply(peer, r); err != nil {
			return tocsin.Ref{}, err
		}
		if r.Status == tocsin.GaveDetail {
			return a.detailCame(peer, r)
		}
		ref := tocsin.Ref{Kind: tocsin.KindRelease, ID: string(r.Release)}
		s, err := load[Sent](a, ref.Kind, ref.ID)
		if wasErased(err) {
			return ref, err
		}
		if _, missing := errors.AsType[*tocsin.Refusal](err); missing || err == nil && s.Release.To != peer {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleUnknownPeer, "check which release it answers", "%s answers no release that went to it", peer)
		}
		if err != nil {
			return ref, err
		}
		s.Replies = append(s.Replies, r)
		if slices.Index(tocsin.DeliveryStates, r.Status) > slices.Index(tocsin.DeliveryStates, s.State) {
			s.State = r.Status
		}
		if err := a.answered(ref, s, r); err != nil {
			return ref, err
		}
		if r.Status != tocsin.ReceivedOK { // a person there has it, whatever way it came
			if err := a.finishNotice(string(r.Release), "answered over the network: "+string(r.Status)); err != nil {
				return ref, err
			}
		}
		return ref, a.save(s)
	})
}

// replyStatuses are what a peer may answer: how far it has come with a release, and detail about
// one of its own. The other states are ours to know.
var replyStatuses = []tocsin.DeliveryState{
	tocsin.ReceivedOK, tocsin.Read, tocsin.Acknowledged, tocsin.Assessed, tocsin.Acting, tocsin.NotSubstantiated,
	tocsin.AskDetail, tocsin.GaveDetail, tocsin.OnwardDone, tocsin.Dismissed, tocsin.Refused, tocsin.SameDanger,
}

// checkReply refuses a reply that is not from or for whom it says, or says what no peer may.
func (a *act) checkReply(peer tocsin.OrgID, r tocsin.Reply) error {
	if err := a.admitted(peer); err != nil {
		return err
	}
	switch {
	case r.From != peer || r.To != a.d.org:
		return tocsin.Refuse(tocsin.RuleUnknownPeer, "ask for it to be sent again", "the reply does not name its bearer and this organisation")
	case !slices.Contains(replyStatuses, r.Status):
		return tocsin.Refuse(tocsin.RuleForm, "ask the peer which version of the protocol it speaks", "%q is not what a peer may answer", clip(string(r.Status), maxID))
	case len(r.Words) > maxWords || len(r.Victim) > maxName || len(r.Reason) > maxID || len(r.Role) > maxID:
		return tocsin.Refuse(tocsin.RuleForm, "ask for it in fewer words", "the reply is too long to be kept")
	}
	return nil
}

// answered meets, or opens, what an answer is about.
func (a *act) answered(ref tocsin.Ref, s *Sent, r tocsin.Reply) error {
	if err := a.meet(tocsin.OweReceipt, ref, "receipted by "+string(r.From), nil); err != nil {
		return err
	}
	switch r.Status {
	case tocsin.SameDanger:
		return a.sameDanger(s, r.From)
	case tocsin.OnwardDone:
		told := func(o *tocsin.Obligation) bool { return o.Subject.ID == r.Victim }
		return a.meet(tocsin.OweOnward, ref, "reported by "+string(r.From)+": "+r.Words, told)
	case tocsin.AskDetail:
		p, err := a.clocks()
		if err != nil {
			return err
		}
		return a.owe(debt{
			kind: tocsin.OweDetail, about: ref, owes: a.us(tocsin.WarningOfficer), to: tocsin.Party{Org: r.From},
			what:     fmt.Sprintf("%s asks for more: %s", r.From, r.Words),
			doneWhen: "an answer is sent: more, or why there is no more",
			rule:     "a request for detail is a tracked obligation of the sender",
			due:      a.now.Add(p.DetailWithin),
		})
	}
	return nil
}
