package seal

import (
	"bytes"
	"encoding/json"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// anyKey finds a verifier for every name, and it accepts every signature: so that the fuzzer
// gets past the cryptography.
type anyKey struct{}

func (anyKey) Verifier(name string, hash uint32) (note.Verifier, error) { return yes{name, hash}, nil }

type yes struct {
	name string
	hash uint32
}

func (y yes) Name() string            { return y.name }
func (y yes) KeyHash() uint32         { return y.hash }
func (y yes) Verify(_, _ []byte) bool { return true }

func seeds(f *testing.F) {
	s, _ := testKey(f, testName, 1)
	stmt, _, err := Encode(ActType, testAct(), s)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stmt)
	f.Add(signed(f, ActType+"\n{\"act\":\"a\",\"Act\":\"b\"}\n", s))
	f.Add(signed(f, "x/v1\n{\"a\":[1,{\"b\":null}],\"c\":-9007199254740992}\n", s))
}

// FuzzDecode: whatever decodes encodes to the same bytes.
func FuzzDecode(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, stmt []byte) {
		var a Act
		if _, err := Decode(stmt, ActType, &a, anyKey{}); err != nil {
			return
		}
		line, err := encodeLine(a)
		if err != nil {
			t.Fatal(err)
		}
		text := ActType + "\n" + string(line) + "\n\n— "
		if !bytes.HasPrefix(stmt, []byte(text)) || bytes.Count(stmt, []byte("\n")) != 4 {
			t.Errorf("%q decodes and encodes to %q", stmt, text)
		}
		if err := a.Validate(); err != nil {
			t.Errorf("%q decodes, but: %v", stmt, err)
		}
	})
}

// FuzzPeek: what is well formed is split without loss, and its JSON means the same to a reader
// that knows no types.
func FuzzPeek(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, stmt []byte) {
		typ, line, err := Peek(stmt)
		if err != nil {
			return
		}
		if !bytes.HasPrefix(stmt, []byte(typ+"\n"+string(line)+"\n\n— ")) {
			t.Errorf("%q is split into %q and %q", stmt, typ, line)
		}
		var m map[string]any
		if err := json.Unmarshal(line, &m); err != nil {
			t.Errorf("%q: %v", line, err)
		}
		if _, err := note.Open(stmt, anyKey{}); err != nil {
			t.Errorf("%q is well formed here, but not as a note: %v", stmt, err)
		}
	})
}
