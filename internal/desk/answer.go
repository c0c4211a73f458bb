package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/store"
)

// A Reaction is what somebody answers to a notice.
type Reaction struct {
	How      string               `json:"how"`             // one of tocsin.NotificationAnswers
	Words    string               `json:"words,omitempty"` // what is done, what is asked, in whose words
	Reason   tocsin.DismissReason `json:"reason,omitempty"`
	Evidence string               `json:"evidence,omitempty"`
}

// maxReaction is the most bytes of an answer's words: it is typed on a telephone.
const maxReaction = 4000

func (r Reaction) check() error {
	if len(r.Words) > maxReaction || len(r.Evidence) > maxReaction {
		return tocsin.Refuse(tocsin.RuleForm, fmt.Sprintf("say it in at most %d bytes, and ring for the rest", maxReaction), "the answer is too long")
	}
	if r.How == "detail_requested" && strings.TrimSpace(r.Words) == "" {
		return tocsin.Refuse(tocsin.RuleForm, "say what would help: the hour, the entrance, the number of men", "the question has no words")
	}
	return nil
}

// Answer takes in what the holder of a link answers. The link says whose answer it is, and to what.
func (d *Desk) Answer(ctx context.Context, token string, r Reaction, request string) (Receipt, error) {
	t, err := d.ticketNow(ctx, token)
	if err != nil {
		return Receipt{}, err
	}
	who := Caller{Role: tocsin.Gateway, Person: "contact " + string(t.Contact), Request: request}
	in := []any{ticketID(token), r}
	return d.update(ctx, who, ActAnswer, in, func(a *act) (tocsin.Ref, error) {
		t, err := a.ticket(token)
		if err != nil {
			return tocsin.Ref{}, err
		}
		return a.answerTo(t.Notice, t.Contact, r)
	})
}

func (d *Desk) ticketNow(ctx context.Context, token string) (t *tocsin.Ticket, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		t, err = d.ticket(v, token)
		return err
	})
	return t, err
}

// Acknowledge answers a notice at our own desk: somebody of the role has it.
func (d *Desk) Acknowledge(ctx context.Context, who Caller, id tocsin.NotificationID) (Receipt, error) {
	return d.update(ctx, who, ActAck, id, func(a *act) (tocsin.Ref, error) {
		n, err := load[tocsin.Notification](a, tocsin.KindNotification, string(id))
		ref := tocsin.Ref{Kind: tocsin.KindNotification, ID: string(id)}
		if err != nil {
			return ref, err
		}
		if n.To.Org != a.d.org {
			return ref, tocsin.Refuse(tocsin.RuleState, "write down who there was told: `tocsin call done`", "only %s can answer this", n.To.Org)
		}
		return a.answerTo(id, "", Reaction{How: "seen"})
	})
}

// answerTo takes an answer to a notice, ends what is still on its way, and writes the words down
// where they belong.
func (a *act) answerTo(id tocsin.NotificationID, contact tocsin.ContactID, r Reaction) (tocsin.Ref, error) {
	ref := tocsin.Ref{Kind: tocsin.KindNotification, ID: string(id)}
	n, err := load[tocsin.Notification](a, ref.Kind, ref.ID)
	if err != nil {
		return ref, err
	}
	if err := r.check(); err != nil {
		return ref, err
	}
	if n.Kind != tocsin.NotificationRelease && r.How != "seen" {
		return ref, tocsin.Refuse(tocsin.RuleForm, "answer that it was seen, and do it at the desk", "a %s is not answered by %q", n.Kind, r.How)
	}
	answer := tocsin.NotificationAnswer{How: r.How, Contact: contact, By: a.by}
	if a.d.org.Exercise() && n.Kind == tocsin.NotificationTest && contact != "" {
		if err := a.takesPart(contact); err != nil {
			return ref, err
		}
	}
	if n.Kind == tocsin.NotificationRelease {
		answer.Leads = n.About
		if err := a.replyFor(n, r); err != nil {
			return ref, err
		}
	}
	if err := n.TakeAnswer(answer); err != nil {
		return ref, err
	}
	if err := a.callOff(id, deliveryAnswered, nil); err != nil {
		return ref, err
	}
	if err := a.meet(tocsin.OweReach, ref, "somebody has answered: "+r.How, nil); err != nil {
		return ref, err
	}
	return ref, a.save(n)
}

var replyStates = map[string]tocsin.DeliveryState{
	"seen": tocsin.Acknowledged, "acting": tocsin.Acting, "detail_requested": tocsin.AskDetail, "dismissed": tocsin.Dismissed,
}

// replyFor records the answer of an addressee without a node as its reply to the release. The rules
// on reasons are those of a desk: who sent it is no reason to dismiss what it says.
func (a *act) replyFor(n *tocsin.Notification, r Reaction) error {
	s, err := load[Sent](a, tocsin.KindRelease, n.About.ID)
	if err != nil {
		return err
	}
	reply := tocsin.Reply{Release: s.Release.ID, From: n.To.Org, To: a.d.org, Status: replyStates[r.How], Words: r.Words, At: a.now}
	if r.How == "dismissed" {
		me, err := a.self()
		if err != nil {
			return err
		}
		d := tocsin.Dismissal{Reason: r.Reason, Evidence: r.Evidence, Words: r.Words}
		if err := d.Check(append([]string{string(me.ID), me.Name}, me.Aliases...)); err != nil {
			return err
		}
		reply.Reason, reply.Words = r.Reason, r.Evidence
	}
	s.Replies = append(s.Replies, reply)
	if slices.Index(tocsin.DeliveryStates, reply.Status) > slices.Index(tocsin.DeliveryStates, s.State) {
		s.State = reply.Status
	}
	ref := tocsin.Ref{Kind: tocsin.KindRelease, ID: n.About.ID}
	if err := a.answered(ref, s, reply); err != nil {
		return err
	}
	return a.save(s)
}
