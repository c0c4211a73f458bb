package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
)

// maxNote is the most bytes of a signed checkpoint: room for 16 cosignatures of 5 kB and more.
// C2SP signed-note, Format
const maxNote = 256 << 10

// OpenCheckpoint verifies a signed checkpoint of the log named origin and returns it.
//
// v holds the keys that may speak for this log; keys of its witnesses may be among them. At
// least one verified signature must be by a key that has the log's own name: a witness alone
// does not make a checkpoint. Signatures by unknown keys are ignored, but one that fails under
// a known key refuses the whole note, and so does a second one by the same key.
// C2SP tlog-checkpoint, Signatures
func OpenCheckpoint(msg []byte, origin string, v Verifiers) (Checkpoint, error) {
	if len(msg) > maxNote {
		return Checkpoint{}, fmt.Errorf("open checkpoint of %q: %d bytes, at most %d are allowed", origin, len(msg), maxNote)
	}
	keys := &counting{list: v}
	n, err := note.Open(msg, keys)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("open checkpoint of %q: %w", origin, err)
	}
	c, err := ParseCheckpoint([]byte(n.Text))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("open checkpoint of %q: %w", origin, err)
	}
	if c.Origin != origin {
		return Checkpoint{}, fmt.Errorf("open checkpoint of %q: it is of another log, %q", origin, c.Origin)
	}
	if err := checkSignatures(n.Sigs, keys.found, origin); err != nil {
		return Checkpoint{}, fmt.Errorf("open checkpoint of %q: %w", origin, err)
	}
	return c, nil
}

// counting counts the signature lines that are by known keys.
type counting struct {
	list  Verifiers
	found int
}

func (c *counting) Verifier(name string, hash uint32) (Verifier, error) {
	if c.list == nil {
		return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
	}
	v, err := c.list.Verifier(name, hash)
	if err == nil {
		c.found++
	}
	return v, err
}

// checkSignatures holds the verified signatures to one spelling, of which note.Open accepts more:
// it ignores stray bits at the end of the base64, and does not look at the second signature by
// one key. One of them must be by a key of this name.
func checkSignatures(sigs []note.Signature, lines int, name string) error {
	if len(sigs) != lines {
		return errors.New("a key signed it twice")
	}
	bySelf := false
	for _, s := range sigs {
		raw, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil || base64.StdEncoding.EncodeToString(raw) != s.Base64 {
			return fmt.Errorf("the signature by %s is not in canonical base64", s.Name)
		}
		bySelf = bySelf || s.Name == name
	}
	if !bySelf {
		return errors.New("the log itself did not sign it")
	}
	return nil
}

// SignCheckpoint signs a checkpoint's text and returns the note. It refuses any other text,
// because a log's key signs nothing but checkpoints, and a key that has not the log's name.
// The caller promises never to sign two checkpoints that are not consistent.
func SignCheckpoint(text []byte, s Signer) ([]byte, error) {
	c, err := ParseCheckpoint(text)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	if s == nil || s.Name() != c.Origin {
		return nil, fmt.Errorf("sign checkpoint of %q: the key has not the log's name", c.Origin)
	}
	msg, err := note.Sign(&note.Note{Text: string(text)}, s)
	if err != nil {
		return nil, fmt.Errorf("sign checkpoint of %q: %w", c.Origin, err)
	}
	return msg, nil
}
