package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxSize is the largest statement, in bytes, the signature included.
const MaxSize = 64 << 10

const maxType = 64 // bytes of a statement's type

// Peek returns the type and the line of JSON of a statement after checking its form only: no
// signature is verified, so nothing that it returns may be relied on. jsonLine is part of stmt.
//
// Well formed is: at most [MaxSize] bytes of valid UTF-8 without control characters; four
// lines, each ending in a newline (type, JSON, nothing, one signature in canonical base64); the
// JSON one object without whitespace, duplicate keys, fractions or numbers beyond 2^53.
func Peek(stmt []byte) (typ string, jsonLine []byte, err error) {
	typ, jsonLine, err = peek(stmt)
	if err != nil {
		return "", nil, fmt.Errorf("peek at statement: %w", err)
	}
	return typ, jsonLine, nil
}

func peek(stmt []byte) (string, []byte, error) {
	if len(stmt) > MaxSize {
		return "", nil, errTooLarge(len(stmt))
	}
	if err := checkCharacters(stmt); err != nil {
		return "", nil, err
	}
	lines := bytes.Split(stmt, []byte("\n"))
	if len(lines) != 5 || len(lines[2]) != 0 || len(lines[4]) != 0 {
		return "", nil, errors.New("want type, JSON, an empty line and one signature, each a line")
	}
	typ, line := string(lines[0]), lines[1]
	if err := checkText(typ, line); err != nil {
		return "", nil, err
	}
	if err := checkSignature(string(lines[3])); err != nil {
		return "", nil, err
	}
	return typ, line[:len(line):len(line)], nil
}

func errTooLarge(n int) error { return fmt.Errorf("%d bytes, at most %d are allowed", n, MaxSize) }

// checkCharacters is stricter than the format, which allows DEL and the C1 controls.
// C2SP signed-note, Format
func checkCharacters(stmt []byte) error {
	for i := 0; i < len(stmt); {
		r, n := utf8.DecodeRune(stmt[i:])
		if r == utf8.RuneError && n == 1 {
			return fmt.Errorf("invalid UTF-8 at byte %d", i)
		}
		if unicode.IsControl(r) && r != '\n' {
			return fmt.Errorf("control character %U at byte %d", r, i)
		}
		i += n
	}
	return nil
}

// checkText checks the two lines that are signed.
func checkText(typ string, line []byte) error {
	if !isWord(typ, maxType, "/.-") {
		return fmt.Errorf("the type is not 1 to %d ASCII letters, digits and /.-", maxType)
	}
	return checkJSON(line)
}

// checkSignature checks a signature line. Stray bits at the end of the base64 would give a
// second id to a statement that nobody signed twice.
// C2SP signed-note, Format
func checkSignature(line string) error {
	rest, ok := strings.CutPrefix(line, "— ")
	name, b64, found := strings.Cut(rest, " ")
	odd := strings.ContainsFunc(name, unicode.IsSpace) || strings.Contains(name, "+")
	if !ok || !found || name == "" || odd {
		return errors.New("the last line is not a signature")
	}
	sig, err := base64.StdEncoding.DecodeString(b64)
	if err != nil || len(sig) < 5 || base64.StdEncoding.EncodeToString(sig) != b64 {
		return errors.New("the signature is not in canonical base64")
	}
	return nil
}

// isWord reports whether s is 1 to limit bytes of ASCII letters, digits and those in extra.
func isWord(s string, limit int, extra string) bool {
	other := func(r rune) bool {
		lower := r | 0x20 // folds A-Z onto a-z
		return !(lower >= 'a' && lower <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune(extra, r))
	}
	return s != "" && len(s) <= limit && !strings.ContainsFunc(s, other)
}
