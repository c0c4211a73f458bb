package inquiry

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tocsin"
)

// A FileKind is what kind of record a file is.
type FileKind string

// The kinds of file. A threat is what the organisation assessed; a sent or received file is one
// part of a release.
const (
	ReportFile   FileKind = "report"
	ThreatFile   FileKind = "threat"
	SentFile     FileKind = "sent"
	ReceivedFile FileKind = "received"
)

// Held is what one organisation held at a moment.
type Held struct {
	Org   tocsin.OrgID `json:"org"`
	At    time.Time    `json:"at"` // files recorded later are left out; zero: nothing is
	Files []File       `json:"files"`
}

// A File is one record, or one part of one, that an organisation held.
type File struct {
	Kind     FileKind          `json:"kind"`
	ID       string            `json:"id"`
	Release  tocsin.ReleaseID  `json:"release,omitempty"` // of a sent or received file
	Peer     tocsin.OrgID      `json:"peer,omitempty"`    // to whom it was sent, from whom it was received
	Title    string            `json:"title,omitempty"`
	Level    tocsin.Level      `json:"level,omitempty"`
	Part     tocsin.PartID     `json:"part,omitempty"`
	Facets   tocsin.Facets     `json:"facets"`
	Opened   bool              `json:"opened,omitempty"` // somebody there opened it
	Recorded time.Time         `json:"recorded"`
	Joined   []tocsin.ThreatID `json:"joined,omitempty"` // the threats that a person joined it to

	// Background is a report kept only for who knew what when: it is matched with nothing.
	Background bool `json:"background,omitempty"`
}

// A Matcher says whether two values may name the same thing. It is asked beside the values and
// declared aliases, which always count. The nil Matcher adds nothing.
type Matcher func(a, b string) bool

// Compare lays two organisations side by side with no matcher.
func Compare(a, b Held) Comparison { return Matcher(nil).Compare(a, b) }

// Unjoined finds the files of one organisation that nobody joined, with no matcher.
func Unjoined(h Held) []Pair { return Matcher(nil).Unjoined(h) }

// A FileRef points at a file.
type FileRef struct {
	Kind   FileKind      `json:"kind"`
	ID     string        `json:"id"`
	Part   tocsin.PartID `json:"part,omitempty"`
	Title  string        `json:"title,omitempty"`
	Opened bool          `json:"opened,omitempty"`
}

func (f File) ref() FileRef {
	return FileRef{Kind: f.Kind, ID: f.ID, Part: f.Part, Title: f.Title, Opened: f.Opened}
}

// known is what was held at the moment, in an order that does not depend on how it came in.
func (h Held) known() []File {
	files := slices.DeleteFunc(slices.Clone(h.Files), func(f File) bool { return !h.At.IsZero() && f.Recorded.After(h.At) })
	slices.SortStableFunc(files, func(a, b File) int {
		return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.Kind, b.Kind), strings.Compare(a.ID, b.ID), cmp.Compare(a.Release, b.Release),
			cmp.Compare(a.Part, b.Part), strings.Compare(a.Title, b.Title))
	})
	return files
}

// same reports whether two facets name the same thing: by site, value, alias, or the matcher.
func (m Matcher) same(a, b tocsin.Facet) bool {
	if !a.Held() || !b.Held() {
		return false
	}
	if a.Site != "" && a.Site == b.Site || a.Same(b) {
		return true
	}
	if m == nil {
		return false
	}
	for _, x := range spellings(a) {
		for _, y := range spellings(b) {
			if m(x, y) || m(y, x) {
				return true
			}
		}
	}
	return false
}

func spellings(f tocsin.Facet) []string {
	all := append([]string{f.Value}, f.Aliases...)
	return slices.DeleteFunc(all, func(s string) bool { return strings.TrimSpace(s) == "" })
}

// danger says on what two files may speak of one danger: the same actor, or the same place or
// target, where a place may be the other's target. It is empty when they do not.
func (m Matcher) danger(a, b tocsin.Facets) []string {
	a, b = a.Normal(), b.Normal()
	var on []string
	if m.same(a.Actor, b.Actor) {
		on = append(on, "actor: "+both(a.Actor, b.Actor))
	}
	where := []struct {
		name string
		x, y tocsin.Facet
	}{
		{"place", a.Place, b.Place}, {"target", a.Target, b.Target},
		{"place and target", a.Place, b.Target}, {"target and place", a.Target, b.Place},
	}
	for _, w := range where {
		if m.same(w.x, w.y) {
			on = append(on, w.name+": "+both(w.x, w.y))
		}
	}
	return on
}

func both(a, b tocsin.Facet) string {
	if a.Value == b.Value {
		return a.Value
	}
	return a.Value + " / " + b.Value
}
