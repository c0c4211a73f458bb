package casefile

import (
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/strict"
)

// A Facet is written as a text (stated), as `not_held`, as `{withheld: source}`, as
// `{generalised: large gatherings}`, as `{stated: Harbour Hall, aliases: [...], site: hall}`, or
// with `state` and `value`.
type Facet struct {
	State   tocsin.FacetState     `yaml:"state"`
	Value   string                `yaml:"value"`
	Aliases []string              `yaml:"aliases"`
	Site    tocsin.SiteID         `yaml:"site"`
	Reason  tocsin.WithheldReason `yaml:"withheld"`
}

// facetForm is the mapping as people write it: the state may be the key of the value.
type facetForm struct {
	Stated      *string               `yaml:"stated"`
	Generalised *string               `yaml:"generalised"`
	Withheld    tocsin.WithheldReason `yaml:"withheld"`
	State       tocsin.FacetState     `yaml:"state"`
	Value       string                `yaml:"value"`
	Aliases     []string              `yaml:"aliases"`
	Site        tocsin.SiteID         `yaml:"site"`
}

// Noun is the name of the mapping in messages.
func (facetForm) Noun() string { return "facet" }

// Example shows how it is written.
func (Facet) Example() string { return "Harbour Hall" }

// Resolved are the five with their states filled in: what was left out is not held.
func (f Facets) Resolved() tocsin.Facets {
	var out tocsin.Facets
	for name, facet := range f.each {
		if facet != nil {
			*out.Get(name) = tocsin.Facet{State: facet.State, Value: facet.Value, Aliases: facet.Aliases, Site: facet.Site, Reason: facet.Reason}
		}
	}
	return out.Normal()
}

// each yields the five in their order, nil for what was left out.
func (f Facets) each(yield func(tocsin.FacetName, *Facet) bool) {
	five := []*Facet{f.Place, f.Time, f.Actor, f.Target, f.Method}
	for i, name := range tocsin.FacetNames {
		if !yield(name, five[i]) {
			return
		}
	}
}

// UnmarshalYAMLNode reads the short form or the mapping.
func (f *Facet) UnmarshalYAMLNode(n *strict.Node) error {
	switch n.Kind {
	case strict.Scalar:
		return f.short(n)
	case strict.Mapping:
		return f.long(n)
	}
	return n.Problem("a facet cannot be "+n.Kind.String(), "write its text, `not_held`, `{withheld: source}` or `{generalised: large gatherings}`")
}

func (f *Facet) short(n *strict.Node) error {
	text := strings.TrimSpace(n.Value)
	state := tocsin.FacetState(text)
	switch {
	case text == "":
		return n.Problem("this facet is empty", "write its text, or `not_held`, or leave it out")
	case n.Quoted || !knownState(state):
		f.State, f.Value = tocsin.Stated, n.Value
	case state == tocsin.NotHeld:
		f.State = tocsin.NotHeld
	case state == tocsin.Withheld:
		return n.Problem("a facet that is withheld needs its reason", "write for example `{withheld: source}`; the reasons are: "+join(tocsin.WithheldReasons))
	default:
		return n.Problem("a facet that is "+text+" needs its value", "write for example `{"+text+": large gatherings}`")
	}
	return nil
}

func (f *Facet) long(n *strict.Node) error {
	var form facetForm
	if err := n.Decode(&form); err != nil {
		return err
	}
	*f = Facet{State: form.State, Value: form.Value, Aliases: form.Aliases, Site: form.Site, Reason: form.Withheld}
	short := ""
	for _, s := range []struct {
		state tocsin.FacetState
		value *string
	}{{tocsin.Stated, form.Stated}, {tocsin.Generalised, form.Generalised}} {
		if s.value == nil {
			continue
		}
		if short != "" || f.State != "" || f.Value != "" {
			return n.Get(string(s.state)).Problem("this facet has two states or two values", "keep one of `stated`, `generalised`, `withheld`, or `state` with `value`")
		}
		short, f.Value = string(s.state), *s.value
	}
	switch {
	case short != "" && f.Reason != "":
		return n.Get("withheld").Problem("this facet is both "+short+" and withheld", "keep one of the two")
	case short != "":
		f.State = tocsin.FacetState(short)
	case f.State == "" && f.Reason != "":
		f.State = tocsin.Withheld
	case f.State == "" && f.Value != "":
		f.State = tocsin.Stated
	case f.State == "":
		return n.Problem("this facet has no state", "write for example `{stated: Harbour Hall}`, `{generalised: large gatherings}` or `{withheld: source}`")
	}
	return nil
}

func knownState(s tocsin.FacetState) bool {
	return slices.Contains(tocsin.FacetStates, s)
}
