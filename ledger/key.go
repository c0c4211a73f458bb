package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// Signer signs with one key. It is note's, so that callers need not import note.
type Signer = note.Signer

// Verifier verifies signatures by one key.
type Verifier = note.Verifier

// Verifiers finds a Verifier by a key's name and hash.
type Verifiers = note.Verifiers

// GenerateKey makes an Ed25519 key with this name from 32 bytes of rand. The signer key skey is
// secret; the verifier key vkey is for everybody. A log's key has the log's origin as its name.
// C2SP signed-note, Ed25519 signatures
func GenerateKey(rand io.Reader, name string) (skey, vkey string, err error) {
	if err := checkName(name); err != nil {
		return "", "", fmt.Errorf("generate key %q: %w", name, err)
	}
	skey, vkey, err = note.GenerateKey(rand, name)
	if err != nil {
		return "", "", fmt.Errorf("generate key %q: %w", name, err)
	}
	return skey, vkey, nil
}

// checkName refuses what cannot stand in a signature line.
// C2SP signed-note, Format
func checkName(name string) error {
	bad := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' }
	switch {
	case name == "":
		return errors.New("the name is empty")
	case !utf8.ValidString(name):
		return errors.New("the name is not valid UTF-8")
	case strings.ContainsFunc(name, bad):
		return errors.New("the name holds a space, a plus or a control character")
	}
	return nil
}

// NewSigner reads a signer key. Its errors do not repeat the key.
func NewSigner(skey string) (Signer, error) {
	s, err := note.NewSigner(skey)
	if err != nil {
		return nil, fmt.Errorf("read signer key: %w", err)
	}
	return s, nil
}

// PublicKey returns the verifier key that belongs to a signer key. Its errors do not repeat the key.
func PublicKey(skey string) (vkey string, err error) {
	s, err := NewSigner(skey)
	if err != nil {
		return "", err
	}
	parts := strings.SplitN(skey, "+", 5) // PRIVATE+KEY+name+hash+key: NewSigner has checked that
	key, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil {
		return "", errors.New("read signer key: it is not in base64")
	}
	pub := ed25519.NewKeyFromSeed(key[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(s.Name(), pub)
}

// NewVerifier reads a verifier key.
func NewVerifier(vkey string) (Verifier, error) {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("read verifier key: %w", err)
	}
	return v, nil
}

// VerifierList makes known keys findable.
func VerifierList(list ...Verifier) Verifiers {
	return note.VerifierList(list...)
}
