package seal

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ActType is the type of the statement of an [Act].
const ActType = "tocsin/act/v1"

// maxWord is the most bytes of a name or an id in an act.
const maxWord = 128

// Act is the statement of one act of the desk: that somebody in this role did this to that
// record, then. It names no person and holds no content, only commitments to both.
type Act struct {
	Nonce   string      `json:"nonce"`   // 16 random bytes in hex: no two acts are equal
	Request string      `json:"request"` // the id under which the caller may repeat the call
	Act     string      `json:"act"`     // what was done, for example "dismiss"
	Object  string      `json:"object"`  // to what: "kind/id"; empty if to no one record
	Version int64       `json:"version"` // the object's version after the act; 0 without an object
	Role    string      `json:"role"`    // in which role
	Person  string      `json:"person"`  // commitment to who, 32 bytes in hex; empty for a machine
	At      string      `json:"at"`      // when, by the log's own clock: see [FormatTime]
	Content Commitments `json:"content"` // what was written
}

// Commitment binds one version of a record to its content: Digest is [Commit] of it in hex.
type Commitment struct {
	Record string `json:"record"` // "kind/id/version"
	Digest string `json:"digest"`
}

// Commitments is a list of them. No list and an empty one are both written as [].
type Commitments []Commitment

// MarshalJSON never writes null, so that nothing has two spellings.
func (c Commitments) MarshalJSON() ([]byte, error) {
	if c == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]Commitment(c))
}

// Validate reports what is wrong with an act's fields.
func (a Act) Validate() error {
	if err := a.validate(); err != nil {
		return fmt.Errorf("act: %w", err)
	}
	return nil
}

func (a Act) validate() error {
	switch {
	case !isHex(a.Nonce, 16):
		return errors.New("nonce must be 32 lower-case hex digits")
	case !isLine(a.Request):
		return fmt.Errorf("request must be 1 to %d bytes of text without control characters", maxWord)
	case !isName(a.Act):
		return errors.New("act must be a word")
	case !isName(a.Role):
		return errors.New("role must be a word")
	case a.Person != "" && !isHex(a.Person, 32):
		return errors.New("person must be empty or 64 lower-case hex digits")
	}
	if _, err := ParseTime(a.At); err != nil {
		return fmt.Errorf("at: %w", err)
	}
	if err := a.validateObject(); err != nil {
		return err
	}
	return a.Content.validate()
}

func (a Act) validateObject() error {
	if a.Object == "" && a.Version == 0 {
		return nil
	}
	kind, id, _ := strings.Cut(a.Object, "/")
	if !isName(kind) || !isName(id) {
		return errors.New(`object must be "kind/id"`)
	}
	if a.Version < 1 || a.Version > maxNumber {
		return fmt.Errorf("version must be 1 to 2^53, not %d", a.Version)
	}
	return nil
}

func (c Commitments) validate() error {
	seen := map[string]bool{}
	for i, x := range c {
		switch {
		case !isRecord(x.Record):
			return fmt.Errorf(`content %d: record must be "kind/id/version"`, i)
		case !isHex(x.Digest, 32):
			return fmt.Errorf("content %d: digest must be 64 lower-case hex digits", i)
		case seen[x.Record]:
			return fmt.Errorf("content %d: record %s is there twice", i, x.Record)
		}
		seen[x.Record] = true
	}
	return nil
}

// isRecord reports whether s is "kind/id/version", the version a canonical number from 1.
func isRecord(s string) bool {
	parts := strings.Split(s, "/")
	if len(parts) != 3 || !isName(parts[0]) || !isName(parts[1]) {
		return false
	}
	n, err := strconv.ParseInt(parts[2], 10, 64)
	return err == nil && n >= 1 && n <= maxNumber && strconv.FormatInt(n, 10) == parts[2]
}

// isName reports whether s can be the name of an act, a role, a kind or a record.
func isName(s string) bool { return isWord(s, maxWord, "._-:") }

// isLine reports whether s is short text without control characters.
func isLine(s string) bool {
	return s != "" && len(s) <= maxWord && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// isHex reports whether s is n bytes in lower-case hex.
func isHex(s string, n int) bool {
	return len(s) == 2*n && strings.Trim(s, "0123456789abcdef") == ""
}
