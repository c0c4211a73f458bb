package seal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// slowCheck is what checkJSON must agree with, by way of the library's decoder alone.
func slowCheck(line []byte) bool {
	if len(line) == 0 || line[0] != '{' || !json.Valid(line) {
		return false
	}
	var compact bytes.Buffer
	if json.Compact(&compact, line) != nil || !bytes.Equal(compact.Bytes(), line) {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	return slowValue(d) == nil
}

func slowValue(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Number:
		return checkNumber(t.String())
	case json.Delim:
		seen := map[string]bool{}
		for d.More() {
			if t == '{' {
				token, err := d.Token()
				if err != nil {
					return err
				}
				if seen[token.(string)] {
					return fmt.Errorf("twice %q", token)
				}
				seen[token.(string)] = true
			}
			if err := slowValue(d); err != nil {
				return err
			}
		}
		_, err = d.Token()
	}
	return err
}

func many(n int, last string) string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf(`"k%d":%d`, i, i)
	}
	return "{" + strings.Join(append(keys, last), ",") + "}"
}

var lines = []string{
	`{}`, `{"a":1}`, `{"a":1,"b":[1,{"a":null},"x"],"c":{"a":true,"b":false}}`, `{"a":"q\"\\","b":"}"}`,
	`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"a":{"b":1,"b":1}}`, `{"a":[{"b":1,"b":1}]}`, `{"a\\":1,"a\"":2}`,
	`{"a":1.0}`, `{"a":1e3}`, `{"a":-0}`, `{"a":-5}`, `{"a":9007199254740992}`, `{"a":9007199254740993}`,
	`{ "a":1}`, `{"a" :1}`, `{"a": 1}`, `{"a":1 }`, `{"a":1} `, `{"a":[1 ,2]}`, `{"a":[ 1]}`, `{"a":[]}`, `{"a":[1] }`, `{"a":[1,	2]}`,
	`{"a":1 ,"b":2}`, `{"a":1, "b":2}`, `{"a":tru}`, `[1]`, `"a"`, `{"a":`, ``, `{"a":"`, `{"a":1}}`,
	many(16, `"k16":1`), many(16, `"k3":1`), many(40, `"k39":1`), many(40, `"k0":1`), many(40, `"k40":1`),
}

func TestCheckJSON(t *testing.T) {
	t.Parallel()
	for _, line := range lines {
		if got, want := checkJSON([]byte(line)) == nil, slowCheck([]byte(line)); got != want {
			t.Errorf("%.60s: accepted %v, want %v", line, got, want)
		}
	}
}

func FuzzCheckJSON(f *testing.F) {
	for _, line := range lines {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if !utf8.Valid(line) {
			return // refused before: the decoder reads one key for many of those
		}
		if got, want := checkJSON(line) == nil, slowCheck(line); got != want {
			t.Errorf("%q: accepted %v, want %v", line, got, want)
		}
	})
}
