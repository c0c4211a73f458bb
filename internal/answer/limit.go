package answer

import (
	"net/http"
	"time"

	"tocsin/internal/limit"
)

// guarded limits requests by where they come from.
func guarded(guests *limit.Limit, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !guests.Allow(limit.Source(r), time.Now()) {
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
