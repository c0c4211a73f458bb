package identity

import (
	"context"
	"sync"

	"tocsin"
)

// following knows the requests that go on for long, so that they end when their account may not go on.
type following struct {
	mu   sync.Mutex // guards what follows
	turn uint64     // counts what was cut
	open map[string]map[*lasting]context.CancelFunc
}

// lasting is a request that may go on for long.
type lasting struct {
	f       *following
	account string
	turn    uint64 // when it was asked who makes the request
}

type lastingKey struct{}

// Lasting is the context of a request that goes on for long, as a live stream does. It ends at once
// when the account behind the request is revoked, gets other roles, or is signed out: who may go on
// comes back and says anew who he is. The function is to be called when the request has ended.
func Lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	l, ok := ctx.Value(lastingKey{}).(*lasting)
	ctx, cancel := context.WithCancel(ctx)
	if !ok {
		return ctx, cancel
	}
	l.f.enter(l, cancel)
	return ctx, func() {
		l.f.leave(l)
		cancel()
	}
}

func (f *following) now() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.turn
}

// enter keeps a request in mind. What was cut since it was asked who makes it may have been its own
// account: then it ends before it has begun.
func (f *following) enter(l *lasting, cancel context.CancelFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if l.turn != f.turn {
		cancel()
		return
	}
	if f.open == nil {
		f.open = map[string]map[*lasting]context.CancelFunc{}
	}
	if f.open[l.account] == nil {
		f.open[l.account] = map[*lasting]context.CancelFunc{}
	}
	f.open[l.account][l] = cancel
}

func (f *following) leave(l *lasting) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.open[l.account], l)
	if len(f.open[l.account]) == 0 {
		delete(f.open, l.account)
	}
}

// cut ends what goes on in the name of an account.
func (f *following) cut(account string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.turn++
	for _, cancel := range f.open[account] {
		cancel()
	}
}

// Changed ends what goes on in the name of an account whose rights are others now. The desk tells it.
func (s *Service) Changed(id tocsin.AccountID) { s.follow.cut(string(id)) }
