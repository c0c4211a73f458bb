package store

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Panic is a panic of a closure. The act was undone.
type Panic struct {
	Value any
	Stack []byte // where it panicked; for the log, not for people
}

func (p *Panic) Error() string {
	return fmt.Sprintf("the act panicked: %v", p.Value)
}

// Check refuses a record that not every engine could keep as it is.
func (r Record) Check() error {
	switch {
	case r.Kind == "":
		return errors.New("a record without a kind")
	case r.ID == "":
		return fmt.Errorf("a %s without an id", r.Kind)
	case r.Version < 1:
		return fmt.Errorf("%s %s: version %d, the first is 1", r.Kind, r.ID, r.Version)
	}
	if r.State == StateErased {
		return fmt.Errorf("%s %s: no record is put in the state %q", r.Kind, r.ID, StateErased)
	}
	return checkTexts(r.Kind, r.ID, r.Parent, r.State, r.Label)
}

// Check refuses a message that not every engine could keep as it is.
func (m Message) Check() error {
	if m.ID == "" || m.To == "" {
		return fmt.Errorf("message %q to %q: it needs an id and somebody to go to", m.ID, m.To)
	}
	return checkTexts(m.ID, m.To, m.Kind)
}

// checkTexts refuses what PostgreSQL has no TEXT for.
func checkTexts(texts ...string) error {
	for _, s := range texts {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			return fmt.Errorf("%q is not UTF-8 without NUL", s)
		}
	}
	return nil
}
