package seal

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"filippo.io/age"
)

// newKeys makes n keys and their recipients.
func newKeys(t testing.TB, n int) (keys []Key, to []Recipient) {
	t.Helper()
	for range n {
		k, err := NewKey()
		if err != nil {
			t.Fatal(err)
		}
		keys, to = append(keys, k), append(to, k.Recipient())
	}
	return keys, to
}

// wrapped is a body as Wrap writes it.
func wrapped(t testing.TB, body []byte, to ...Recipient) []byte {
	t.Helper()
	b, err := Wrap(body, to...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWrap(t *testing.T) {
	t.Parallel()
	keys, to := newKeys(t, 3)
	for _, n := range []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize, MaxWrapped} {
		body := bytes.Repeat([]byte("x"), n)
		w := wrapped(t, body, to[:2]...)
		if !IsWrapped(w) || IsWrapped(body) {
			t.Errorf("%d bytes do not show whether they are wrapped", n)
		}
		for i, want := range []error{nil, nil, ErrWrongKey} {
			got, err := Unwrap(w, keys[i])
			if !errors.Is(err, want) || want == nil && !bytes.Equal(got, body) {
				t.Errorf("%d bytes, key %d: %d bytes, %v", n, i, len(got), err)
			}
		}
		if got, err := Unwrap(w, keys[2], keys[1]); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%d bytes, two keys of which one fits: %v", n, err)
		}
	}
	if _, err := Unwrap(wrapped(t, nil, to...)); !errors.Is(err, ErrWrongKey) {
		t.Errorf("opened without a key: %v", err)
	}
	if _, err := Unwrap(wrapped(t, nil, to...), Key{}); !errors.Is(err, ErrWrongKey) {
		t.Errorf("opened by no key: %v", err)
	}
	many := make([]Recipient, MaxRecipients+1)
	for i := range many {
		many[i] = to[0]
	}
	for name, err := range map[string]error{
		"to nobody":   fails(Wrap(nil)),
		"to too many": fails(Wrap(nil, many...)),
		"to no key":   fails(Wrap(nil, to[0], Recipient{})),
		"too much":    fails(Wrap(make([]byte, MaxWrapped+1), to[0])),
	} {
		if err == nil {
			t.Errorf("wrapped %s", name)
		}
	}
	if bytes.Equal(wrapped(t, []byte("a"), to[0]), wrapped(t, []byte("a"), to[0])) {
		t.Error("the same body twice is the same twice")
	}
}

func fails(_ []byte, err error) error { return err }

// TestAgeOpens: what we wrap is a file of age, as others read it.
func TestAgeOpens(t *testing.T) {
	t.Parallel()
	keys, to := newKeys(t, 1)
	ids, err := age.ParseIdentities(bytes.NewReader(keys[0].File("our key")))
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(wrapped(t, []byte("the words"), to...)), ids...)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if _, err := fmt.Fprint(&b, readAll(t, r)); err != nil || b.String() != "the words" {
		t.Errorf("age reads %q, %v", b.String(), err)
	}
}

