package answer

import (
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits let each of many do something so often and no more.
type limits struct {
	every rate.Limit // per second
	burst int

	mu   sync.Mutex // guards who
	who  map[string]*rate.Limiter
	next time.Time // when those who have been quiet are forgotten
}

// mostKnown bounds how many are told apart. Beyond it all are taken together: memory stays bounded,
// and a flood from many addresses slows down guests before it slows down the desk.
const mostKnown = 4096

func newLimits(perSecond float64, burst int) *limits {
	return &limits{every: rate.Limit(perSecond), burst: burst, who: map[string]*rate.Limiter{}}
}

func (l *limits) allow(who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if now.After(l.next) {
		for k, v := range l.who {
			if v.TokensAt(now) >= float64(l.burst) {
				delete(l.who, k)
			}
		}
		l.next = now.Add(time.Minute)
	}
	if len(l.who) >= mostKnown && l.who[who] == nil {
		who = ""
	}
	if l.who[who] == nil {
		l.who[who] = rate.NewLimiter(l.every, l.burst)
	}
	return l.who[who].AllowN(now, 1)
}

// guard limits requests by the address that they come from.
func (l *limits) guard(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			host = r.RemoteAddr
		}
		if !l.allow(host) {
			tooMany(w)
			return
		}
		h(w, r)
	}
}

func tooMany(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "30")
	http.Error(w, "Too many requests. Wait half a minute, or ring.", http.StatusTooManyRequests)
}
