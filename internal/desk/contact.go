package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// maxContacts bounds one import.
const maxContacts = 500

// SetContacts writes down who is reached for a role of ours or for another organisation. A contact
// with the id of one that is there takes its place.
func (d *Desk) SetContacts(ctx context.Context, who Caller, contacts []tocsin.Contact) (Receipt, error) {
	return d.update(ctx, who, ActContact, contacts, func(a *act) (tocsin.Ref, error) {
		if len(contacts) == 0 || len(contacts) > maxContacts {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, fmt.Sprintf("give 1 to %d in one act", maxContacts), "there are %d contacts to write down", len(contacts))
		}
		var ref tocsin.Ref
		for _, c := range contacts {
			id, err := a.setContact(c)
			if err != nil {
				return ref, err
			}
			if ref.ID == "" {
				ref = tocsin.Ref{Kind: tocsin.KindContact, ID: string(id)}
			}
		}
		return ref, nil
	})
}

func (a *act) setContact(c tocsin.Contact) (tocsin.ContactID, error) {
	if c.For.Org == "" {
		c.For.Org = a.d.org
	}
	c.Step, c.Ended, c.Takes = cmp.Or(c.Step, 1), nil, nil
	if err := c.Check(); err != nil {
		return "", err
	}
	switch own := c.For.Org == a.d.org; {
	case own && c.For.Role == "":
		return "", tocsin.Refuse(tocsin.RuleForm, "name the role, for example duty_officer", "a contact of our own is for a role")
	case !own && c.For.Role != "":
		return "", tocsin.Refuse(tocsin.RuleForm, "leave the role out", "the roles of %s are not ours to know", c.For.Org)
	case !own:
		if err := a.meets(c.For.Org); err != nil {
			return "", err
		}
		if err := a.admitted(c.For.Org); err != nil {
			return "", tocsin.Refuse(tocsin.RuleForm, "admit it first: `tocsin org admit`", "there is no organisation %q here", c.For.Org)
		}
	}
	a.stamp(&c.Times)
	if c.ID == "" {
		var err error
		if c.ID, err = fresh(a, tocsin.KindContact, c.ID); err != nil {
			return "", err
		}
	} else if err := checkID(string(c.ID)); err != nil {
		return "", err
	} else if err := a.checkNamed(string(c.ID)); err != nil {
		return "", err
	}
	if old, err := a.contact(c.ID); err != nil {
		return "", err
	} else if old != nil && old.Channel == c.Channel && old.Address == c.Address {
		c.Takes = old.Takes // of the same address, and of no other
	}
	return c.ID, a.save(&c)
}

// takesPart records that whoever is reached at the address of a contact takes part in the exercise.
func (a *act) takesPart(id tocsin.ContactID) error {
	c, err := load[tocsin.Contact](a, tocsin.KindContact, string(id))
	if wasErased(err) {
		return nil
	}
	if err != nil || c.Takes != nil {
		return err
	}
	c.Takes = &a.by
	return a.save(c)
}

// EndContact takes a contact out of use.
func (d *Desk) EndContact(ctx context.Context, who Caller, id tocsin.ContactID) (Receipt, error) {
	return d.update(ctx, who, ActEndContact, id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindContact, ID: string(id)}
		c, err := load[tocsin.Contact](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := c.End(a.by); err != nil {
			return ref, err
		}
		return ref, a.save(c)
	})
}

// TestContact sends a contact a message that says that it is a test, and asks for an answer.
func (d *Desk) TestContact(ctx context.Context, who Caller, id tocsin.ContactID) (Receipt, error) {
	return d.update(ctx, who, ActTestContact, id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindContact, ID: string(id)}
		c, err := a.inUse(id)
		if err != nil {
			return ref, err
		}
		return a.notify(tocsin.Notification{
			Kind: tocsin.NotificationTest, About: ref, To: c.For, Owner: a.us(a.who.Role),
			Chain: []tocsin.NotificationStep{{Contacts: []tocsin.ContactID{id}}},
		})
	})
}

// inUse is a contact that the caller names. One that is not in use is refused.
func (a *act) inUse(id tocsin.ContactID) (*tocsin.Contact, error) {
	r := store.Record{Kind: tocsin.KindContact, ID: string(id)} // a contact has no mark
	if c, err := a.contact(id); err != nil || c != nil && !a.hides(r) {
		a.saw(r)
		return c, err
	}
	c, err := load[tocsin.Contact](a, tocsin.KindContact, string(id))
	if err == nil && c.Ended != nil {
		err = tocsin.Refuse(tocsin.RuleState, "set it anew", "the contact is out of use")
	}
	return c, err
}

// Contacts lists those in use, and with ended the others too, in the order in which they are told.
func (d *Desk) Contacts(ctx context.Context, ended bool) (out []tocsin.Contact, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		out = nil
		all, err := list[tocsin.Contact](v, store.Query{Kind: tocsin.KindContact})
		for _, c := range all {
			if ended || c.Ended == nil {
				out = append(out, *c)
			}
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b tocsin.Contact) int {
		return cmp.Or(cmp.Compare(a.For.String(), b.For.String()), cmp.Compare(a.Step, b.Step))
	})
	return out, err
}

// contacts are those in use. They are shared: nobody may change them.
func (a *act) contacts() ([]*tocsin.Contact, error) {
	return a.d.reach.get(a.Stamp(tocsin.KindContact), func() ([]*tocsin.Contact, error) {
		all, err := list[tocsin.Contact](a, store.Query{Kind: tocsin.KindContact})
		return slices.DeleteFunc(all, func(c *tocsin.Contact) bool { return c.Ended != nil }), err
	})
}

// steps are the steps in which a party is told: none when nobody is written down for it.
func (a *act) steps(to tocsin.Party, every time.Duration) ([]tocsin.NotificationStep, error) {
	all, err := a.contacts()
	if err != nil {
		return nil, err
	}
	byStep := map[int]*tocsin.NotificationStep{}
	for _, c := range all {
		if c.For != to {
			continue
		}
		s := byStep[c.Step]
		if s == nil {
			s = &tocsin.NotificationStep{Role: to.Role, After: every}
			byStep[c.Step] = s
		}
		if c.After > 0 {
			s.After = c.After
		}
		s.Contacts = append(s.Contacts, c.ID)
	}
	var out []tocsin.NotificationStep
	for _, n := range sortedKeys(byStep) {
		out = append(out, *byStep[n])
	}
	return out, nil
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
