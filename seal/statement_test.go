package seal

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
)

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	s, v := testKey(t, testName, 1)
	bare := testAct()
	bare.Object, bare.Version, bare.Person, bare.Content = "", 0, "", nil
	for name, want := range map[string]Act{"full": testAct(), "bare": bare} {
		stmt, id, err := Encode(ActType, want, s)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if id != sha256.Sum256(stmt) || id != ID(stmt) {
			t.Errorf("%s: id is not the hash of all bytes", name)
		}
		var got Act
		signer, err := Decode(stmt, ActType, &got, note.VerifierList(v))
		if err != nil || signer != testName {
			t.Errorf("%s: Decode = %q, %v, want %q", name, signer, err, testName)
		}
		if len(want.Content) == 0 {
			want.Content = Commitments{}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestGolden pins the bytes: a change breaks every id ever logged.
func TestGolden(t *testing.T) {
	t.Parallel()
	s, _ := testKey(t, testName, 1)
	a := testAct()
	stmt, _, err := Encode(ActType, &a, s)
	if err != nil {
		t.Fatal(err)
	}
	want := "tocsin/act/v1\n" +
		`{"nonce":"` + strings.Repeat("0f", 16) + `","request":"req <1> & more","act":"dismiss",` +
		`"object":"warning/w1","version":2,"role":"duty-officer","person":"` + strings.Repeat("ab", 32) + `",` +
		`"at":"2024-03-06T14:02:07.000001Z","content":[{"record":"warning/w1/2","digest":"` + strings.Repeat("cd", 32) + `"}]}` +
		"\n\n— tocsin/hall/desk "
	got, sig, _ := strings.Cut(string(stmt), "desk ")
	if diff := cmp.Diff(want, got+"desk "); diff != "" {
		t.Errorf("statement (-want +got):\n%s", diff)
	}
	if len(sig) != 92+1 {
		t.Errorf("the signature has %d characters, want 92 and a newline", len(sig)-1)
	}
	typ, line, err := Peek(stmt)
	if err != nil || typ != ActType || string(line) != actLine(t) {
		t.Errorf("Peek = %q, %q, %v", typ, line, err)
	}
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	s, _ := testKey(t, testName, 1)
	odd, _ := testKey(t, "a\x01b", 1)
	act := func(change func(*Act)) Act { a := testAct(); change(&a); return a }
	type free struct {
		V any `json:"v"`
	}
	tests := []struct {
		name   string
		typ    string
		body   any
		signer note.Signer
		want   string
	}{
		{"no body", ActType, nil, s, "a body and a signer"},
		{"nil pointer", ActType, (*Act)(nil), s, "not a JSON object"},
		{"no signer", ActType, testAct(), nil, "a body and a signer"},
		{"type with a newline", "a\nb", testAct(), s, "the type is not"},
		{"no type", "", testAct(), s, "the type is not"},
		{"list", "x/v1", []int{1}, s, "not a JSON object"},
		{"invalid act", ActType, act(func(a *Act) { a.Nonce = "" }), s, "nonce must be"},
		{"invalid UTF-8", ActType, act(func(a *Act) { a.Request = "a\xff" }), s, "not as we write it"},
		{"invalid UTF-8 in free text", "x/v1", free{"a\xff"}, s, "not as we write it"},
		{"DEL", "x/v1", free{"a\x7f"}, s, "control character U+007F"},
		{"fraction", "x/v1", free{0.5}, s, "not whole"},
		{"big number", "x/v1", free{int64(1)<<53 + 1}, s, "beyond 2^53"},
		{"cannot be encoded", "x/v1", free{func() {}}, s, "unsupported type"},
		{"too long", "x/v1", free{strings.Repeat("a", MaxSize)}, s, "at most 65536"},
		{"odd signer", ActType, testAct(), odd, "control character U+0001"},
	}
	for _, tt := range tests {
		stmt, id, err := Encode(tt.typ, tt.body, tt.signer)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
		if stmt != nil || id != [32]byte{} {
			t.Errorf("%s: a statement came beside the error", tt.name)
		}
	}
}

func TestDecodeIntoNothing(t *testing.T) {
	t.Parallel()
	s, v := testKey(t, testName, 1)
	stmt, _, err := Encode(ActType, testAct(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []any{nil, Act{}, (*Act)(nil)} {
		if _, err := Decode(stmt, ActType, body, note.VerifierList(v)); err == nil {
			t.Errorf("Decode into %#v: got no error", body)
		}
	}
}

// TestDecodeForgetsWhatWasThere: a body that was used before must not mix with the new one.
func TestDecodeForgetsWhatWasThere(t *testing.T) {
	t.Parallel()
	s, v := testKey(t, testName, 1)
	stmt, _, err := Encode("x/v1", map[string]string{"a": "1"}, s)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{"b": "2"}
	if _, err := Decode(stmt, "x/v1", &got, note.VerifierList(v)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"a": "1"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
