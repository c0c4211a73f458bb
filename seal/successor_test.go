package seal

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"tocsin/ledger"
)

// testSuccessor is a sound successor of a log that was restored with 3 leaves, when 5 were known.
func testSuccessor(t testing.TB) Successor {
	t.Helper()
	old, _ := testKey(t, "tocsin/hall", 2)
	_, key, err := note.GenerateKey(rand.NewChaCha8([32]byte{3}), "tocsin/hall/2")
	if err != nil {
		t.Fatal(err)
	}
	held, known := ledger.Hash{1}, ledger.Checkpoint{Origin: "tocsin/hall", Size: 5, Root: ledger.Hash{2}}
	return Successor{
		Nonce: strings.Repeat("0f", 16), Origin: "tocsin/hall/2", Key: key, Predecessor: "tocsin/hall",
		HeldSize: 3, HeldRoot: hex.EncodeToString(held[:]),
		Known: base64.StdEncoding.EncodeToString(signed(t, string(known.Text()), old)), KnownSize: 5, Lost: 2,
		Role: "administrator", Reason: "the disk of the house <burnt>", At: "2024-03-06T14:02:07.000001Z",
	}
}

// known makes s know another checkpoint.
func (s *Successor) known(t testing.TB, c ledger.Checkpoint) {
	t.Helper()
	old, _ := testKey(t, "tocsin/hall", 2)
	s.Known, s.KnownSize = base64.StdEncoding.EncodeToString(signed(t, string(c.Text()), old)), c.Size
}

func TestSuccessorValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Successor)
		want   string // empty: sound
	}{
		{"as it is", func(*Successor) {}, ""},
		{"no nonce", func(s *Successor) { s.Nonce = "" }, "nonce must be"},
		{"no origin", func(s *Successor) { s.Origin = "" }, "origin and predecessor must be"},
		{"no predecessor", func(s *Successor) { s.Predecessor = "" }, "origin and predecessor must be"},
		{"of itself", func(s *Successor) { s.Origin = s.Predecessor }, "cannot succeed itself"},
		{"no role", func(s *Successor) { s.Role = "" }, "role must be a word"},
		{"no reason", func(s *Successor) { s.Reason = " " }, "reason must be"},
		{"reason of two lines", func(s *Successor) { s.Reason = "a\nb" }, "reason must be"},
		{"long reason", func(s *Successor) { s.Reason = strings.Repeat("a", maxReason+1) }, "reason must be"},
		{"local time", func(s *Successor) { s.At = "2024-03-06T14:02:07.000000+01:00" }, "at: the time"},
		{"no key", func(s *Successor) { s.Key = "" }, "key: read verifier key"},
		{"huge key", func(s *Successor) { s.Key = strings.Repeat("a", maxKey+1) }, "key has 513 bytes"},
		{"key of another log", func(s *Successor) { s.Origin += "0" }, `key is of "tocsin/hall/2", not of the new log`},
		{"held root in capitals", func(s *Successor) { s.HeldRoot = strings.ToUpper(s.HeldRoot) + "AA" }, "held_root must be"},
		{"short held root", func(s *Successor) { s.HeldRoot = "ab" }, "held_root must be"},
		{"negative size", func(s *Successor) { s.HeldSize, s.Lost = -1, 6 }, "held: checkpoint"},
		{"held nothing, and yet a root", func(s *Successor) { s.HeldSize, s.Lost = 0, 5 }, "held: checkpoint"},
		{"nothing known", func(s *Successor) { s.Known = "" }, "known must be a signed note"},
		{"known in odd base64", func(s *Successor) { s.Known += "=" }, "known must be a signed note"},
		{"known without a signature", func(s *Successor) { s.Known = base64.StdEncoding.EncodeToString([]byte("tocsin/hall\n")) }, "known must be a signed note"},
		{"known no checkpoint", func(s *Successor) { s.Known = base64.StdEncoding.EncodeToString([]byte("letter\n\n")) }, "known: checkpoint"},
		{"known of another log", func(s *Successor) { s.known(t, ledger.Checkpoint{Origin: "tocsin/hill", Size: 5}) }, `known is a checkpoint of "tocsin/hill"`},
		{"known of another size", func(s *Successor) { s.KnownSize = 6 }, "known has 5 leaves, and known_size says 6"},
		{"less known than held", func(s *Successor) { s.HeldSize, s.Lost = 6, -1 }, "less is known than is held"},
		{"lost wrongly counted", func(s *Successor) { s.Lost = 3 }, "lost must be"},
		{"two roots", func(s *Successor) { s.HeldSize, s.Lost = 5, 0 }, "two roots for one size"},
		{"nothing lost", func(s *Successor) {
			s.known(t, ledger.Checkpoint{Origin: "tocsin/hall", Size: 3, Root: ledger.Hash{1}})
			s.Lost = 0
		}, ""},
	}
	for _, tt := range tests {
		s := testSuccessor(t)
		tt.change(&s)
		err := s.Validate()
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

// TestSuccessorRoundTrip: what is signed is read again, and what it binds is found in it.
func TestSuccessorRoundTrip(t *testing.T) {
	t.Parallel()
	s, v := testKey(t, testName, 1)
	want := testSuccessor(t)
	stmt, _, err := Encode(SuccessorType, want, s)
	if err != nil {
		t.Fatal(err)
	}
	var got Successor
	if _, err := Decode(stmt, SuccessorType, &got, note.VerifierList(v)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if held, err := got.Held(); err != nil || held != (ledger.Checkpoint{Origin: "tocsin/hall", Size: 3, Root: ledger.Hash{1}}) {
		t.Errorf("held %+v (%v)", held, err)
	}
	known, err := got.KnownNote()
	if err != nil {
		t.Fatal(err)
	}
	_, old := testKey(t, "tocsin/hall", 2)
	if c, err := ledger.OpenCheckpoint(known, got.Predecessor, ledger.VerifierList(old)); err != nil || c.Size != 5 {
		t.Errorf("known %+v (%v)", c, err)
	}
	if _, err := Decode(stmt, ActType, new(Act), note.VerifierList(v)); err == nil {
		t.Error("it was taken for an act")
	}
}

// FuzzSuccessor: whatever decodes as a successor encodes to the same bytes, and its parts agree.
func FuzzSuccessor(f *testing.F) {
	s, _ := testKey(f, testName, 1)
	want := testSuccessor(f)
	stmt, _, err := Encode(SuccessorType, want, s)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stmt)
	want.HeldSize, want.Lost = 4, 1
	if stmt, _, err = Encode(SuccessorType, want, s); err != nil {
		f.Fatal(err)
	}
	f.Add(stmt)
	f.Add(signed(f, SuccessorType+"\n{\"nonce\":\"\"}\n", s))
	f.Fuzz(func(t *testing.T, stmt []byte) {
		var got Successor
		if _, err := Decode(stmt, SuccessorType, &got, anyKey{}); err != nil {
			return
		}
		line, err := encodeLine(got)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(stmt, []byte(SuccessorType+"\n"+string(line)+"\n\n— ")) {
			t.Errorf("%q decodes and encodes to %q", stmt, line)
		}
		if got.Lost < 0 || got.KnownSize != got.HeldSize+got.Lost {
			t.Errorf("held %d, known %d, lost %d", got.HeldSize, got.KnownSize, got.Lost)
		}
		if _, err := got.KnownNote(); err != nil {
			t.Error(err)
		}
	})
}
