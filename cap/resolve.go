package cap

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// A State is what has become of a message.
type State string

const (
	InForce   State = "in_force"
	Scheduled State = "scheduled" // it takes effect later
	Expired   State = "expired"   // its time has passed, and no message ended it
	Replaced  State = "replaced"  // by an Update
	Cancelled State = "cancelled"
	Ending    State = "ending"     // it is the Cancel of another
	NoAlert   State = "no_alert"   // an Ack or an Error
	NotActual State = "not_actual" // an exercise, a test, a draft: never shown as an alert
)

// A Standing is one message and what has become of it.
type Standing struct {
	Alert Alert
	Index int // in the list that was resolved
	State State
	By    int       // the index of the message that replaced or cancelled it, else -1
	Until time.Time // when it ends or ended by the calendar; zero: not before a message ends it
	Live  []int     // which of its infos have not expired
}

// A Chain is what a set of messages comes to at one moment.
type Chain struct {
	Standings []Standing  // in the order given; a message that came twice once
	Conflicts [][2]int    // indexes of messages with one identity and other content: the first one counts
	Dangling  []Reference // to messages that are not among them: they may still come
	Notes     []Note
}

// A Note says why a message did not do what it says.
type Note struct {
	Index int
	What  string
}

// A Resolver says what of many messages is in force. The zero value takes one sender's word only for its own messages.
type Resolver struct {
	// Authority reports whether a message of sender by may end one of sender of: of one organisation, of
	// whom several persons send. Nil: only the same sender.
	Authority func(by, of string) bool
	// Status is that of the messages that stand; the others are [NotActual]. Empty: Actual. Another one is
	// for who shows an exercise as an exercise.
	Status Status
	// NoExpires is how long an alert without expires stands. 0: until a message ends it.
	NoExpires time.Duration
}

// Resolve says what of the messages is in force at now, by the zero [Resolver].
func Resolve(messages []Alert, now time.Time) Chain { return Resolver{}.Resolve(messages, now) }

// Resolve says what of the messages is in force at now. It does not depend on the order in which they
// came. In doubt an alert stands: a reference that names no earlier message, a sender without authority and
// a test end nothing.
func (r Resolver) Resolve(messages []Alert, now time.Time) Chain {
	var c Chain
	at := map[Identity]int{} // identity: place in c.Standings
	for i, m := range messages {
		if j, ok := at[m.Identity()]; ok {
			if first := c.Standings[j]; !reflect.DeepEqual(first.Alert, m) {
				c.Conflicts = append(c.Conflicts, [2]int{first.Index, i})
			}
			continue
		}
		at[m.Identity()] = len(c.Standings)
		s := Standing{Alert: m, Index: i, By: -1}
		s.State, s.Until, s.Live = r.alone(m, now)
		c.Standings = append(c.Standings, s)
	}
	for _, s := range slices.Clone(c.Standings) {
		if s.Alert.MsgType == MsgUpdate || s.Alert.MsgType == MsgCancel {
			r.follow(&c, at, s)
		}
	}
	c.noteMissed(at)
	return c
}

func (r Resolver) status() Status { return cmp.Or(r.Status, Actual) }

// alone is the state of a message by itself.
func (r Resolver) alone(m Alert, now time.Time) (State, time.Time, []int) {
	switch {
	case m.Status != r.status():
		return NotActual, time.Time{}, nil
	case m.MsgType == MsgCancel:
		return Ending, time.Time{}, nil
	case m.MsgType != MsgAlert && m.MsgType != MsgUpdate:
		return NoAlert, time.Time{}, nil
	}
	var live []int
	var until time.Time
	open, begun := len(m.Infos) == 0, len(m.Infos) == 0
	for i, info := range m.Infos {
		end := info.Expires.Time()
		if end.IsZero() && r.NoExpires > 0 && m.Sent.Known() {
			end = m.Sent.Time().Add(r.NoExpires)
		}
		if end.IsZero() {
			open = true
		} else if end.After(until) {
			until = end
		}
		if end.IsZero() || now.Before(end) {
			live = append(live, i)
		}
		begun = begun || !info.Effective.Known() || !info.Effective.Time().After(now)
	}
	if open {
		until = time.Time{}
	}
	switch {
	case len(live) == 0 && !open:
		return Expired, until, live
	case !begun:
		return Scheduled, until, live
	}
	return InForce, until, live
}

