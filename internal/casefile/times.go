package casefile

import (
	"reflect"
	"strings"
	"time"

	"tocsin"
)

// times resolves every time of the case: first those of the events, following anchors from one to
// the next, then all others.
func (k *checker) times() {
	r := resolver{checker: k, index: map[string]int{}, state: make([]visit, len(k.c.Events))}
	for i := range k.c.Events {
		if _, twice := r.index[k.c.Events[i].ID]; !twice {
			r.index[k.c.Events[i].ID] = i
		}
	}
	for i := range k.c.Events {
		r.event(i)
	}
	k.walk(func(s spot) bool {
		i, ok := s.value.Addr().Interface().(*Instant)
		if !ok || i.empty() || i.When.Known() {
			return true
		}
		if len(s.at) == 3 && s.at[0] == "events" && s.at[2] == "at" {
			return true // an event: resolved above
		}
		r.instant(i, s.at)
		return true
	})
}

func (i Instant) empty() bool { return reflect.ValueOf(i).IsZero() }

type visit int

const (
	unseen visit = iota
	underway
	resolved
)

// resolver follows anchors.
type resolver struct {
	*checker
	index map[string]int
	state []visit
	trail []string // the events whose times are being followed
}

// event resolves an event's own time, after those that it is counted from.
func (r *resolver) event(i int) {
	if r.state[i] != unseen {
		return
	}
	r.state[i] = underway
	e := &r.c.Events[i]
	r.trail = append(r.trail, e.ID)
	r.instant(&e.At, where{"events", i, "at"})
	r.trail = r.trail[:len(r.trail)-1]
	r.state[i] = resolved
}

// instant resolves one time. What cannot be resolved is reported, or was.
func (r *resolver) instant(i *Instant, at where) {
	if i.Never() {
		if !mayBeNever(at) {
			r.bad(at, "leave it out, or write the time", "`never` is only for a warning that does not arrive, in `arrives`")
		}
		return
	}
	if i.Text != "" {
		when, err := tocsin.ParseInstant(i.Text, r.zone)
		if err != nil {
			r.bad(at, "write it with its offset (`2024-03-31T02:30+01:00`), or mend the hour", "%s", err)
			return
		}
		i.When = when
	} else if !r.anchored(i, at) {
		return
	}
	i.When.Words = i.Words
}

func mayBeNever(at where) bool { return len(at) > 1 && at[len(at)-2] == "arrives" }

func (r *resolver) bad(at where, hint, format string, args ...any) {
	r.badTime = true
	r.add(at, hint, format, args...)
}

// anchored resolves a time that is counted from an event.
func (r *resolver) anchored(i *Instant, at where) bool {
	id, offset, key := i.After, time.Duration(i.By), "after"
	if i.Before != "" {
		id, offset, key = i.Before, -offset, "before"
	}
	n, ok := r.index[id]
	if !ok {
		r.badTime = true
		r.unknown(at.to(key), "event", id, r.ids["event"], "add the event")
		return false
	}
	if r.state[n] == underway {
		r.bad(at.to(key), "give one of them a time of its own: `at: 2024-03-07`", "the times go round in a circle: %s", r.circle(id))
		return false
	}
	r.event(n)
	base := r.c.Events[n].At.When
	if !base.Known() {
		r.badTime = true // and reported there
		return false
	}
	i.When = tocsin.Anchor{Event: id, Offset: offset, Bound: bound(i.Bound)}.After(base)
	if y := i.When.Latest.Year(); y < 1900 || y > 2199 {
		i.When = tocsin.Instant{}
		r.bad(at.to("by"), "check the length of time", "counted from `%s` this is not between the years 1900 and 2199", plain(id))
		return false
	}
	return true
}

func bound(word string) tocsin.Bound {
	if word == "" {
		return tocsin.Exactly
	}
	return tocsin.Bound(word)
}

// circle writes the way round: a is counted from b, which is counted from a.
func (r *resolver) circle(id string) string {
	trail := r.trail
	for i, seen := range trail {
		if seen == id {
			trail = trail[i:]
			break
		}
	}
	const most = 6
	var b strings.Builder
	for i, seen := range append(trail[:len(trail):len(trail)], id) {
		switch {
		case i == most:
			return b.String() + ", and so on"
		case i == 1:
			b.WriteString(" is counted from ")
		case i > 1:
			b.WriteString(", which is counted from ")
		}
		b.WriteString("`" + plain(seen) + "`")
	}
	return b.String()
}

// windows refuses windows whose ends are the wrong way round.
func (k *checker) windows() {
	k.walk(func(s spot) bool {
		w, ok := s.value.Addr().Interface().(*Window)
		if !ok || s.refused() {
			return true
		}
		span := w.Span()
		if span.Check() != nil {
			k.add(s.at, "swap the two ends, or mend the year", "this window ends (%s) before it begins (%s)", span.End, span.Start)
		}
		return false
	})
}
