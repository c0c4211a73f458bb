package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// maxNumber is the largest magnitude of a number that every JSON reader reads exactly.
const maxNumber = 1 << 53

// checkJSON checks what can be told of a line of JSON without knowing its Go type.
func checkJSON(line []byte) error {
	if len(line) == 0 || line[0] != '{' || !json.Valid(line) {
		return errors.New("the second line is not a JSON object")
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, line); err != nil {
		return err
	}
	if !bytes.Equal(compact.Bytes(), line) {
		return errors.New("whitespace in the JSON")
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	return checkValue(d)
}

// checkValue reads one value. json.Valid has limited the depth.
func checkValue(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Number:
		return checkNumber(t.String())
	case json.Delim:
		if t == '{' {
			return checkObject(d)
		}
		return checkArray(d)
	}
	return nil
}

func checkObject(d *json.Decoder) error {
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		key, ok := token.(string)
		if !ok || seen[key] {
			return fmt.Errorf("duplicate key %q in the JSON", key)
		}
		seen[key] = true
		if err := checkValue(d); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func checkArray(d *json.Decoder) error {
	for d.More() {
		if err := checkValue(d); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func checkNumber(s string) error {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n > maxNumber || n < -maxNumber || strconv.FormatInt(n, 10) != s {
		return fmt.Errorf("the number %.24s is not whole or is beyond 2^53", s)
	}
	return nil
}
