package ledger

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// TestFlippedNote flips each bit of a signed checkpoint: origin, size, root and signature.
func TestFlippedNote(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 3)
	good := k.note(t, 3)
	for bit := range 8 * len(good) {
		bad := slices.Clone(good)
		bad[bit/8] ^= 1 << (bit % 8)
		if _, err := OpenCheckpoint(bad, k.origin, k.known()); err == nil {
			t.Errorf("opens with bit %d flipped: %q", bit, bad)
		}
	}
}

// cosigned is a checkpoint of k with the signature of a witness.
func (k *keeper) cosigned(t *testing.T, size int64, w Signer) []byte {
	t.Helper()
	msg, err := note.Sign(&note.Note{Text: string(k.at(t, size).Text())}, k.signer, w)
	if err != nil {
		t.Fatal(err)
	}
	return msg
}

// TestSpelling writes the last letter of each signature in every other way. Two bits of it say
// nothing, so that three other letters spell the same bytes.
func TestSpelling(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 3)
	w, wv := testKey(t, "witness.example", 3)
	good := k.cosigned(t, 3, w)
	first := bytes.LastIndex(good, []byte("=\n— ")) - 1
	for _, at := range []int{first, len(good) - 3} {
		for _, c := range []byte(base64Letters) {
			msg := slices.Clone(good)
			msg[at] = c
			if _, err := OpenCheckpoint(msg, k.origin, VerifierList(k.key, wv)); (err == nil) != bytes.Equal(msg, good) {
				t.Errorf("byte %d as %c in place of %c: got error %v", at, c, good[at], err)
			}
		}
	}
}

// TestRepeatedSignature: a known key signs once. What follows under the same key would not be
// looked at.
func TestRepeatedSignature(t *testing.T) {
	t.Parallel()
	k := keep(t, testOrigin, 1, 3)
	w, wv := testKey(t, "witness.example", 3)
	good := string(k.cosigned(t, 3, w))
	_, sigs, _ := strings.Cut(good, "\n\n")
	other := k.note(t, 2)
	unsound := string(other[lastLine(other):])
	for _, added := range append(strings.SplitAfter(strings.TrimSuffix(sigs, "\n"), "\n"), unsound) {
		msg := []byte(good + strings.TrimSuffix(added, "\n") + "\n")
		if _, err := OpenCheckpoint(msg, k.origin, VerifierList(k.key, wv)); err == nil || !strings.Contains(err.Error(), "signed it twice") {
			t.Errorf("with %q again: got error %v", added, err)
		}
	}
	// A stranger's signature is ignored, even if it is there twice.
	// C2SP signed-note, Signatures
	stranger := good[lastLine([]byte(good)):]
	if _, err := OpenCheckpoint([]byte(good+stranger), k.origin, k.known()); err != nil {
		t.Errorf("with a stranger's signatures: %v", err)
	}
}
