package tocsin

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// WindowEnd is the decision of record that a part of a threat takes when its window ends.
type WindowEnd string

const (
	Extend          WindowEnd = "extend"
	ConvertStanding WindowEnd = "convert_standing" // no window any more: the threat stands
	Displaced       WindowEnd = "displaced"        // moved to another target, which is opened
	CloseDisrupted  WindowEnd = "close_disrupted"
	CloseFalse      WindowEnd = "close_false"
	CloseMitigated  WindowEnd = "close_mitigated"
	Unresolvable    WindowEnd = "unresolvable" // it cannot be known whether it was false, put off or deterred
)

// WindowEnds is the closed list. Nothing else ends a threat: not a quiet window, not a wrong
// suspect, not a lead that was not substantiated.
var WindowEnds = []WindowEnd{Extend, ConvertStanding, Displaced, CloseDisrupted, CloseFalse, CloseMitigated, Unresolvable}

// Lowers reports whether the decision ends the part, and so needs two persons.
func (e WindowEnd) Lowers() bool { return e != Extend && e != ConvertStanding }

// Part states. Review due is derived from the clock by [Part.Now]; it is never stored as an end.
const (
	PartOpen   = "open"
	ReviewDue  = "review_due"
	PartClosed = "closed"
)

// VictimKind is what a threat is directed at (ICD 191: a person, a group, an institution, a place
// of business, a structure or a location).
type VictimKind string

// VictimKinds lists them.
var VictimKinds = []VictimKind{"person", "group", "institution", "place_of_business", "structure", "location"}

// A Victim is a named intended victim of one part of a threat, and those who protect it.
type Victim struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Kind       VictimKind `json:"kind"`
	Part       PartID     `json:"part,omitempty"`
	Org        OrgID      `json:"org,omitempty"`        // the victim, or who runs the place, if it can be told
	Site       SiteID     `json:"site,omitempty"`       // the place
	Protectors []OrgID    `json:"protectors,omitempty"` // who answers for its safety
}

// A Part is one plot of a threat: its own facets, its own window, its own end. A warning may speak
// of several, and each closes alone.
type Part struct {
	ID        PartID           `json:"id"`
	Name      string           `json:"name"`
	Facets    Facets           `json:"facets"`
	Window    Window           `json:"window,omitzero"`
	Standing  bool             `json:"standing,omitempty"` // converted: it has no window any more
	State     string           `json:"state"`
	Decisions []ReviewDecision `json:"decisions,omitempty"`
	Pending   *ReviewDecision  `json:"pending,omitempty"`  // signed by one of the two it needs
	Reviewed  bool             `json:"reviewed,omitempty"` // the review of the present window was opened
}

// A ReviewDecision is what was decided at or after a window's end.
type ReviewDecision struct {
	End       WindowEnd  `json:"end"`
	Reason    string     `json:"reason"`
	Evidence  string     `json:"evidence,omitempty"`  // owed for close_false and close_disrupted
	Successor string     `json:"successor,omitempty"` // the posture that stands afterwards
	Window    Window     `json:"window,omitzero"`     // the new window of an extension
	MovedTo   PartID     `json:"moved_to,omitempty"`  // the part that a displaced threat became
	First     Signature  `json:"first"`
	Second    *Signature `json:"second,omitempty"`
}

// Now is the state of the part at a moment: what time alone changes is derived, not stored.
func (p Part) Now(now time.Time) string {
	switch {
	case p.State == PartClosed:
		return PartClosed
	case !p.Standing && p.Window.MayHaveEnded(now):
		return ReviewDue
	}
	return PartOpen
}

