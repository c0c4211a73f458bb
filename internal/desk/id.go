package desk

import (
	"errors"
	"strings"

	"tocsin"
	"tocsin/internal/store"
)

// maxID is the most bytes of an id that a caller chooses.
const maxID = 64

func (a *act) id() (string, error) { return tocsin.NewID(a.d.ids) }

// fresh gives a record that is about to be made its id: a drawn one, or the caller's, which must
// be well formed and not be taken. Nothing that creates may write on a record that exists.
func fresh[T ~string](a *act, kind string, id T) (T, error) {
	if id == "" {
		s, err := a.id()
		a.version[tocsin.Ref{Kind: kind, ID: s}] = 0 // drawn from 2^128: nobody has it
		return T(s), err
	}
	if err := checkID(string(id)); err != nil {
		return id, err
	}
	if err := a.checkNamed(string(id)); err != nil {
		return id, err
	}
	_, err := a.Get(kind, string(id))
	switch {
	case err == nil:
		return id, tocsin.Refuse(tocsin.RuleState, "choose another id, or leave it out", "there is a %s %q already", kind, id)
	case errors.Is(err, store.ErrNotFound):
		return id, nil
	}
	return id, err
}

// checkNamed refuses a name for the log that holds a protected source's word: what the log holds
// is shown to strangers, and stays.
func (a *act) checkNamed(name string) error {
	words, err := a.sourceWords()
	if err != nil || hideSource(name, words) == name {
		return err
	}
	return tocsin.Refuse(tocsin.RuleLeakSource, "choose another", "an id or a request id gives away a word of a protected source")
}

// checkID refuses an id that the log cannot name.
func checkID(id string) error {
	if id != "" && len(id) <= maxID && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == "" {
		return nil
	}
	return tocsin.Refuse(tocsin.RuleForm, "use 1 to 64 letters, digits, hyphens, dots or underscores", "%q cannot be an id", clip(id, maxID))
}
