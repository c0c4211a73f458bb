package inquiry

import (
	"cmp"
	"slices"
	"time"

	"tocsin"
)

// A Comparison is two organisations side by side: what went between them, what each held alone,
// and what each never joined.
type Comparison struct {
	A        tocsin.OrgID `json:"a"`
	B        tocsin.OrgID `json:"b"`
	Passages []Passage    `json:"passages"`
	Alone    []Alone      `json:"alone"`
	Unjoined []Pair       `json:"unjoined"`
}

// A Passage is one part of one release on its way from one organisation to the other.
type Passage struct {
	Release  tocsin.ReleaseID `json:"release"`
	Part     tocsin.PartID    `json:"part,omitempty"`
	From     tocsin.OrgID     `json:"from"`
	To       tocsin.OrgID     `json:"to"`
	Level    tocsin.Level     `json:"level,omitempty"`
	Title    string           `json:"title,omitempty"`
	Arrived  bool             `json:"arrived"`
	Opened   bool             `json:"opened"`
	SentAt   time.Time        `json:"sent_at,omitzero"`
	Received time.Time        `json:"received_at,omitzero"`
	Rows     []Row            `json:"rows"` // the five facets, in their order
}

// State says how far the passage came, for a screen.
func (p Passage) State() string {
	switch {
	case !p.Arrived:
		return "not arrived"
	case !p.Opened:
		return "arrived, left unopened"
	}
	return "arrived and opened"
}

// States of a cell beside those of a facet.
const (
	NotArrived tocsin.FacetState = "not_arrived" // the receiver has no such part of the release
	NoFile     tocsin.FacetState = "no_file"     // no file was found that could tell
)

// A Cell is one facet as one side had it. Only what is stated or generalised has a value.
type Cell struct {
	State tocsin.FacetState `json:"state"`
	Value string            `json:"value,omitempty"`
	File  string            `json:"file,omitempty"` // id of the file that says so
	Also  []string          `json:"also,omitempty"` // other values that its files hold as well
}

// A Row is one facet on its way: what the sender held, what it sent, what the receiver had, and
// where it was lost on the way.
type Row struct {
	Facet tocsin.FacetName `json:"facet"`
	Held  Cell             `json:"held"`
	Sent  Cell             `json:"sent"`
	Had   Cell             `json:"had"`
	Gap   Gap              `json:"gap,omitempty"`
}

// A Gap is the first place where a facet was lost between what the sender held and a reader.
type Gap string

// The gaps, in the order of the way.
const (
	NotSent    Gap = "not_sent"    // held, and left out of the release
	Coarsened  Gap = "coarsened"   // stated by the sender's files, generalised in the release
	Lost       Gap = "not_arrived" // sent, and the receiver does not have it
	LeftClosed Gap = "unopened"    // arrived, and nobody opened it
)

// Alone is a file that did not come from the other side: an own report, or what a third party sent.
type Alone struct {
	Org   tocsin.OrgID `json:"org"`
	File  FileRef      `json:"file"`
	Peer  tocsin.OrgID `json:"peer,omitempty"` // the third party
	Rows  []Echo       `json:"rows"`           // the facets that it holds
	Other bool         `json:"other"`          // the other side has something on one of them
}

// An Echo is one facet of a file, with the files of the other side that speak of the same.
type Echo struct {
	Facet tocsin.FacetName `json:"facet"`
	Value string           `json:"value"`
	Other []FileRef        `json:"other,omitempty"`
}

// Compare lays two organisations side by side, facet by facet. It shows no value that neither side
// held, and says "not arrived" and "no file" where it does not know.
func (m Matcher) Compare(a, b Held) Comparison {
	fa, fb := a.known(), b.known()
	c := Comparison{A: a.Org, B: b.Org}
	c.Passages = append(m.passages(a.Org, fa, b.Org, fb), m.passages(b.Org, fb, a.Org, fa)...)
	slices.SortStableFunc(c.Passages, func(x, y Passage) int {
		return cmp.Or(x.when().Compare(y.when()), cmp.Compare(x.Release, y.Release), cmp.Compare(x.Part, y.Part), cmp.Compare(x.From, y.From))
	})
	c.Alone = append(m.alone(a.Org, fa, b.Org, fb), m.alone(b.Org, fb, a.Org, fa)...)
	c.Unjoined = append(m.Unjoined(a), m.Unjoined(b)...)
	return c
}

func (p Passage) when() time.Time {
	if p.SentAt.IsZero() {
		return p.Received
	}
	return p.SentAt
}

// alone lists what one side did not have from the other, each facet with what the other had on it.
func (m Matcher) alone(org tocsin.OrgID, own []File, other tocsin.OrgID, theirs []File) []Alone {
	var out []Alone
	for _, f := range own {
		if f.Kind != ReportFile && (f.Kind != ReceivedFile || f.Peer == other || hasRelease(theirs, SentFile, f.Release)) {
			continue
		}
		l := Alone{Org: org, File: f.ref(), Peer: f.Peer}
		for n, v := range f.Facets.Normal().All() {
			if !v.Held() {
				continue
			}
			e := Echo{Facet: n, Value: v.Value}
			for _, t := range theirs {
				norm := t.Facets.Normal()
				if m.same(v, *norm.Get(n)) {
					e.Other = append(e.Other, t.ref())
				}
			}
			l.Rows, l.Other = append(l.Rows, e), l.Other || len(e.Other) > 0
		}
		out = append(out, l)
	}
	return out
}

func hasRelease(files []File, kind FileKind, id tocsin.ReleaseID) bool {
	return id != "" && slices.ContainsFunc(files, func(f File) bool { return f.Kind == kind && f.Release == id })
}
