package casefile

import (
	"regexp"
	"strings"

	"tocsin/internal/strict"
)

// Text is a wording; written as a plain text it is the case's original in English.
type Text struct {
	Lang  string `yaml:"lang,required" example:"en"`
	Words string `yaml:"words,required" example:"Avoid large gatherings."`
}

// Texts is one wording or a list of them.
type Texts []Text

// Example shows how it is written.
func (Text) Example() string { return "{lang: en, words: Avoid large gatherings.}" }

// Example shows how it is written.
func (Texts) Example() string { return "Avoid large gatherings." }

// UnmarshalYAMLNode reads a list, or one wording alone.
func (t *Texts) UnmarshalYAMLNode(n *strict.Node) error {
	if n.Kind == strict.List {
		return n.Decode((*[]Text)(t))
	}
	var one Text
	if err := n.Decode(&one); err != nil {
		return err
	}
	*t = Texts{one}
	return nil
}

var langForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// UnmarshalYAMLNode reads a plain text or a mapping.
func (t *Text) UnmarshalYAMLNode(n *strict.Node) error {
	switch n.Kind {
	case strict.Scalar:
		t.Lang, t.Words = "en", n.Value
		if strings.TrimSpace(n.Value) == "" {
			return n.Problem("this wording is empty", "write the words, or delete it")
		}
		return nil
	case strict.Mapping:
		if err := n.Decode(t); err != nil {
			return err
		}
		if !langForm.MatchString(t.Lang) {
			return n.Get("lang").Problem("`"+plain(t.Lang)+"` is not a language", "write its code: `en`, `ru`, `pt-BR`")
		}
		return nil
	}
	return n.Problem("a wording cannot be "+n.Kind.String(), "write the text, or `{lang: en, words: ...}`")
}
