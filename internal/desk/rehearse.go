package desk

import (
	"context"
	"time"

	"tocsin/internal/store"
)

// Rehearse runs acts on this desk and undoes them all: what would they do? fn gets a desk whose
// acts see each other, whose outbox holds what they would send, and of which nothing remains.
// While fn runs, the real desk's acts wait.
func (d *Desk) Rehearse(ctx context.Context, fn func(*Desk) error) error {
	return d.store.Rehearse(ctx, func(tx store.Tx) error {
		r := *d
		r.store = &stage{Store: d.store, tx: tx, asked: map[string]remembered{}}
		return fn(&r)
	})
}

// stage is a store whose every act plays in one transaction that will be undone. A refused act's
// puts are not undone before the end; rules put nothing before they refuse.
type stage struct {
	store.Store
	tx    store.Tx
	sent  []store.Message
	seq   int64
	asked map[string]remembered
}

type remembered struct {
	digest [32]byte
	result []byte
}

func (s *stage) Update(_ context.Context, fn func(store.Tx) error) error {
	return fn(&stageTx{Tx: s.tx, s: s})
}

func (s *stage) Rehearse(ctx context.Context, fn func(store.Tx) error) error {
	return s.Update(ctx, fn)
}

func (s *stage) View(_ context.Context, fn func(store.View) error) error { return fn(s.tx) }

func (s *stage) AsOf(_ context.Context, _ time.Time, fn func(store.View) error) error {
	return fn(s.tx)
}

func (s *stage) Outbox(context.Context, int) ([]store.Message, error) { return s.sent, nil }

func (s *stage) Carried(_ context.Context, seq int64) error {
	for i, m := range s.sent {
		if m.Seq == seq {
			s.sent = append(s.sent[:i:i], s.sent[i+1:]...)
			return nil
		}
	}
	return store.ErrNotFound
}

// stageTx is one act on the stage: it leaves no leaf, sends nothing, and remembers only until the
// end of the rehearsal.
type stageTx struct {
	store.Tx
	s *stage
}

func (t *stageTx) Append(string, []byte) (int64, error) { return t.Leaves(), nil }

func (t *stageTx) AppendLater(string, func() ([]byte, error)) (int64, error) { return t.Leaves(), nil }

func (t *stageTx) Send(m store.Message) error {
	t.s.seq++
	m.Seq, m.Recorded = t.s.seq, t.Now()
	t.s.sent = append(t.s.sent, m)
	return nil
}

func (t *stageTx) Request(caller, id string, digest [32]byte) ([]byte, bool, error) {
	if r, ok := t.s.asked[caller+"/"+id]; ok {
		if r.digest != digest {
			return nil, false, store.ErrReused
		}
		return r.result, true, nil
	}
	return t.Tx.Request(caller, id, digest)
}

func (t *stageTx) Remember(caller, id string, digest [32]byte, result []byte) error {
	t.s.asked[caller+"/"+id] = remembered{digest, result}
	return nil
}
