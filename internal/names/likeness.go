package names

import (
	"fmt"
	"math"
	"strings"
)

// Caution goes with every likeness that people see.
const Caution = "Alike names are no identity. Nobody acts on a name alone: ask for a second factor (date of birth, document, place)."

// Points are tenths of a deciban: 100 points make the odds ten times higher, among pairs of names
// that somebody might take for each other. See docs/names.md for what they were fitted on.
type Points int

// String returns the points as decibans with one decimal, "+4.5".
func (p Points) String() string { return fmt.Sprintf("%+.1f", float64(p)/10) }

// Why is the reason of a term. The codes are stable.
type Why string

const (
	Same      Why = "same"
	Spelling  Why = "spelling"
	Slip      Why = "slip"
	Between   Why = "between"
	Other     Why = "other"
	Initial   Why = "initial"
	Letters   Why = "letters"
	Figure    Why = "figure"
	NotFigure Why = "not-figure"
	Omitted   Why = "omitted"
	Order     Why = "order"
	Form      Why = "form"
	Thin      Why = "thin"
	Chance    Why = "chance"
	Sign      Why = "sign"
	Misread   Why = "misread"
	NotSign   Why = "not-sign"
	Unread    Why = "unread"
	Enough    Why = "enough"
)

var plain = map[Why]string{
	Same:      "the same word",
	Spelling:  "another spelling or transliteration of the word",
	Slip:      "a slip of the pen, or another form of the word",
	Between:   "something between a slip and another word",
	Other:     "another word in its place",
	Initial:   "a letter for a word",
	Letters:   "first letters for several words",
	Figure:    "the same number",
	NotFigure: "another number",
	Omitted:   "a word that the other name does not have",
	Order:     "the words stand in another order, without a comma",
	Form:      "another legal form or kind of place, or none",
	Thin:      "the words that agree are few, short or common",
	Chance:    "a list of this length has such a name by chance",
	Sign:      "signs that agree",
	Misread:   "signs that are easily taken for each other",
	NotSign:   "another sign",
	Unread:    "not read, or not given",
	Enough:    "so much must agree before plates are alike",
}

// Plain returns the reason in plain words.
func (w Why) Plain() string { return plain[w] }

// Term is one part of a likeness.
type Term struct {
	Why    Why
	A, B   string // the words that it is about, as written; empty if there are none
	Points Points
}

// String returns the term as one line.
func (t Term) String() string {
	words := t.A
	if t.B != "" && t.B != t.A {
		words = strings.TrimSpace(t.A + " / " + t.B)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", t.Points, t.Why, words))
}

// Band says in a word what a likeness is good for.
type Band string

const (
	Alike   Band = "alike"   // worth a person's look
	Perhaps Band = "perhaps" // worth a look if something else points the same way
	Unlike  Band = "unlike"  // no reason to look
)

// Likeness says how alike two names are, and why. It is about the names: it never says that two
// people, or two things, are one. See [Caution].
type Likeness struct {
	A, B  string // as they were written
	Kind  Kind
	Terms []Term // every part of the total
	Total Points // the sum of the terms
}

// Band returns what the total is good for, by [AlikeFrom] and [PerhapsFrom].
func (l Likeness) Band() Band {
	switch {
	case len(l.Terms) == 0:
		return Unlike
	case l.Total >= AlikeFrom:
		return Alike
	case l.Total >= PerhapsFrom:
		return Perhaps
	}
	return Unlike
}

// Explain returns the likeness as lines: the names, every term, the total, the caution.
func (l Likeness) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s | %s (%s): %s\n", l.A, l.B, l.Kind, l.Band())
	for _, t := range l.Terms {
		fmt.Fprintf(&b, "  %6s  %s", t.Points, t.Why)
		if t.A+t.B != "" {
			fmt.Fprintf(&b, "  %s | %s", t.A, t.B)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "  %6s  total\n%s\n", l.Total, Caution)
	return b.String()
}

// Compare says how alike two names are. Both are read as names of the same kind; with [Any], of two
// that look different, as organisations if one does, as plates if one does and the other may be
// one, else as persons.
func Compare(kind Kind, a, b string) Likeness {
	x, y := Read(kind, a), Read(kind, b)
	if x.kind != y.kind { // only with Any
		k := Person
		switch {
		case x.kind == Organisation || y.kind == Organisation:
			k = Organisation
		case x.kind == Plate && mayBePlate(b), y.kind == Plate && mayBePlate(a):
			k = Plate
		}
		x, y = Read(k, a), Read(k, b)
	}
	return CompareRead(x, y)
}

// CompareRead is [Compare] for names of one kind that were read before. It is symmetric: the other
// way round only A and B change places.
func CompareRead(a, b Name) Likeness { return compareRead(a, b, nil) }

// compareRead adds a term for what chance says is lacking, if it is given, and the total.
func compareRead(a, b Name, chance func(*alignment) float64) Likeness {
	if a.text > b.text {
		return compareRead(b, a, chance).swap()
	}
	l := Likeness{A: a.text, B: b.text, Kind: a.kind}
	if a.kind == Plate {
		l.Terms = comparePlates(a.plate, b.plate)
	} else {
		al := align(a.parts, b.parts)
		l.Terms = weigh(al)
		if chance != nil && len(l.Terms) > 0 {
			if lack := Points(math.Round(weights[wChance] * chance(al) / 100)); lack != 0 {
				l.Terms = append(l.Terms, Term{Why: Chance, Points: lack})
			}
		}
	}
	for _, t := range l.Terms {
		l.Total += t.Points
	}
	return l
}

func (l Likeness) swap() Likeness {
	l.A, l.B = l.B, l.A
	for i, t := range l.Terms {
		l.Terms[i].A, l.Terms[i].B = t.B, t.A
	}
	return l
}
