package delivery

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/store"
)

// Options are what a worker needs. The zero value of what may be left out works.
type Options struct {
	Desk     *desk.Desk
	Channels map[tocsin.Channel]Channel
	Log      *slog.Logger  // nil: nothing is logged
	Senders  int           // messages sent at the same time; 0: 32
	Timeout  time.Duration // of one attempt; 0: 20 s
	Idle     time.Duration // how often the queue is looked at when nothing waits; 0: 500 ms
}

// A Worker sends what is due. It is the desk's courier while it runs.
type Worker struct {
	o     Options
	owner string
	kinds []string
	lease time.Duration

	work chan desk.Message // to be sent: as long as there are senders
	hand chan brought
	done chan tocsin.Attempt
}

// New makes a worker. Its leases outlive its longest attempt, with time to record it.
func New(o Options) *Worker {
	o.Senders, o.Timeout, o.Idle = cmp.Or(o.Senders, 32), cmp.Or(o.Timeout, 20*time.Second), cmp.Or(o.Idle, 500*time.Millisecond)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	id := make([]byte, 8)
	_, _ = rand.Read(id) // it never fails
	w := &Worker{
		o: o, owner: "worker-" + hex.EncodeToString(id), lease: 2*o.Timeout + 5*time.Second,
		work: make(chan desk.Message), hand: make(chan brought, roomFor), done: make(chan tocsin.Attempt, 4*o.Senders),
	}
	for c := range o.Channels {
		w.kinds = append(w.kinds, string(c))
	}
	return w
}

// roomFor is how many deliveries the desk can bring before they wait in the queue. Half of it is kept
// for those that were on their way when it was asked.
const roomFor = 2048

// Room lets the desk queue a delivery already leased to this worker.
func (w *Worker) Room() (string, time.Duration, bool) {
	return w.owner, w.lease, len(w.hand) < cap(w.hand)/2
}

// brought is a delivery that the desk brought, and when.
type brought struct {
	desk.Brought
	at time.Time
}

// good is for how long what the desk brought is sent as it brought it. After that it is read anew:
// the words may have been erased, or what they tell may have ended.
const good = time.Second

// Bring takes what the desk has just queued for this worker. What it has no room for waits until its
// lease runs out.
func (w *Worker) Bring(all []desk.Brought) {
	now := time.Now()
	for _, b := range all {
		select {
		case w.hand <- brought{b, now}:
		default:
		}
	}
}

// Run sends until ctx ends. What is being sent then is finished and recorded; what was not begun is
// put back.
func (w *Worker) Run(ctx context.Context) {
	if len(w.kinds) == 0 {
		<-ctx.Done()
		return
	}
	w.o.Desk.Deliver(w)
	after := context.WithoutCancel(ctx) // what was begun is finished and recorded
	var senders, recorder sync.WaitGroup
	for range w.o.Senders {
		senders.Go(func() {
			for m := range w.work {
				w.done <- w.attempt(after, m)
			}
		})
	}
	recorder.Go(func() { w.record(after) })
	var feeding sync.WaitGroup
	feeding.Go(func() { w.poll(ctx) })
	w.feed(ctx)
	w.o.Desk.Deliver(nil)
	feeding.Wait()
	w.handBack(ctx)
	close(w.work)
	senders.Wait()
	close(w.done)
	recorder.Wait()
}

// feed passes on what the desk brings, as soon as it comes, until ctx ends.
func (w *Worker) feed(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-w.hand:
			w.take(ctx, r)
		}
	}
}

