package inquiry

import (
	"slices"
	"strings"

	"tocsin"
)

const underForce = "made in custody or under force"

// sentence is one line that says how the question stands. It lists statements, never a verdict.
func (t *ties) sentence(q Question) string {
	var stand, disputed, rest, revised, withdrawn []tocsin.Claim
	for i, c := range t.claims {
		switch {
		case t.first[i] != i:
		case t.current[i]:
			stand = append(stand, c)
			if t.inDispute(i) {
				disputed = append(disputed, c)
			} else {
				rest = append(rest, c)
			}
		case c.Status == "withdrawn":
			withdrawn = append(withdrawn, c)
		default:
			revised = append(revised, c)
		}
	}
	var parts []string
	switch {
	case len(stand) == 0:
		parts = append(parts, "nothing stands")
	case len(stand) == 1:
		parts = append(parts, "one statement only: "+list(stand, true))
	default:
		parts = t.standing(q, disputed, rest)
	}
	if len(revised) > 0 {
		parts = append(parts, "revised since: "+list(revised, true))
	}
	if len(withdrawn) > 0 {
		parts = append(parts, "withdrawn: "+list(withdrawn, true))
	}
	return strings.Join(parts, "; ")
}

func (t *ties) standing(q Question, disputed, rest []tocsin.Claim) []string {
	var parts []string
	if len(disputed) > 0 {
		parts = append(parts, "in dispute: "+list(disputed, true))
	}
	label := t.label(q)
	switch {
	case len(rest) == 0 && label == "":
	case len(rest) == 0:
		parts = append(parts, label)
	case label != "":
		parts = append(parts, label+": "+list(rest, true))
	case len(disputed) > 0:
		parts = append(parts, "also said: "+list(rest, true))
	default:
		parts = append(parts, "compatible: "+list(rest, false))
	}
	return parts
}

// label says why statements that stand cannot be laid on one line.
func (t *ties) label(q Question) string {
	has := func(k Kind) bool {
		return slices.ContainsFunc(q.Relations, func(r Relation) bool { return r.Kind == k && !r.Past })
	}
	var words []string
	if has(DifferentZero) {
		words = append(words, t.zeros()+": no single figure for "+strings.NewReplacer("-", " ", "_", " ").Replace(q.Name)+" is computed")
	}
	if has(DifferentFacet) {
		words = append(words, "different facets, which do not exclude each other")
	}
	if has(NotComparable) {
		words = append(words, "not all can be compared")
	}
	return strings.Join(words, "; ")
}

// zeros says what keeps figures that stand apart.
func (t *ties) zeros() string {
	var zeros []string
	for i, c := range t.claims {
		if t.current[i] && !slices.Contains(zeros, fold(c.Zero)) {
			zeros = append(zeros, fold(c.Zero))
		}
	}
	if len(zeros) > 1 {
		return "different zero points"
	}
	return "different units or milestones"
}

// list shows statements, those that say the same together.
func list(claims []tocsin.Claim, who bool) string {
	var order []string
	by := map[string][]string{}
	for _, c := range claims {
		text := item(c)
		if by[text] == nil {
			order = append(order, text)
		}
		by[text] = append(by[text], attribution(c, who))
	}
	for n, text := range order {
		names := slices.DeleteFunc(by[text], func(s string) bool { return s == "" })
		if len(names) > 0 {
			order[n] = text + " (" + strings.Join(unique(names), ", ") + ")"
		}
	}
	if slices.ContainsFunc(order, func(s string) bool { return strings.Contains(s, ",") }) {
		return strings.Join(order, "; ")
	}
	return strings.Join(order, ", ")
}

func attribution(c tocsin.Claim, who bool) string {
	switch {
	case who && c.Duress:
		return c.Claimant + ", " + underForce
	case who:
		return c.Claimant
	case c.Duress:
		return underForce
	}
	return ""
}

func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// item is what a claim says, with what it speaks of: "place: the hall", "20 min counted from the leaving".
func item(c tocsin.Claim) string {
	s := c.Answer
	if c.Figure != nil {
		s = c.Figure.String()
	}
	if c.Zero != "" {
		s += " counted from " + c.Zero
	}
	if about := strings.TrimSpace(c.Unit + " " + milestone(c.Event)); about != "" {
		s = about + ": " + s
	}
	if c.Facet != "" {
		s = string(c.Facet) + ": " + s
	}
	return s
}
