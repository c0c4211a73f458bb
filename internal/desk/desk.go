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
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"

	"golang.org/x/mod/sumdb/note"
)

// A Caller is who asks for an act: a role, the person behind it (never written down as given),
// and the id under which the request may be repeated.
type Caller struct {
	Role    tocsin.Role
	Person  string       // any stable name; empty: the role account itself
	Org     tocsin.OrgID // set only when a partner outside gives a second signature
	Request string       // empty: not repeatable
	Reason  string       // the reason that goes with the signature, where an act needs one
}

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

// A Parcel is a rendered message for another organisation.
type Parcel struct {
	ID   string          `json:"id"`
	To   tocsin.OrgID    `json:"to"`
	Kind string          `json:"kind"` // release, reply, sighting
	Body json.RawMessage `json:"body"`
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

// tag tells persons apart without naming them: a keyed hash under the organisation's own key.
func (d *Desk) tag(who Caller) string {
	person := who.Person
	if person == "" {
		person = "role:" + string(who.Role)
	}
	h := hmac.New(sha256.New, d.personKey)
	h.Write([]byte(person))
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func (d *Desk) signature(who Caller, now time.Time) tocsin.Signature {
	return tocsin.Signature{
		Signer: tocsin.Signer{Role: who.Role, Tag: d.tag(who), Org: who.Org},
		At:     now, Reason: who.Reason,
	}
}

// act is one act on its way: what the rule needs while it runs.
type act struct {
	store.Tx
	d       *Desk
	who     Caller
	now     time.Time
	by      tocsin.Signature
	written []seal.Commitment
	version map[tocsin.Ref]int64
	receipt Receipt
	policy  *tocsin.Policy
}

// update runs one act: permission, rule, rows, leaf, outbox, commit. in is the input, for the
// digest under which a repeated request is known again. The function returns the record acted on.
func (d *Desk) update(ctx context.Context, who Caller, name Act, in any, fn func(*act) (tocsin.Ref, error)) (Receipt, error) {
	return d.run(ctx, d.store.Update, who, name, in, fn)
}

type runner func(context.Context, func(store.Tx) error) error

func (d *Desk) run(ctx context.Context, run runner, who Caller, name Act, in any, fn func(*act) (tocsin.Ref, error)) (Receipt, error) {
	digest, err := inputDigest(name, who, in)
	if err != nil {
		return Receipt{}, err
	}
	if err := permit(who, name); err != nil {
		return d.recordRefusal(ctx, run, who, name, digest, tocsin.Ref{}, err)
	}
	var out Receipt
	var object tocsin.Ref
	err = run(ctx, func(tx store.Tx) error {
		done, err := d.repeated(tx, who, digest, &out)
		if done || err != nil {
			return err
		}
		a := d.begin(tx, who, name)
		object, err = fn(a)
		if err != nil {
			return err
		}
		return a.seal(object, digest, &out)
	})
	if err != nil {
		return d.recordRefusal(ctx, run, who, name, digest, object, err)
	}
	if out.Refusal != nil {
		return out, out.Refusal
	}
	return out, nil
}

func (d *Desk) begin(tx store.Tx, who Caller, name Act) *act {
	now := tx.Now()
	return &act{
		Tx: tx, d: d, who: who, now: now, by: d.signature(who, now), version: map[tocsin.Ref]int64{},
		receipt: Receipt{Org: d.org, Act: name, Recorded: now},
	}
}

// repeated answers a request id that was used before with the stored receipt.
func (d *Desk) repeated(tx store.Tx, who Caller, digest [32]byte, out *Receipt) (bool, error) {
	if who.Request == "" {
		return false, nil
	}
	stored, found, err := tx.Request(d.tag(who), who.Request, digest)
	if err != nil || !found {
		return false, err
	}
	return true, json.Unmarshal(stored, out)
}

// seal writes the leaf and the stored result of the request.
func (a *act) seal(object tocsin.Ref, digest [32]byte, out *Receipt) error {
	if len(a.written) == 0 && len(a.receipt.Sends) == 0 {
		return fmt.Errorf("%s changed nothing: this is a fault of the program", a.receipt.Act)
	}
	stmt, err := a.statement(object)
	if err != nil {
		return fmt.Errorf("write the statement of %s: %w", a.receipt.Act, err)
	}
	leaf, err := a.Append(string(a.receipt.Act), stmt)
	if err != nil {
		return err
	}
	a.receipt.Object, a.receipt.Leaf = object, leaf
	if a.who.Request != "" {
		stored, err := json.Marshal(a.receipt)
		if err != nil {
			return err
		}
		if err := a.Remember(a.d.tag(a.who), a.who.Request, digest, stored); err != nil {
			return err
		}
	}
	*out = a.receipt
	return nil
}

// statement is what the log commits to: who, what and when, and commitments to the content.
func (a *act) statement(object tocsin.Ref) ([]byte, error) {
	nonce := make([]byte, 16)
	if _, err := io.ReadFull(rand.Reader, nonce); err != nil {
		return nil, err
	}
	person := sha256.Sum256(append(nonce, a.by.Tag...))
	request := a.who.Request
	if request == "" {
		request = "once-" + hex.EncodeToString(nonce) // every statement names a request, this one cannot be repeated
	}
	s := seal.Act{
		Nonce: hex.EncodeToString(nonce), Request: request, Act: string(a.receipt.Act),
		Object: object.Kind + "/" + object.ID, Version: a.version[tocsin.Ref{Kind: object.Kind, ID: object.ID}],
		Role: string(a.who.Role), Person: hex.EncodeToString(person[:]), At: seal.FormatTime(a.now), Content: a.written,
	}
	stmt, _, err := seal.Encode(seal.ActType, s, a.d.signer)
	return stmt, err
}

// recordRefusal gives a rule's refusal its own record and leaf, and passes every other error on.
// A refusal for form alone leaves no record: nothing was asked that could be disputed.
func (d *Desk) recordRefusal(ctx context.Context, run runner, who Caller, name Act, digest [32]byte, object tocsin.Ref, cause error) (Receipt, error) {
	refusal, ok := errors.AsType[*tocsin.Refusal](cause)
	if !ok || refusal.Rule == tocsin.RuleForm || refusal.Rule == tocsin.RuleState {
		return Receipt{}, cause
	}
	var out Receipt
	err := run(ctx, func(tx store.Tx) error {
		if done, err := d.repeated(tx, who, digest, &out); done || err != nil {
			return err
		}
		a := d.begin(tx, who, ActRefused)
		a.receipt.Refusal = refusal
		id, err := a.id()
		if err != nil {
			return err
		}
		ref := tocsin.Ref{Kind: tocsin.KindRefusal, ID: id}
		rec := tocsin.RefusedAct{ID: id, Act: string(name), Object: object, By: a.by.Signer, Refusal: *refusal, Words: who.Reason, Times: tocsin.Now(a.now)}
		if err := a.save(&rec); err != nil {
			return err
		}
		return a.seal(ref, digest, &out)
	})
	if err != nil {
		return Receipt{}, errors.Join(cause, fmt.Errorf("record the refusal: %w", err))
	}
	return out, cause
}

func inputDigest(name Act, who Caller, in any) ([32]byte, error) {
	b, err := json.Marshal(struct {
		Act    Act
		Reason string
		In     any
	}{name, who.Reason, in})
	if err != nil {
		return [32]byte{}, fmt.Errorf("digest of the input of %s: %w", name, err)
	}
	return sha256.Sum256(b), nil
}

func (a *act) id() (string, error) { return tocsin.NewID(a.d.ids) }