func readAll(t testing.TB, r interface{ Read([]byte) (int, error) }) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTwice: neither key alone opens it, and they open it in one order only.
func TestTwice(t *testing.T) {
	t.Parallel()
	keys, to := newKeys(t, 3)
	w, err := WrapTwice([]byte("a name"), to[0], to[1])
	if err != nil {
		t.Fatal(err)
	}
	for name, some := range map[string][]Key{"the outer": keys[:1], "the inner": keys[1:2], "the outer and another": {keys[0], keys[2]}, "others": keys[2:], "none": nil} {
		if got, err := UnwrapTwice(w, some...); !errors.Is(err, ErrWrongKey) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := Unwrap(w, keys[1]); !errors.Is(err, ErrWrongKey) {
		t.Errorf("the inner key opens the outside: %v", err)
	}
	for _, pair := range [][]Key{keys[:2], {keys[1], keys[0]}, keys} {
		if got, err := UnwrapTwice(w, pair...); err != nil || string(got) != "a name" {
			t.Errorf("both: %q, %v", got, err)
		}
	}
}

// TestFlippedWrap flips bits all over: none opens.
func TestFlippedWrap(t *testing.T) {
	t.Parallel()
	keys, to := newKeys(t, 1)
	w := wrapped(t, []byte("the words"), to...)
	for i := range len(w) {
		bad := bytes.Clone(w)
		bad[i] ^= 1 << (i % 8)
		if got, err := Unwrap(bad, keys[0]); err == nil {
			t.Errorf("opens to %q with a bit of byte %d flipped", got, i)
		}
	}
	for n := range len(w) {
		if _, err := Unwrap(w[:n], keys[0]); err == nil {
			t.Errorf("opens when cut off at %d", n)
		}
	}
	if _, err := Unwrap(append(bytes.Clone(w), 0), keys[0]); err == nil {
		t.Error("opens with a byte more")
	}
}

// TestOtherWraps: files that age opens and that are not as we write them.
func TestOtherWraps(t *testing.T) {
	t.Parallel()
	keys, to := newKeys(t, 1)
	good := string(wrapped(t, []byte("the words"), to...))
	header, payload, _ := strings.Cut(good, "\n"+macHead)
	old, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var classical bytes.Buffer
	w, err := age.Encrypt(&classical, old.Recipient())
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	var greasy bytes.Buffer
	w, err = age.Encrypt(&greasy, to[0].key, grease{})
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a genuine stanza more": greasy.String(),
		"nothing":               "",
		"JSON":                  `{"id":"x"}`,
		"intro only":            intro,
		"for nobody":            intro + macHead + payload,
		"a classical key":       classical.String(),
		"a stanza of grease":    header + "\n-> grease a\n\n" + macHead + payload,
		"a longer argument":     strings.Replace(good, stanzaHead, stanzaHead+"A", 1),
		"one more argument":     strings.Replace(good, "\n", " x\n", 2),
		"CRLF":                  strings.ReplaceAll(good, "\n", "\r\n"),
		"armor":                 "-----BEGIN AGE ENCRYPTED FILE-----\n" + good,
		"no end":                header,
		"too many recipients":   intro + strings.Repeat(header[len(intro):]+"\n", MaxRecipients+1) + macHead + payload,
	} {
		if got, err := Unwrap([]byte(text), keys[0]); err == nil || errors.Is(err, ErrWrongKey) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// grease is a recipient that age passes over.
type grease struct{}

func (grease) Wrap([]byte) ([]*age.Stanza, error) { return []*age.Stanza{{Type: "grease"}}, nil }

func (g grease) WrapWithLabels(k []byte) ([]*age.Stanza, []string, error) {
	s, err := g.Wrap(k)
	return s, []string{"postquantum"}, err
}

func TestKeyFile(t *testing.T) {
	t.Parallel()
	keys, to := newKeys(t, 2)
	file := append(keys[0].File("the key of\nthe approver"), keys[1].File()...)
	got, err := ParseKeyFile(file)
	if err != nil || len(got) != 2 || got[0].Recipient().String() != to[0].String() || got[1].Recipient().String() != to[1].String() {
		t.Fatalf("%d keys, %v", len(got), err)
	}
	if !strings.HasPrefix(string(file), "# the key of the approver\nAGE-SECRET-KEY-PQ-1") {
		t.Errorf("the file begins %.40q", file)
	}
	secret := strings.TrimSpace(string(keys[1].File()))
	for name, bad := range map[string]string{
		"empty": "", "comments": "# only\n\n", "another case": strings.ToLower(secret), "a space": secret + " \n", "a recipient": to[0].String(),
		"cut off": secret[:40], "a classical key": "AGE-SECRET-KEY-1QQQQ", "no text": secret + "\n\xff", "too long": strings.Repeat("#", maxKeyFile+1),
	} {
		got, err := ParseKeyFile([]byte(bad))
		if err == nil || got != nil {
			t.Errorf("%s: %d keys", name, len(got))
		} else if strings.Contains(strings.ToUpper(err.Error()), secret[20:40]) {
			t.Errorf("%s: the error tells the secret: %v", name, err)
		}
	}
}

// TestKeyPrintsNothing formats a key in every way.
func TestKeyPrintsNothing(t *testing.T) {
	t.Parallel()
	keys, _ := newKeys(t, 1)
	k := keys[0]
	secret := strings.TrimSpace(string(k.File()))
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("opened", "key", k, "keys", keys)
	text, err := k.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprint(k, &k, keys) + fmt.Sprintf("%v %+v %#v %s %q %x %d", k, k, k, k, k, k, k) + log.String() + string(text) + k.String()
	if strings.Contains(all, secret[20:60]) || strings.Contains(all, "SECRET") {
		t.Errorf("printed: %s", all)
	}
}

func TestRecipient(t *testing.T) {
	t.Parallel()
	_, to := newKeys(t, 2)
	text := to[0].String()
	got, err := ParseRecipient(text)
	if err != nil || got.String() != text || got.Fingerprint() != to[0].Fingerprint() || len(got.Fingerprint()) != 16 {
		t.Errorf("%v", err)
	}
	if to[0].Fingerprint() == to[1].Fingerprint() || (Recipient{}).String() != "" || (Key{}).Recipient().String() != "" {
		t.Error("two recipients are one, or none is somebody")
	}
	for name, bad := range map[string]string{
		"empty": "", "upper case": strings.ToUpper(text), "cut off": text[:100], "a space": text + " ", "changed": strings.Replace(text, "1", "l", 1),
		"classical": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
	} {
		if _, err := ParseRecipient(bad); err == nil {
			t.Errorf("%s is a recipient", name)
		}
	}
}
