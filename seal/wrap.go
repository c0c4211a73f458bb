package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// MaxWrapped is the most bytes of content that are wrapped, and MaxRecipients to how many keys.
const (
	MaxWrapped    = 4 << 20
	MaxRecipients = 16
)

// ErrWrongKey says that none of the keys opens what was wrapped.
var ErrWrongKey = errors.New("no key that was given opens it")

// Wrap encrypts a body to recipients, as an age file (C2SP age.md): each of them can open it alone.
// It is for content at rest. What is committed to is then the wrapped bytes, so that a log can be
// verified without any key.
func Wrap(body []byte, to ...Recipient) ([]byte, error) {
	if len(to) == 0 || len(to) > MaxRecipients {
		return nil, fmt.Errorf("wrap: %d recipients, it can be 1 to %d", len(to), MaxRecipients)
	}
	if len(body) > MaxWrapped {
		return nil, fmt.Errorf("wrap: the body has %d bytes, at most %d are wrapped", len(body), MaxWrapped)
	}
	recipients := make([]age.Recipient, len(to))
	for i, r := range to {
		if r.key == nil {
			return nil, errors.New("wrap: a recipient without a key")
		}
		recipients[i] = r.key
	}
	var b bytes.Buffer
	w, err := age.Encrypt(&b, recipients...)
	if err != nil {
		return nil, fmt.Errorf("wrap: %w", err)
	}
	if _, err := w.Write(body); err != nil {
		return nil, fmt.Errorf("wrap: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("wrap: %w", err)
	}
	return b.Bytes(), nil
}

// IsWrapped reports whether a body says of itself that it is wrapped. No JSON does.
func IsWrapped(body []byte) bool { return bytes.HasPrefix(body, []byte(intro)) }

// Unwrap opens what [Wrap] made. It refuses everything else, an age file of another kind or
// spelling too, with [ErrWrongKey] when it is well formed and none of the keys opens it.
func Unwrap(wrapped []byte, keys ...Key) ([]byte, error) {
	if err := checkWrapped(wrapped); err != nil {
		return nil, fmt.Errorf("unwrap: %w", err)
	}
	identities := make([]age.Identity, 0, len(keys))
	for _, k := range keys {
		if k.secret != nil {
			identities = append(identities, k.secret)
		}
	}
	if len(identities) == 0 {
		return nil, fmt.Errorf("unwrap: %w", ErrWrongKey)
	}
	r, err := age.Decrypt(bytes.NewReader(wrapped), identities...)
	if _, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return nil, fmt.Errorf("unwrap: %w", ErrWrongKey)
	}
	if err != nil {
		return nil, fmt.Errorf("unwrap: %w", err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("unwrap: %w", err)
	}
	return body, nil
}

// WrapTwice wraps a body to inner and the result to outer: who opens it needs both keys, and has
// to begin with the outer one.
func WrapTwice(body []byte, outer, inner Recipient) ([]byte, error) {
	first, err := Wrap(body, inner)
	if err != nil {
		return nil, err
	}
	return Wrap(first, outer)
}

// UnwrapTwice opens what [WrapTwice] made, with both keys in any order.
func UnwrapTwice(wrapped []byte, keys ...Key) ([]byte, error) {
	inner, err := Unwrap(wrapped, keys...)
	if err != nil {
		return nil, err
	}
	return Unwrap(inner, keys...)
}
