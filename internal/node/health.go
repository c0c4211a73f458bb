package node

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"tocsin/internal/store/accounts"
)

// health is what watches over the node ask: is the process up, and does it do its work?
type health struct {
	n *Node
	serving
	mu   sync.Mutex // guards what follows, and lets one at a time try
	at   time.Time
	last []check
}

// A check is one thing that must be so for the node to do its work.
type check struct {
	name string
	err  error
}

const (
	probeTime  = 5 * time.Second   // for all checks together
	probeEvery = time.Second       // more often nobody is answered anew
	mostBehind = 5 * time.Second   // that the wall clock may stand behind the record
	mostIdle   = 15 * atLeastEvery // since the clock was last applied
	probeRow   = "probe"           // kind and id of the row that is written and read
)

func (h *health) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /readyz", h.ready)
	return mux
}

// ready says of each check whether it holds. What fails is told to the log: the words of an error
// are not for everybody.
func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	checks, status, text := h.checks(r.Context()), http.StatusOK, ""
	for _, c := range checks {
		word := "ok"
		if c.err != nil {
			word, status = "failed", http.StatusServiceUnavailable
			h.log.LogAttrs(r.Context(), slog.LevelError, "not ready", slog.String("check", c.name), slog.String("error", h.n.Desk.Hide(r.Context(), c.err.Error())))
		}
		text += c.name + " " + word + "\n"
	}
	w.WriteHeader(status)
	fmt.Fprint(w, text)
}

// checks tries each thing, at most once a second however often it is asked.
func (h *health) checks(ctx context.Context) []check {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.at) < probeEvery {
		return h.last
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeTime)
	defer cancel()
	h.last = []check{{"database", h.probe(ctx)}, {"clock", h.time(ctx)}, {"due", h.ticked()}}
	h.at = time.Now()
	return h.last
}

// probe writes a row of its own through the queue in which acts wait, and reads it.
func (h *health) probe(ctx context.Context) error {
	book, err := accounts.Of(h.n.store)
	if err != nil {
		return err
	}
	row := accounts.Row{Kind: probeRow, ID: probeRow, Body: []byte(h.n.Now().UTC().Format(time.RFC3339Nano))}
	if err := book.ChangeAccess(ctx, func(tx accounts.Tx) error { return tx.Put(row) }); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return book.ReadAccess(ctx, func(v accounts.View) error {
		got, err := v.Get(probeRow, probeRow)
		if err == nil && string(got.Body) < string(row.Body) && len(got.Body) == len(row.Body) {
			err = fmt.Errorf("the row says %s, and %s was written", got.Body, row.Body)
		}
		return err
	})
}

// time says whether the wall clock stands behind what is on record: then what comes due comes late.
func (h *health) time(ctx context.Context) error {
	p, err := h.n.Desk.Pulse(ctx)
	if err == nil && p.Newest.Sub(h.n.Now()) > mostBehind {
		err = fmt.Errorf("the wall clock says %s, and the newest act was recorded at %s: set the clock", h.n.Now().UTC(), p.Newest)
	}
	return err
}

// ticked says whether the clock is applied to what comes due.
func (h *health) ticked() error {
	if last := h.clock.lastTick(); h.n.Now().Sub(last) > mostIdle {
		return fmt.Errorf("what comes due was last looked at at %s", last)
	}
	return nil
}
