package tocsin

import (
	"slices"
	"strings"
)

// Reliability is the Admiralty letter: how far the source can be relied on (AJP-2.1, STANAG 2511).
// F means "cannot be judged". It is not the low end: it is never sorted below E.
type Reliability string

// Credibility is the Admiralty digit: whether this report is true, judged apart from its source.
// 6 means "cannot be judged"; 1, "confirmed by other sources", is computed and cannot be entered.
type Credibility int

// NotJudged values of the pair.
const (
	ReliabilityNotJudged Reliability = "F"
	CredibilityNotJudged Credibility = 6
	Confirmed            Credibility = 1
)

// Judged reports whether the letter says anything about the source.
func (r Reliability) Judged() bool { return r >= "A" && r <= "E" && len(r) == 1 }

// Check refuses a letter outside A to F.
func (r Reliability) Check() error {
	if len(r) != 1 || r < "A" || r > "F" {
		return refuse(RuleForm, "use A to E, or F when it cannot be judged", "%q is not a source letter", string(r))
	}
	return nil
}

// Judged reports whether the digit says anything about the report.
func (c Credibility) Judged() bool { return c >= 1 && c <= 5 }

// CheckEntered refuses a digit that a person may not enter.
func (c Credibility) CheckEntered() error {
	if c == Confirmed {
		return refuse(RuleConfirmedComputed, "enter 2 to 5, or 6 when it cannot be judged", "1 (confirmed) is computed from independent origins and cannot be entered")
	}
	if c < 2 || c > 6 {
		return refuse(RuleForm, "use 2 to 5, or 6 when it cannot be judged", "%d is not a content digit", int(c))
	}
	return nil
}

// Credible reports whether the content was judged at least possibly true.
func (c Credibility) Credible() bool { return c >= 1 && c <= 3 }

// Compare orders two digits: negative when a is the more credible. It refuses to order a digit
// that was not judged.
func (c Credibility) Compare(o Credibility) (int, error) {
	if !c.Judged() || !o.Judged() {
		return 0, refuse(RuleNotJudged, "grade both before comparing them", "6 means not judged: it is neither above nor below another digit")
	}
	return int(c) - int(o), nil
}

// Compare orders two letters: negative when r is the more reliable. It refuses F.
func (r Reliability) Compare(o Reliability) (int, error) {
	if !r.Judged() || !o.Judged() {
		return 0, refuse(RuleNotJudged, "grade both before comparing them", "F means not judged: it is neither above nor below another letter")
	}
	return int(r[0]) - int(o[0]), nil
}

// A Grade is the pair as one role gave it.
type Grade struct {
	Reliability Reliability `json:"reliability"`
	Credibility Credibility `json:"credibility"`
	By          Signature   `json:"by,omitzero"`
}

func (g Grade) String() string {
	if g.Reliability == "" && g.Credibility == 0 {
		return "not graded"
	}
	r, c := string(g.Reliability), "6"
	if r == "" {
		r = "F"
	}
	if g.Credibility != 0 {
		c = string(rune('0' + g.Credibility))
	}
	return r + c
}

// Integrity is how a text relates to the original.
type Integrity string

const (
	Original   Integrity = "original"
	Copy       Integrity = "copy"
	Paraphrase Integrity = "paraphrase"
	Garbled    Integrity = "garbled"
)

// Integrities lists them in the order of the documentation. Only the first two may be quoted.
var Integrities = []Integrity{Original, Copy, Paraphrase, Garbled}

// Quotable reports whether words may be taken from the text as a quotation.
func (i Integrity) Quotable() bool { return i == Original || i == Copy }

// A Citation says where something is written.
type Citation struct {
	Source    string    `json:"source"`         // short name of the source
	Line      string    `json:"line,omitempty"` // line or page, "12" or "12-14"
	Integrity Integrity `json:"integrity,omitempty"`
}

func (c Citation) String() string {
	if c.Line == "" {
		return c.Source
	}
	return c.Source + ":" + c.Line
}

