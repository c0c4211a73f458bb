package desk

import (
	"errors"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/store"
)

// mark is a record's label as the store filters by it: the TLP label, and after it the compartments
// that one must be in to read it. What has neither has none.
func mark(tlp tocsin.TLP, compartments []string) string {
	l := label(tlp)
	if len(compartments) == 0 {
		return l
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(compartments)))
	return strings.Join(append([]string{l}, sorted...), " ")
}

// unmark takes a mark apart.
func unmark(m string) (tlp tocsin.TLP, compartments []string) {
	l, rest, _ := strings.Cut(m, " ")
	return tocsin.TLP(l), strings.Fields(rest)
}

// joined is the mark of what repeats records with these marks: the strictest label, and all the
// compartments.
func joined(marks ...string) string {
	var labels []tocsin.TLP
	var compartments []string
	for _, m := range marks {
		l, c := unmark(m)
		if l != "" {
			labels = append(labels, l)
		}
		compartments = append(compartments, c...)
	}
	if len(labels) == 0 {
		return mark("", compartments)
	}
	return mark(tocsin.Strictest(labels...), compartments)
}

// speaksOf are the records whose words another repeats, or whose existence it tells: who may not
// read one of them must not read it either.
func speaksOf(noun any) []tocsin.Ref {
	threat := func(id tocsin.ThreatID) []tocsin.Ref {
		return []tocsin.Ref{{Kind: tocsin.KindThreat, ID: string(id)}}
	}
	switch v := noun.(type) {
	case *tocsin.DutyDecision:
		return threat(v.Threat)
	case *tocsin.Warning:
		return threat(v.Threat)
	case *Sent:
		return []tocsin.Ref{{Kind: tocsin.KindWarning, ID: string(v.Warning)}}
	case *tocsin.Hold:
		return threat(v.Threat)
	case *tocsin.Measure:
		return threat(v.Threat)
	case *tocsin.Briefing:
		return threat(v.Threat)
	case *tocsin.Obligation:
		return []tocsin.Ref{v.About, v.Subject}
	case *tocsin.RefusedAct:
		return []tocsin.Ref{v.Object}
	case *tocsin.Order:
		return append([]tocsin.Ref{v.About}, v.Took...)
	case *tocsin.Notification:
		return []tocsin.Ref{v.About}
	}
	return nil
}

// inherit are the kinds whose mark is that of what they speak of. One of them without a mark was
// written before marks were inherited, and counts as the strictest.
var inherit = []string{
	tocsin.KindDuty, tocsin.KindHold, tocsin.KindObligation, tocsin.KindRefusal, tocsin.KindOrder, tocsin.KindNotification,
}

// markOf is the mark that a record gets: its own, and those of what it speaks of.
func (a *act) markOf(noun any, r store.Record) (string, error) {
	return markFor(noun, r, a.markOn)
}

func markFor(noun any, r store.Record, on func(tocsin.Ref) (string, error)) (string, error) {
	marks := []string{r.Label}
	switch v := noun.(type) {
	case *tocsin.Report:
		marks = append(marks, mark("", v.Compartments))
	case *tocsin.Threat:
		marks = append(marks, mark("", v.Compartments))
	}
	for _, ref := range speaksOf(noun) {
		if ref.Kind == "" || ref.ID == "" {
			continue
		}
		m, err := on(ref)
		if err != nil {
			return "", err
		}
		marks = append(marks, m)
	}
	m := joined(marks...)
	if m == "" && slices.Contains(inherit, r.Kind) {
		m = string(tocsin.TLPClear)
	}
	return m, nil
}

// markOn is the mark of a record that is there, and none of what is not.
func (a *act) markOn(ref tocsin.Ref) (string, error) {
	if m, ok := a.marks[ref]; ok {
		return m, nil
	}
	r, err := a.Get(ref.Kind, ref.ID)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return r.Label, err
}

// saw notes the mark of a record that the act has read or written, so that it is not read again.
func (a *act) saw(r store.Record) {
	if a.marks == nil {
		a.marks = map[tocsin.Ref]string{}
	}
	a.marks[tocsin.Ref{Kind: r.Kind, ID: r.ID}] = r.Label
}

// checkFlow refuses to let what is closed to some be repeated where they read: a report may be laid
// beside a threat only if the threat is in all compartments of the report.
func checkFlow(from, into []string) error {
	for _, c := range from {
		if !slices.Contains(into, c) {
			return tocsin.Refuse(tocsin.RuleCompartment, "open a threat in the compartment "+c, "the threat is not in the compartment %s, and whoever reads it would learn of this", c)
		}
	}
	return nil
}
