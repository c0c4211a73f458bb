package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"

	"filippo.io/age"
)

// A Recipient is a public key to which content is wrapped: post-quantum and classical in one
// (age1pq1...). It is safe to show.
type Recipient struct{ key *age.HybridRecipient }

// maxKeyFile is the most bytes of a key file.
const maxKeyFile = 16 << 10

// ParseRecipient reads a recipient in the one spelling that it has.
func ParseRecipient(text string) (Recipient, error) {
	r, err := age.ParseHybridRecipient(text)
	if err != nil || r.String() != text {
		return Recipient{}, errors.New("it is not a hybrid age recipient (age1pq1...)")
	}
	return Recipient{r}, nil
}

// String is the recipient's text, of some two thousand letters.
func (r Recipient) String() string {
	if r.key == nil {
		return ""
	}
	return r.key.String()
}

// Fingerprint is short enough to read aloud: the first 8 bytes of SHA-256 of the text, in hex.
func (r Recipient) Fingerprint() string {
	sum := sha256.Sum256([]byte(r.String()))
	return hex.EncodeToString(sum[:8])
}

// A Key is a secret key that opens what was wrapped to its recipient. However it is printed, it
// prints as a black bar; only [Key.File] writes it out.
type Key struct{ secret *age.HybridIdentity }

const keyBar = "▇▇▇"

// NewKey makes a key. Its randomness is the system's own: a key is never made from a seed.
func NewKey() (Key, error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return Key{}, fmt.Errorf("make a key: %w", err)
	}
	return Key{id}, nil
}

// Recipient is the public half.
func (k Key) Recipient() Recipient {
	if k.secret == nil {
		return Recipient{}
	}
	return Recipient{k.secret.Recipient()}
}

// String is a bar.
func (Key) String() string { return keyBar }

// Format prints a bar, whatever is asked for.
func (Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(keyBar)) }

// MarshalText gives a bar.
func (Key) MarshalText() ([]byte, error) { return []byte(keyBar), nil }

// LogValue implements [slog.LogValuer] and says nothing.
func (Key) LogValue() slog.Value { return slog.StringValue(keyBar) }

// File is the key as a key file of age: comment lines, then the secret.
func (k Key) File(comment ...string) []byte {
	var b strings.Builder
	for _, c := range comment {
		b.WriteString("# " + strings.Join(strings.Fields(c), " ") + "\n")
	}
	if k.secret != nil {
		b.WriteString(k.secret.String() + "\n")
	}
	return []byte(b.String())
}

// ParseKeyFile reads the keys of a key file: one a line, at least one, beside comments and empty
// lines. No error of it repeats what stands in the file.
func ParseKeyFile(file []byte) ([]Key, error) {
	if len(file) > maxKeyFile {
		return nil, fmt.Errorf("the key file has %d bytes, at most %d are read", len(file), maxKeyFile)
	}
	if !utf8.Valid(file) {
		return nil, errors.New("the key file is not text")
	}
	var keys []Key
	n := 0
	for line := range bytes.Lines(file) {
		n++
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		id, err := age.ParseHybridIdentity(text)
		if err != nil || id.String() != text {
			return nil, fmt.Errorf("line %d of the key file is not a hybrid age key (AGE-SECRET-KEY-PQ-1...)", n)
		}
		keys = append(keys, Key{id})
	}
	if len(keys) == 0 {
		return nil, errors.New("the key file holds no key")
	}
	return keys, nil
}
