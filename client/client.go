// Package client holds the messages of the API and the way to send them.
//
// Every use case of the desk is one message type; a caller sends it with a role and, when it
// should be safe to repeat, a request id. What carries it is a [Transport]: in one process it is
// the desk of a folder, over a network it will be HTTP. A command does not know which.
package client

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tocsin"
)

// A Message is one use case: its fields are the input, Name its name on the wire.
type Message interface{ Name() string }

// A Caller is in whose name a message is sent.
type Caller struct {
	Role    tocsin.Role  `json:"role"`
	Person  string       `json:"person,omitempty"`
	Org     tocsin.OrgID `json:"org,omitempty"`     // a partner outside who signs second
	Request string       `json:"request,omitempty"` // the same id again gives the same answer
	Reason  string       `json:"reason,omitempty"`
}

// A Call is a message on its way.
type Call struct {
	Caller Caller          `json:"caller"`
	Name   string          `json:"name"`
	Input  json.RawMessage `json:"input"`
}

// A Receipt is the answer to an act.
type Receipt struct {
	Org      tocsin.OrgID        `json:"org"`
	Act      string              `json:"act"`
	Object   tocsin.Ref          `json:"object"`
	Leaf     int64               `json:"leaf"`
	Recorded time.Time           `json:"recorded"`
	Pending  bool                `json:"pending,omitempty"` // a second person must sign before it takes effect
	Opened   []tocsin.Obligation `json:"opened,omitempty"`
	Ended    []tocsin.Obligation `json:"ended,omitempty"`
	Joined   []tocsin.ThreatID   `json:"joined,omitempty"`
	SentTo   []tocsin.OrgID      `json:"sent_to,omitempty"`
	Erasure  *Erasure            `json:"erasure,omitempty"` // what the act erased
	Person   *SealedPerson       `json:"person,omitempty"`  // who is behind an act, for two keys to open
	Refusal  *tocsin.Refusal     `json:"refusal,omitempty"` // set: a rule refused it, and this is the record of that
}

// An Erasure is what an act erased, and where what was said may still stand.
type Erasure struct {
	Record   tocsin.Ref   `json:"record"`
	Versions int          `json:"versions"`          // of the record, and of what went with it
	Took     []tocsin.Ref `json:"took,omitempty"`    // other records out of which its words were taken
	Remains  []Remains    `json:"remains,omitempty"` // where they were not
	Sealed   bool         `json:"sealed,omitempty"`  // nothing is lost: what was said in plain is sealed now
}

// Remains says where what was erased may still stand, and why.
type Remains struct {
	Where string `json:"where"` // a record, or an organisation
	Why   string `json:"why"`
}

// SealedPerson is the name behind an act, sealed to two keys, and the statement of that act, to
// whose commitment the name must fit.
type SealedPerson struct {
	Leaf      int64          `json:"leaf"`
	Statement []byte         `json:"statement"`
	Roles     [2]tocsin.Role `json:"roles"` // whose keys open it
	Keys      [2]string      `json:"keys"`  // their fingerprints
	Sealed    []byte         `json:"sealed"`
}

// A Transport carries a call and returns its answer as JSON. A rule's refusal comes back as a
// *tocsin.Refusal error, together with the receipt of its record.
type Transport interface {
	Do(ctx context.Context, c Call) (json.RawMessage, error)
}

// A Client sends messages in the name of one caller.
type Client struct {
	Transport Transport
	Caller    Caller
}

// Act sends a message that changes something.
func (c Client) Act(ctx context.Context, m Message) (Receipt, error) {
	var r Receipt
	err := c.send(ctx, m, &r)
	return r, err
}

// Read sends a question and decodes its answer.
func Read[T any](ctx context.Context, c Client, m Message) (T, error) {
	var out T
	err := c.send(ctx, m, &out)
	return out, err
}

func (c Client) send(ctx context.Context, m Message, into any) error {
	in, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("%s: %w", m.Name(), err)
	}
	answer, err := c.Transport.Do(ctx, Call{Caller: c.Caller, Name: m.Name(), Input: in})
	if len(answer) > 0 {
		if derr := json.Unmarshal(answer, into); derr != nil {
			return fmt.Errorf("%s: read the answer: %w", m.Name(), derr)
		}
	}
	return err
}
