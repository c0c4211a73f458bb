package cap

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Message is an alert as it was received.
type Message struct {
	Raw        []byte // as it came, byte for byte: what is passed on, and what a signature covers
	Version    string // 1.2, 1.1, 1.0, or empty when the namespace is none of CAP's
	Signatures int    // counted, not verified
	Alert      Alert
	Findings   Findings // in the order of the file
}

// A Reader reads messages. The zero value is strict, with the default limits.
type Reader struct {
	Limits   Limits
	Tolerant bool // read what can be read, and report the rest; what is [Fatal] is refused all the same
}

// Read reads a message and refuses it, with an [*InvalidError] that lists everything, when it breaks
// CAP 1.2. What is only [Advice] is found in the message.
func Read(data []byte) (*Message, error) { return Reader{}.Read(data) }

// ReadTolerant reads whatever can be read: the findings say what broke the standard.
func ReadTolerant(data []byte) (*Message, error) { return Reader{Tolerant: true}.Read(data) }

// Read reads a message.
func (rd Reader) Read(data []byte) (*Message, error) {
	limits := rd.Limits.withDefaults()
	root, err := scan(data, limits)
	if err != nil {
		return nil, refused(err)
	}
	r := reader{limits: limits, at: map[string]*node{}}
	m := &Message{Raw: slices.Clone(data)}
	if err := r.message(root, m); err != nil {
		return nil, refused(err)
	}
	v := validator{parsed: true}
	v.alert(m.Alert)
	for _, f := range v.findings {
		r.place(&f, f.Path)
		r.findings = append(r.findings, f)
	}
	slices.SortStableFunc(r.findings, func(a, b Finding) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	m.Findings = r.findings
	if !rd.Tolerant && r.findings.Breaks() {
		return nil, &InvalidError{m.Findings}
	}
	return m, nil
}

// refused turns what cannot be read into an error with its one finding.
func refused(err error) error {
	f, ok := errors.AsType[*fatal](err)
	if !ok {
		return err
	}
	var l Findings
	l.add(f.rule, "", f.do, "%s", f.what)
	l[0].Line, l[0].Column = f.line, f.col
	return &InvalidError{l}
}

// A reader turns nodes into an alert, and remembers where each stood.
type reader struct {
	limits   Limits
	points   int
	ns       string
	version  string
	sigs     int
	at       map[string]*node
	findings Findings
	stop     error
}

func (r *reader) message(root *node, m *Message) error {
	if root.name.Local != "alert" {
		return &fatal{"root", fmt.Sprintf("its root is %q", clip(root.name.Local)), "give the alert itself, not the feed or envelope that it came in", root.line, root.col}
	}
	r.ns = root.name.Space
	switch r.ns {
	case Namespace:
		r.version = "1.2"
	case namespace11:
		r.version = "1.1"
	case namespace10:
		r.version = "1.0"
	default:
		r.find("namespace", root, "alert", "use "+Namespace, "the namespace is %q", clip(r.ns))
	}
	if r.version == "1.1" || r.version == "1.0" {
		r.find("version", root, "alert", "ask the sender for 1.2", "it is CAP %s, and is read as 1.2", r.version)
	}
	fill(r, root, "alert", alertShape, &m.Alert)
	m.Version, m.Signatures = r.version, r.sigs
	return r.stop
}

func (r *reader) find(rule string, n *node, path, do, what string, args ...any) {
	before := len(r.findings)
	r.findings.add(rule, path, do, what, args...)
	if len(r.findings) > before {
		r.findings[before].Line, r.findings[before].Column = n.line, n.col
	}
}

// place gives a finding the position of its element, or of the nearest one round it.
func (r *reader) place(f *Finding, path string) {
	for path != "" {
		if n := r.at[path]; n != nil {
			f.Line, f.Column = n.line, n.col
			return
		}
		path = path[:max(0, strings.LastIndexByte(path, '/'))]
	}
}

// An element is one that may stand in another, in the order of the schema.
type element[T any] struct {
	name string
	many bool
	set  func(r *reader, n *node, path string, v *T)
}

// fill reads the children of a node by its shape: namespace, order and number are held to the schema.
func fill[T any](r *reader, n *node, path string, shape []element[T], into *T) {
	r.at[path] = n
	r.attributes(n, path)
	if strings.TrimSpace(n.text) != "" {
		r.find("stray-text", n, path, "take it out", "the text %q stands between elements", clip(strings.TrimSpace(n.text)))
	}
	last, seen := 0, make([]int, len(shape))
	for _, c := range n.children {
		if r.stop != nil {
			return
		}
		if c.name.Space == signatureNS && c.name.Local == "Signature" && path == "alert" {
			r.sigs++
			r.find("signature", c, path+"/Signature", "verify it against a certificate that you have pinned", "it is signed, and the signature is not verified here")
			continue
		}
		i := slices.IndexFunc(shape, func(e element[T]) bool { return e.name == c.name.Local })
		if !r.belongs(c, path, i >= 0) {
			continue
		}
		e := shape[i]
		at := path + "/" + e.name
		if seen[i]++; seen[i] > 1 && !e.many {
			r.find("repeated", c, at, "send it once", "%s stands more than once, and only the first is read", e.name)
			continue
		}
		if i < last {
			r.find("order", c, at, "put it before "+shape[last].name, "%s stands after %s", e.name, shape[last].name)
		}
		last = max(last, i)
		if e.many {
			at = fmt.Sprintf("%s[%d]", at, seen[i])
		}
		r.at[at] = c
		e.set(r, c, at, into)
	}
}

// belongs reports whether a child is an element of CAP. What is in another namespace is never read: it
// could stand in for what is.
func (r *reader) belongs(c *node, path string, known bool) bool {
	at := path + "/" + clip(c.name.Local)
	switch {
	case c.name.Space != r.ns:
		r.find("namespace", c, at, "take it out", "%s is in the namespace %q, and is not read", clip(c.name.Local), clip(c.name.Space))
		return false
	case !known && r.version == "1.0" && c.name.Local == "password":
		r.find("version", c, at, "send none", "CAP 1.0 had a password here; it is not read")
		return false
	case !known:
		r.find("unknown", c, at, "take it out, or send it as a parameter", "CAP has no element %s here", clip(c.name.Local))
		return false
	}
	return true
}

func (r *reader) attributes(n *node, path string) {
	for _, a := range n.attrs {
		switch {
		case a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns":
		case a.Name.Space == "http://www.w3.org/2001/XMLSchema-instance":
		default:
			r.find("attribute", n, path, "take it out", "the attribute %s stands on %s", clip(a.Name.Local), n.name.Local)
			return
		}
	}
}

// text is the text of an element that holds nothing else.
func (r *reader) text(n *node, path string) string {
	r.attributes(n, path)
	if len(n.children) > 0 {
		r.find("nested", n, path, "write < as &lt;", "%s holds the element %s, which is not read", n.name.Local, clip(n.children[0].name.Local))
	}
	if n.comment {
		r.find("comment", n, path, "take it out", "a comment or an instruction stands inside %s", n.name.Local)
	}
	if strings.TrimSpace(n.text) == "" {
		r.find("empty", n, path, "leave it out, or fill it in", "%s is empty", n.name.Local)
		return ""
	}
	return n.text
}

// token is a text in which blanks at the ends mean nothing.
func (r *reader) token(n *node, path string) string { return strings.TrimSpace(r.text(n, path)) }
