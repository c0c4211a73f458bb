package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"tocsin/ledger"
)

// SuccessorType is the type of the statement of a [Successor].
const SuccessorType = "tocsin/successor/v1"

const (
	maxReason = 2 << 10 // bytes of a reason
	maxKey    = 512     // bytes of a public key as text
)

// Successor is the statement that one log goes on where another ended, because the database was
// put back from a copy. The new log begins with the leaves that were held, and this statement is
// the first leaf of its own. It binds the newest checkpoint that was known of the old log, so that
// what was lost can be told, and the new log's key, so that who trusts the key that signed this
// can go on.
type Successor struct {
	Nonce       string `json:"nonce"`       // 16 random bytes in hex
	Origin      string `json:"origin"`      // the new log
	Key         string `json:"key"`         // its public key, as [ledger.NewVerifier] reads it
	Predecessor string `json:"predecessor"` // the old log
	HeldSize    int64  `json:"held_size"`   // how many of its leaves are held; the index of this statement's leaf
	HeldRoot    string `json:"held_root"`   // their root, 32 bytes in hex
	Known       string `json:"known"`       // the newest known checkpoint of the old log: the signed note in base64
	KnownSize   int64  `json:"known_size"`  // how many leaves that one has
	Lost        int64  `json:"lost"`        // KnownSize less HeldSize
	Role        string `json:"role"`        // who restored it
	Reason      string `json:"reason"`      // why: it stands in the log for good, so it should name nobody
	At          string `json:"at"`          // when, by the log's own clock: see [FormatTime]
}

// Validate reports what is wrong with the fields. It reads the known checkpoint without verifying
// its signature: see [Successor.KnownNote].
func (s Successor) Validate() error {
	if err := s.validate(); err != nil {
		return fmt.Errorf("successor: %w", err)
	}
	return nil
}

func (s Successor) validate() error {
	switch {
	case !isHex(s.Nonce, 16):
		return errors.New("nonce must be 32 lower-case hex digits")
	case !isLine(s.Origin) || !isLine(s.Predecessor):
		return fmt.Errorf("origin and predecessor must be 1 to %d bytes of text without control characters", maxWord)
	case s.Origin == s.Predecessor:
		return errors.New("a log cannot succeed itself")
	case !isName(s.Role):
		return errors.New("role must be a word")
	case !isReason(s.Reason):
		return fmt.Errorf("reason must be 1 to %d bytes of text without control characters", maxReason)
	}
	if _, err := ParseTime(s.At); err != nil {
		return fmt.Errorf("at: %w", err)
	}
	if err := s.validateKey(); err != nil {
		return err
	}
	return s.validateKnown()
}

// validateKey: a log's key has the log's name.
func (s Successor) validateKey() error {
	if len(s.Key) > maxKey {
		return fmt.Errorf("key has %d bytes, at most %d are allowed", len(s.Key), maxKey)
	}
	v, err := ledger.NewVerifier(s.Key)
	if err != nil {
		return fmt.Errorf("key: %w", err)
	}
	if v.Name() != s.Origin {
		return fmt.Errorf("key is of %q, not of the new log", v.Name())
	}
	return nil
}

// validateKnown holds the numbers to each other and to the known checkpoint.
func (s Successor) validateKnown() error {
	held, err := s.Held()
	if err != nil {
		return err
	}
	note, err := s.KnownNote()
	if err != nil {
		return err
	}
	text, _, _ := bytes.Cut(note, []byte("\n\n"))
	known, err := ledger.ParseCheckpoint(append(text, '\n'))
	switch {
	case err != nil:
		return fmt.Errorf("known: %w", err)
	case known.Origin != s.Predecessor:
		return fmt.Errorf("known is a checkpoint of %q, not of the predecessor", known.Origin)
	case known.Size != s.KnownSize:
		return fmt.Errorf("known has %d leaves, and known_size says %d", known.Size, s.KnownSize)
	case s.KnownSize < s.HeldSize:
		return errors.New("less is known than is held: the newest checkpoint known is then the one that was held")
	case s.Lost != s.KnownSize-s.HeldSize:
		return errors.New("lost must be known_size less held_size")
	case s.Lost == 0 && known.Root != held.Root:
		return errors.New("known and held are two roots for one size: such a log cannot be succeeded")
	}
	return nil
}

// Held is the old log as far as it is held: the part that both logs share.
func (s Successor) Held() (ledger.Checkpoint, error) {
	root, err := hex.DecodeString(s.HeldRoot)
	if err != nil || !isHex(s.HeldRoot, 32) {
		return ledger.Checkpoint{}, errors.New("held_root must be 64 lower-case hex digits")
	}
	c := ledger.Checkpoint{Origin: s.Predecessor, Size: s.HeldSize, Root: ledger.Hash(root)}
	if _, err := ledger.ParseCheckpoint(c.Text()); err != nil {
		return ledger.Checkpoint{}, fmt.Errorf("held: %w", err)
	}
	return c, nil
}

// KnownNote is the newest known checkpoint of the old log as it was signed. Nobody has verified
// it here: use [ledger.OpenCheckpoint] with the old log's key.
func (s Successor) KnownNote() ([]byte, error) {
	note, err := base64.StdEncoding.DecodeString(s.Known)
	if err != nil || base64.StdEncoding.EncodeToString(note) != s.Known || !bytes.Contains(note, []byte("\n\n")) {
		return nil, errors.New("known must be a signed note in canonical base64")
	}
	return note, nil
}

// isReason reports whether s is text without control characters, and not too long.
func isReason(s string) bool {
	return strings.TrimSpace(s) != "" && len(s) <= maxReason && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}