// follow applies an Update or a Cancel to what it names.
func (r Resolver) follow(c *Chain, at map[Identity]int, s Standing) {
	for _, ref := range s.Alert.References {
		j, ok := find(c, at, ref)
		if !ok {
			c.Dangling = append(c.Dangling, ref)
			continue
		}
		t := &c.Standings[j]
		if why := r.mayNot(s.Alert, t.Alert); why != "" {
			c.Notes = append(c.Notes, Note{s.Index, fmt.Sprintf("it does not end %s: %s", clip(t.Alert.Reference().String()), why)})
			continue
		}
		if t.State == Ending || t.State == NoAlert || t.State == NotActual {
			continue
		}
		if t.By >= 0 && !earlier(s.Alert, c.at(t.By)) { // the first to end it did
			continue
		}
		t.By, t.State = s.Index, Replaced
		if s.Alert.MsgType == MsgCancel {
			t.State = Cancelled
		}
	}
}

func (c *Chain) at(index int) Alert {
	i := slices.IndexFunc(c.Standings, func(s Standing) bool { return s.Index == index })
	return c.Standings[i].Alert
}

// earlier orders messages by time, and those of one second by their identity: never by how they came.
func earlier(a, b Alert) bool {
	x, y := a.Identity(), b.Identity()
	if x.Sent != y.Sent {
		return x.Sent < y.Sent
	}
	return x.Sender+","+x.Identifier < y.Sender+","+y.Identifier
}

// mayNot says why one message may not end another, or "".
func (r Resolver) mayNot(by, of Alert) string {
	switch {
	case by.Identity() == of.Identity():
		return "it is the same message"
	case !by.Sent.After(of.Sent):
		return "it was not sent after it"
	case by.Status != of.Status:
		return fmt.Sprintf("it is %s, and that is %s", by.Status, of.Status)
	case by.Sender != of.Sender && (r.Authority == nil || !r.Authority(by.Sender, of.Sender)):
		return "another sender's, without authority"
	}
	return ""
}

// find is the message that a reference names. One without its sender or time names a message only when
// there is one with that identifier and no other.
func find(c *Chain, at map[Identity]int, ref Reference) (int, bool) {
	if ref.Whole() {
		i, ok := at[ref.Identity()]
		return i, ok
	}
	found := -1
	for i, s := range c.Standings {
		if ref.Identifier == "" || s.Alert.Identifier != ref.Identifier || ref.Sender != "" && !strings.EqualFold(ref.Sender, s.Alert.Sender) {
			continue
		}
		if found >= 0 {
			return 0, false
		}
		found = i
	}
	return found, found >= 0
}

// noteMissed finds a Cancel of an alert that was updated, when it does not name the update: the update
// stands.
func (c *Chain) noteMissed(at map[Identity]int) {
	for _, s := range c.Standings {
		if s.Alert.MsgType != MsgCancel {
			continue
		}
		for _, ref := range s.Alert.References {
			j, ok := find(c, at, ref)
			if !ok || c.Standings[j].State != Replaced {
				continue
			}
			i := slices.IndexFunc(c.Standings, func(o Standing) bool { return o.Index == c.Standings[j].By })
			if c.Standings[i].State == InForce && earlier(c.Standings[i].Alert, s.Alert) {
				c.Notes = append(c.Notes, Note{s.Index, fmt.Sprintf("it names %s, which %s replaced before: the later one stands", clip(ref.String()), clip(c.Standings[i].Alert.Identifier))})
			}
		}
	}
}
