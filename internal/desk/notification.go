package desk

import (
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// What a delivery in the queue has come to, besides what attempts come to.
const (
	deliveryQueued     = "queued"
	deliveryAnswered   = "answered"
	deliverySuperseded = "superseded" // a later message says the same to the same contact
	deliveryCalledOff  = "called_off"
)

// notify opens a notice, and queues its first step in the same transaction.
func (a *act) notify(n tocsin.Notification) (tocsin.Ref, error) {
	p, err := a.clocks()
	if err != nil {
		return tocsin.Ref{}, err
	}
	id, err := a.id()
	ref := tocsin.Ref{Kind: tocsin.KindNotification, ID: id}
	if err != nil {
		return ref, err
	}
	a.version[ref] = 0
	n.ID, n.State, n.Next, n.Every, n.Again = tocsin.NotificationID(id), tocsin.NotificationOpen, a.now, p.TellEvery, p.TellAgain
	n.Until, n.Times = a.now.Add(p.LinkFor), tocsin.Now(a.now)
	return ref, a.advance(&n)
}

// advance takes the steps of a notice that are due, and saves it.
func (a *act) advance(n *tocsin.Notification) error {
	was := n.State
	told, tell := 0, n.Advance(a.now)
	for _, id := range tell {
		queued, err := a.queueTo(n, id)
		if err != nil {
			return err
		}
		if queued {
			told++
		}
	}
	if told == 0 && len(tell) > 0 { // nobody there can be told: nothing waits for them
		n.Hurry(a.now)
	}
	if n.State == tocsin.NotificationUnanswered && was == tocsin.NotificationOpen {
		if err := a.unanswered(n); err != nil {
			return err
		}
	}
	return a.save(n)
}

// unanswered makes that nobody answers a duty of its own, where the notice is not of a duty: that
// has its owner already, and its chain.
func (a *act) unanswered(n *tocsin.Notification) error {
	if n.Kind != tocsin.NotificationRelease {
		return nil
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	return a.owe(debt{
		kind: tocsin.OweReach, about: tocsin.Ref{Kind: tocsin.KindNotification, ID: string(n.ID)},
		owes: a.us(tocsin.WarningOfficer), to: a.us(tocsin.Approver),
		what:     "Nobody at " + string(n.To.Org) + " has answered: reach somebody who does, by another way",
		doneWhen: "a person there has answered, or was told in person before a second one",
		rule:     "that nobody answers is a state with an owner, and no end",
		due:      a.now.Add(p.TellAgain),
	})
}

// queueTo puts one message to one contact into the queue, or records why that contact is passed over.
// What waits for the same contact gives way to it: after an outage nobody gets the backlog first.
func (a *act) queueTo(n *tocsin.Notification, id tocsin.ContactID) (queued bool, err error) {
	c, err := a.contact(id)
	if err != nil {
		return false, err
	}
	if why := quiet(a.d.org, n.Kind, c); why != "" {
		n.Skipped = append(n.Skipped, tocsin.Skipped{Step: n.Step, At: a.now.UTC(), Why: why})
		return false, nil
	}
	if n.Round > 0 || n.Step > 1 {
		if err := a.callOff(n.ID, deliverySuperseded, func(d store.Delivery) bool { return d.To == string(id) }); err != nil {
			return false, err
		}
	}
	if carriesLink(c.Channel) && len(a.d.ticketKey) == 0 {
		return false, errNoLinks
	}
	message, err := a.id()
	if err != nil {
		return false, err
	}
	row := store.Delivery{
		ID: message, Case: string(n.ID), To: string(id), Channel: string(c.Channel), Step: n.Step,
		State: deliveryQueued, Due: a.now,
	}
	if c.Channel.Machine() {
		if err := a.toCourier(&row, n, c); err != nil {
			return false, err
		}
	}
	return true, a.Queue(row)
}

// quiet says why a contact is sent nothing of a kind, or is empty. In an exercise whoever is reached by a
// machine is asked first whether they take part, and that is what a test asks there.
func quiet(org tocsin.OrgID, kind string, c *tocsin.Contact) string {
	switch {
	case c == nil:
		return "the contact is out of use"
	case org.Exercise() && kind != tocsin.NotificationTest:
		return c.Quiet()
	}
	return ""
}

// contact is a contact in use, or nil.
func (a *act) contact(id tocsin.ContactID) (*tocsin.Contact, error) {
	all, err := a.contacts()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(c *tocsin.Contact) bool { return c.ID == id })
	if i < 0 {
		return nil, nil
	}
	return all[i], nil
}

// callOff ends the open deliveries of a notice that match.
func (a *act) callOff(n tocsin.NotificationID, state string, match func(store.Delivery) bool) error {
	open, err := a.Deliveries(string(n), true)
	if err != nil {
		return err
	}
	for _, d := range open {
		if match != nil && !match(d) {
			continue
		}
		d.State, d.Due = state, time.Time{}
		if err := a.Requeue(d); err != nil {
			return err
		}
	}
	return nil
}

// tellDuty opens the notice of a duty of ours to the role on whose desk it lies, and to those it
// climbs to. Where no contact of ours is written down nobody is told: the console shows it.
func (a *act) tellDuty(o *tocsin.Obligation) error {
	all, err := a.contacts()
	if err != nil {
		return err
	}
	own := func(c *tocsin.Contact) bool { return c.For.Org == a.d.org }
	if !slices.ContainsFunc(all, own) {
		return nil
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	roles := slices.Clone(o.Chain)
	if o.Owes.Org == a.d.org && o.Owes.Role != "" {
		roles = append([]tocsin.Role{o.Owes.Role}, roles...)
	}
	n := tocsin.Notification{
		Kind: tocsin.NotificationDuty, About: tocsin.Ref{Kind: tocsin.KindObligation, ID: string(o.ID)}, To: a.us(o.Holder()),
		Owner: a.us(o.Holder()),
	}
	for _, role := range roles {
		steps, err := a.steps(a.us(role), p.TellEvery)
		if err != nil {
			return err
		}
		if len(steps) == 0 {
			steps = []tocsin.NotificationStep{{Role: role, After: p.TellEvery}}
		}
		n.Chain, n.Owner = append(n.Chain, steps...), a.us(role)
	}
	_, err = a.notify(n)
	return err
}

// tellClimbed tells the role to which a duty has climbed.
func (a *act) tellClimbed(o *tocsin.Obligation) error {
	n, err := a.noticeOf(string(o.ID))
	if err != nil {
		return err
	}
	if n == nil {
		return a.tellDuty(o)
	}
	holder := o.Holder()
	i := slices.IndexFunc(n.Chain, func(s tocsin.NotificationStep) bool { return s.Role == holder })
	if n.State == tocsin.NotificationEnded || i < 0 {
		return nil
	}
	n.Reopen(a.now)
	n.Step, n.To = i, a.us(holder)
	return a.advance(n)
}

// noticeOf is the newest notice about a record, or nil.
func (a *act) noticeOf(about string) (*tocsin.Notification, error) {
	all, err := list[tocsin.Notification](a, store.Query{Kind: tocsin.KindNotification, Parent: about, Newest: true, Limit: 1})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// tellRelease opens the notice of a release to an addressee for whom contacts are written down. One
// that has a node and no contact here is told by its node.
func (a *act) tellRelease(r tocsin.Release) error {
	p, err := a.clocks()
	if err != nil {
		return err
	}
	steps, err := a.steps(tocsin.Party{Org: r.To}, p.TellEvery)
	if err != nil || len(steps) == 0 {
		return err
	}
	_, err = a.notify(tocsin.Notification{
		Kind: tocsin.NotificationRelease, About: tocsin.Ref{Kind: tocsin.KindRelease, ID: string(r.ID)},
		To: tocsin.Party{Org: r.To}, Owner: a.us(tocsin.WarningOfficer), Chain: steps,
	})
	return err
}

// finishNotice ends what is still told about a record, because it has been dealt with.
func (a *act) finishNotice(about, how string) error {
	known, err := a.Count(tocsin.KindContact) // without one there was never a notice
	if err != nil || known == 0 {
		return err
	}
	n, err := a.noticeOf(about)
	if err != nil || n == nil || n.State == tocsin.NotificationEnded {
		return err
	}
	n.Finish(a.by, how)
	if err := a.callOff(n.ID, deliveryCalledOff, nil); err != nil {
		return err
	}
	return a.save(n)
}

// noticeDue takes the next step of a notice.
func (a *act) noticeDue(id string) error {
	n, err := load[tocsin.Notification](a, tocsin.KindNotification, id)
	if err != nil {
		return err
	}
	return a.advance(n)
}
