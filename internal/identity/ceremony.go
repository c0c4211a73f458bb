package identity

import (
	"net/http"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
)

// ceremonyTime is how long somebody has between the two halves of signing in.
const ceremonyTime = 5 * time.Minute

// maxCeremonies is how many may be under way at once. They are in memory: who begins one is nobody
// yet, and must not make anything durable.
const maxCeremonies = 4096

// A ceremony is the first half of signing in or enrolling.
type ceremony struct {
	data    webauthn.SessionData
	account string   // of an enrolment
	invited [32]byte // the invitation that it uses up; zero: of who is signed in
	state   oidcState
	until   time.Time
}

type ceremonies struct {
	mu  sync.Mutex // guards all
	all map[[32]byte]ceremony
}

// keep keeps a ceremony and returns the secret by which it is found; false when there are too many.
func (c *ceremonies) keep(x ceremony, now time.Time) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil {
		c.all = map[[32]byte]ceremony{}
	}
	if len(c.all) >= maxCeremonies {
		for k, old := range c.all {
			if !now.Before(old.until) {
				delete(c.all, k)
			}
		}
	}
	if len(c.all) >= maxCeremonies {
		return "", false
	}
	text, digest := secret()
	x.until = now.Add(ceremonyTime)
	c.all[digest] = x
	return text, true
}

// take gives a ceremony out, once.
func (c *ceremonies) take(text string, now time.Time) (ceremony, bool) {
	digest, ok := digestOf(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	x, found := c.all[digest]
	delete(c.all, digest)
	return x, ok && found && now.Before(x.until)
}

const ceremonyCookie = "tocsin-ceremony"

func (s *Service) ceremonyCookie() string {
	if s.origin.Scheme == "https" {
		return "__Host-" + ceremonyCookie
	}
	return ceremonyCookie
}

// hold keeps a ceremony for the browser that is being answered. same is Lax where the second half
// comes from another site.
func (s *Service) hold(w http.ResponseWriter, c ceremony, same http.SameSite) bool {
	text, ok := s.under.keep(c, s.o.Now())
	if ok {
		s.setCookie(w, s.ceremonyCookie(), text, same, ceremonyTime)
	}
	return ok
}

// held takes the ceremony of the browser that makes a request.
func (s *Service) held(w http.ResponseWriter, r *http.Request) (ceremony, bool) {
	c, err := r.Cookie(s.ceremonyCookie())
	if err != nil {
		return ceremony{}, false
	}
	s.setCookie(w, s.ceremonyCookie(), "", http.SameSiteLaxMode, 0)
	return s.under.take(c.Value, s.o.Now())
}
