package inquiry

import (
	"cmp"
	"slices"
	"strings"

	"tocsin"
)

// A Kind is how two claims on one question stand to each other.
type Kind string

// The kinds of relation.
const (
	SameUtterance  Kind = "same_utterance"  // one statement, printed or translated twice
	Revision       Kind = "revision"        // the same claimant later: the later one stands
	Compatible     Kind = "compatible"      // both can be true at once
	DifferentZero  Kind = "different_zero"  // another zero point, unit or milestone: both may be true
	DifferentFacet Kind = "different_facet" // another facet of the question: neither excludes the other
	Dispute        Kind = "dispute"         // figures that cannot both be true, or answers that differ and that nobody declared compatible
	NotComparable  Kind = "not_comparable"  // a figure against words, km against min
)

// Kinds lists them in the order in which they are tried.
var Kinds = []Kind{SameUtterance, Revision, Compatible, DifferentFacet, DifferentZero, NotComparable, Dispute}

// A Relation is how two claims stand to each other, and why, in plain words. A comes before B in
// the order of the question's claims. For a revision, Revised is the one that no longer stands.
type Relation struct {
	A       tocsin.ClaimID `json:"a"`
	B       tocsin.ClaimID `json:"b"`
	Kind    Kind           `json:"kind"`
	Why     string         `json:"why"`
	Revised tocsin.ClaimID `json:"revised,omitempty"`
	Past    bool           `json:"past,omitempty"`   // one of the two was revised or withdrawn since
	Duress  bool           `json:"duress,omitempty"` // one of the two was made in custody or under force
}

// A Question is one question with everything that was claimed about it.
type Question struct {
	Name       string           `json:"name"`
	Claims     []tocsin.Claim   `json:"claims"`           // by when they were said, then by claimant
	Relations  []Relation       `json:"relations"`        // of every pair
	Disputes   []Relation       `json:"disputes"`         // between claims that stand; past ones are in Relations only
	Statements int              `json:"statements"`       // same utterances count once
	Claimants  int              `json:"claimants"`        // of the statements: who reprints is none
	Current    []tocsin.ClaimID `json:"current"`          // not revised, not withdrawn
	Duress     []tocsin.ClaimID `json:"duress,omitempty"` // made in custody or under force
	Ranges     []Range          `json:"ranges,omitempty"` // one for each set of figures that count the same thing
	Sentence   string           `json:"sentence"`         // one honest line for a screen
}

// Range returns the range of the question, if all figures that stand count the same thing.
func (q Question) Range() (Range, bool) {
	if len(q.Ranges) != 1 {
		return Range{}, false
	}
	return q.Ranges[0], true
}

// Weigh lays claims against claims, question by question. The order of the claims does not matter.
func Weigh(claims []tocsin.Claim) []Question {
	byName := map[string][]tocsin.Claim{}
	for _, c := range claims {
		byName[fold(c.Question)] = append(byName[fold(c.Question)], c)
	}
	questions := make([]Question, 0, len(byName))
	for _, set := range byName {
		questions = append(questions, weigh(set))
	}
	slices.SortFunc(questions, func(a, b Question) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	return questions
}

// Relate tells how two claims stand to each other, as far as the two alone can tell. It is
// symmetric.
func Relate(a, b tocsin.Claim) Relation {
	return link([]tocsin.Claim{a, b}).relate(0, 1)
}

func weigh(claims []tocsin.Claim) Question {
	t := link(claims)
	q := Question{Name: strings.TrimSpace(t.claims[0].Question), Claims: t.claims}
	q.Relations = t.relations()
	for _, r := range q.Relations {
		if r.Kind == Dispute && !r.Past {
			q.Disputes = append(q.Disputes, r)
		}
	}
	said := map[string]bool{}
	for i, c := range t.claims {
		if t.first[i] == i {
			q.Statements++
			said[fold(c.Claimant)] = true
		}
		if t.current[i] {
			q.Current = append(q.Current, c.ID)
		}
		if c.Duress {
			q.Duress = append(q.Duress, c.ID)
		}
	}
	q.Claimants = len(said)
	q.Ranges = t.ranges()
	q.Sentence = t.sentence(q)
	return q
}

// inOrder puts claims by when they were said, those of unknown time last, then by what is left to
// tell them apart, so that the order in which they came in leaves no trace.
func inOrder(a, b tocsin.Claim) int {
	x, y := a.Times.Happened, b.Times.Happened
	if x.Known() != y.Known() {
		if x.Known() {
			return -1
		}
		return 1
	}
	return cmp.Or(
		x.Earliest.Compare(y.Earliest), x.Latest.Compare(y.Latest),
		strings.Compare(fold(a.Claimant), fold(b.Claimant)),
		cmp.Compare(a.ID, b.ID),
		strings.Compare(item(a), item(b)),
		strings.Compare(a.Question, b.Question), strings.Compare(a.Claimant, b.Claimant), strings.Compare(a.Words, b.Words),
		cmp.Compare(a.SameAs, b.SameAs), cmp.Compare(a.Revises, b.Revises),
	)
}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
