package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"tocsin/internal/desk"
	"tocsin/internal/identity"
)

// Bounds of the live streams.
const (
	mostStreams = 4096             // of all readers
	mostOfOne   = 32               // of one account
	streamLife  = 15 * time.Minute // then it ends, and who goes on says anew who he is
	heartbeat   = 15 * time.Second
	writeTime   = 10 * time.Second // for one write: a reader who takes longer is cut off, and can go on
	gather      = 50 * time.Millisecond
	mostAtOnce  = 200 // changes in one read
)

// streams counts the streams that are open.
type streams struct {
	mu  sync.Mutex // guards what follows
	all int
	of  map[string]int
}

func (s *streams) enter(account string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= mostStreams || s.of[account] >= mostOfOne {
		return false
	}
	if s.of == nil {
		s.of = map[string]int{}
	}
	s.all++
	s.of[account]++
	return true
}

func (s *streams) leave(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if s.of[account]--; s.of[account] == 0 {
		delete(s.of, account)
	}
}

// stream sends the changes of the record as server-sent events (WHATWG HTML 9.2). Each bears the
// cursor that stands after it; who comes back with it as Last-Event-ID misses nothing and gets
// nothing twice.
func (s *surface) stream(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if err := noQuery(r); err != nil {
		return err
	}
	if !s.streams.enter(who.Account) {
		p := newProblem(http.StatusTooManyRequests, "too many streams are open")
		p.Instead = "close one, or ask again in a minute"
		w.Header().Set("Retry-After", "60")
		return p
	}
	defer s.streams.leave(who.Account)
	ctx, ended := identity.Lasting(r.Context())
	defer ended()
	f := follower{surface: s, who: viewer(who), w: w, control: http.NewResponseController(w)}
	return f.run(r.WithContext(ctx))
}

// follower is one stream.
type follower struct {
	*surface
	who     desk.Viewer
	w       http.ResponseWriter
	control *http.ResponseController
	at      string // the cursor after what was sent
}

func (f *follower) run(r *http.Request) error {
	f.at = r.Header.Get("Last-Event-ID")
	changed := f.Desk.Changed()
	found, next, behind, err := f.Desk.Changes(r.Context(), f.who, f.at, mostAtOnce)
	if err != nil {
		return err
	}
	h := f.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy must not hold it back
	_ = f.control.SetReadDeadline(time.Time{})
	if f.at == "" {
		f.at = next
	}
	if err := f.send(fmt.Sprintf("retry: 2000\nid: %s\nevent: hello\ndata: {}\n\n", f.at)); err != nil {
		return nil
	}
	defer func() { _ = f.control.SetWriteDeadline(time.Now().Add(writeTime)) }() // for the end of it: that of the last write may be long past
	end, beat := time.NewTimer(streamLife), time.NewTicker(heartbeat)
	defer end.Stop()
	defer beat.Stop()
	for {
		if f.changes(found, next) != nil {
			return nil // who reads it is away, and comes back with the cursor that he has
		}
		if !behind && len(found) < mostAtOnce {
			wait, beats := true, false
			for wait {
				select {
				case <-changed:
					wait = false
					pause(r, gather) // acts come in batches
				case <-beat.C:
					beats = true
				case <-r.Context().Done():
					return nil
				case <-f.Stop:
					return nil
				case <-end.C:
					return nil
				}
				if beats && wait && f.send(fmt.Sprintf("id: %s\n\n", f.at)) != nil {
					return nil
				}
				beats = false
			}
		}
		if r.Context().Err() != nil {
			return nil // both at once: what changed may be that he may not go on
		}
		changed = f.Desk.Changed()
		if found, next, behind, err = f.Desk.Changes(r.Context(), f.who, f.at, mostAtOnce); err != nil {
			return nil // what was sent stands; the cursor says from where
		}
	}
}

func pause(r *http.Request, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
	}
}

// changes sends what was found, and goes on after all that was looked at.
func (f *follower) changes(found []desk.Change, next string) error {
	if len(found) > 0 {
		var text []byte
		for _, c := range found {
			b, err := json.Marshal(c)
			if err != nil {
				return err
			}
			text = fmt.Appendf(text, "id: %s\nevent: change\ndata: %s\n\n", c.Cursor, b)
		}
		if err := f.send(string(text)); err != nil {
			return err
		}
	}
	f.at = next
	return nil
}

func (f *follower) send(text string) error {
	if err := f.control.SetWriteDeadline(time.Now().Add(writeTime)); err != nil {
		return err
	}
	if _, err := f.w.Write([]byte(text)); err != nil {
		return err
	}
	return f.control.Flush()
}

// streamRoutes are the live stream.
func streamRoutes() []route {
	return []route{{
		method: http.MethodGet, path: "stream", scope: ScopeRead,
		serve: func(s *surface, w http.ResponseWriter, r *http.Request, who identity.Principal) error {
			return s.stream(w, r, who)
		},
		describe: (*describer).stream,
	}}
}
