// Package queue is the contract of the durable queue of deliveries, as bookkeeping sees it.
//
// A delivery is written in the transaction of the act that causes it, through [store.Tx], and so
// is what became of an attempt. Between the two it is only taken up and put down, which nobody could later
// dispute: that goes through [Queue] and leaves no leaf.
//
// There is no timer anywhere: when a delivery is due is an indexed column, and a lease that runs
// out makes it due again. At least once, never at most once: a process that dies after it sent and
// before it said so leads to a repeat, which bears the same message id.
package queue

import (
	"context"
	"time"

	"tocsin/internal/store"
)

// A Claim asks for deliveries to work on.
type Claim struct {
	Owner    string        // who will work on them; kept with each
	Channels []string      // which it can serve
	Now      time.Time     // what is due by then; zero: by the store's own clock
	Lease    time.Duration // for how long nobody else gets them
	Limit    int           // at most so many; zero or less: 100
}

// A Query selects deliveries. Empty fields do not filter.
type Query struct {
	Case    string
	Channel string
	Open    bool // only those that are not done
	Limit   int  // zero or less: all
}

// A Load is how much waits.
type Load struct {
	Open   int64     // deliveries that are not done
	Oldest time.Time // the earliest due time among them; zero: none waits
}

// A Queue is the deliveries of one store. An engine's store is one.
type Queue interface {
	// Claim takes up what is due, the longest due first: Due becomes Now plus Lease, Attempt
	// grows by one. It is durable when Claim returns. Two claims never get the same delivery,
	// unless a lease has run out in between.
	Claim(ctx context.Context, c Claim) ([]store.Delivery, error)
	// GiveBack makes deliveries that the owner holds due at once, as if it had not taken them:
	// for a worker that stops before it began with them. Others are left as they are. A zero now is
	// the store's own clock.
	GiveBack(ctx context.Context, owner string, now time.Time, ids ...string) error
	// Deliveries lists what a query selects, in the order in which it was queued.
	Deliveries(ctx context.Context, q Query) ([]store.Delivery, error)
	// Delivery reads one, or fails with store.ErrNotFound.
	Delivery(ctx context.Context, id string) (store.Delivery, error)
	// Load says how much waits in these channels; none named: in all.
	Load(ctx context.Context, channels ...string) (Load, error)
}
