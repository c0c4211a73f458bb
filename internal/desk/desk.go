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
	"sync/atomic"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/internal/store/queue"
	"tocsin/seal"

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
	Erasure  *Erasure            `json:"erasure,omitempty"` // what the act erased
	Person   *SealedPerson       `json:"person,omitempty"`  // who is behind an act, for two keys to open
	Refusal  *tocsin.Refusal     `json:"refusal,omitempty"` // the act was refused, and this is the record of that
}

// A Parcel is a rendered message for another organisation. A receipt lists parcels without their
// bodies: what was sent stands in the records, and nowhere twice.
type Parcel struct {
	ID   string          `json:"id"`
	To   tocsin.OrgID    `json:"to"`
	Kind string          `json:"kind"` // release, reply, sighting, list, list_notice, list_correction, list_corrected
	Body json.RawMessage `json:"body,omitempty"`
}

// Options are what a desk needs.
type Options struct {
	Org       tocsin.OrgID
	Store     store.Store
	Signer    note.Signer // signs the statements of the desk
	IDs       io.Reader   // where ids come from; nil: crypto/rand
	PersonKey []byte      // keys the tags that tell persons apart
	TicketKey []byte      // keys the links to answer, and the secrets of webhooks

	Press      Press            // publishes public releases; nil: they wait
	Keyholders Keyholders       // to whom the names behind the tags are sealed; zero: to nobody
	Seal       []seal.Recipient // to whom protected sources are sealed at rest; none: they are not
	Keys       []seal.Key       // open what was sealed
}

// A Desk is one organisation's. It is safe for concurrent use; the store orders its acts.
type Desk struct {
	org       tocsin.OrgID
	store     store.Store // opens what is sealed
	raw       store.Store // has it as it is at rest
	signer    note.Signer
	ids       io.Reader
	personKey []byte
	ticketKey []byte
	queue     queue.Queue // nil: the store has none
	press     Press
	courier   *atomic.Pointer[Courier]
	heeds     *atomic.Pointer[func(tocsin.AccountID)]
	box       *box
	news      *news
	holders   Keyholders
	named     *known[[]string] // the tags whose names are sealed

	words *known[[]string] // of our protected sources
	sites *known[[]*tocsin.Site]
	open  *known[[]store.Record] // threats
	me    *known[*tocsin.Org]
	reach *known[[]*tocsin.Contact]
	board *board
	dues  *dues
	pasts *pasts
}

// New returns the desk over a store.
func New(o Options) *Desk {
	if o.IDs == nil {
		o.IDs = rand.Reader
	}
	b, told := &box{to: o.Seal, keys: o.Keys}, &news{}
	q, _ := o.Store.(queue.Queue)
	return &Desk{
		org: o.Org, store: opening{o.Store, b, told}, raw: o.Store, signer: o.Signer, ids: o.IDs, personKey: o.PersonKey,
		box: b, news: told, holders: o.Keyholders, named: &known[[]string]{},
		press: o.Press, ticketKey: o.TicketKey, queue: q, courier: &atomic.Pointer[Courier]{}, heeds: &atomic.Pointer[func(tocsin.AccountID)]{}, reach: &known[[]*tocsin.Contact]{},
		words: &known[[]string]{}, sites: &known[[]*tocsin.Site]{}, open: &known[[]store.Record]{}, me: &known[*tocsin.Org]{},
		board: &board{}, dues: &dues{}, pasts: &pasts{},
	}
}

// A Courier sends deliveries as soon as the act that queued them is durable.
type Courier interface {
	// Room says in whose name a delivery can be queued already leased, and for how long, and is false
	// when the courier has no room for more: then it waits in the queue.
	Room() (owner string, lease time.Duration, ok bool)
	// Bring hands over what was queued so. It must not wait.
	Bring([]Brought)
}

// Brought is a delivery with what it was to say as it was queued: good for the moment, and to be read
// anew when it has had to wait.
type Brought struct {
	Row     store.Delivery
	Message *Message // nil: it is to be read
}

// Deliver gives the desk a courier; nil takes it away.
func (d *Desk) Deliver(c Courier) {
	if c == nil {
		d.courier.Store(nil)
		return
	}
	d.courier.Store(&c)
}

// toCourier leases a delivery to the courier before it is queued, if it has room.
func (a *act) toCourier(row *store.Delivery, n *tocsin.Notification, c *tocsin.Contact) error {
	to := a.d.courier.Load()
	if to == nil {
		return nil
	}
	owner, lease, ok := (*to).Room()
	if !ok {
		return nil
	}
	row.Owner, row.Attempt, row.Due = owner, 1, a.now.Add(lease)
	me, err := a.self()
	if err != nil {
		return err
	}
	m := a.d.message(*row, me)
	b := Brought{Row: *row, Message: &m}
	if err := a.d.fillFrom(a, &m, n, c); err != nil {
		b.Message = nil
	}
	a.brings = append(a.brings, b)
	return nil
}

// Org names the organisation.
func (d *Desk) Org() tocsin.OrgID { return d.org }
