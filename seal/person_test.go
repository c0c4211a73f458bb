package seal

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSealPerson(t *testing.T) {
	t.Parallel()
	keys, to := newKeys(t, 3)
	size := 0
	for _, name := range []string{"", "A", "Zoë \"Z\" O'Hara <z@example.org>", strings.Repeat(`"`, maxPerson)} {
		p := Person{Tag: "0f0f0f0f0f0f0f0f", Name: name, Role: "duty_officer"}
		s, err := SealPerson(p, to[0], to[1])
		if err != nil {
			t.Fatal(err)
		}
		if size == 0 {
			size = len(s)
		}
		if len(s) != size {
			t.Errorf("a name of %d bytes shows in the size: %d, %d", len(name), len(s), size)
		}
		got, err := OpenPerson(s, keys[1], keys[0])
		if diff := cmp.Diff(p, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		for i := range keys {
			if got, err := OpenPerson(s, keys[i], keys[2]); i < 2 && !errors.Is(err, ErrWrongKey) || got != (Person{}) {
				t.Errorf("key %d alone: %+v, %v", i, got, err)
			}
		}
	}
	for name, p := range map[string]Person{
		"no tag": {Name: "A", Role: "r"}, "no role": {Tag: "t", Name: "A"}, "blank": {Tag: "t", Name: " ", Role: "r"},
		"lines": {Tag: "t", Name: "A\nB", Role: "r"}, "long": {Tag: "t", Name: strings.Repeat("x", maxPerson+1), Role: "r"}, "no text": {Tag: "t", Name: "\xff", Role: "r"},
	} {
		if _, err := SealPerson(p, to[0], to[1]); err == nil {
			t.Errorf("sealed a person: %s", name)
		}
	}
}

// TestDid: the commitment of a statement fits the tag of who did it, and no other.
func TestDid(t *testing.T) {
	t.Parallel()
	a := testAct()
	nonce, err := hex.DecodeString(a.Nonce)
	if err != nil {
		t.Fatal(err)
	}
	c := PersonCommitment(nonce, "tag-1")
	a.Person = hex.EncodeToString(c[:])
	if !a.Did("tag-1") || a.Did("tag-2") || a.Did("") || testAct().Did("tag-1") {
		t.Error("the commitment fits another, or does not fit")
	}
	empty := PersonCommitment(nonce, "")
	for _, change := range []func(*Act){
		func(a *Act) { a.Nonce = strings.Repeat("0e", 16) }, func(a *Act) { a.Person = "" }, func(a *Act) { a.Nonce = "zz" },
	} {
		b := a
		change(&b)
		if b.Did("tag-1") {
			t.Errorf("%+v", b)
		}
	}
	a.Person = hex.EncodeToString(empty[:])
	if a.Did("") {
		t.Error("no tag is somebody")
	}
}
