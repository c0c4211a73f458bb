package tocsin

import (
	"slices"
	"strings"
)

// Access is how an origin came to know what it told.
type Access string

const (
	AccessDirect  Access = "direct"  // it saw or heard it itself
	AccessRelayed Access = "relayed" // somebody told it
	AccessUnknown Access = "unknown"
)

// Accesses lists them.
var Accesses = []Access{AccessDirect, AccessRelayed, AccessUnknown}

// A Lineage says whose eyes are behind an account: who saw or heard it, as an opaque name, and what
// it was taken from. Two accounts of one origin are one account told twice. What is not declared is
// not known, and is never taken for an origin of its own.
type Lineage struct {
	Origin      string     `json:"origin,omitempty"`
	DerivedFrom []ReportID `json:"derived_from,omitempty"`
	TakenFrom   []Ref      `json:"taken_from,omitempty"`
	Access      Access     `json:"access,omitempty"`
}

// maxLineage bounds what one account may name as taken from.
const maxLineage = 64

// Check refuses an access outside the list, and what no account can be taken from.
func (l Lineage) Check() error {
	if l.Access != "" && !slices.Contains(Accesses, l.Access) {
		return refuse(RuleForm, "use one of: "+join(Accesses), "%q is no kind of access", l.Access)
	}
	if len(l.DerivedFrom)+len(l.TakenFrom) > maxLineage {
		return refuse(RuleForm, "name the nearest ones", "it names %d things that it was taken from, and %d is the most", len(l.DerivedFrom)+len(l.TakenFrom), maxLineage)
	}
	for _, ref := range l.TakenFrom {
		if !slices.Contains([]string{KindWarning, KindRelease, KindReceived}, ref.Kind) || ref.ID == "" {
			return refuse(RuleForm, "name a warning of ours, a release of ours, or a warning received", "%q is not something that an account is taken from", ref.String())
		}
	}
	return nil
}

// Lineage is what the report declares of where it comes from.
func (r Report) Lineage() Lineage {
	return Lineage{Origin: r.Origin, DerivedFrom: r.DerivedFrom, TakenFrom: r.TakenFrom, Access: r.Access}
}

// An Apart is a person's word that a report, or a file, is not of the danger of a threat.
type Apart struct {
	Threat ThreatID  `json:"threat"`
	Was    bool      `json:"was,omitempty"` // it had been joined, and was taken out again
	By     Signature `json:"by"`            // with the reason
}

// Split takes a report out of a threat to which it was joined. It takes a reason: what was once
// believed to belong together is not parted without a word.
func (r *Report) Split(t *Threat, by Signature) error {
	if !slices.Contains(r.Threats, t.ID) && !slices.Contains(t.Reports, r.ID) {
		return refuse(RuleState, "look at the reports of the threat", "the report is not joined to this threat")
	}
	if err := parting(by); err != nil {
		return err
	}
	r.Threats = slices.DeleteFunc(slices.Clone(r.Threats), func(id ThreatID) bool { return id == t.ID })
	t.Reports = slices.DeleteFunc(slices.Clone(t.Reports), func(id ReportID) bool { return id == r.ID })
	r.Apart = append(r.Apart, Apart{Threat: t.ID, Was: true, By: by})
	return nil
}

// KeepApart records that a report does not belong to a threat: it is not proposed again.
func (r *Report) KeepApart(t ThreatID, by Signature) error {
	if slices.Contains(r.Threats, t) {
		return refuse(RuleState, "take it out with `split`", "the report is joined to this threat")
	}
	if r.IsApart(t) {
		return refuse(RuleState, "nothing is needed", "that is on record already")
	}
	if err := parting(by); err != nil {
		return err
	}
	r.Apart = append(r.Apart, Apart{Threat: t, By: by})
	return nil
}

// IsApart reports whether a person said that the report does not belong to the threat, and nobody
// has joined the two since.
func (r Report) IsApart(t ThreatID) bool {
	return !slices.Contains(r.Threats, t) && slices.ContainsFunc(r.Apart, func(a Apart) bool { return a.Threat == t })
}

// Name records in both files that they are of the same danger.
func (t *Threat) Name(o *Threat) error {
	if t.ID == o.ID {
		return refuse(RuleForm, "name the other file", "a file does not name itself")
	}
	if slices.Contains(t.Names, o.ID) {
		return refuse(RuleState, "nothing is needed", "the file names that one already")
	}
	t.Names, o.Names = append(t.Names, o.ID), append(o.Names, t.ID)
	return nil
}

// KeepApart records in both files that they are of two dangers. It takes a reason, and takes the
// names away if there were any.
func (t *Threat) KeepApart(o *Threat, by Signature) error {
	if t.ID == o.ID {
		return refuse(RuleForm, "name the other file", "a file does not stand apart from itself")
	}
	if err := parting(by); err != nil {
		return err
	}
	t.part(o.ID, by)
	o.part(t.ID, by)
	return nil
}

func (t *Threat) part(o ThreatID, by Signature) {
	was := slices.Contains(t.Names, o)
	t.Names = slices.DeleteFunc(slices.Clone(t.Names), func(id ThreatID) bool { return id == o })
	t.Apart = append(t.Apart, Apart{Threat: o, Was: was, By: by})
}

func parting(by Signature) error {
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "say in a sentence what is different", "two files are not kept apart without a reason")
	}
	return nil
}
