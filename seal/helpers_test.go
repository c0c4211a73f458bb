package seal

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

const testName = "tocsin/hall/desk"

// testKey is a key of this name, the same for each seed.
func testKey(t testing.TB, name string, seed byte) (note.Signer, note.Verifier) {
	t.Helper()
	skey, vkey, err := note.GenerateKey(rand.NewChaCha8([32]byte{seed}), name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

// testAct is a sound act.
func testAct() Act {
	return Act{
		Nonce:   strings.Repeat("0f", 16),
		Request: "req <1> & more",
		Act:     "dismiss",
		Object:  "warning/w1",
		Version: 2,
		Role:    "duty-officer",
		Person:  strings.Repeat("ab", 32),
		At:      "2024-03-06T14:02:07.000001Z",
		Content: []Commitment{{Record: "warning/w1/2", Digest: strings.Repeat("cd", 32)}},
	}
}

// signed is any text as a note, signed by each signer.
func signed(t testing.TB, text string, signers ...note.Signer) []byte {
	t.Helper()
	msg, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

// actLine is testAct as Encode writes it.
func actLine(t testing.TB) string {
	t.Helper()
	line, err := encodeLine(testAct())
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}
