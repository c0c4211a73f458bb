package desk

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"
)

// schema is the version of every body's own format.
const schema = 1

// load reads the newest version of a noun in a view. A record that is not there is a refusal
// with a hint, because the caller named it; so is one that was erased.
func load[T any](v store.View, kind, id string) (*T, error) {
	r, err := v.Get(kind, id)
	if a, ok := v.(*act); ok && err == nil {
		if a.saw(r); a.hides(r) {
			err = store.ErrNotFound
		}
	}
	if errors.Is(err, store.ErrNotFound) {
		return nil, tocsin.Refuse(tocsin.RuleForm, "list the "+kind+"s to see which there are", "there is no %s %q here", kind, id)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", kind, id, err)
	}
	if r.Erased {
		return nil, gone(v, r)
	}
	return decode[T](r)
}

func decode[T any](r store.Record) (*T, error) {
	var out T
	if err := json.Unmarshal(r.Body, &out); err != nil {
		return nil, fmt.Errorf("read %s %s version %d: %w", r.Kind, r.ID, r.Version, err)
	}
	return &out, nil
}

// list reads the newest versions of a kind, in the order in which they were first recorded. What
// was erased is passed over.
func list[T any](v store.View, q store.Query) ([]*T, error) {
	var out []*T
	for r, err := range v.List(q) {
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", q.Kind, err)
		}
		if r.Erased {
			continue
		}
		noun, err := decode[T](r)
		if err != nil {
			return nil, err
		}
		out = append(out, noun)
	}
	return out, nil
}

// save appends the next version of a noun, and commits to it.
func (a *act) save(noun any) error {
	r, err := index(noun)
	if err != nil {
		return err
	}
	r.Due = wholeMicrosecond(r.Due)
	if r.Body, err = json.Marshal(noun); err != nil {
		return fmt.Errorf("write %s %s: %w", r.Kind, r.ID, err)
	}
	r.Schema = schema
	if r.Label, err = a.markOf(noun, r); err != nil {
		return err
	}
	if err := a.d.box.wrap(noun, &r); err != nil {
		return err
	}
	if r.Salt, err = seal.NewSalt(rand.Reader); err != nil {
		return err
	}
	ref := tocsin.Ref{Kind: r.Kind, ID: r.ID}
	last, known := a.version[ref]
	if !known {
		old, err := a.Get(r.Kind, r.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("read %s: %w", ref, err)
		}
		last = old.Version
	}
	r.Version = last + 1
	if err := a.put(r, noun); err != nil {
		return fmt.Errorf("write %s: %w", ref, err)
	}
	a.saw(r)
	digest, err := seal.Commit(r.Salt, r.Body)
	if err != nil {
		return err
	}
	a.version[ref] = r.Version
	a.written = append(a.written, seal.Commitment{
		Record: fmt.Sprintf("%s/%s/%d", r.Kind, r.ID, r.Version), Digest: hex.EncodeToString(digest[:]),
	})
	return nil
}

// put writes a version, and tells those who keep in memory what follows from it.
func (a *act) put(r store.Record, noun any) error {
	write := func() error { return a.Put(r) }
	switch v := noun.(type) {
	case *tocsin.Report, *tocsin.Threat:
		return a.d.board.tell(a, noun, r.Version == 1, write)
	case *tocsin.Obligation:
		return a.d.dues.tell(a, v, write)
	}
	return write()
}

// send puts a rendered message into the outbox, if nothing in it may not leave the house.
func (a *act) send(to tocsin.OrgID, kind string, body any) error {
	p, err := a.post(to, kind, body)
	if err == nil {
		a.receipt.Sends = append(a.receipt.Sends, p)
	}
	return err
}

// post is send without a word of it in the receipt: to whom it goes is not for the caller's eyes.
func (a *act) post(to tocsin.OrgID, kind string, body any) (Parcel, error) {
	if err := a.meets(to); err != nil {
		return Parcel{}, err
	}
	if err := a.checkOutgoing(body); err != nil {
		return Parcel{}, err
	}
	id, err := a.id()
	if err != nil {
		return Parcel{}, err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return Parcel{}, fmt.Errorf("render %s for %s: %w", kind, to, err)
	}
	return Parcel{ID: id, To: to, Kind: kind}, a.Send(store.Message{ID: id, To: string(to), Kind: kind, Body: raw})
}

// Sent is a release as its sender keeps it: what went out, to whom, and what came back.
type Sent struct {
	Release tocsin.Release       `json:"release"`
	Warning tocsin.WarningID     `json:"warning"`
	State   tocsin.DeliveryState `json:"state"`
	Replies []tocsin.Reply       `json:"replies,omitempty"`
	Times   tocsin.Times         `json:"times"`
}
