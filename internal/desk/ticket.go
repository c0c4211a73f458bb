package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"tocsin"
	"tocsin/internal/store"
)

// A token is computed from the organisation's ticket key and from what the token is for, so that who
// reads the database can follow no link; and a message that is sent again carries the same link, though
// it was written down nowhere. That of a poster is 160 bits, and the store has its hash. That of an answer
// is the id of its notice and 120 bits: whose it is stands in the notice's chain, and the store has nothing.

var tokenText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// errNoLinks says that the desk was opened without the key of links.
var errNoLinks = errors.New("the key of the links to answer is not there")

func (d *Desk) token(what string, parts ...any) string {
	h := hmac.New(sha256.New, d.ticketKey)
	fmt.Fprintf(h, "tocsin/%s/v1", what)
	for _, p := range parts {
		fmt.Fprintf(h, "\x00%v", p)
	}
	return tokenText.EncodeToString(h.Sum(nil)[:20])
}

// answerToken is the token of a contact for a notice, after its links were made anew so many times.
func (d *Desk) answerToken(n tocsin.NotificationID, c tocsin.ContactID, links int) string {
	return string(n) + d.token("answer", n, c, links)[:answerBits/5]
}

// The parts of the token of an answer: an id, and so many bits in letters of five.
const (
	idLength   = 26
	answerBits = 120
)

// WebhookSecret is what a contact's webhook verifies our messages with.
func (d *Desk) WebhookSecret(c tocsin.ContactID) string { return d.token("webhook", c) }

// ticketID is the id of a token's ticket.
func ticketID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// ticket finds the ticket of a token that is still good.
func (a *act) ticket(token string) (*tocsin.Ticket, error) {
	t, err := a.d.ticket(a, token)
	if err != nil {
		return nil, err
	}
	return t, t.Valid(a.now)
}

// errNoTicket is the answer to a token that nobody was given: it does not tell one from another.
var errNoTicket = tocsin.Refuse(tocsin.RuleForm, "open it from the message once more, or ask whoever sent it", "this link is not good")

func (d *Desk) ticket(v store.View, token string) (*tocsin.Ticket, error) {
	if len(token) > 64 || strings.Trim(token, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
		return nil, errNoTicket
	}
	if len(token) == idLength+answerBits/5 {
		return d.answerTicket(v, token)
	}
	r, err := v.Get(tocsin.KindTicket, ticketID(token))
	if errors.Is(err, store.ErrNotFound) {
		return nil, errNoTicket
	}
	if err != nil {
		return nil, err
	}
	return decode[tocsin.Ticket](r)
}

// answerTicket works out whose answer a token is for. One that was taken back is told from one that
// nobody was given: who holds it was told once.
func (d *Desk) answerTicket(v store.View, token string) (*tocsin.Ticket, error) {
	n, err := load[tocsin.Notification](v, tocsin.KindNotification, token[:idLength])
	if _, refused := errors.AsType[*tocsin.Refusal](err); refused {
		return nil, errNoTicket
	}
	if err != nil {
		return nil, err
	}
	for _, s := range n.Chain {
		for _, c := range s.Contacts {
			for links := n.Links; links >= 0; links-- {
				if !hmac.Equal([]byte(token), []byte(d.answerToken(n.ID, c, links))) {
					continue
				}
				t := &tocsin.Ticket{ID: ticketID(token), Notice: n.ID, Contact: c, Until: n.Until, Times: n.Times}
				if links < n.Links {
					t.Revoked = &tocsin.Signature{}
				}
				return t, nil
			}
		}
	}
	return nil, errNoTicket
}

// RevokeLinks takes back every link to answer a notice. The steps that follow carry new ones.
func (d *Desk) RevokeLinks(ctx context.Context, who Caller, id tocsin.NotificationID) (Receipt, error) {
	return d.update(ctx, who, ActRevokeLinks, id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindNotification, ID: string(id)}
		n, err := load[tocsin.Notification](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := a.revokeTickets(string(id)); err != nil { // of before links were computed
			return ref, err
		}
		n.Links++
		return ref, a.save(n)
	})
}

func (a *act) revokeTickets(parent string) error {
	all, err := list[tocsin.Ticket](a, store.Query{Kind: tocsin.KindTicket, Parent: parent})
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Revoked != nil {
			continue
		}
		t.Revoked = &a.by
		if err := a.save(t); err != nil {
			return err
		}
	}
	return nil
}
