package store

import "fmt"

// Finding is one thing that is wrong with a database: a kind of ErrDamaged.
type Finding struct {
	Table string `json:"table"`         // where it is; a name of the engine's
	Key   string `json:"key,omitempty"` // of the row, or of whatever else there is
	What  string `json:"what"`          // for a person
}

func (f Finding) Error() string {
	if f.Key == "" {
		return fmt.Sprintf("table %s: %s", f.Table, f.What)
	}
	return fmt.Sprintf("table %s, row %s: %s", f.Table, f.Key, f.What)
}

func (f Finding) Unwrap() error { return ErrDamaged }

// VerifyOptions say how a store is verified.
type VerifyOptions struct {
	Limit    int // how many findings are listed, the others are counted; zero or less: 100
	Progress func(step string, done, total int64)
}

// Verification is what a store was found to hold, and what is wrong with it.
type Verification struct {
	Checkpoint []byte `json:"-"` // the newest one, signed; nil when there is none to be believed

	Leaves   int64 `json:"leaves"`
	Records  int64 `json:"records"`
	Versions int64 `json:"versions"` // of those records
	Erased   int64 `json:"erased"`   // of those versions
	Requests int64 `json:"requests"`
	Messages int64 `json:"messages"`

	Deliveries int64 `json:"deliveries"`

	Findings []Finding `json:"findings"`       // in the order in which they were found
	More     int64     `json:"more,omitempty"` // findings that are not listed
}

// Err is nil when nothing was found, and else the first finding and how many there are.
func (v Verification) Err() error {
	switch n := int64(len(v.Findings)) + v.More; {
	case n > 1:
		return fmt.Errorf("%d findings, the first: %w", n, v.Findings[0])
	case n == 1:
		return v.Findings[0]
	}
	return nil
}
