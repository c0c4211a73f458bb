package names

import (
	"math"
	"strings"
)

// amount is how much of a weight goes into a term.
type amount struct {
	w weight
	x float64
}

// A measured term is one before its weights are applied; the fit reads it so.
type measured struct {
	why  Why
	a, b string
	n    int
	of   [5]amount
}

func (m *measured) add(w weight, x float64) {
	if x != 0 {
		m.of[m.n] = amount{w, x}
		m.n++
	}
}

// points applies the weights and rounds once, so that the terms that are shown add up.
func (m *measured) points() Points {
	sum := 0.0
	for _, a := range m.of[:m.n] {
		sum += weights[a.w] * a.x
	}
	return Points(math.Round(sum))
}

// weigh turns the measured terms of an alignment into terms. Omitted particles and terms of no
// points that say nothing are left out.
func weigh(al *alignment) []Term {
	ms := al.terms()
	out := make([]Term, 0, len(ms))
	for i := range ms {
		m := &ms[i]
		p := m.points()
		if p == 0 && (m.why == Thin || m.why == Form) {
			continue
		}
		out = append(out, Term{m.why, m.a, m.b, p})
	}
	return out
}

// terms measures an alignment. An alignment in which no word agrees at all has terms too: they
// speak against.
func (al *alignment) terms() []measured {
	out := make([]measured, 0, len(al.links)+len(al.a)+len(al.b)+3)
	all := weightsOf(al.a) + weightsOf(al.b)
	for _, l := range al.links {
		out = append(out, al.linkTerm(l, all))
	}
	out = appendOmitted(out, al.a, al.usedA, true)
	out = appendOmitted(out, al.b, al.usedB, false)
	if len(out) == 0 {
		return nil
	}
	if al.crossed() {
		out = append(out, single(Order, "", "", wOrder, 1))
	}
	out = appendForm(out, al.a, al.b)
	if lack := enough - al.evidence(); lack > 0 {
		out = append(out, single(Thin, "", "", wThin, lack/100))
	}
	return out
}

func single(why Why, a, b string, w weight, x float64) measured {
	m := measured{why: why, a: a, b: b}
	m.add(w, x)
	return m
}

// Ends of the ranges of a difference, in hundredths: up to spelt another spelling, up to slipped a
// slip, from near on another word.
const (
	spelt   = 10
	slipped = 22
)

// linkTerm measures two words side by side. all is the weight of all words of both names: each
// word that agrees takes its share.
func (al *alignment) linkTerm(l link, all float64) measured {
	m := measured{a: textOf(al.a, l.a), b: textOf(al.b, l.b), why: whyOf(l.diff)}
	p, q := al.a[l.a[0]], al.b[l.b[0]]
	w := 0.0
	for _, i := range l.a {
		w += al.a[i].weight()
	}
	for _, j := range l.b {
		w += al.b[j].weight()
	}
	m.add(wShare, w*agreement(l.diff)/all)
	switch {
	case l.how == asInitial || l.how == asLetters:
		if m.why = Initial; l.how == asLetters {
			m.why = Letters
		}
		m.add(wInitial, 1)
	case p.role == number:
		m.why = Figure
		if l.diff > 0 {
			m.why = NotFigure
			m.add(wNotFigure, 1)
		}
	case p.role == initial || q.role == initial:
		if m.why = Initial; l.diff > 0 {
			m.why = Other
			m.add(wOther, 1)
		}
	default:
		w = min(p.weight(), q.weight())
		m.add(wSpelling, w*ramp(l.diff, 0, spelt))
		m.add(wSlip, w*ramp(l.diff, spelt, slipped))
		m.add(wOther, ramp(l.diff, slipped, near))
	}
	return m
}

// ramp goes from 0 at lo to 1 at hi.
func ramp(d, lo, hi int) float64 {
	return float64(min(max(d-lo, 0), hi-lo)) / float64(hi-lo)
}

// agreement is what a difference leaves of a word: 1 for the same word, 0 for another.
func agreement(diff int) float64 { return 1 - ramp(diff, 0, near) }

func whyOf(diff int) Why {
	switch {
	case diff == 0:
		return Same
	case diff <= spelt:
		return Spelling
	case diff <= slipped:
		return Slip
	case diff < near:
		return Between
	}
	return Other
}

// textOf gives the words at places, as written.
func textOf(parts []part, places []int) string {
	words := make([]string, len(places))
	for k, i := range places {
		words[k] = parts[i].text
	}
	return strings.Join(words, " ")
}

// weight is the weight of a part that bears a name: 1 for a rare word, 0 for what bears none.
func (p *part) weight() float64 {
	switch {
	case !p.bears():
		return 0
	case p.role == initial:
		return 0.3
	}
	return float64(p.common) / 100
}

func weightsOf(parts []part) float64 {
	sum := 0.0
	for i := range parts {
		sum += parts[i].weight()
	}
	return sum
}

func appendOmitted(out []measured, parts []part, used []bool, first bool) []measured {
	for i := range parts {
		p := &parts[i]
		if used[i] || !p.bears() {
			continue
		}
		w, x := wOmitted, p.weight()
		switch p.role {
		case patronymic:
			w, x = wFather, 1
		case initial:
			w, x = wInitialOmitted, 1
		case number:
			w, x = wFigureOmitted, 1
		}
		if first {
			out = append(out, single(Omitted, p.text, "", w, x))
		} else {
			out = append(out, single(Omitted, "", p.text, w, x))
		}
	}
	return out
}

// crossed reports whether words that agree stand in another order.
func (al *alignment) crossed() bool {
	last := -1
	for _, l := range al.links {
		if l.how != likeWords {
			continue
		}
		if l.b[0] < last {
			return true
		}
		last = l.b[0]
	}
	return false
}

func appendForm(out []measured, a, b []part) []measured {
	p, q := lastForm(a), lastForm(b)
	switch {
	case p == nil && q == nil:
		return out
	case p == nil:
		return append(out, single(Form, "", q.text, wFormOmitted, 1))
	case q == nil:
		return append(out, single(Form, p.text, "", wFormOmitted, 1))
	case p.canon != q.canon:
		return append(out, single(Form, p.text, q.text, wForm, 1))
	}
	return out
}

func lastForm(parts []part) *part {
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i].role == form {
			return &parts[i]
		}
	}
	return nil
}

// enough is the evidence, in points, from which on the words that agree are not thin.
const enough = 500

// evidence is how many points of surprise the words that agree hold: how rare they are.
func (al *alignment) evidence() float64 {
	sum := 0.0
	for _, l := range al.links {
		if l.how == likeWords || l.how == asJoined {
			p, q := &al.a[l.a[0]], &al.b[l.b[0]]
			sum += min(p.surprise(), q.surprise()) * agreement(l.diff)
		}
	}
	return sum
}
