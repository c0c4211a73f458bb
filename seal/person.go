package seal

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Person is who is behind a tag. A statement names a role and commits to a tag ([PersonCommitment]);
// that tag and the name stand side by side only in a sealed person.
type Person struct {
	Tag  string `json:"tag"`  // tells the persons of one organisation apart
	Name string `json:"name"` // as it was given with the act; empty: the role account itself
	Role string `json:"role"` // in which the first act under the tag was done
}

const (
	personSize = 1024 // bytes of a person before it is wrapped: how long a name is does not show
	maxPerson  = 256  // bytes of a name
)

// PersonCommitment is what an act's statement says of who did it: SHA-256(nonce || tag), of the
// statement's own nonce.
func PersonCommitment(nonce []byte, tag string) [32]byte {
	h := sha256.New()
	h.Write(nonce)
	h.Write([]byte(tag))
	return [32]byte(h.Sum(nil))
}

// Did reports whether the act was done by the person of a tag.
func (a Act) Did(tag string) bool {
	nonce, err := hex.DecodeString(a.Nonce)
	if err != nil || a.Person == "" || tag == "" {
		return false
	}
	want := PersonCommitment(nonce, tag)
	return subtle.ConstantTimeCompare([]byte(hex.EncodeToString(want[:])), []byte(a.Person)) == 1
}

// SealPerson wraps a person twice: to name it takes the outer and the inner key.
func SealPerson(p Person, outer, inner Recipient) ([]byte, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	line, err := encodeLine(p)
	if err != nil {
		return nil, fmt.Errorf("person: %w", err)
	}
	if len(line) > personSize {
		return nil, fmt.Errorf("person: %d bytes, at most %d are sealed", len(line), personSize)
	}
	padded := append(line, bytes.Repeat([]byte{' '}, personSize-len(line))...)
	return WrapTwice(padded, outer, inner)
}

// OpenPerson opens a sealed person with both keys.
func OpenPerson(sealed []byte, keys ...Key) (Person, error) {
	padded, err := UnwrapTwice(sealed, keys...)
	if err != nil {
		return Person{}, err
	}
	return parsePerson(padded)
}

// parsePerson reads a person as [SealPerson] pads it, in that spelling only.
func parsePerson(padded []byte) (Person, error) {
	var p Person
	if len(padded) != personSize {
		return p, errors.New("person: it is not of the size that is sealed")
	}
	line := bytes.TrimRight(padded, " ")
	if err := json.Unmarshal(line, &p); err != nil {
		return Person{}, errors.New("person: it cannot be read")
	}
	again, err := encodeLine(p)
	if err != nil || !bytes.Equal(again, line) {
		return Person{}, errors.New("person: it is not as we write it")
	}
	if err := p.Validate(); err != nil {
		return Person{}, err
	}
	return p, nil
}

// Validate reports what is wrong with the fields.
func (p Person) Validate() error {
	switch {
	case !isName(p.Tag):
		return errors.New("person: the tag must be a word")
	case !isName(p.Role):
		return errors.New("person: the role must be a word")
	case p.Name != "" && !isText(p.Name):
		return fmt.Errorf("person: the name must be at most %d bytes of text without control characters", maxPerson)
	}
	return nil
}

// isText reports whether s can be a name: short, printable, and not blank.
func isText(s string) bool {
	return len(s) <= maxPerson && utf8.ValidString(s) && strings.TrimSpace(s) != "" && !strings.ContainsFunc(s, unicode.IsControl)
}
