package dossier

import (
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/inquiry"
)

// A question is one question with what was claimed about it.
type question struct {
	Text     string
	Mark     string // disputed, compatible, different zero points ...
	Class    string
	Sentence string
	Claims   []claim
	Ranges   []string // what figures that count the same thing allow together
	Counted  bool     // some claim is counted from something, or speaks of a unit
}

// A claim is one row.
type claim struct {
	Who, At, Told, Says, Bound string
	Zero, Unit, Words          string
	Marks                      []string
	Duress                     bool
	Cites                      []string
}

func (d *reading) questions() []question {
	claims := d.r.Claims()
	for i := range claims {
		if e := d.c.Event(claims[i].Zero); e != nil {
			claims[i].Zero = "“" + e.Title + "”"
		}
	}
	weighed := inquiry.Weigh(claims)
	order := func(q inquiry.Question) int {
		for i := range d.c.Questions {
			if d.c.Questions[i].ID == q.Name {
				return i
			}
		}
		return len(d.c.Questions)
	}
	slices.SortStableFunc(weighed, func(a, b inquiry.Question) int { return order(a) - order(b) })
	var out []question
	for _, q := range weighed {
		out = append(out, d.question(q))
	}
	return out
}

func (d *reading) question(q inquiry.Question) question {
	out := question{Text: q.Name, Sentence: q.Sentence}
	if asked := d.c.Question(q.Name); asked != nil {
		out.Text = asked.Text
	}
	out.Mark, out.Class = standOf(q)
	for _, said := range []string{"compatible: ", "in dispute: ", "one statement only: "} {
		out.Sentence = strings.TrimPrefix(out.Sentence, said) // the mark says it
	}
	for _, c := range q.Claims {
		out.Claims = append(out.Claims, d.claim(q, c))
		out.Counted = out.Counted || c.Zero != "" || c.Unit != "" || c.Event != ""
	}
	for _, r := range q.Ranges {
		if len(r.Claims) > 1 {
			out.Ranges = append(out.Ranges, rangeWords(r))
		}
	}
	return out
}

// standOf says in a word how the claims that stand are to each other.
func standOf(q inquiry.Question) (mark, class string) {
	has := func(k inquiry.Kind) bool {
		return slices.ContainsFunc(q.Relations, func(r inquiry.Relation) bool { return r.Kind == k && !r.Past })
	}
	switch {
	case len(q.Disputes) > 0:
		return "disputed", "over"
	case q.Statements <= 1:
		return "one statement only", "closed"
	case has(inquiry.DifferentZero):
		return "different zero points, units or milestones", "held"
	case has(inquiry.DifferentFacet):
		return "different facets", "held"
	case has(inquiry.NotComparable):
		return "not all can be compared", "closed"
	}
	return "compatible", "met"
}

func (d *reading) claim(q inquiry.Question, c tocsin.Claim) claim {
	out := claim{
		Who: c.Claimant, At: d.instant(c.Times.Happened), Told: told(c.Times.Happened), Says: c.Answer, Zero: c.Zero, Words: c.Words,
		Unit: strings.TrimSpace(c.Unit + " " + spaced(c.Event)), Duress: c.Duress,
	}
	if c.Figure != nil {
		f := *c.Figure
		out.Bound = spaced(string(f.Bound))
		f.Bound = tocsin.Exactly
		out.Says = strings.TrimSpace(f.String() + " " + c.Answer)
	}
	if c.Facet != "" && slices.ContainsFunc(q.Claims, func(o tocsin.Claim) bool { return o.Facet != c.Facet }) {
		out.Marks = append(out.Marks, "speaks of the "+string(c.Facet))
	}
	if c.Status != "" {
		out.Marks = append(out.Marks, spaced(string(c.Status)))
	}
	if !slices.Contains(q.Current, c.ID) && c.Status != "revised" && c.Status != "withdrawn" {
		out.Marks = append(out.Marks, "revised since")
	}
	if c.SameAs != "" {
		out.Marks = append(out.Marks, "another print of one utterance")
	}
	for _, cite := range c.Cites {
		out.Cites = append(out.Cites, cite.String())
	}
	return out
}

// rangeWords says what several figures on one thing allow together.
func rangeWords(r inquiry.Range) string {
	what := strings.TrimSpace(strings.TrimSpace(r.Unit) + " " + spaced(r.Event))
	if r.Zero != "" {
		what = strings.TrimSpace(what + " counted from " + r.Zero)
	}
	if what != "" {
		what += ": "
	}
	return what + r.String()
}
