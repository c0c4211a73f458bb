package attention

import (
	"cmp"
	"slices"

	"tocsin"
)

// Ground is whether a category of a register is about violence.
type Ground string

const (
	Violent    Ground = "violent"
	Nonviolent Ground = "nonviolent"
	NotStated  Ground = "not_stated"
)

// Grounds is the closed list.
var Grounds = []Ground{Violent, Nonviolent, NotStated}

// Basis is how the ground of a category is known.
type Basis string

const (
	Stated   Basis = "stated"   // each entry states its act
	Label    Basis = "label"    // the keeper's word for it, without an act
	Inferred Basis = "inferred" // by us, and Why says from what
)

// Bases is the closed list.
var Bases = []Basis{Stated, Label, Inferred}

// A Category is one kind of entries of a register, as its keeper divides it. What the keeper writes
// is in Values; the label is ours.
type Category struct {
	Code   string          `json:"code"`
	Label  string          `json:"label"`
	Values []string        `json:"values,omitempty"`
	Ground Ground          `json:"ground"`
	Basis  Basis           `json:"basis"`
	Why    string          `json:"why,omitempty"` // what the ground rests on, in a sentence; owed when it is inferred
	Threat tocsin.ThreatID `json:"threat"`        // the threat that these entries are about, if somebody assessed one
}

// Words says in short what the ground is and how it is known.
func (c Category) Words() string {
	words := map[Ground]string{Violent: "violent ground", Nonviolent: "no violent ground", NotStated: "ground not stated"}[c.Ground]
	switch c.Basis {
	case Label:
		return words + " (the keeper's label)"
	case Inferred:
		return words + " (inferred)"
	}
	return words
}

// CheckCategories refuses categories that cannot be told apart, and a ground without its basis. Who
// somebody is makes no category here.
func CheckCategories(all []Category) error {
	codes, values := map[string]bool{}, map[string]bool{}
	for _, c := range all {
		switch {
		case c.Code == "" || c.Label == "" || codes[c.Code]:
			return tocsin.Refuse(tocsin.RuleForm, "give each category a code of its own and a label", "the category %q has none, or one that is used twice", c.Code)
		case !slices.Contains(Grounds, c.Ground) || !slices.Contains(Bases, c.Basis):
			return tocsin.Refuse(tocsin.RuleForm, "use violent, nonviolent or not_stated, and stated, label or inferred", "the category %q has the ground %q on the basis %q", c.Code, c.Ground, c.Basis)
		case c.Basis == Inferred && c.Why == "":
			return tocsin.Refuse(tocsin.RuleReasonOwed, "say from what it is inferred", "the ground of %q is inferred without a reason", c.Code)
		}
		codes[c.Code] = true
		for _, v := range c.Values {
			if values[v] {
				return tocsin.Refuse(tocsin.RuleForm, "give it to one of them", "the value %q stands for two categories", v)
			}
			values[v] = true
		}
	}
	return nil
}

// An Entry is one entry of a register: an id that means nothing outside it, a category, the day on
// which it came and the day on which it was there no more. It stands on every day from In until the
// day before Out.
type Entry struct {
	ID       string
	Category string // code
	In       Day
	Out      Day  // [Never] while it stands
	Inferred bool // from snapshots: In and Out are the days by which it came and was gone
	After    Day  // inferred: it came after this day. Zero in the first snapshot: since when is not known
	Left     Day  // inferred: it was still there on this day
	Line     int  // of the table it was read from
}

// On reports whether the entry stands on a day.
func (e Entry) On(d Day) bool { return e.In <= d && d < e.Out }

// A Register is somebody's list over time.
type Register struct {
	Name       string
	Keeper     string // who keeps it, by office
	Source     string // whence these data come, and what was done to them
	Until      Day    // the last day for which the data speak
	Categories []Category
	Entries    []Entry
}

// Category finds a category by its code.
func (r Register) Category(code string) (Category, bool) {
	i := slices.IndexFunc(r.Categories, func(c Category) bool { return c.Code == code })
	if i < 0 {
		return Category{}, false
	}
	return r.Categories[i], true
}

// First is the first day on which the register has an entry, and false when it has none.
func (r Register) First() (Day, bool) {
	if len(r.Entries) == 0 {
		return 0, false
	}
	return slices.MinFunc(r.Entries, func(a, b Entry) int { return cmp.Compare(a.In, b.In) }).In, true
}

// At is the make-up of the register at the end of a day.
func (r Register) At(d Day) Composition {
	return r.compose(d, func(e Entry) bool { return e.On(d) })
}

// Ever counts what was ever entered until the end of a day, and may have left.
func (r Register) Ever(d Day) Composition {
	return r.compose(d, func(e Entry) bool { return e.In <= d })
}

// Longer counts the entries that have stood for more than so many days at the end of a day: those
// that under this program's rule for lists somebody would have had to renew by then.
func (r Register) Longer(d Day, days int) Composition {
	return r.compose(d, func(e Entry) bool { return e.On(d) && int(d-e.In) > days })
}

func (r Register) compose(d Day, counts func(Entry) bool) Composition {
	n := map[string]int{}
	for _, e := range r.Entries {
		if counts(e) {
			n[e.Category]++
		}
	}
	return compose(d, r.Categories, n)
}
