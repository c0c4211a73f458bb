package seal

import (
	"crypto/sha256"
	"fmt"
	"io"
)

// SaltSize is the length of a salt in bytes.
const SaltSize = 32

// NewSalt reads a salt from rand. Every commitment needs one of its own: with the same salt two
// holders could link their records, and without one content could be guessed.
func NewSalt(rand io.Reader) ([]byte, error) {
	salt := make([]byte, SaltSize)
	if _, err := io.ReadFull(rand, salt); err != nil {
		return nil, fmt.Errorf("new salt: %w", err)
	}
	return salt, nil
}

// Commit is SHA-256(salt || body). The salt must be exactly [SaltSize] bytes: that is what makes
// the encoding unambiguous. Who holds neither learns nothing of the body; who is shown both can
// check that it is the body that was committed to.
func Commit(salt, body []byte) ([32]byte, error) {
	if len(salt) != SaltSize {
		return [32]byte{}, fmt.Errorf("commit: the salt has %d bytes, it must have %d", len(salt), SaltSize)
	}
	h := sha256.New()
	h.Write(salt)
	h.Write(body)
	return [32]byte(h.Sum(nil)), nil
}
