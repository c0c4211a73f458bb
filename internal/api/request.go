package api

import (
	"context"
	"crypto/rand"
)

// A Request is what a node knows of a request while it is answered, for its log.
type Request struct {
	ID    string // by which the request is found again in the log
	Route string // of the surface that answers it; empty: the surface has not said
}

type requestKey struct{}

// NewRequest draws the id of a request.
func NewRequest() *Request { return &Request{ID: rand.Text()[:16]} }

// With returns a context in which r is answered.
func (r *Request) With(ctx context.Context) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// RequestOf is the request that is being answered. It is never nil.
func RequestOf(ctx context.Context) *Request {
	if r, ok := ctx.Value(requestKey{}).(*Request); ok {
		return r
	}
	return &Request{}
}
