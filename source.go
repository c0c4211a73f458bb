package tocsin

import "fmt"

// Protected is text that no release level, log line or error may print. It prints as a black bar
// wherever it is formatted or marshalled; only Reveal gives it out, and only the desk's store and
// the leak check call it. Two places are out of its reach: an unexported field, which package fmt
// prints raw, and the key of a map in JSON. Put it in neither.
type Protected string

const bar = "▇▇▇"

// Reveal returns the text itself.
func (p Protected) Reveal() string { return string(p) }

func (Protected) String() string                { return bar }
func (Protected) GoString() string              { return bar }
func (Protected) MarshalText() ([]byte, error)  { return []byte(bar), nil }
func (Protected) Format(f fmt.State, verb rune) { _, _ = f.Write([]byte(bar)) }

// UnmarshalText takes the text, except the bar itself: what was printed cannot be read back.
func (p *Protected) UnmarshalText(b []byte) error {
	if string(b) == bar {
		return fmt.Errorf("this is a masked value, not the value: open the source itself")
	}
	*p = Protected(b)
	return nil
}

// A Source is a protected source. Reports refer to it by id; its compartment, names and kind of
// collection stay here, and the leak check looks for them in every version that leaves the house.
type Source struct {
	ID          SourceID    `json:"id"`
	Compartment Protected   `json:"compartment"`
	Names       []Protected `json:"names,omitempty"` // code names, identities, access
	Collection  Protected   `json:"collection,omitempty"`
	Times       Times       `json:"times"`
}

// Words are all texts that must never appear at any release level.
func (s Source) Words() []string {
	words := make([]string, 0, len(s.Names)+2)
	for _, p := range append([]Protected{s.Compartment, s.Collection}, s.Names...) {
		if p != "" {
			words = append(words, p.Reveal())
		}
	}
	return words
}