// A Report is one account of something, from anywhere. Its Origin is who actually saw or heard it,
// as an opaque name: two reports of one origin are one report told twice.
type Report struct {
	ID           ReportID   `json:"id"`
	Title        string     `json:"title"`
	Text         string     `json:"text,omitempty"`
	Facets       Facets     `json:"facets"`
	Window       Window     `json:"window,omitzero"`
	Origin       string     `json:"origin,omitempty"`
	DerivedFrom  []ReportID `json:"derived_from,omitempty"`
	TakenFrom    []Ref      `json:"taken_from,omitempty"` // warnings and releases, received or our own, that it repeats
	Access       Access     `json:"access,omitempty"`     // how its origin came to know
	Denies       bool       `json:"denies,omitempty"`     // it says that what others report is not so: a claim like any other
	Source       SourceID   `json:"source,omitempty"`     // the protected source, if it is ours
	Grade        Grade      `json:"grade,omitzero"`
	Internal     bool       `json:"internal,omitempty"`   // our own assessment, not a message from outside
	Background   bool       `json:"background,omitempty"` // kept for who knew what when: it starts no clock and is matched with nothing
	Cites        []Citation `json:"cites,omitempty"`
	Threats      []ThreatID `json:"threats,omitempty"` // what a person has joined it to
	Apart        []Apart    `json:"apart,omitempty"`   // what a person has said it does not belong to
	Label        TLP        `json:"label,omitempty"`
	Compartments []string   `json:"compartments,omitempty"` // only who is in all of them learns that it exists
	Times        Times      `json:"times"`
}

// Check refuses a report that says nothing or contradicts itself.
func (r Report) Check() error {
	if err := CheckCompartments(r.Compartments); err != nil {
		return err
	}
	if strings.TrimSpace(r.Title) == "" {
		return refuse(RuleForm, "say in one line what is reported", "the report has no title")
	}
	if err := r.Facets.Check(); err != nil {
		return err
	}
	if err := r.Lineage().Check(); err != nil {
		return err
	}
	return r.Window.Check()
}

// Confirm computes the content digit of r from the other reports of the same thing: it is 1 when
// at least one of another origin, and not derived from r or from what r derives from, was judged
// credible on its own. Otherwise it is the digit that was entered.
func (r Report) Confirm(others []Report) Credibility {
	if !r.Grade.Credibility.Credible() || r.Origin == "" {
		return r.Grade.Credibility
	}
	all := append(slices.Clip(others), r) // a copy: the caller's slice stays as it is
	roots := originsOf(r, all)
	for _, o := range others {
		if o.ID == r.ID || !o.Grade.Credibility.Credible() || o.Origin == "" {
			continue
		}
		if !overlap(roots, originsOf(o, all)) {
			return Confirmed
		}
	}
	return r.Grade.Credibility
}

// CountOrigins counts independent origins among reports: one origin counts once, and a report
// derived from another counts with it. Reports without a declared origin count as one together.
func CountOrigins(reports []Report) int {
	groups := [][]string{}
	for _, r := range reports {
		merged := originsOf(r, reports)
		rest := groups[:0:0]
		for _, g := range groups {
			if overlap(g, merged) {
				merged = append(merged, g...)
			} else {
				rest = append(rest, g)
			}
		}
		groups = append(rest, merged)
	}
	return len(groups)
}

// originsOf follows derivations to the origins behind a report.
func originsOf(r Report, all []Report) []string {
	seen := map[ReportID]bool{}
	var origins []string
	declared := false
	var walk func(Report)
	walk = func(r Report) {
		if seen[r.ID] {
			return
		}
		seen[r.ID] = true
		declared = declared || r.Origin != ""
		if len(r.DerivedFrom) == 0 || r.Origin != "" {
			origins = append(origins, r.Origin)
		}
		for _, id := range r.DerivedFrom {
			origins = append(origins, "report:"+string(id))
			if i := slices.IndexFunc(all, func(o Report) bool { return o.ID == id }); i >= 0 {
				walk(all[i])
			}
		}
	}
	walk(r)
	if !declared {
		origins = append(origins, "")
	}
	return append(origins, "report:"+string(r.ID))
}

func overlap(a, b []string) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}
