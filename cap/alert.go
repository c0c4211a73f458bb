package cap

import (
	"slices"
	"strings"
)

// An Alert is one CAP message (CAP 1.2 3.2.1). A field that was not given is its zero value.
type Alert struct {
	Identifier  string // unique for its sender; no spaces, commas, < or &
	Sender      string // globally unique, for example an address; same characters
	Sent        Time
	Status      Status
	MsgType     MsgType
	Source      string
	Scope       Scope
	Restriction string   // owed when Restricted
	Addresses   []string // owed when Private
	Codes       []string
	Note        string // owed for an Exercise and an Error
	References  []Reference
	Incidents   []string
	Infos       []Info
}

// An Info is what the message says in one language (CAP 1.2 3.2.2).
type Info struct {
	Language      string // BCP 47; empty means en-US
	Categories    []Category
	Event         string
	ResponseTypes []ResponseType
	Urgency       Urgency
	Severity      Severity
	Certainty     Certainty
	Audience      string
	EventCodes    []NameValue
	Effective     Time // zero: from Sent on
	Onset         Time
	Expires       Time // zero: each receiver has a policy of its own
	SenderName    string
	Headline      string
	Description   string
	Instruction   string
	Web           string
	Contact       string
	Parameters    []NameValue
	Resources     []Resource
	Areas         []Area
}

// A NameValue is a code or parameter of some system: its name, and the value there.
type NameValue struct{ Name, Value string }

// A Resource is a file that goes with an info (CAP 1.2 3.2.3).
type Resource struct {
	Description string
	MIMEType    string
	Size        int64 // bytes; 0: not given
	URI         string
	DerefURI    string // the content itself, in base64
	Digest      string // SHA-1, in hexadecimal
}

// An Area is where an info applies: the union of its polygons, circles and geocodes (CAP 1.2 3.2.4).
type Area struct {
	Description string
	Polygons    []Polygon
	Circles     []Circle
	Geocodes    []NameValue
	Altitude    *float64 // feet above mean sea level
	Ceiling     *float64 // feet; only with Altitude
}

// An Identity is what tells one message from every other (CAP 1.2 3.2.1 references): the same moment in
// another offset is the same identity.
type Identity struct {
	Sender, Identifier string
	Sent               int64 // seconds since 1970, UTC
}

// Identity is the message's own.
func (a Alert) Identity() Identity { return Identity{a.Sender, a.Identifier, a.Sent.Unix()} }

// Reference is the message as a later one names it.
func (a Alert) Reference() Reference { return Reference{a.Sender, a.Identifier, a.Sent} }

// A Reference names an earlier message: sender, identifier and sent. Of references in other forms, which
// the tolerant reader takes with a finding, Sender and Sent may be missing.
type Reference struct {
	Sender, Identifier string
	Sent               Time
}

// Whole reports whether all three parts are there.
func (r Reference) Whole() bool { return r.Sender != "" && r.Identifier != "" && r.Sent.Known() }

// Identity is that of the message named; only of a [Reference.Whole] one.
func (r Reference) Identity() Identity { return Identity{r.Sender, r.Identifier, r.Sent.Unix()} }

func (r Reference) String() string {
	if r.Sender == "" && r.Sent.Text == "" {
		return r.Identifier
	}
	return r.Sender + "," + r.Identifier + "," + r.Sent.Text
}

// Languages are those of the infos, in their order, each once.
func (a Alert) Languages() []string {
	var out []string
	for _, i := range a.Infos {
		if l := i.Lang(); !slices.ContainsFunc(out, func(o string) bool { return strings.EqualFold(o, l) }) {
			out = append(out, l)
		}
	}
	return out
}

// Lang is the info's language, where it is not given the standard's default.
func (i Info) Lang() string {
	if i.Language == "" {
		return "en-US" // CAP 1.2 3.2.2 language
	}
	return i.Language
}
