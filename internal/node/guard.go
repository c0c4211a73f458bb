package node

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	"tocsin/internal/api"
)

// headers stand on every answer. A surface that needs something else sets it in its place.
var headers = map[string]string{
	"Content-Security-Policy":      "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Cache-Control":                "no-store",
}

// guard stands around every request: it gives it an id, sets the headers that every answer has,
// refuses what a browser was made to send by another site, notes how it went, and survives a fault.
func guard(next http.Handler, log *slog.Logger, m *metrics, secure bool) http.Handler {
	next = http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun, req := time.Now(), api.NewRequest()
		for k, v := range headers {
			w.Header().Set(k, v)
		}
		if secure {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		w.Header().Set("Request-Id", req.ID)
		rec := &recorder{ResponseWriter: w}
		r = r.WithContext(req.With(r.Context()))
		defer func() {
			if fault := recover(); fault != nil {
				if fault == http.ErrAbortHandler {
					panic(fault)
				}
				survive(rec, r, log, fault)
			}
			took := time.Since(begun)
			rec.note(r, log, took)
			m.note(req, r.Pattern, rec.status, took)
		}()
		next.ServeHTTP(rec, r)
	})
}

// survive answers a request whose handler failed. What failed is told by its kind and place: the
// words of a fault can be those of a record.
func survive(w *recorder, r *http.Request, log *slog.Logger, fault any) {
	what := fmt.Sprintf("%T", fault)
	if e, ok := fault.(interface{ RuntimeError() }); ok {
		what = fmt.Sprint(e)
	}
	log.LogAttrs(r.Context(), slog.LevelError, "a request failed", slog.String("request", api.RequestOf(r.Context()).ID),
		slog.String("fault", what), slog.String("at", string(debug.Stack())))
	if w.status != 0 {
		panic(http.ErrAbortHandler) // half an answer is out: cut it off, so that nobody takes it for a whole one
	}
	api.Fault(w, r)
}

var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Unwrap lets a handler flush and set deadlines.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) WriteHeader(status int) {
	if status >= 200 && w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// note logs a request by the pattern of its route. A path, a query and a header can hold a secret,
// so none of them is in the log.
func (w *recorder) note(r *http.Request, log *slog.Logger, took time.Duration) {
	level := slog.LevelInfo
	if w.status >= 500 {
		level = slog.LevelError
	}
	req, method := api.RequestOf(r.Context()), r.Method
	if !slices.Contains(methods, method) {
		method = "other" // it can be any word
	}
	log.LogAttrs(r.Context(), level, "request", slog.String("request", req.ID), slog.String("method", method),
		slog.String("route", cmp.Or(req.Route, r.Pattern)), slog.Int("status", w.status), slog.Int64("bytes", w.bytes), slog.Duration("took", took))
}
