package tocsin

import (
	"iter"
	"slices"
	"strings"
)

// A FacetName is one of the five things a warning can say. "General" and "specific" are computed
// from them; they are never entered as adjectives.
type FacetName string

const (
	Place  FacetName = "place"
	Time   FacetName = "time"
	Actor  FacetName = "actor"
	Target FacetName = "target"
	Method FacetName = "method"
)

// FacetNames lists the five in the order in which they are always shown.
var FacetNames = []FacetName{Place, Time, Actor, Target, Method}

// FacetState is what one level of a text does with one facet.
type FacetState string

const (
	Stated      FacetState = "stated"
	Generalised FacetState = "generalised"
	Withheld    FacetState = "withheld"
	NotHeld     FacetState = "not_held"
)

// FacetStates lists them from most to least told.
var FacetStates = []FacetState{Stated, Generalised, Withheld, NotHeld}

// WithheldReason is why a level leaves a facet out.
type WithheldReason string

// WithheldReasons is the closed list (ICD 209; doctrine 5).
var WithheldReasons = []WithheldReason{"source", "method", "operation", "privacy", "legal", "panic", "partner_caveat"}

// A Facet is one of the five, as one record or one release level holds it.
type Facet struct {
	State   FacetState     `json:"state"`
	Value   string         `json:"value,omitempty"`
	Aliases []string       `json:"aliases,omitempty"` // other names and spellings: for matching and for the leak check
	Site    SiteID         `json:"site,omitempty"`
	Reason  WithheldReason `json:"reason,omitempty"` // owed when withheld
}

// Held reports whether the facet has a value.
func (f Facet) Held() bool { return f.State == Stated || f.State == Generalised }

// Same reports whether two facets state the same thing, by value or declared alias.
func (f Facet) Same(o Facet) bool {
	for _, a := range append([]string{f.Value}, f.Aliases...) {
		for _, b := range append([]string{o.Value}, o.Aliases...) {
			if a != "" && strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) {
				return true
			}
		}
	}
	return false
}

// Facets are the five of one report, one part of a threat, or one part at one release level.
type Facets struct {
	Place  Facet `json:"place"`
	Time   Facet `json:"time"`
	Actor  Facet `json:"actor"`
	Target Facet `json:"target"`
	Method Facet `json:"method"`
}

// Get returns a pointer to the named facet, or nil for a name that is none of the five.
func (f *Facets) Get(name FacetName) *Facet {
	switch name {
	case Place:
		return &f.Place
	case Time:
		return &f.Time
	case Actor:
		return &f.Actor
	case Target:
		return &f.Target
	case Method:
		return &f.Method
	}
	return nil
}

// All yields the five in their order.
func (f Facets) All() iter.Seq2[FacetName, Facet] {
	return func(yield func(FacetName, Facet) bool) {
		for _, n := range FacetNames {
			if !yield(n, *f.Get(n)) {
				return
			}
		}
	}
}

// Normal fills in `not_held` where nothing was said, `stated` where only a value was given, and
// `withheld` where a reason to withhold was.
func (f Facets) Normal() Facets {
	for _, n := range FacetNames {
		p := f.Get(n)
		switch {
		case p.State == "" && p.Reason != "":
			p.State = Withheld
		case p.State == "" && p.Value != "":
			p.State = Stated
		case p.State == "":
			p.State = NotHeld
		}
	}
	return f
}

// Check refuses a facet that contradicts its own state.
func (f Facets) Check() error {
	for n, v := range f.All() {
		switch v.State {
		case Stated, Generalised:
			if strings.TrimSpace(v.Value) == "" {
				return refuse(RuleForm, "give the value, or write `not_held`", "%s is marked %s and has no value", n, v.State)
			}
		case Withheld:
			if v.Reason == "" {
				return refuse(RuleWithheldReason, "give one of: "+join(WithheldReasons), "%s is withheld without a reason", n)
			}
			if !slices.Contains(WithheldReasons, v.Reason) {
				return refuse(RuleWithheldReason, "give one of: "+join(WithheldReasons), "%q is no reason to withhold", v.Reason)
			}
		case NotHeld:
			if v.Value != "" {
				return refuse(RuleForm, "mark it stated, or withheld with a reason", "%s is marked not_held and has a value", n)
			}
		default:
			return refuse(RuleForm, "use one of: "+join(FacetStates), "%q is not a state of a facet", v.State)
		}
	}
	return nil
}

// Specific reports whether place or target, and at least one other facet, are stated: enough for
// somebody to act on (ICD 191's "specific", as facets instead of an adjective).
func (f Facets) Specific() bool {
	n := 0
	for _, v := range f.All() {
		if v.State == Stated {
			n++
		}
	}
	return n >= 2 && (f.Place.State == Stated || f.Target.State == Stated)
}

// Mentions reports whether place or target names the site.
func (f Facets) Mentions(site SiteID) bool {
	return site != "" && (f.Place.Site == site || f.Target.Site == site)
}

func join[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}
