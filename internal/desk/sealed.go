package desk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"
)

// compartmented is a noun that belongs to a compartment: at rest it is sealed, where the
// organisation has somebody to seal it to.
type compartmented interface{ compartment() string }

func (s *sourceBody) compartment() string { return s.Compartment }

// sealedSchema is the schema of a body that is wrapped: what is in it has its own.
const sealedSchema = 1000

// A box seals bodies and opens them again.
type box struct {
	to   []seal.Recipient
	keys []seal.Key

	mu     sync.Mutex // guards opened
	opened map[version]content
}

type version struct {
	kind, id string
	n        int64
}

// content is what was opened, and the hash of the wrapped bytes that it was opened from: an act
// that was undone may have written other ones under the same version.
type content struct {
	of   [sha256.Size]byte
	body []byte
}

// maxOpened bounds how many bodies are kept open in memory.
const maxOpened = 4096

// errSealed is the refusal of what needs a sealed body, without the key.
func errSealed(r store.Record) error {
	return tocsin.Refuse(tocsin.RuleSealed, "give the key file that opens it: --identity FILE, or TOCSIN_IDENTITY=FILE",
		"this needs the words of a protected %s, which is sealed, and no key that was given opens it", r.Kind)
}

// wrap seals the body of a noun that belongs to a compartment.
func (b *box) wrap(noun any, r *store.Record) error {
	if _, is := noun.(compartmented); !is || len(b.to) == 0 {
		return nil
	}
	wrapped, err := seal.Wrap(r.Body, b.to...)
	if err != nil {
		return fmt.Errorf("seal %s %s: %w", r.Kind, r.ID, err)
	}
	r.Body, r.Schema = wrapped, sealedSchema
	return nil
}

// open gives a record the body that was sealed. Without the key it is refused, never passed over.
func (b *box) open(r store.Record) (store.Record, error) {
	if !seal.IsWrapped(r.Body) {
		return r, nil
	}
	at, of := version{r.Kind, r.ID, r.Version}, sha256.Sum256(r.Body)
	b.mu.Lock()
	had, ok := b.opened[at]
	b.mu.Unlock()
	if ok && had.of == of {
		r.Body = had.body
		return r, nil
	}
	body, err := seal.Unwrap(r.Body, b.keys...)
	switch {
	case errors.Is(err, seal.ErrWrongKey):
		return r, errSealed(r)
	case err != nil:
		return r, fmt.Errorf("open %s %s version %d: %w", r.Kind, r.ID, r.Version, err)
	}
	b.mu.Lock()
	if b.opened == nil || len(b.opened) >= maxOpened {
		b.opened = map[version]content{}
	}
	b.opened[at] = content{of, body}
	b.mu.Unlock()
	r.Body = body
	return r, nil
}

// forget drops what was opened of a record.
func (b *box) forget(kind, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for at := range b.opened {
		if at.kind == kind && at.id == id {
			delete(b.opened, at)
		}
	}
}

// opening is a store whose views open what is sealed. What it is given to write it writes as it is.
type opening struct {
	store.Store
	box  *box
	news *news // told of every act
}

func (s opening) Update(ctx context.Context, fn func(store.Tx) error) error {
	err := s.Store.Update(ctx, func(tx store.Tx) error { return fn(openTx{tx, s.box}) })
	if err == nil || errors.Is(err, store.ErrUnknown) {
		s.news.tell()
	}
	return err
}

func (s opening) Rehearse(ctx context.Context, fn func(store.Tx) error) error {
	return s.Store.Rehearse(ctx, func(tx store.Tx) error { return fn(openTx{tx, s.box}) })
}

func (s opening) View(ctx context.Context, fn func(store.View) error) error {
	return s.Store.View(ctx, func(v store.View) error { return fn(openView{v, s.box}) })
}

func (s opening) AsOf(ctx context.Context, t time.Time, fn func(store.View) error) error {
	return s.Store.AsOf(ctx, t, func(v store.View) error { return fn(openView{v, s.box}) })
}

type openView struct {
	store.View
	box *box
}

func (v openView) Get(kind, id string) (store.Record, error) { return v.box.get(v.View, kind, id) }

func (v openView) List(q store.Query) iter.Seq2[store.Record, error] {
	return v.box.all(v.View.List(q))
}

func (v openView) History(kind, id string) iter.Seq2[store.Record, error] {
	return v.box.all(v.View.History(kind, id))
}

func (v openView) Seen(sight store.Sight) store.View { return openView{v.View.Seen(sight), v.box} }

type openTx struct {
	store.Tx
	box *box
}

func (t openTx) Get(kind, id string) (store.Record, error) { return t.box.get(t.Tx, kind, id) }

func (t openTx) List(q store.Query) iter.Seq2[store.Record, error] { return t.box.all(t.Tx.List(q)) }

func (t openTx) History(kind, id string) iter.Seq2[store.Record, error] {
	return t.box.all(t.Tx.History(kind, id))
}

func (t openTx) Seen(sight store.Sight) store.View { return openView{t.Tx.Seen(sight), t.box} }

func (b *box) get(v store.View, kind, id string) (store.Record, error) {
	r, err := v.Get(kind, id)
	if err != nil {
		return r, err
	}
	return b.open(r)
}

func (b *box) all(in iter.Seq2[store.Record, error]) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		for r, err := range in {
			if err == nil {
				r, err = b.open(r)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}
