package attention

import "slices"

// A Composition is what a register is made of at the end of a day: a count of entries a category, in
// the order of the categories.
type Composition struct {
	Day        Day        `json:"day"`
	Categories []Category `json:"categories,omitempty"`
	All        Total      `json:"all"` // one term a category, by its code
}

func compose(d Day, categories []Category, n map[string]int) Composition {
	terms := make([]Term, len(categories))
	for i, c := range categories {
		terms[i] = Term{c.Code, n[c.Code]}
	}
	return Composition{Day: d, Categories: categories, All: Sum("entries on "+d.String(), "entries", terms...)}
}

// N is how many entries a category has.
func (c Composition) N(code string) int {
	for _, t := range c.All.Terms {
		if t.What == code {
			return t.N
		}
	}
	return 0
}

// Share is a category's part of all entries.
func (c Composition) Share(code string) Share {
	return c.where("share of "+code, func(x Category) bool { return x.Code == code })
}

func (c Composition) where(what string, counts func(Category) bool) Share {
	part := Total{What: what, Unit: "entries"}
	for i, x := range c.Categories {
		if counts(x) {
			part.Terms = append(part.Terms, c.All.Terms[i])
		}
	}
	part.N = part.Recomputed()
	return Share{What: what + " on " + c.Day.String(), Part: part, Whole: c.All}
}

// A ViolentShare bounds the share of a register that is about violence. Low counts the categories
// whose entries state an act of violence; High adds those that only have their keeper's label or
// state no ground at all. Without is what is left: no violent ground, stated or inferred.
type ViolentShare struct {
	Low      Share `json:"low"`
	High     Share `json:"high"`
	Without  Share `json:"without"`
	Inferred Share `json:"inferred"` // the part of Without of which the ground is inferred
}

// Violent bounds the share of violent grounds.
func (c Composition) Violent() ViolentShare {
	stated := func(x Category) bool { return x.Ground == Violent && x.Basis == Stated }
	without := func(x Category) bool { return x.Ground == Nonviolent }
	return ViolentShare{
		Low:      c.where("an act of violence is stated", stated),
		High:     c.where("violent grounds at most", func(x Category) bool { return !without(x) }),
		Without:  c.where("no violent ground", without),
		Inferred: c.where("no violent ground, inferred", func(x Category) bool { return without(x) && x.Basis == Inferred }),
	}
}

// A Growth is what a category was and what it became.
type Growth struct {
	Category Category `json:"category"`
	Period   Period   `json:"period"`
	Net      Total    `json:"net"` // end minus start, as two terms
}

// Start and End are the category's entries on the day before the period and on its last.
func (g Growth) Start() int { return -g.Net.Terms[1].N }
func (g Growth) End() int   { return g.Net.Terms[0].N }

// Rate is the growth in thousandths of the start, to the nearest one, halves up, and false when it grew
// from nothing.
func (g Growth) Rate() (int, bool) {
	if g.Start() == 0 {
		return 0, false
	}
	return (2*1000*g.End()+g.Start())/(2*g.Start()) - 1000, true
}

// Grown compares two compositions of one register, category by category.
func Grown(a, b Composition) []Growth {
	out := make([]Growth, len(b.Categories))
	for i, c := range b.Categories {
		p := Period{a.Day + 1, b.Day + 1}
		out[i] = Growth{c, p, Sum("growth of "+c.Code+" in "+p.String(), "entries", Term{"at the end", b.N(c.Code)}, Term{"at the start", -a.N(c.Code)})}
	}
	return out
}

// Moved is how much of the make-up changed hands between two days: the sum of what categories gained
// in share, in thousandths. 0 is the same make-up at any size; 1000 is nothing in common. It is false
// when the register was empty on one of the days.
func Moved(a, b Composition) (Total, bool) {
	if a.All.N == 0 || b.All.N == 0 {
		return Total{}, false
	}
	var terms []Term
	for _, c := range b.Categories {
		was, _ := a.Share(c.Code).Permille()
		is, _ := b.Share(c.Code).Permille()
		if is > was {
			terms = append(terms, Term{c.Code, is - was})
		}
	}
	return Sum("share moved from "+a.Day.String()+" to "+b.Day.String(), "‰", terms...), true
}

// A Flow is what came and went in one period, in one category or in all of them.
type Flow struct {
	Period Period `json:"period"`
	Code   string `json:"code"` // empty: all
	End    Total  `json:"end"`  // there before, in, and out as a negative term
}

// In, Out and Before are the terms of the end.
func (f Flow) Before() int { return f.End.Terms[0].N }
func (f Flow) In() int     { return f.End.Terms[1].N }
func (f Flow) Out() int    { return -f.End.Terms[2].N }

// Flows counts entries in and out, period by period, of one category, or of all when code is empty.
func (r Register) Flows(code string, periods []Period) []Flow {
	out := make([]Flow, len(periods))
	for i, p := range periods {
		var before, in, left int
		for _, e := range r.Entries {
			if code != "" && e.Category != code {
				continue
			}
			before += count(e.On(p.From - 1))
			in += count(p.Has(e.In))
			left += count(p.Has(e.Out))
		}
		out[i] = Flow{p, code, Sum("at the end of "+p.String(), "entries", Term{"there before", before}, Term{"in", in}, Term{"out", -left})}
	}
	return out
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// codes are the codes of categories, in their order.
func codes(categories []Category) []string {
	out := make([]string, len(categories))
	for i, c := range categories {
		out[i] = c.Code
	}
	return slices.Clip(out)
}
