// Package brief is the one sheet for the officer who must carry a threat upstairs: what is known,
// what of it can be checked, which of our own reports match and why, what was done, and what acting
// and waiting cost. It is written in the reader's language from plain tables of phrases; what somebody
// wrote stands as it was written. The sender of a warning is never on it: who sent it is no reason to
// believe or to dismiss what it says.
package brief

import (
	"time"

	"tocsin"
)

// A Sheet is what a brief says, before it is put into a language. The desk fills it, with every
// protected word and every name of a sender taken out.
type Sheet struct {
	Threat   tocsin.ThreatID  `json:"threat"`
	Title    string           `json:"title"`
	Org      string           `json:"org"`                // whose desk wrote it
	Exercise bool             `json:"exercise,omitempty"` // nothing of it is real
	At       time.Time        `json:"at"`
	State    string           `json:"state"` // open, review_due, closed
	Parts    []Part           `json:"parts"`
	Accounts int              `json:"accounts"`
	Origins  int              `json:"origins"`
	Point    float64          `json:"point"`
	Low      float64          `json:"low"`
	High     float64          `json:"high"`
	Digit1   bool             `json:"confirmed"`
	Score    tocsin.Waterfall `json:"score,omitempty"` // of the accounts; its sum is what point stands for
	Ours     []Match          `json:"ours,omitempty"`
	Done     []Done           `json:"done,omitempty"`
	Owed     []Owed           `json:"owed,omitempty"`
	Events   []Event          `json:"events,omitempty"`   // at the place, inside the window
	Untold   []string         `json:"untold,omitempty"`   // named as in danger, and not yet told
	Measures []Measure        `json:"measures,omitempty"` // in force
}

// A Part is one plot.
type Part struct {
	Name   string        `json:"name"`
	State  string        `json:"state"`
	Facets tocsin.Facets `json:"facets"`
	Window tocsin.Window `json:"window,omitzero"`
	Known  bool          `json:"known_site,omitempty"` // the place is one that we have on record
}

// A Match is a report of ours that is joined to the threat, or proposed for it.
type Match struct {
	Title  string           `json:"title"`
	Grade  string           `json:"grade"`
	Joined bool             `json:"joined"`
	Score  tocsin.Waterfall `json:"score,omitempty"` // why it is proposed
}

// DoneKind is what kind of thing was done.
type DoneKind string

// The kinds.
const (
	Protected DoneKind = "protected"
	Inquired  DoneKind = "inquired"
	Warned    DoneKind = "warned"
	Decided   DoneKind = "decided"
	Briefed   DoneKind = "briefed"
)

// Done is something that was done about the threat.
type Done struct {
	Kind    DoneKind  `json:"kind"`
	What    string    `json:"what"`
	Outcome string    `json:"outcome,omitempty"` // a code of the lists: what it came to
	At      time.Time `json:"at,omitzero"`
}

// Owed is a duty that is open about the threat.
type Owed struct {
	Kind    tocsin.ObligationKind `json:"kind"`
	Due     time.Time             `json:"due,omitzero"`
	Overdue bool                  `json:"overdue"`
}

// An Event is what acting would touch.
type Event struct {
	Name     string         `json:"name"`
	At       tocsin.Instant `json:"at"`
	Expected int            `json:"expected,omitempty"`
	Decision string         `json:"decision,omitempty"`
}

// A Measure is what acting costs already.
type Measure struct {
	What  string         `json:"what"`
	Until tocsin.Instant `json:"sustainable_until,omitzero"`
}
