package identity

import (
	"net/http"

	"tocsin/internal/limit"
)

// newTries bounds how often signing in is tried from one address: 20 times at once, and then once in
// two seconds. Behind a proxy that the operator did not name all come from its address, and share.
func newTries() *limit.Limit { return limit.New(0.5, 20) }

// tried refuses who tries too often.
func (s *Service) tried(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.limit.Allow(limit.Source(r), s.o.Now()) {
			w.Header().Set("Retry-After", "30")
			problem(w, http.StatusTooManyRequests, "too many attempts to sign in from this address: wait half a minute")
			return
		}
		next(w, r)
	}
}