// A Threat is a danger that somebody assesses: one or more parts, the reports and warnings behind
// it, the judgements made of it. It ends only when each part has ended by a decision.
type Threat struct {
	ID           ThreatID     `json:"id"`
	Title        string       `json:"title"`
	Parts        []Part       `json:"parts"`
	Reports      []ReportID   `json:"reports,omitempty"`
	Received     []ReceivedID `json:"received,omitempty"`
	Names        []ThreatID   `json:"names,omitempty"` // other files that a person has said are of the same danger
	Apart        []Apart      `json:"apart,omitempty"` // other files that a person has said are not
	Victims      []Victim     `json:"victims,omitempty"`
	Judgements   []Judgement  `json:"judgements,omitempty"`
	Alerted      time.Time    `json:"alerted,omitzero"` // when the newest alert on it was issued, received or extended
	Label        TLP          `json:"label,omitempty"`
	Compartments []string     `json:"compartments,omitempty"` // only who is in all of them learns that it exists
	Times        Times        `json:"times"`
}

// Check refuses a threat without parts, or with parts that cannot be told apart.
func (t Threat) Check() error {
	if err := CheckCompartments(t.Compartments); err != nil {
		return err
	}
	if strings.TrimSpace(t.Title) == "" {
		return refuse(RuleForm, "name it in one line", "the threat has no title")
	}
	if len(t.Parts) == 0 {
		return refuse(RuleForm, "give at least one part: what, where, when, whom", "the threat has no part")
	}
	seen := map[PartID]bool{}
	for _, p := range t.Parts {
		if p.ID == "" || seen[p.ID] {
			return refuse(RuleForm, "give each part a short name of its own, for example `hall`", "part %q has no name or one that is used twice", p.ID)
		}
		seen[p.ID] = true
		if err := p.Facets.Check(); err != nil {
			return fmt.Errorf("part %s: %w", p.ID, err)
		}
		if err := p.Window.Check(); err != nil {
			return fmt.Errorf("part %s: %w", p.ID, err)
		}
	}
	ids := map[string]bool{}
	for _, v := range t.Victims {
		if v.ID != "" && ids[v.ID] {
			return refuse(RuleForm, "give each victim an id of its own", "two victims have the id %q, and one would hide the other", v.ID)
		}
		ids[v.ID] = true
		if v.Part != "" && !seen[v.Part] {
			return refuse(RuleForm, "name a part of this threat", "victim %s belongs to the unknown part %q", v.Name, v.Part)
		}
		if !slices.Contains(VictimKinds, v.Kind) {
			return refuse(RuleForm, "use one of: "+join(VictimKinds), "%q is not a kind of victim", v.Kind)
		}
	}
	return nil
}

// Part returns the named part, or nil.
func (t *Threat) Part(id PartID) *Part {
	for i := range t.Parts {
		if t.Parts[i].ID == id {
			return &t.Parts[i]
		}
	}
	return nil
}

// IsOpen reports whether any part is open.
func (t Threat) IsOpen() bool {
	return slices.ContainsFunc(t.Parts, func(p Part) bool { return p.State != PartClosed })
}

// Now is the state of the whole: review due when any part is.
func (t Threat) Now(now time.Time) string {
	state := PartClosed
	for _, p := range t.Parts {
		switch p.Now(now) {
		case ReviewDue:
			return ReviewDue
		case PartOpen:
			state = PartOpen
		}
	}
	return state
}

// Concerns reports whether an open part names the site.
func (t Threat) Concerns(site SiteID) bool {
	return slices.ContainsFunc(t.Parts, func(p Part) bool { return p.State != PartClosed && p.Facets.Mentions(site) })
}

// PartFor finds the one part that a decision speaks of. Where several are open the decision must
// name its own, so that one plot's outcome closes nothing else.
func (t *Threat) PartFor(id PartID) (*Part, error) {
	if id != "" {
		if p := t.Part(id); p != nil {
			return p, nil
		}
		return nil, refuse(RuleForm, "use one of: "+t.partNames(), "this threat has no part %q", id)
	}
	var open *Part
	for i := range t.Parts {
		if t.Parts[i].State == PartClosed {
			continue
		}
		if open != nil {
			return nil, refuse(RulePartialOutcome, "name the part: "+t.partNames(), "several parts are open, and an outcome closes only its own")
		}
		open = &t.Parts[i]
	}
	if open == nil {
		return nil, refuse(RuleState, "open a new threat", "no part of this threat is open")
	}
	return open, nil
}

