package cap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Limits bound what a stranger's message may cost. A zero field takes the default.
type Limits struct {
	Bytes    int // of the document
	Elements int
	Points   int // of all polygons
}

// The defaults hold the largest messages that are really sent (1.7 MB, 41,000 points in one ring) with room.
const (
	defaultBytes    = 8 << 20
	defaultElements = 50_000
	defaultPoints   = 400_000
	mostDepth       = 32   // a signature is the deepest thing in a message
	mostInfos       = 200  // languages and zones of one message; they are compared with each other
	mostReferences  = 2000 // of one message
)

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		v   *int
		def int
	}{{&l.Bytes, defaultBytes}, {&l.Elements, defaultElements}, {&l.Points, defaultPoints}} {
		if *f.v <= 0 {
			*f.v = f.def
		}
	}
	return l
}

// Namespaces of the versions, and of signatures.
const (
	Namespace   = "urn:oasis:names:tc:emergency:cap:1.2"
	namespace11 = "urn:oasis:names:tc:emergency:cap:1.1"
	namespace10 = "http://www.incident.com/cap/1.0"
	signatureNS = "http://www.w3.org/2000/09/xmldsig#"
)

// A node is one element as it was written.
type node struct {
	name      xml.Name
	attrs     []xml.Attr
	line, col int
	text      string
	comment   bool // a comment or an instruction stands in its text
	children  []*node
}

// A fatal is why a document cannot be read.
type fatal struct {
	rule, what, do string
	line, col      int
}

func (f *fatal) Error() string { return f.what }

// scan reads a document into its one root. It refuses a document type, more than one root, duplicate
// attributes and whatever passes the limits. Nothing is looked up anywhere.
func scan(data []byte, limits Limits) (*node, error) {
	if len(data) > limits.Bytes {
		return nil, &fatal{"too-large", fmt.Sprintf("the message has %d bytes, and %d are read", len(data), limits.Bytes), "send it with fewer points or resources by link", 1, 1}
	}
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	d.CharsetReader = charset
	s := scanner{d: d, limits: limits}
	for {
		s.line, s.col = d.InputPos()
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = s.take(tok)
		}
		if err != nil {
			return nil, s.fatal(err)
		}
	}
	if s.root == nil {
		return nil, s.fatal(errors.New("there is no element in it"))
	}
	return s.root, nil
}

type scanner struct {
	d         *xml.Decoder
	limits    Limits
	root      *node
	open      []*node
	text      [][]byte // of the open elements
	elements  int
	began     bool // something stands before: a declaration must be the first
	line, col int
}

func (s *scanner) fatal(err error) error {
	if f, ok := errors.AsType[*fatal](err); ok {
		f.line, f.col = s.line, s.col
		return f
	}
	line, col := s.d.InputPos()
	what := err.Error()
	if syn, ok := errors.AsType[*xml.SyntaxError](err); ok {
		what = syn.Msg
	}
	return &fatal{"not-xml", "it is not well-formed XML: " + clip(what), "send what an XML writer makes", line, col}
}

func (s *scanner) take(tok xml.Token) error {
	defer func() { s.began = true }()
	switch t := tok.(type) {
	case xml.StartElement:
		return s.start(t)
	case xml.EndElement:
		top := len(s.open) - 1
		s.open[top].text = string(s.text[top])
		s.open, s.text = s.open[:top], s.text[:top]
	case xml.CharData:
		return s.chars(t)
	case xml.Comment:
		s.noteComment()
	case xml.ProcInst:
		if strings.EqualFold(t.Target, "xml") && (s.began || t.Target != "xml") {
			return errors.New("an XML declaration stands where none may be")
		}
		s.noteComment()
	case xml.Directive:
		return &fatal{rule: "dtd", what: "it has a document type", do: "leave the DOCTYPE out"}
	}
	return nil
}

func (s *scanner) noteComment() {
	if n := len(s.open); n > 0 {
		s.open[n-1].comment = true
	}
}

func (s *scanner) start(t xml.StartElement) error {
	if s.elements++; s.elements > s.limits.Elements {
		return &fatal{rule: "too-large", what: fmt.Sprintf("it has more than %d elements", s.limits.Elements), do: "send several messages"}
	}
	if len(s.open) >= mostDepth {
		return &fatal{rule: "too-large", what: fmt.Sprintf("elements are nested deeper than %d", mostDepth), do: "send CAP: it is five deep"}
	}
	for i, a := range t.Attr {
		for _, b := range t.Attr[:i] {
			if a.Name == b.Name {
				return fmt.Errorf("the attribute %s stands twice", clip(a.Name.Local))
			}
		}
		if i >= 64 {
			return errors.New("an element has more than 64 attributes")
		}
	}
	n := &node{name: t.Name, attrs: append([]xml.Attr(nil), t.Attr...), line: s.line, col: s.col}
	switch {
	case len(s.open) > 0:
		parent := s.open[len(s.open)-1]
		parent.children = append(parent.children, n)
	case s.root != nil:
		return errors.New("a second root follows the first")
	default:
		s.root = n
	}
	s.open, s.text = append(s.open, n), append(s.text, nil)
	return nil
}

func (s *scanner) chars(t xml.CharData) error {
	if n := len(s.open); n > 0 {
		s.text[n-1] = append(s.text[n-1], t...)
		return nil
	}
	if len(bytes.TrimSpace(t)) > 0 {
		return errors.New("text stands outside the root")
	}
	return nil
}

// charset decodes ISO-8859-1, which some senders still write: its bytes are the first 256 characters.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "us-ascii", "ascii":
		return in, nil
	case "iso-8859-1", "latin1", "iso_8859-1":
		return &latin1{in: in}, nil
	}
	return nil, &fatal{rule: "encoding", what: fmt.Sprintf("it is in %s", clip(label)), do: "send it in UTF-8"}
}

type latin1 struct {
	in      io.Reader
	pending []byte
}

// Read turns each byte into one or two of UTF-8.
func (l *latin1) Read(p []byte) (int, error) {
	for len(l.pending) == 0 {
		var b [512]byte
		n, err := l.in.Read(b[:])
		for _, c := range b[:n] {
			l.pending = utf8.AppendRune(l.pending, rune(c))
		}
		if n == 0 && err != nil {
			return 0, err
		}
	}
	n := copy(p, l.pending)
	l.pending = l.pending[n:]
	return n, nil
}
