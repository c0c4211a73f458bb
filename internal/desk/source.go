package desk

import (
	"context"
	"fmt"
	"strings"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/internal/tearline"
)

// sourceBody is a protected source as the store keeps it: the only place where it is written out.
type sourceBody struct {
	ID          tocsin.SourceID `json:"id"`
	Compartment string          `json:"compartment"`
	Names       []string        `json:"names,omitempty"`
	Collection  string          `json:"collection,omitempty"`
	Times       tocsin.Times    `json:"times"`
}

// AddSource writes down a protected source. Its words are what no release may contain.
func (d *Desk) AddSource(ctx context.Context, who Caller, s tocsin.Source) (Receipt, error) {
	in := newSourceBody(s)
	return d.update(ctx, who, ActSource, in, func(a *act) (tocsin.Ref, error) {
		if strings.TrimSpace(in.Compartment) == "" {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "name the compartment", "a source without a compartment cannot be protected")
		}
		body := in
		body.Times = tocsin.Now(a.now)
		var err error
		if body.ID, err = fresh(a, tocsin.KindSource, in.ID); err != nil {
			return tocsin.Ref{}, err
		}
		return tocsin.Ref{Kind: tocsin.KindSource, ID: string(body.ID)}, a.save(&body)
	})
}

func newSourceBody(s tocsin.Source) sourceBody {
	b := sourceBody{ID: s.ID, Compartment: s.Compartment.Reveal(), Collection: s.Collection.Reveal()}
	for _, n := range s.Names {
		b.Names = append(b.Names, n.Reveal())
	}
	return b
}

// words are all texts of the source that must never appear.
func (s sourceBody) words() []string {
	var out []string
	for _, w := range append([]string{s.Compartment, s.Collection}, s.Names...) {
		if strings.TrimSpace(w) != "" {
			out = append(out, w)
		}
	}
	return out
}

func sourceSecrets(v store.View) ([]tearline.Secret, error) {
	sources, err := list[sourceBody](v, store.Query{Kind: tocsin.KindSource})
	if err != nil {
		return nil, err
	}
	var out []tearline.Secret
	for i, s := range sources {
		out = append(out, tearline.Secret{Name: fmt.Sprintf("a word of protected source %d", i+1), Values: s.words(), Source: true})
	}
	return out, nil
}

// sourceWords are the words of all protected sources.
func sourceWords(v store.View) ([]string, error) {
	sources, err := list[sourceBody](v, store.Query{Kind: tocsin.KindSource})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, s := range sources {
		out = append(out, s.words()...)
	}
	return out, nil
}

func (d *Desk) sourceWords(ctx context.Context) (words []string, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		words, err = sourceWords(v)
		return err
	})
	return words, err
}

// Hide blacks out the words of protected sources in a text that is to be shown, an error above all.
// When it cannot know them it shows nothing.
func (d *Desk) Hide(ctx context.Context, text string) string {
	words, err := d.sourceWords(ctx)
	if err != nil {
		return bar
	}
	return hideSource(text, words)
}

func (a *act) sourceWords() ([]string, error) {
	return a.d.words.get(a.Stamp(tocsin.KindSource), func() ([]string, error) { return sourceWords(a) })
}

// checkOutgoing refuses a message in which a protected source's word would leave the house, in
// any form that the leak check knows. Every message passes here, whoever wrote its words.
func (a *act) checkOutgoing(body any) error {
	secrets, err := sourceSecrets(a)
	if err != nil || len(secrets) == 0 {
		return err
	}
	var texts []tearline.Text
	for _, words := range outgoing(body) {
		if words != "" {
			texts = append(texts, tearline.Text{Level: string(tocsin.Full), Where: "the message", Body: words})
		}
	}
	for _, f := range tearline.Check(secrets, texts) {
		return tocsin.Refuse(tocsin.RuleLeakSource, "take it out: nothing overrides this", "what would be sent gives away %s (%s)", f.Secret, f.How)
	}
	return nil
}

// outgoing are the words of a message: everything in it that somebody wrote.
func outgoing(body any) []string {
	switch m := body.(type) {
	case tocsin.Release:
		return releaseWords(m)
	case tocsin.Reply:
		return []string{m.Words, m.Victim}
	case tocsin.Sighting:
		words := []string{m.What, m.Person, m.Vehicle, m.Times.Happened.Words, m.Times.Learned.Words}
		for _, c := range m.Cites {
			words = append(words, c.Source, c.Line)
		}
		return words
	}
	return writtenIn(body)
}

func releaseWords(r tocsin.Release) []string {
	words := []string{r.Title}
	for _, t := range r.Text {
		words = append(words, t.Words, t.Lang)
	}
	if r.Do != nil {
		words = append(words, r.Do.Words, r.Do.Window.Start.Words, r.Do.Window.End.Words)
	}
	if r.Closing != nil {
		words = append(words, r.Closing.Words)
	}
	for _, p := range r.Parts {
		words = append(words, string(p.ID), p.Name, p.Window.Start.Words, p.Window.End.Words)
		for _, f := range p.Facets.All() {
			words = append(append(words, f.Value), f.Aliases...)
		}
	}
	for _, o := range r.Onward {
		words = append(words, o.Victim, o.Name)
	}
	return words
}
