package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// ID is the id of a statement: SHA-256 of all its bytes.
func ID(stmt []byte) [32]byte { return sha256.Sum256(stmt) }

// validator is a body that knows its own rules. Encode and Decode ask it.
type validator interface{ Validate() error }

// Encode signs a body as a statement of type typ and returns it with its id. It refuses
// everything that [Decode] would refuse, so that nothing is signed that nobody can read: text
// that is not valid UTF-8, fractions, a body whose Validate method reports an error.
func Encode(typ string, body any, signer note.Signer) (stmt []byte, id [32]byte, err error) {
	stmt, err = encode(typ, body, signer)
	if err != nil {
		return nil, [32]byte{}, fmt.Errorf("encode statement %q: %w", typ, err)
	}
	return stmt, ID(stmt), nil
}

func encode(typ string, body any, signer note.Signer) ([]byte, error) {
	t := reflect.TypeOf(body)
	if t == nil || signer == nil {
		return nil, errors.New("a body and a signer are needed")
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	line, err := encodeLine(body)
	if err != nil {
		return nil, err
	}
	text := typ + "\n" + string(line) + "\n"
	if err := checkCharacters([]byte(text)); err != nil {
		return nil, err
	}
	if err := checkText(typ, line); err != nil {
		return nil, err
	}
	if _, err := decodeLine(line, t); err != nil {
		return nil, err
	}
	stmt, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return nil, err
	}
	return stmt, checkSigned(stmt, len(text))
}

// checkSigned checks what signing added to a text of so many bytes: an empty line and one signature.
func checkSigned(stmt []byte, text int) error {
	if len(stmt) > MaxSize {
		return errTooLarge(len(stmt))
	}
	line, ok := strings.CutPrefix(string(stmt[text:]), "\n")
	line, end := strings.CutSuffix(line, "\n")
	if !ok || !end || strings.Contains(line, "\n") {
		return errors.New("the signer did not give one signature")
	}
	if err := checkCharacters([]byte(line)); err != nil {
		return err
	}
	return checkSignature(line)
}

// Decode verifies a statement of type typ and reads it into body, a pointer to a struct. It
// returns the name of the key that signed. It refuses a statement that is not well formed (see
// [Peek]), of another type, not signed by a known key, one that encodes to other bytes, and one
// that the body's Validate method refuses. On an error body is left as it was.
func Decode(stmt []byte, typ string, body any, verifiers note.Verifiers) (signer string, err error) {
	signer, err = decode(stmt, typ, body, verifiers)
	if err != nil {
		return "", fmt.Errorf("decode statement %q: %w", typ, err)
	}
	return signer, nil
}

func decode(stmt []byte, typ string, body any, verifiers note.Verifiers) (string, error) {
	target := reflect.ValueOf(body)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return "", errors.New("body must be a pointer to read into")
	}
	got, line, err := peek(stmt)
	if err != nil {
		return "", err
	}
	if got != typ {
		return "", fmt.Errorf("it is of type %q", got)
	}
	signer, err := verify(stmt, verifiers)
	if err != nil {
		return "", err
	}
	v, err := decodeLine(line, target.Type().Elem())
	if err != nil {
		return "", err
	}
	target.Elem().Set(v.Elem())
	return signer, nil
}

// verify checks the one signature and returns its key's name.
func verify(stmt []byte, verifiers note.Verifiers) (string, error) {
	n, err := note.Open(stmt, verifiers)
	if unverified, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		s := unverified.Note.UnverifiedSigs[0]
		return "", fmt.Errorf("it is signed by an unknown key, %s+%08x", s.Name, s.Hash)
	}
	if err != nil {
		return "", err
	}
	return n.Sigs[0].Name, nil
}

// encodeLine is the one encoding of a body, without a newline.
func encodeLine(body any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// decodeLine reads a line into a new value of type t, returned as a pointer, and demands that
// encoding it gives the same bytes.
func decodeLine(line []byte, t reflect.Type) (reflect.Value, error) {
	v := reflect.New(t)
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(v.Interface()); err != nil {
		return v, err
	}
	again, err := encodeLine(v.Interface())
	if err != nil {
		return v, err
	}
	if !bytes.Equal(again, line) {
		return v, fmt.Errorf("the JSON is not as we write it, from its byte %d on", firstDifference(again, line))
	}
	if b, ok := v.Interface().(validator); ok {
		return v, b.Validate()
	}
	return v, nil
}

func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
