package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// A Message is what one delivery is to say, read from the records at the moment at which it is sent.
// Of a release it has the words of its level and no other; of a duty only what kind it is and until
// when: what our records say stays in the house.
type Message struct {
	ID       string                `json:"id"`
	Notice   tocsin.NotificationID `json:"notice"`
	Kind     string                `json:"kind"`
	Org      tocsin.OrgID          `json:"org"`
	OrgName  string                `json:"org_name"`
	Contact  tocsin.Contact        `json:"contact"`
	Attempt  int                   `json:"attempt"`
	State    string                `json:"state"`
	Due      time.Time             `json:"due"`
	Token    string                `json:"token,omitempty"` // of the link to answer; empty: there is none
	Over     string                `json:"over,omitempty"`  // why it need not be sent any more
	Release  *tocsin.Release       `json:"release,omitempty"`
	Digest   string                `json:"digest,omitempty"` // SHA-256 of the release as JSON
	Duty     string                `json:"duty,omitempty"`   // what kind of duty, in plain words
	DutyDue  time.Time             `json:"duty_due,omitzero"`
	Answered string                `json:"answered,omitempty"`
}

// Messages reads what deliveries are to say, in one view.
func (d *Desk) Messages(ctx context.Context, rows []store.Delivery) (out []Message, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		me, err := self(v, d.org)
		if err != nil {
			return err
		}
		out = make([]Message, len(rows))
		for i, row := range rows {
			m := d.message(row, me)
			if err := d.fill(v, &m, tocsin.NotificationID(row.Case), tocsin.ContactID(row.To)); err != nil {
				return err
			}
			out[i] = m
		}
		return nil
	})
	return out, err
}

func (d *Desk) message(row store.Delivery, me *tocsin.Org) Message {
	return Message{ID: row.ID, Org: d.org, OrgName: me.Name, Attempt: row.Attempt, State: row.State, Due: row.Due}
}

// Question reads what the holder of a link is asked.
func (d *Desk) Question(ctx context.Context, token string) (m Message, err error) {
	now, err := d.now(ctx)
	if err != nil {
		return m, err
	}
	err = d.store.View(ctx, func(v store.View) error {
		t, err := d.ticket(v, token)
		if err != nil {
			return err
		}
		if t.Notice == "" {
			return errNoTicket
		}
		if err := t.Valid(now); err != nil {
			return err
		}
		me, err := self(v, d.org)
		if err != nil {
			return err
		}
		m = Message{Org: d.org, OrgName: me.Name}
		return d.fill(v, &m, t.Notice, t.Contact)
	})
	return m, err
}

// fill reads notice, contact and what is told. What is gone makes the message void, and no error:
// there is nobody to tell about it.
func (d *Desk) fill(v store.View, m *Message, notice tocsin.NotificationID, contact tocsin.ContactID) error {
	n, err := load[tocsin.Notification](v, tocsin.KindNotification, string(notice))
	if err != nil {
		return err
	}
	c, err := load[tocsin.Contact](v, tocsin.KindContact, string(contact))
	switch {
	case wasErased(err):
		m.Over = "the contact was erased"
		c = &tocsin.Contact{ID: contact}
	case err != nil:
		return err
	case c.Ended != nil:
		m.Over = "the contact is out of use"
	}
	return d.fillFrom(v, m, n, c)
}

// fillFrom fills in what notice and contact say, and reads what is told.
func (d *Desk) fillFrom(v store.View, m *Message, n *tocsin.Notification, c *tocsin.Contact) error {
	if why := quiet(d.org, n.Kind, c); why != "" && m.Over == "" {
		m.Over = why
	}
	m.Notice, m.Kind, m.Contact = n.ID, n.Kind, *c
	if !n.Live() {
		m.Over, m.Answered = n.Standing(), n.State
	}
	if len(d.ticketKey) > 0 && carriesLink(c.Channel) {
		m.Token = d.answerToken(n.ID, c.ID, n.Links)
	}
	return d.fillAbout(v, m, n)
}

// carriesLink reports whether what goes over a channel carries a link to answer.
func carriesLink(c tocsin.Channel) bool { return c.Machine() || c == tocsin.ByLetter }

func (d *Desk) fillAbout(v store.View, m *Message, n *tocsin.Notification) error {
	switch n.Kind {
	case tocsin.NotificationRelease:
		s, err := load[Sent](v, tocsin.KindRelease, n.About.ID)
		if wasErased(err) {
			m.Over = "what it said was erased"
			return nil
		}
		if err != nil {
			return err
		}
		body, err := json.Marshal(s.Release)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		m.Release, m.Digest = &s.Release, hex.EncodeToString(sum[:])
	case tocsin.NotificationDuty:
		o, err := load[tocsin.Obligation](v, tocsin.KindObligation, n.About.ID)
		if _, refused := errors.AsType[*tocsin.Refusal](err); refused {
			m.Over = "the duty is gone"
			return nil
		}
		if err != nil {
			return err
		}
		m.Duty, m.DutyDue = o.Kind.Plain(), o.Due
	}
	return nil
}
