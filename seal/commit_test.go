package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"testing"
)

func TestCommit(t *testing.T) {
	t.Parallel()
	salt, err := NewSalt(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Commit(salt, []byte("body"))
	if err != nil {
		t.Fatal(err)
	}
	if want := sha256.Sum256(append(bytes.Clone(salt), "body"...)); got != want {
		t.Errorf("Commit = %x, want SHA-256(salt || body) = %x", got, want)
	}
	other, err := Commit(salt, []byte("body2"))
	if err != nil || other == got {
		t.Errorf("another body gives %x, %v, want another digest", other, err)
	}
}

func TestCommitRefusesOtherSalts(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 31, 33, 64} {
		if got, err := Commit(make([]byte, n), nil); err == nil || got != [32]byte{} {
			t.Errorf("Commit with a salt of %d bytes = %x, %v, want an error", n, got, err)
		}
	}
}

func TestNewSalt(t *testing.T) {
	t.Parallel()
	a, err := NewSalt(rand.Reader)
	if err != nil || len(a) != SaltSize {
		t.Fatalf("NewSalt = %d bytes, %v, want %d", len(a), err, SaltSize)
	}
	b, err := NewSalt(rand.Reader)
	if err != nil || bytes.Equal(a, b) {
		t.Errorf("two salts are equal, %v", err)
	}
	if _, err := NewSalt(strings.NewReader("short")); err == nil {
		t.Error("NewSalt with too little randomness: got no error")
	}
}
