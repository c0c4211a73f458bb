package seal

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
)

// TestHostile: statements that were signed, but must not be read.
func TestHostile(t *testing.T) {
	t.Parallel()
	s, v := testKey(t, testName, 1)
	second, v2 := testKey(t, testName, 2)
	known := note.VerifierList(v, v2)
	line := actLine(t)
	act := func(line string) []byte { return signed(t, ActType+"\n"+line+"\n", s) }
	edit := func(old, new string) []byte {
		if !strings.Contains(line, old) {
			t.Fatalf("%q is not in %s", old, line)
		}
		return act(strings.Replace(line, old, new, 1))
	}
	good := act(line)
	stray := strayBits(t, good)

	tests := []struct {
		name string
		stmt []byte
		want string
	}{
		{"two signatures", signed(t, ActType+"\n"+line+"\n", s, second), "one signature"},
		{"the same signature twice", append(slices.Clone(good), good[strings.LastIndex(string(good), "— "):]...), "one signature"},
		{"no signature", []byte(ActType + "\n" + line + "\n\n"), "one signature"},
		{"unsigned", []byte(ActType + "\n" + line + "\n"), "one signature"},
		{"empty", nil, "one signature"},
		{"trailing newline", append(slices.Clone(good), '\n'), "one signature"},
		{"trailing bytes", append(slices.Clone(good), 'x'), "one signature"},
		{"leading newline", append([]byte("\n"), good...), "one signature"},
		{"third line", signed(t, ActType+"\n"+line+"\nmore\n", s), "one signature"},
		{"stray bits in the signature", stray, "signature is not in canonical base64"},
		{"signature too short", []byte(ActType + "\n" + line + "\n\n— a AAAAAA==\n"), "signature is not in canonical base64"},
		{"signer with a plus", []byte(ActType + "\n" + line + "\n\n— a+b AAAAAAA=\n"), "not a signature"},
		{"signer with a wide space", []byte(ActType + "\n" + line + "\n\n— a\u2003b AAAAAAA=\n"), "not a signature"},
		{"not a signature", []byte(ActType + "\n" + line + "\n\nsigned by me\n"), "not a signature"},
		{"CRLF", []byte(strings.ReplaceAll(string(good), "\n", "\r\n")), "control character U+000D at byte 13"},
		{"NUL", edit("dismiss", "dis\x00miss"), "control character U+0000"},
		{"C1 control", edit("dismiss", "dis\u0085miss"), "control character U+0085"},
		{"invalid UTF-8", edit("dismiss", "dis\xffmiss"), "invalid UTF-8 at byte"},
		{"too long", act(strings.Repeat(" ", MaxSize) + line), "at most 65536"},
		{"byte order mark", signed(t, "\ufeff"+ActType+"\n"+line+"\n", s), "the type is not"},
		{"other type", signed(t, "tocsin/act/v2\n"+line+"\n", s), `it is of type "tocsin/act/v2"`},
		{"type in capitals", signed(t, "Tocsin/act/v1\n"+line+"\n", s), `it is of type "Tocsin/act/v1"`},
		{"unknown key", signed(t, ActType+"\n"+line+"\n", must(testKey(t, "tocsin/other", 3))), "unknown key, tocsin/other+"},
		{"changed after signing", []byte(strings.Replace(string(good), "dismiss", "acquire", 1)), "invalid signature"},

		{"duplicate key", edit(`"act":"dismiss"`, `"act":"close","act":"dismiss"`), `duplicate key "act"`},
		{"duplicate key, escaped", edit(`"act":"dismiss"`, `"act":"close","\u0061ct":"dismiss"`), `duplicate key "act"`},
		{"duplicate key further in", edit(`"record"`, `"record":"a/b/1","record"`), `duplicate key "record"`},
		{"duplicate key by case", edit(`"act":"dismiss"`, `"act":"dismiss","Act":"dismiss"`), "not as we write it"},
		{"key in another case", edit(`"act"`, `"ACT"`), "not as we write it"},
		{"reordered keys", edit(`"act":"dismiss","object":"warning/w1"`, `"object":"warning/w1","act":"dismiss"`), "not as we write it"},
		{"unknown key in the JSON", edit(`"act"`, `"extra":1,"act"`), `unknown field "extra"`},
		{"missing key", edit(`"role":"duty-officer",`, ``), "not as we write it"},
		{"space", edit(`"version":2`, `"version": 2`), "whitespace in the JSON"},
		{"space at the end", act(line + " "), "whitespace in the JSON"},
		{"tab", edit(`"version":2`, "\"version\":\t2"), "control character U+0009"},
		{"space in front", act(" " + line), "not a JSON object"},
		{"escaped letter", edit("dismiss", `\u0064ismiss`), "not as we write it"},
		{"escaped slash", edit("warning/w1", `warning\/w1`), "not as we write it"},
		{"escaped <", edit("<1>", `\u003c1>`), "not as we write it"},
		{"lone surrogate", edit("req ", `\ud800`), "not as we write it"},
		{"number beyond 2^53", edit(`"version":2`, `"version":9007199254740993`), "beyond 2^53"},
		{"number beyond int64", edit(`"version":2`, `"version":18446744073709551618`), "beyond 2^53"},
		{"fraction", edit(`"version":2`, `"version":2.0`), "not whole"},
		{"exponent", edit(`"version":2`, `"version":2e0`), "not whole"},
		{"minus zero", edit(`"version":2`, `"version":-0`), "not whole"},
		{"number as text", edit(`"version":2`, `"version":"2"`), "cannot unmarshal string"},
		{"text null", edit(`"role":"duty-officer"`, `"role":null`), "not as we write it"},
		{"list null", act(line[:strings.Index(line, `"content":`)] + `"content":null}`), "not as we write it"},
		{"two values", act(line + line), "not a JSON object"},
		{"a list", act("[" + line + "]"), "not a JSON object"},
		{"null", act("null"), "not a JSON object"},
		{"no JSON", act("hello"), "not a JSON object"},
		{"empty line", act(""), "not a JSON object"},
		{"open object", act(line[:len(line)-1]), "not a JSON object"},
		{"very deep", act(`{"a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + "}"), "not a JSON object"},
		{"rule of the act", edit("14:02:07", "14:02:60"), "at: the time is not written as"},
	}
	for _, tt := range tests {
		body := Act{Nonce: "untouched"}
		signer, err := Decode(tt.stmt, ActType, &body, known)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got error %v, want one with %q", tt.name, err, tt.want)
		}
		if diff := cmp.Diff(Act{Nonce: "untouched"}, body); signer != "" || diff != "" {
			t.Errorf("%s: signer %q and a body came beside the error:\n%s", tt.name, signer, diff)
		}
	}
	if _, err := Decode(good, ActType, new(Act), known); err != nil {
		t.Errorf("the sound one: %v", err)
	}
}

func must(s note.Signer, _ note.Verifier) note.Signer { return s }

// strayBits is a statement with the signature spelled in a second way that plain note.Open
// takes: the last letter of its base64 carries two bits that mean nothing.
func strayBits(t *testing.T, good []byte) []byte {
	t.Helper()
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	stray, last := slices.Clone(good), len(good)-3 // before "=" and the newline
	stray[last] = letters[strings.IndexByte(letters, stray[last])^1]
	_, v := testKey(t, testName, 1)
	if _, err := note.Open(stray, note.VerifierList(v)); err != nil {
		t.Fatalf("note.Open became strict: %v", err)
	}
	return stray
}

// TestFlippedStatement flips each bit: none of them may be read.
func TestFlippedStatement(t *testing.T) {
	t.Parallel()
	s, v := testKey(t, testName, 1)
	stmt, _, err := Encode(ActType, testAct(), s)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range 8 * len(stmt) {
		bad := slices.Clone(stmt)
		bad[bit/8] ^= 1 << (bit % 8)
		if _, err := Decode(bad, ActType, new(Act), note.VerifierList(v)); err == nil {
			t.Errorf("reads with bit %d flipped: %q", bit, bad)
		}
	}
}
