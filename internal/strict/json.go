package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrTooLarge is wrapped by the error about JSON that is longer than its limit.
var ErrTooLarge = errors.New("too large")

const (
	jsonLimit = 4 << 20 // bytes, where the caller gives no limit
	jsonDepth = 64      // objects and arrays inside each other
)

// Fault is what is wrong with a JSON document, and where.
type Fault struct {
	Offset       int64  // bytes before the fault
	Line, Column int    // from 1; Line is 0 if the place is not known
	Path         string // events[3].at; "" is the whole document
	Message      string

	err error
}

// Error returns "line 3, column 7 (byte 41): events[3].at: message".
func (f *Fault) Error() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "line %d, column %d (byte %d): ", f.Line, f.Column, f.Offset)
	}
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	b.WriteString(f.Message)
	return b.String()
}

// Unwrap returns what the type said that refused its value, or ErrTooLarge.
func (f *Fault) Unwrap() error { return f.err }

// JSON decodes the one JSON value in data into the value that into points to. It refuses
// unknown fields (names must match exactly, which encoding/json alone does not ask for),
// the same name twice in an object, also in another case, anything behind the value,
// nesting deeper than 64, invalid UTF-8 and surrogates without their pair, and more than
// limit bytes (limit 0: 4 MiB). The error is a [*Fault]. into is untouched unless
// everything but the types of the values was right.
func JSON(data []byte, into any, limit int64) error {
	if limit <= 0 {
		limit = jsonLimit
	}
	if int64(len(data)) > limit {
		return &Fault{Message: fmt.Sprintf("longer than the limit of %d bytes", limit), err: ErrTooLarge}
	}
	if f := screenJSON(data); f != nil {
		return f
	}
	if f := walk(data, into); f != nil {
		return f
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return decodeFault(data, into, err)
	}
	return nil
}

// ReadJSON is [JSON] for a reader, of which it reads at most limit bytes and one.
func ReadJSON(from io.Reader, into any, limit int64) error {
	if limit <= 0 {
		limit = jsonLimit
	}
	data, err := io.ReadAll(io.LimitReader(from, limit+1))
	if err != nil {
		return fmt.Errorf("read JSON: %w", err)
	}
	return JSON(data, into, limit)
}

func fault(data []byte, offset int64, path, message string) *Fault {
	offset = min(max(offset, 0), int64(len(data)))
	before := data[:offset]
	lastLine := before[bytes.LastIndexByte(before, '\n')+1:]
	return &Fault{
		Offset:  offset,
		Line:    bytes.Count(before, []byte("\n")) + 1,
		Column:  utf8.RuneCount(lastLine) + 1,
		Path:    path,
		Message: message,
	}
}

// screenJSON refuses what is not JSON text at all.
func screenJSON(data []byte) *Fault {
	for i := 0; i < len(data); {
		r, width := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && width == 1 {
			return fault(data, int64(i), "", "this is not UTF-8")
		}
		i += width
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return fault(data, 0, "", "there is nothing here")
	}
	var raw json.RawMessage
	err := json.Unmarshal(data, &raw)
	if se, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fault(data, se.Offset-1, "", "not valid JSON: "+se.Error())
	}
	if err != nil {
		return &Fault{Message: "not valid JSON: " + err.Error(), err: err}
	}
	if at := loneSurrogate(data); at >= 0 {
		return fault(data, int64(at), "", "half of a surrogate pair")
	}
	return nil
}

// loneSurrogate finds an escape \uD800 to \uDFFF without its other half in valid JSON:
// every such escape would decode to the same replacement character. It returns -1 if
// there is none.
func loneSurrogate(data []byte) int {
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		r := escaped(data[i:])
		switch {
		case r < 0:
			i++
		case !utf16.IsSurrogate(r):
			i += 5
		case utf16.DecodeRune(r, escaped(data[i+6:])) == utf8.RuneError:
			return i
		default:
			i += 11
		}
	}
	return -1
}

// escaped returns the number of the \uXXXX escape that data begins with, -1 for anything else.
func escaped(data []byte) rune {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(data[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}
