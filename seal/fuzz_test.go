package seal

import (
	"bytes"
	"encoding/json"
	"strings"
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

// FuzzUnwrap: nothing that is not as we write it reaches the cryptography, and nothing opens but
// what was wrapped.
func FuzzUnwrap(f *testing.F) {
	keys, to := newKeys(f, 1)
	body := []byte("the words")
	good := wrapped(f, body, to...)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(wrapped(f, nil, to...))
	f.Add([]byte(intro + stanzaHead + "\n\n" + macHead + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := Unwrap(b, keys[0])
		if err == nil && !bytes.Equal(b, good) && len(got) != 0 {
			t.Errorf("%q opens to %q", b, got)
		}
		if checkWrapped(b) != nil && err == nil {
			t.Errorf("%q is not as we write it, and opens", b)
		}
	})
}

// FuzzKeyFile: whatever is read is written again as it stood.
func FuzzKeyFile(f *testing.F) {
	keys, to := newKeys(f, 1)
	f.Add(keys[0].File("a", "b"))
	f.Add([]byte(to[0].String()))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := ParseKeyFile(file)
		if err == nil && len(got) == 0 {
			t.Errorf("%q holds no key and is read", file)
		}
		for _, k := range got {
			if line := bytes.TrimSpace(k.File()); !bytes.Contains(file, line) {
				t.Errorf("%q holds another key than was read", file)
			}
		}
		if r, err := ParseRecipient(string(file)); err == nil && r.String() != string(file) {
			t.Errorf("%q reads as another recipient", file)
		}
	})
}

// FuzzPerson: a person has one spelling.
func FuzzPerson(f *testing.F) {
	f.Add(`{"tag":"t","name":"A","role":"r"}`)
	f.Add(`{"tag":"t","Name":"A","role":"r"}`)
	f.Fuzz(func(t *testing.T, line string) {
		if len(line) > personSize {
			return
		}
		padded := []byte(line + strings.Repeat(" ", personSize-len(line)))
		p, err := parsePerson(padded)
		if err != nil {
			return
		}
		again, err := encodeLine(p)
		if err != nil || !bytes.Equal(bytes.TrimRight(padded, " "), again) || p.Validate() != nil {
			t.Errorf("%q reads as %+v", line, p)
		}
	})
}
