package fusion

import (
	"fmt"
	"slices"
)

// A CircularAlarm says that what looks like several voices is one.
type CircularAlarm struct {
	Kind CircularKind `json:"kind"`
	Refs []string     `json:"refs"`
	Why  string       `json:"why"`
}

// CircularKind is what kind of circle it is.
type CircularKind string

// The kinds.
const (
	ManyAsOne CircularKind = "many_as_one" // three reports and more, and not two origins
	CameBack  CircularKind = "came_back"   // a report goes back to what we sent out ourselves
	MayBeOurs CircularKind = "may_be_ours" // a hint: our own words stand in it, and it does not say whence
	MayBeCopy CircularKind = "may_be_copy" // a hint: other origins are declared, and the words are the same
)

// When many reports are one voice.
const (
	ofReports = 3
	ofOrigins = 1.5
)

// circular finds the circles of a case.
func (e *evidence) circular(c Case, a *Assessment) []CircularAlarm {
	var out []CircularAlarm
	if refs := e.supporting(); len(refs) >= ofReports && a.supporting() < ofOrigins {
		out = append(out, CircularAlarm{ManyAsOne, refs, fmt.Sprintf("%d reports, %.1f origins", len(refs), a.supporting())})
	}
	own := make([]map[uint64]bool, len(c.Ours))
	for k, m := range c.Ours {
		own[k] = shingles(m.Texts)
	}
	for i, x := range e.accounts {
		if back := e.lines[i].ours; back != "" {
			out = append(out, CircularAlarm{CameBack, []string{x.Ref, back}, "it goes back to what we sent out: it confirms nothing"})
			continue
		}
		for k, m := range c.Ours {
			if p := contained(own[k], e.runs[i]); p >= containment {
				out = append(out, CircularAlarm{MayBeOurs, []string{x.Ref, m.Ref}, fmt.Sprintf("%.0f %% of the shorter text stands in the other: ask the sender whence it has it", 100*p)})
			}
		}
	}
	for i := range e.accounts {
		for j := range i {
			if !e.lines[i].declared || !e.lines[j].declared || meet(e.lines[i].roots, e.lines[j].roots) {
				continue
			}
			if p := contained(e.runs[i], e.runs[j]); p >= containment {
				out = append(out, CircularAlarm{MayBeCopy, []string{e.accounts[j].Ref, e.accounts[i].Ref}, fmt.Sprintf("two origins are declared, and %.0f %% of the shorter text is the same: ask both", 100*p)})
			}
		}
	}
	return out
}

// supporting are the reports that do not deny.
func (e *evidence) supporting() []string {
	var refs []string
	for _, a := range e.accounts {
		if !a.Against {
			refs = append(refs, a.Ref)
		}
	}
	return slices.Clip(refs)
}

// supporting is how many effective origins do not deny.
func (a *Assessment) supporting() float64 {
	n := 0.0
	for _, o := range a.Origins {
		if !o.Against && o.back == "" {
			n += 1 - o.Rho
		}
	}
	return n
}