func (t Threat) partNames() string {
	names := make([]string, len(t.Parts))
	for i, p := range t.Parts {
		names[i] = string(p.ID)
	}
	return strings.Join(names, ", ")
}

// Decide takes a decision on a part, at a window's end or before it. One officer may extend or
// convert to standing; ending takes two persons, with a reason and the posture that follows: the
// first call leaves the decision pending and reports done = false.
func (p *Part) Decide(d ReviewDecision, by Signature) (done bool, err error) {
	if p.State == PartClosed {
		return false, refuse(RuleState, "open a new threat if the danger returns", "part %s is closed already", p.ID)
	}
	if p.Pending != nil && p.Pending.End == d.End && !p.Pending.First.SamePerson(by.Signer) {
		if d.MovedTo != p.Pending.MovedTo {
			return false, refuse(RuleForm, "sign for that part, or take another decision", "the decision that waits for you moves the threat to part %q, not %q", p.Pending.MovedTo, d.MovedTo)
		}
		return p.second(by)
	}
	if err := d.check(); err != nil {
		return false, err
	}
	if p.Pending != nil && p.Pending.End == d.End {
		return false, p.Pending.First.SecondBy(by.Signer)
	}
	if d.End == Extend && p.Window.End.Known() && !d.Window.End.Latest.After(p.Window.End.Latest) {
		return false, refuse(RuleWindow, "give an end later than "+p.Window.End.String(), "an extension must end later than the window it extends")
	}
	if d.MovedTo == p.ID {
		return false, refuse(RuleForm, "open the part it moved to, then name it", "part %s cannot have moved to itself", p.ID)
	}
	d.First = by
	if d.End.Lowers() {
		p.Pending = &d
		return false, nil
	}
	p.apply(d)
	return true, nil
}

func (p *Part) second(by Signature) (bool, error) {
	if err := p.Pending.First.SecondBy(by.Signer); err != nil {
		return false, err
	}
	d := *p.Pending
	d.Second = &by
	p.apply(d)
	return true, nil
}

func (p *Part) apply(d ReviewDecision) {
	switch d.End {
	case Extend:
		p.Window.End, p.Reviewed = d.Window.End, false
	case ConvertStanding:
		p.Standing = true
	default:
		p.State = PartClosed
	}
	if d.End == Extend {
		p.Standing = false // it has a window again, and its review comes due again
	}
	p.Decisions, p.Pending = append(p.Decisions, d), nil
}

func (d ReviewDecision) check() error {
	if d.End == "acted_not_substantiated" {
		return refuse(RuleLeadNotThreat, "close the lead with it; for the threat use one of: "+join(WindowEnds), "\"not substantiated\" says what a lead came to: it closes the lead, never the threat")
	}
	if !slices.Contains(WindowEnds, d.End) {
		return refuse(RuleEnding, "use one of: "+join(WindowEnds), "%q is not a decision that ends or continues a threat", d.End)
	}
	if strings.TrimSpace(d.Reason) == "" {
		return refuse(RuleReasonOwed, "write why, in a sentence about the threat", "the decision has no reason")
	}
	if d.End.Lowers() && strings.TrimSpace(d.Successor) == "" {
		return refuse(RuleSuccessor, "say what posture stands afterwards, for example: doors checked as on any night", "an ending needs the posture that follows it")
	}
	if (d.End == CloseFalse || d.End == CloseDisrupted) && strings.TrimSpace(d.Evidence) == "" {
		return refuse(RuleReasonOwed, "name the evidence: a quiet window is none", "%s needs evidence", d.End)
	}
	if d.End == Extend && !d.Window.End.Known() {
		return refuse(RuleWindow, "give the new end", "an extension needs a new end")
	}
	if d.End == Displaced && d.MovedTo == "" {
		return refuse(RuleForm, "open the part it moved to, then name it", "a displaced threat names the part it moved to")
	}
	return nil
}
