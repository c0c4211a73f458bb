package desk

import "tocsin/internal/store"

// Errors of the store on which a caller of the desk branches.
var (
	// ErrUnknown says that the commit itself failed: retry with the same request id.
	ErrUnknown = store.ErrUnknown
	// ErrReused says that a request id came back with another input.
	ErrReused = store.ErrReused
)
