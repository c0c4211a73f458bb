// Package limit bounds how often strangers may do a thing: each in a burst, and then at a rate.
package limit

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Most is how many are surely told apart. Of more, those are forgotten who were silent longest: memory
// stays bounded, and nobody is kept out because others are many.
const Most = 4096

// A Limit counts for each by himself.
type Limit struct {
	every rate.Limit
	burst int

	mu       sync.Mutex // guards what follows
	now, old map[string]*rate.Limiter
}

// New lets each do a thing burst times at once, and then perSecond times a second.
func New(perSecond float64, burst int) *Limit {
	return &Limit{every: rate.Limit(perSecond), burst: burst, now: map[string]*rate.Limiter{}}
}

// Allow reports whether who may do it at a time, and counts that he did.
func (l *Limit) Allow(who string, at time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.of(who).AllowN(at, 1)
}

// of is the limit of one. When Most have come, those who came become the old ones, and who was not
// heard of since the last time that this happened is forgotten.
func (l *Limit) of(who string) *rate.Limiter {
	if one := l.now[who]; one != nil {
		return one
	}
	one := l.old[who]
	if one == nil {
		one = rate.NewLimiter(l.every, l.burst)
	}
	if len(l.now) >= Most {
		l.now, l.old = map[string]*rate.Limiter{}, l.now
	}
	l.now[who] = one
	return one
}

// Source is where a request comes from, as a limit counts it: the address, and of IPv6 the network
// of 64 bits, all of whose addresses one guest has (RFC 6177).
func Source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if a = a.Unmap(); a.Is6() {
		p, _ := a.WithZone("").Prefix(64)
		return p.String()
	}
	return a.String()
}
