package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// maxNumber is the largest magnitude of a number that every JSON reader reads exactly.
const maxNumber = 1 << 53

// checkJSON checks what can be told of a line of JSON without knowing its Go type.
func checkJSON(line []byte) error {
	if len(line) == 0 || line[0] != '{' || !json.Valid(line) {
		return errors.New("the second line is not a JSON object")
	}
	rest, err := checkValue(line)
	if err == nil && len(rest) > 0 {
		err = errSpace
	}
	return err
}

var errSpace = errors.New("whitespace in the JSON")

// checkValue checks the value that JSON known to be valid begins with, and returns what follows.
// json.Valid has limited the depth.
func checkValue(b []byte) (rest []byte, err error) {
	switch c := b[0]; {
	case c == '{':
		return checkObject(b[1:])
	case c == '[':
		return checkArray(b[1:])
	case c == '"':
		_, rest = cutString(b)
		return rest, nil
	case c == '-' || c >= '0' && c <= '9':
		n := bytes.IndexAny(b, ",]} \t\r\n") // a bracket follows at the latest
		return b[n:], checkNumber(string(b[:n]))
	case c == 't' || c == 'n':
		return b[len("true"):], nil
	case c == 'f':
		return b[len("false"):], nil
	}
	return nil, errSpace
}

func checkObject(b []byte) (rest []byte, err error) {
	if b[0] == '}' {
		return b[1:], nil
	}
	var few [16]string
	keys := keySet{few: few[:0]}
	for {
		if b[0] != '"' {
			return nil, errSpace
		}
		var raw []byte
		raw, b = cutString(b)
		if key, ok := unquote(raw); !ok || !keys.add(key) {
			return nil, fmt.Errorf("duplicate key %q in the JSON", key)
		}
		if b[0] != ':' {
			return nil, errSpace
		}
		if b, err = checkValue(b[1:]); err != nil {
			return nil, err
		}
		switch b[0] {
		case ',':
			b = b[1:]
		case '}':
			return b[1:], nil
		default:
			return nil, errSpace
		}
	}
}

func checkArray(b []byte) (rest []byte, err error) {
	if b[0] == ']' {
		return b[1:], nil
	}
	for {
		if b, err = checkValue(b); err != nil {
			return nil, err
		}
		switch b[0] {
		case ',':
			b = b[1:]
		case ']':
			return b[1:], nil
		default:
			return nil, errSpace
		}
	}
}

// cutString cuts a string literal, with its quotes, from the front.
func cutString(b []byte) (literal, rest []byte) {
	for i := 1; ; i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return b[:i+1], b[i+1:]
		}
	}
}

// unquote reads a string literal: an escape must not make two keys of one.
func unquote(literal []byte) (s string, ok bool) {
	if bytes.IndexByte(literal, '\\') < 0 {
		return string(literal[1 : len(literal)-1]), true
	}
	err := json.Unmarshal(literal, &s)
	return s, err == nil
}

// keySet is the keys of one object: a list while they are few, as they usually are.
type keySet struct {
	few  []string
	many map[string]bool
}

// add reports whether the key is new.
func (k *keySet) add(key string) bool {
	if k.many == nil && len(k.few) < cap(k.few) {
		if slices.Contains(k.few, key) {
			return false
		}
		k.few = append(k.few, key)
		return true
	}
	if k.many == nil {
		k.many = map[string]bool{}
		for _, s := range k.few {
			k.many[s] = true
		}
	}
	if k.many[key] {
		return false
	}
	k.many[key] = true
	return true
}

func checkNumber(s string) error {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > maxNumber || n < -maxNumber || strconv.FormatInt(n, 10) != s {
		return fmt.Errorf("the number %.24s is not whole or is beyond 2^53", s)
	}
	return nil
}