// poll takes up what is due in the queue: what was queued while there was no room, what is tried
// again, and what somebody left behind. It looks again at once as long as it finds as much as it takes.
func (w *Worker) poll(ctx context.Context) {
	for ctx.Err() == nil {
		all, err := w.o.Desk.Claim(ctx, w.owner, w.kinds, w.o.Senders, w.lease)
		if err != nil && ctx.Err() == nil {
			w.complain(ctx, "the queue could not be read; it is tried again", err)
		}
		w.pass(ctx, all)
		if len(all) == w.o.Senders {
			continue
		}
		timer := time.NewTimer(w.o.Idle)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// take passes on what is brought together; what has no words, or has waited, it reads first.
func (w *Worker) take(ctx context.Context, first brought) {
	var rows []store.Delivery
	for b, n := first, 0; ; n++ {
		if b.Message != nil && time.Since(b.at) < good {
			w.pass(ctx, []desk.Message{*b.Message})
		} else {
			rows = append(rows, b.Row)
		}
		if n == w.o.Senders {
			break
		}
		select {
		case b = <-w.hand:
			continue
		default:
		}
		break
	}
	if len(rows) == 0 {
		return
	}
	all, err := w.o.Desk.Messages(ctx, rows)
	if err != nil {
		w.complain(ctx, "messages could not be read; they are tried again", err)
		return
	}
	w.pass(ctx, all)
}

// pass gives messages to the senders; those for which nobody was free when ctx ended are put back.
func (w *Worker) pass(ctx context.Context, all []desk.Message) {
	for i, m := range all {
		select {
		case w.work <- m:
		case <-ctx.Done():
			w.giveBack(ctx, all[i:])
			return
		}
	}
}

func (w *Worker) handBack(ctx context.Context) {
	var all []desk.Message
	for {
		select {
		case r := <-w.hand:
			all = append(all, desk.Message{ID: r.Row.ID})
			continue
		default:
		}
		break
	}
	w.giveBack(ctx, all)
}

func (w *Worker) giveBack(ctx context.Context, all []desk.Message) {
	ids := make([]string, len(all))
	for i, m := range all {
		ids[i] = m.ID
	}
	if len(ids) == 0 {
		return
	}
	if err := w.o.Desk.GiveBack(context.WithoutCancel(ctx), w.owner, ids...); err != nil {
		w.complain(ctx, "what was not begun could not be put back: its lease runs out", err)
	}
}

// attempt sends one message, within the time of one attempt.
func (w *Worker) attempt(ctx context.Context, m desk.Message) tocsin.Attempt {
	ctx, cancel := context.WithTimeout(ctx, w.o.Timeout)
	defer cancel()
	out := givenUp("it need not be sent any more: "+m.Over, 0)
	if c := w.o.Channels[m.Contact.Channel]; m.Over == "" && c != nil {
		out = c.Send(ctx, m)
	}
	return tocsin.Attempt{
		Delivery: m.ID, Number: m.Attempt, At: time.Now().UTC(), State: out.State, Code: out.Code,
		Cause: private(out.Cause, m),
	}
}

// private takes address and link out of what the other side said: attempts stay on record when a
// contact is erased.
func private(cause string, m desk.Message) string {
	for _, s := range []string{m.Contact.Address, m.Token} {
		if s != "" {
			cause = strings.ReplaceAll(cause, s, "...")
		}
	}
	return cause
}

// mostTogether is how many attempts are recorded under one leaf, and gather for how long more are
// waited for: a process that dies meanwhile makes them again, as it would a moment before.
const (
	mostTogether = 128
	gather       = 20 * time.Millisecond
)

// record has the desk record what came of attempts: those of a short while together, so that a leaf is
// made for a batch and not for each.
func (w *Worker) record(ctx context.Context) {
	for first := range w.done {
		w.write(ctx, w.gathered(first))
	}
}

func (w *Worker) gathered(first tocsin.Attempt) []tocsin.Attempt {
	batch, enough := []tocsin.Attempt{first}, time.NewTimer(gather)
	defer enough.Stop()
	for len(batch) < mostTogether {
		select {
		case a, ok := <-w.done:
			if !ok {
				return batch
			}
			batch = append(batch, a)
		case <-enough.C:
			return batch
		}
	}
	return batch
}

// write records a batch; one that cannot be recorded is tried anew for a while, and then left to
// the leases.
func (w *Worker) write(ctx context.Context, batch []tocsin.Attempt) {
	var err error
	for range 3 {
		if _, err = w.o.Desk.RecordAttempts(ctx, w.owner, batch); err == nil || errors.Is(err, store.ErrClosed) {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		w.complain(ctx, "attempts could not be recorded: they are made again", err)
		return
	}
	for _, a := range batch {
		if a.State == tocsin.AttemptFailed || a.State == tocsin.AttemptGivenUp {
			w.o.Log.LogAttrs(ctx, slog.LevelWarn, "a message did not go", slog.String("message", a.Delivery),
				slog.String("state", a.State), slog.Int("attempt", a.Number), slog.Int("code", a.Code))
		}
	}
}

func (w *Worker) complain(ctx context.Context, what string, err error) {
	w.o.Log.LogAttrs(ctx, slog.LevelError, what, slog.String("error", w.o.Desk.Hide(context.WithoutCancel(ctx), err.Error())))
}
