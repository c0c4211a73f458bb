package casefile

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/strict"
)

// fields checks each value by itself: that it is there, that its word is in the list of its type,
// that the organisation, site or source that it names is declared.
func (k *checker) fields() {
	k.walk(func(s spot) bool {
		if !k.filled(s) {
			return false
		}
		switch v := s.value.Addr().Interface().(type) {
		case *Cite:
			if v.Source != "" && !k.known("source", v.Source) {
				k.unknown(s.at, "source", v.Source, k.ids["source"], declareHint["source"])
			}
			return false
		case *Facets:
			k.facets(s, *v)
		case *map[string]Instant:
			for _, org := range slices.Sorted(maps.Keys(*v)) {
				if !k.known("organisation", org) {
					k.unknown(s.at.to(org), "organisation", org, k.ids["organisation"], declareHint["organisation"])
				}
			}
		case *string:
			k.text(s, v)
		case *int:
			if *v < 0 && s.tag.Get("yaml") != "days" {
				k.add(s.at, "write a number from 0 on", "`%s` cannot be negative", s.name())
			}
		}
		k.typed(s)
		return true
	})
}

// name is the key of a spot, or of the list that it is in.
func (s spot) name() string {
	for i := len(s.at) - 1; i >= 0; i-- {
		if name, ok := s.at[i].(string); ok {
			return name
		}
	}
	return "this"
}

// filled refuses a required key whose value is empty.
func (k *checker) filled(s spot) bool {
	switch {
	case !s.required():
	case s.value.Kind() == reflect.String && strings.TrimSpace(s.value.String()) == "":
		k.add(s.at, "write its text", "`%s` is empty", s.name())
		return false
	case s.value.Kind() == reflect.Slice && s.value.Len() == 0:
		k.add(s.at, "begin each item on a line of its own with `- `", "`%s` is empty, and at least one is needed", s.name())
		return false
	}
	return true
}

// typed checks what the Go type of the spot says about its words.
func (k *checker) typed(s spot) {
	t := s.value.Type()
	switch {
	case s.tag.Get("id") != "" || t.Kind() != reflect.String:
	case t == orgType:
		k.named(s, "organisation")
	case t == siteType:
		k.named(s, "site")
	default:
		if words, ok := byType[t]; ok {
			k.listed(s, words)
		}
	}
}

// text checks a plain text by its tags.
func (k *checker) text(s spot, v *string) {
	switch s.tag.Get("ref") {
	case "event", "question", "claim", "protected source":
		k.named(s, s.tag.Get("ref"))
	}
	if list := s.tag.Get("list"); list != "" {
		k.listed(s, byTag[list])
	}
	if s.tag.Get("yaml") == "tlp" && *v != "" {
		k.tlp(s, v)
	}
}

// tlp checks a label and puts it into its full form.
func (k *checker) tlp(s spot, v *string) {
	label, err := tocsin.ParseTLP(*v)
	if err == nil {
		*v = string(label)
		return
	}
	if !s.refused() {
		k.add(s.at, "write one of: "+join(tocsin.TLPs), "`%s` is not a TLP 2.0 label", plain(*v))
	}
}

// listed refuses a word that is not in its list. An act that is expected to be refused may use
// any word, except for the name of a role or of a rule.
func (k *checker) listed(s spot, words []string) {
	word := s.value.String()
	if word == "" {
		return
	}
	if slices.Contains(words, word) {
		return
	}
	if s.refused() && s.value.Type() != ruleType && s.value.Type() != roleType {
		return
	}
	hint := "write one of: " + strings.Join(words, ", ")
	if guess, ok := strict.Suggest(word, words); ok {
		hint = "did you mean `" + guess + "`? It can be: " + strings.Join(words, ", ")
	}
	k.add(s.at, hint, "`%s` cannot be `%s`", s.name(), plain(word))
}

// facets checks the five against their own states.
func (k *checker) facets(s spot, f Facets) {
	if s.refused() {
		return
	}
	for name, facet := range f.each {
		if facet == nil {
			continue
		}
		at := s.at.to(string(name))
		switch {
		case (facet.State == tocsin.Stated || facet.State == tocsin.Generalised) && strings.TrimSpace(facet.Value) == "":
			k.add(at, "give the value, or write `not_held`", "the %s is marked %s and has no value", name, facet.State)
		case facet.State == tocsin.Withheld && facet.Reason == "":
			k.add(at, "write `{withheld: source}`; the reasons are: "+join(tocsin.WithheldReasons), "the %s is withheld without a reason", name)
		case facet.State == tocsin.NotHeld && (facet.Value != "" || facet.Reason != ""):
			k.add(at, "write only `not_held`, or give the state that it has", "the %s is marked not_held and says something all the same", name)
		case facet.State != tocsin.Withheld && facet.Reason != "":
			k.add(at, "delete `withheld`, or write `state: withheld`", "the %s is marked %s and has a reason to be withheld", name, facet.State)
		}
	}
}
