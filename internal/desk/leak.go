package desk

import (
	"fmt"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/internal/tearline"
)

// leaks looks for what a lower level must not contain: a protected source's words at any level,
// and at each level the values that it withholds, generalises or leaves out.
func leaks(v store.View, w *tocsin.Warning, t *tocsin.Threat) ([]tearline.Finding, error) {
	secrets, err := sourceSecrets(v)
	if err != nil {
		return nil, err
	}
	secrets = append(secrets, facetSecrets(w, t)...)
	return tearline.Check(secrets, append(texts(w), onwardTexts(w, t)...)), nil
}

// onwardTexts are the names of those whom an addressee is to tell: they cross with its release.
func onwardTexts(w *tocsin.Warning, t *tocsin.Threat) []tearline.Text {
	var out []tearline.Text
	for _, a := range w.Addressees {
		if a.Level == tocsin.Public {
			continue
		}
		for _, v := range w.Onward(a, t.Victims) {
			out = append(out, tearline.Text{Level: string(a.Level), Where: "whom " + string(a.Org) + " is to tell", Body: v.Name + " / " + v.ID})
		}
	}
	return out
}

// facetSecrets lists, level by level, the values that the threat or a higher level holds and this
// level does not state.
func facetSecrets(w *tocsin.Warning, t *tocsin.Threat) []tearline.Secret {
	var out []tearline.Secret
	for _, version := range w.Versions {
		for _, part := range t.Parts {
			for n, held := range part.Facets.All() {
				values := heldValues(w, version.Level, part.ID, n, held)
				if stated(w, version.Level, values) || len(values) == 0 {
					continue
				}
				out = append(out, tearline.Secret{
					Name:   fmt.Sprintf("%s of %s, which %s does not state", n, part.ID, version.Level.Plain()),
					Values: values, Levels: []string{string(version.Level)},
				})
			}
		}
	}
	return out
}

// heldValues are all wordings of one facet at the levels above, and in the threat itself, unless
// this level states the facet for this part.
func heldValues(w *tocsin.Warning, l tocsin.Level, part tocsin.PartID, n tocsin.FacetName, held tocsin.Facet) []string {
	own := facetAt(w, l, part, n)
	if own.State == tocsin.Stated {
		return nil
	}
	var values []string
	add := func(f tocsin.Facet) {
		if f.State == tocsin.Stated {
			values = append(values, append([]string{f.Value}, f.Aliases...)...)
		}
	}
	add(held)
	for _, v := range w.Versions {
		if v.Level.Order() < l.Order() {
			add(facetAt(w, v.Level, part, n))
		}
	}
	slices.Sort(values)
	return slices.DeleteFunc(slices.Compact(values), func(s string) bool {
		return strings.TrimSpace(s) == "" || own.State == tocsin.Generalised && strings.EqualFold(s, own.Value)
	})
}

// stated reports whether another part at this level states the same value: two plots may share an
// actor, and what one part tells the other cannot hide.
func stated(w *tocsin.Warning, l tocsin.Level, values []string) bool {
	v := w.Version(l)
	for _, p := range v.Parts {
		for _, f := range p.Facets.All() {
			if f.State == tocsin.Stated && slices.ContainsFunc(values, func(s string) bool { return strings.EqualFold(s, f.Value) }) {
				return true
			}
		}
	}
	return false
}

func facetAt(w *tocsin.Warning, l tocsin.Level, part tocsin.PartID, n tocsin.FacetName) tocsin.Facet {
	if v := w.Version(l); v != nil {
		if p := v.Part(part); p != nil {
			return *p.Facets.Get(n)
		}
	}
	return tocsin.Facet{State: tocsin.NotHeld}
}

// texts are all words that leave the house at each level.
func texts(w *tocsin.Warning) []tearline.Text {
	var out []tearline.Text
	for _, v := range w.Versions {
		l := string(v.Level)
		for _, t := range v.Text {
			out = append(out, tearline.Text{Level: l, Where: "text in " + lang(t), Body: t.Words + " / " + t.Lang})
		}
		if v.Instruction != nil {
			out = append(out, tearline.Text{Level: l, Where: "instruction", Body: v.Instruction.Words},
				tearline.Text{Level: l, Where: "window of the instruction", Body: windowWords(v.Instruction.Window)})
		}
		if v.Level == tocsin.Full {
			out = append(out, tearline.Text{Level: l, Where: "title", Body: w.Title})
		}
		for _, p := range v.Parts {
			// The name that the part has in the release: its own at full, a number below.
			out = append(out, tearline.Text{Level: l, Where: "name of part", Body: string(v.PartName(p.Part))})
			for n, f := range p.Facets.All() {
				if f.Held() {
					out = append(out, tearline.Text{Level: l, Where: fmt.Sprintf("%s of %s", n, p.Part), Body: strings.Join(append([]string{f.Value}, f.Aliases...), " / ")})
				}
			}
			out = append(out, tearline.Text{Level: l, Where: "window of " + string(p.Part), Body: windowWords(p.Window)})
		}
	}
	return out
}

// windowWords are what somebody wrote about a window: the words of the source, and the events that
// its ends are counted from.
func windowWords(w tocsin.Window) string {
	var words []string
	for _, i := range []tocsin.Instant{w.Start, w.End} {
		if words = append(words, i.Words); i.Anchor != nil {
			words = append(words, i.Anchor.Event)
		}
	}
	return strings.Join(words, " / ")
}

func lang(t tocsin.Text) string {
	if t.Lang == "" {
		return "the original"
	}
	return t.Lang
}

// checkLeaks refuses a warning in which a level gives away what it withholds. A hit on a source
// refuses, always, and is not repeated in the refusal; any other can be overridden with a reason.
// Hits on sources come first: what is quoted of another hit may stand beside one.
func (a *act) checkLeaks(w *tocsin.Warning, t *tocsin.Threat) error {
	findings, err := leaks(a, w, t)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if f.Source || f.Unchecked() {
			return tocsin.Refuse(tocsin.RuleLeakSource, "take it out: nothing overrides this", "%s: gives away %s (%s)", place(f), f.Secret, f.How)
		}
	}
	for _, f := range findings {
		if !overridden(w, f) {
			return tocsin.Refuse(tocsin.RuleLeak, "take it out, or override \""+f.Match+"\" with a reason", "%s: %q gives away the %s (%s)", place(f), f.Excerpt, f.Secret, f.How)
		}
	}
	return nil
}

func place(f tearline.Finding) string {
	return fmt.Sprintf("%s, %s, bytes %d to %d", tocsin.Level(f.Level).Plain(), f.Where, f.Start, f.End)
}

// checkWords refuses words that are to follow a warning at a level, a closing message or a detail,
// when they give away what the level withholds.
func (a *act) checkWords(w *tocsin.Warning, l tocsin.Level, where, words string) error {
	t, err := load[tocsin.Threat](a, tocsin.KindThreat, string(w.Threat))
	if err != nil {
		return err
	}
	probe := *w
	probe.Versions = cloneVersions(w.Versions)
	if v := probe.Version(l); v != nil {
		v.Text = append(slices.Clone(v.Text), tocsin.Text{Lang: where, Words: words})
	}
	return a.checkLeaks(&probe, t)
}

func overridden(w *tocsin.Warning, f tearline.Finding) bool {
	return slices.ContainsFunc(w.Overrides, func(o tocsin.Override) bool {
		return strings.TrimSpace(o.Reason) != "" && (strings.EqualFold(o.Match, f.Match) || strings.EqualFold(o.Match, f.Excerpt))
	})
}

// A Finding is what the leak check found, for who shows it.
type Finding = tearline.Finding
