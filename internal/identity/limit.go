package identity

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often one address may try to sign in: a burst, and then one in two seconds.
const (
	tryBurst = 20
	tryEvery = 2 * time.Second
	maxTries = 4096 // addresses that are kept in mind
)

// limits bound how often signing in is tried. Behind a proxy all come from its address, and share.
type limits struct {
	mu  sync.Mutex // guards all
	all map[string]*tries
}

type tries struct {
	*rate.Limiter
	last time.Time
}

// allow reports whether an address may try now.
func (l *limits) allow(from string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.all[from]
	if t == nil {
		l.forget(now)
		t = &tries{Limiter: rate.NewLimiter(rate.Every(tryEvery), tryBurst)}
		l.all[from] = t
	}
	t.last = now
	return t.AllowN(now, 1)
}

// forget makes room: an address whose burst is whole again is as good as new, and of the others the
// one that was silent longest goes.
func (l *limits) forget(now time.Time) {
	if l.all == nil {
		l.all = map[string]*tries{}
	}
	if len(l.all) < maxTries {
		return
	}
	oldest := ""
	for from, t := range l.all {
		if now.Sub(t.last) > tryBurst*tryEvery {
			delete(l.all, from)
		} else if oldest == "" || t.last.Before(l.all[oldest].last) {
			oldest = from
		}
	}
	if len(l.all) >= maxTries {
		delete(l.all, oldest)
	}
}

// fromWhere is the address that a limit counts by: of IPv6 the network, of which one may have many.
func fromWhere(r *http.Request) string {
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

// tried refuses who tries too often.
func (s *Service) tried(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.limit.allow(fromWhere(r), s.o.Now()) {
			w.Header().Set("Retry-After", "30")
			problem(w, http.StatusTooManyRequests, "too many attempts to sign in from this address: wait half a minute")
			return
		}
		next(w, r)
	}
}
