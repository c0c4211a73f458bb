package ledger

import (
	"crypto/rand"
	"strings"
	"testing"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	skey, vkey, err := GenerateKey(rand.Reader, testOrigin)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := PublicKey(skey); err != nil || got != vkey {
		t.Errorf("the public key is %q (%v), want %q", got, err, vkey)
	}
	v, err := NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	if s.Name() != testOrigin || v.Name() != testOrigin || s.KeyHash() != v.KeyHash() {
		t.Errorf("got signer %s+%x, verifier %s+%x, want one key of %s", s.Name(), s.KeyHash(), v.Name(), v.KeyHash(), testOrigin)
	}
	sig, err := s.Sign([]byte("x"))
	if err != nil || !v.Verify([]byte("x"), sig) || v.Verify([]byte("y"), sig) {
		t.Errorf("signature of x: %v; it must verify for x and not for y", err)
	}
}

func TestKeyNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":       "empty",
		"a b":    "a space, a plus or a control",
		"a+b":    "a space, a plus or a control",
		"a\nb":   "a space, a plus or a control",
		"a\x01b": "a space, a plus or a control",
		"\xff":   "not valid UTF-8",
	} {
		if _, _, err := GenerateKey(rand.Reader, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("GenerateKey(%q): got error %v, want one with %q", name, err, want)
		}
	}
	if _, _, err := GenerateKey(strings.NewReader("short"), "a"); err == nil {
		t.Error("GenerateKey with too little randomness: got no error")
	}
}

func TestBadKeys(t *testing.T) {
	t.Parallel()
	skey, vkey, err := GenerateKey(rand.Reader, testOrigin)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"", "x", vkey, skey[:len(skey)-4], strings.Replace(skey, "hall", "halt", 1)} {
		_, err := NewSigner(key)
		if err == nil {
			t.Errorf("NewSigner accepts a broken key of %d bytes", len(key))
		} else if p := strings.SplitN(key, "+", 5); p[0] == "PRIVATE" && len(p) == 5 && strings.Contains(err.Error(), p[4]) { // PRIVATE+KEY+name+hash+secret
			t.Errorf("the error repeats the key")
		}
	}
	for _, key := range []string{"", "x", skey, vkey[:len(vkey)-4], strings.Replace(vkey, "hall", "halt", 1)} {
		if _, err := NewVerifier(key); err == nil {
			t.Errorf("NewVerifier accepts a broken key of %d bytes", len(key))
		}
	}
}
