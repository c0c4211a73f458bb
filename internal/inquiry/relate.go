package inquiry

import (
	"fmt"
	"strings"

	"tocsin"
)

// relate tells how claims i and j stand to each other. i comes first in the order.
func (t *ties) relate(i, j int) Relation {
	a, b := t.claims[i], t.claims[j]
	r := Relation{A: a.ID, B: b.ID, Past: !t.current[i] || !t.current[j], Duress: a.Duress || b.Duress}
	switch {
	case t.first[i] == t.first[j]:
		r.Kind, r.Why = SameUtterance, "one utterance, printed or translated twice: it counts as one statement"
		if item(a) != item(b) {
			r.Why += fmt.Sprintf(" (told as %q and as %q)", item(a), item(b))
		}
	case t.revises[t.first[j]][t.first[i]]:
		r.Kind, r.Revised, r.Why = Revision, a.ID, revisionWhy(a, b)
	case t.revises[t.first[i]][t.first[j]]:
		r.Kind, r.Revised, r.Why = Revision, b.ID, revisionWhy(b, a)
	default:
		r.Kind, r.Why = t.content(i, j)
		r.Why += notes(a, b, r.Kind)
	}
	r.Why += duressNote(a, b)
	return r
}

func revisionWhy(old, later tocsin.Claim) string {
	why := fmt.Sprintf("%s said %s, and later %s: the later claim stands", later.Claimant, item(old), item(later))
	if item(old) == item(later) {
		why = fmt.Sprintf("%s said %s again later: it counts once", later.Claimant, item(later))
	}
	if later.Duress && !old.Duress {
		why += "; it was made under force, so the free one stands beside it"
	}
	return why
}

// content compares what two claims say, whoever said it and when.
func (t *ties) content(i, j int) (Kind, string) {
	a, b := t.claims[i], t.claims[j]
	words, declared := t.agreed[[2]int{min(t.first[i], t.first[j]), max(t.first[i], t.first[j])}]
	switch {
	case fold(a.Question) != fold(b.Question):
		return NotComparable, "they answer different questions"
	case declared && words != "":
		return Compatible, "declared compatible: " + words
	case declared:
		return Compatible, "declared compatible"
	case a.Facet != b.Facet && a.Facet != "" && b.Facet != "":
		return DifferentFacet, fmt.Sprintf("one speaks of the %s, the other of the %s: neither excludes the other", a.Facet, b.Facet)
	case a.Facet != b.Facet:
		return NotComparable, fmt.Sprintf("one speaks of the %s only, the other of no facet in particular: read both", a.Facet+b.Facet)
	}
	if why := otherZero(a, b); why != "" {
		return DifferentZero, why
	}
	switch {
	case a.Figure != nil && b.Figure != nil:
		return figures(*a.Figure, *b.Figure)
	case a.Figure != nil && a.Answer == "" || b.Figure != nil && b.Answer == "":
		return NotComparable, fmt.Sprintf("a figure and words: %s and %s", item(a), item(b))
	case fold(a.Answer) == fold(b.Answer):
		return Compatible, fmt.Sprintf("both say %s", a.Answer)
	}
	return Dispute, fmt.Sprintf("%s says %s, %s says %s: different answers, and nobody declared that both can hold", a.Claimant, item(a), b.Claimant, item(b))
}

// otherZero says in what two claims count from, or speak of, different things; "" if in nothing.
func otherZero(a, b tocsin.Claim) string {
	fields := []struct{ what, none, a, b string }{
		{"counted from", "from what, is not said", a.Zero, b.Zero},
		{"said of the unit", "of whom, is not said", a.Unit, b.Unit},
		{"said of the milestone", "of which, is not said", a.Event, b.Event},
	}
	var differ []string
	for _, f := range fields {
		if fold(f.a) == fold(f.b) {
			continue
		}
		say := func(v string) string {
			if fold(v) == "" {
				return f.none
			}
			return milestone(v)
		}
		differ = append(differ, fmt.Sprintf("one is %s: %s; the other: %s", f.what, say(f.a), say(f.b)))
	}
	if len(differ) == 0 {
		return ""
	}
	return strings.Join(differ, "; ") + ": both may be true"
}

func figures(a, b tocsin.Figure) (Kind, string) {
	x, y, ok := common(a, b)
	switch {
	case !ok:
		return NotComparable, fmt.Sprintf("%s and %s count different things", a, b)
	case x.meets(y):
		return Compatible, fmt.Sprintf("%s and %s can both be true", a, b)
	}
	return Dispute, fmt.Sprintf("%s and %s cannot both be true", a, b)
}

// sameMatter reports whether two claims answer the same thing: question, facet, zero point, unit,
// milestone, and no two measures that cannot be compared.
func sameMatter(a, b tocsin.Claim) bool {
	if fold(a.Question) != fold(b.Question) || a.Facet != b.Facet || otherZero(a, b) != "" {
		return false
	}
	if a.Figure == nil || b.Figure == nil {
		return true
	}
	_, _, ok := common(*a.Figure, *b.Figure)
	return ok
}

// notes adds what a reader of a pair must know besides its content.
func notes(a, b tocsin.Claim, k Kind) string {
	var s []string
	for _, p := range [][2]tocsin.Claim{{a, b}, {b, a}} {
		if p[0].Revises != "" && p[0].Revises == p[1].ID && !sameClaimant(a, b) {
			s = append(s, fmt.Sprintf("; %s is entered as revising what %s said: nobody revises another's claim, so both stand", p[0].Claimant, p[1].Claimant))
		}
	}
	if k == Dispute && sameClaimant(a, b) {
		s = append(s, "; one claimant said both, and no revision is declared or certain from the times")
	}
	return strings.Join(s, "")
}

func duressNote(a, b tocsin.Claim) string {
	switch {
	case a.Duress && b.Duress:
		return "; both were made in custody or under force"
	case a.Duress:
		return fmt.Sprintf("; %s was made in custody or under force", item(a))
	case b.Duress:
		return fmt.Sprintf("; %s was made in custody or under force", item(b))
	}
	return ""
}
