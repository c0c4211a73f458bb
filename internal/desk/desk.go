// Package desk is the duty desk of one organisation: every act goes through it.
//
// An act checks the caller's permission, checks the rule (which lives in the root package),
// writes the records, appends one ledger leaf and puts what must leave the house into the outbox,
// all in one transaction: there is no second way. What a rule refuses is itself recorded, with
// its own leaf, because that it was tried is something a person could later dispute.
//
// The desk tells nobody and waits for nobody: it writes down what is owed, and to whom.
package desk

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"time"

	"tocsin"
	"tocsin/internal/store"

	"golang.org/x/mod/sumdb/note"
)

// A Receipt is what an act answers: its leaf, and what it changed in what is owed.
type Receipt struct {
	Org      tocsin.OrgID        `json:"org"`
	Act      Act                 `json:"act"`
	Object   tocsin.Ref          `json:"object"`
	Leaf     int64               `json:"leaf"`
	Recorded time.Time           `json:"recorded"`
	Pending  bool                `json:"pending,omitempty"` // a second person must sign before it takes effect
	Opened   []tocsin.Obligation `json:"opened,omitempty"`
	Ended    []tocsin.Obligation `json:"ended,omitempty"`
	Joined   []tocsin.ThreatID   `json:"joined,omitempty"`
	Sends    []Parcel            `json:"sends,omitempty"`
	Refusal  *tocsin.Refusal     `json:"refusal,omitempty"` // the act was refused, and this is the record of that
}

// A Parcel is a rendered message for another organisation. A receipt lists parcels without their
// bodies: what was sent stands in the records, and nowhere twice.
type Parcel struct {
	ID   string          `json:"id"`
	To   tocsin.OrgID    `json:"to"`
	Kind string          `json:"kind"` // release, reply, sighting
	Body json.RawMessage `json:"body,omitempty"`
}

// Options are what a desk needs.
type Options struct {
	Org       tocsin.OrgID
	Store     store.Store
	Signer    note.Signer // signs the statements of the desk
	IDs       io.Reader   // where ids come from; nil: crypto/rand
	PersonKey []byte      // keys the tags that tell persons apart
}

// A Desk is one organisation's. It is safe for concurrent use; the store orders its acts.
type Desk struct {
	org       tocsin.OrgID
	store     store.Store
	signer    note.Signer
	ids       io.Reader
	personKey []byte
}

// New returns the desk over a store.
func New(o Options) *Desk {
	if o.IDs == nil {
		o.IDs = rand.Reader
	}
	return &Desk{org: o.Org, store: o.Store, signer: o.Signer, ids: o.IDs, personKey: o.PersonKey}
}

// Org names the organisation.
func (d *Desk) Org() tocsin.OrgID { return d.org }
