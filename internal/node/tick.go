package node

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// atLeastEvery is how long the clock sleeps at most: a duty that comes due sooner wakes it.
const atLeastEvery = 2 * time.Second

// ticker applies the clock to a desk for as long as the node serves.
type ticker struct {
	n    *Node
	log  *slog.Logger
	last atomic.Int64 // microseconds: when the clock was last applied without an error
}

// run applies the clock until ctx ends. What fails is tried again: a duty waits for nobody.
func (t *ticker) run(ctx context.Context) {
	for ctx.Err() == nil {
		t.once(ctx)
		timer := time.NewTimer(t.rest(ctx))
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

func (t *ticker) once(ctx context.Context) {
	came, err := t.n.Desk.Tick(ctx, time.Time{})
	for _, r := range came {
		t.log.LogAttrs(ctx, slog.LevelInfo, "the clock", slog.String("act", string(r.Act)), slog.String("kind", r.Object.Kind), slog.String("id", r.Object.ID), slog.Int64("leaf", r.Leaf))
	}
	switch {
	case err == nil:
		t.last.Store(t.n.Now().UnixMicro())
	case ctx.Err() == nil:
		t.log.LogAttrs(ctx, slog.LevelError, "the clock could not be applied; it is tried again", slog.String("error", t.n.Desk.Hide(ctx, err.Error())))
	}
}

// rest is how long nothing comes due.
func (t *ticker) rest(ctx context.Context) time.Duration {
	now := t.n.Now()
	next, ok, err := t.n.Desk.NextDueBy(ctx, now.Add(atLeastEvery))
	if err != nil || !ok {
		return atLeastEvery
	}
	return min(max(next.Sub(now), 10*time.Millisecond), atLeastEvery)
}

// lastTick is when the clock was last applied; zero: not yet.
func (t *ticker) lastTick() time.Time {
	us := t.last.Load()
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
