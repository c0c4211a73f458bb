package store

import (
	"errors"
	"fmt"
	"time"
)

// Delivery is one message on its way to one addressee over one channel, as the queue keeps it. It
// says where it stands and when somebody is to take it up, and holds no word of what is told and
// no address: both are read from the records when it is sent, so that what was erased or ended
// meanwhile is not sent.
//
// Due alone decides who may take it: a row is found once its Due has come, and whoever takes it
// moves Due to the end of its lease. A process that dies with it holds nobody up for longer.
type Delivery struct {
	ID      string    // of the message, the same in every attempt: by it a receiver knows a repeat
	Case    string    // id of the record that it serves; all of a case can be called off together
	To      string    // id of the contact
	Channel string    // how it goes; the engine knows no channel
	Step    int       // of the escalation, from 1
	State   string    // a word of the desk's
	Due     time.Time // when it is taken up next; zero: it is done
	Attempt int       // how many were begun
	Owner   string    // who took it last; empty: nobody
	Last    string    // id of the record that tells of its last attempt; empty: there is none
	Leaf    int64     // of the act that queued it; the engine's
}

// Check refuses a delivery that not every engine could keep as it is.
func (d Delivery) Check() error {
	switch {
	case d.ID == "" || d.Case == "" || d.Channel == "":
		return fmt.Errorf("delivery %q of %q by %q: it needs an id, a case and a channel", d.ID, d.Case, d.Channel)
	case d.Step < 0 || d.Attempt < 0:
		return errors.New("a step or an attempt below nought")
	}
	return checkTexts(d.ID, d.Case, d.To, d.Channel, d.State, d.Owner, d.Last)
}
