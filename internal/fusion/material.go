package fusion

import (
	"slices"

	"tocsin"
)

// A Material is what one side of a comparison brings, before it is read: a report, a part of a
// threat, or a part of a release. Words and Figures are for reports that come as counts (of a
// feed that may not pass its texts on): such words are opaque and meet only each other.
type Material struct {
	Ref     string // the id under which the result names it
	Facets  tocsin.Facets
	Window  tocsin.Window
	Told    tocsin.Instant // when a report was made; zero for a part of a threat, which is not told but held
	Sender  string         // the outlet or desk that told it, as an opaque name
	Texts   []string
	Words   map[string]int // words that were counted elsewhere, with how often each stands
	Figures []string       // ages ("age:34"), plates, telephone numbers, other exact figures

	keep []textWords // read once
}

// OfReport takes a report apart.
func OfReport(r tocsin.Report) Material {
	told := r.Times.Happened
	if !told.Known() {
		told = r.Times.Learned
	}
	return Material{Ref: string(r.ID), Facets: r.Facets, Window: r.Window, Told: told, Sender: r.Origin, Texts: []string{r.Title, r.Text}}
}

// OfThreat takes a threat apart: one material for each part that is open. The part's ref is
// "threat/part". A standing part has no window.
func OfThreat(t tocsin.Threat) []Material {
	var out []Material
	for _, p := range t.Parts {
		if p.State == tocsin.PartClosed {
			continue
		}
		m := Material{Ref: string(t.ID) + "/" + string(p.ID), Facets: p.Facets, Window: p.Window, Texts: []string{t.Title, p.Name}}
		if p.Standing {
			m.Window = tocsin.Window{}
		}
		out = append(out, m)
	}
	return out
}

// OfRelease takes a release apart, as what its receiver or a partner may see of a threat: only
// facets that the release tells.
func OfRelease(r tocsin.Release) []Material {
	var texts []string
	if r.Title != "" {
		texts = append(texts, r.Title)
	}
	for _, t := range r.Text {
		texts = append(texts, t.Words)
	}
	out := make([]Material, len(r.Parts))
	for i, p := range r.Parts {
		out[i] = Material{Ref: string(r.ID) + "/" + string(p.ID), Facets: p.Facets, Window: p.Window, Sender: string(r.From), Texts: texts}
	}
	return out
}

// words reads the texts once.
func (m *Material) words() []textWords {
	if m.keep == nil {
		m.keep = make([]textWords, len(m.Texts))
		for i, t := range m.Texts {
			m.keep[i] = readWords(t)
		}
	}
	return m.keep
}

// keys are the entries that a material adds to a statistic, each with its text.
func (m *Material) keys() map[uint64]string {
	out := make(map[uint64]string, len(m.Words)+64)
	for w := range m.Words {
		out[hash(kindWord, w)] = w
	}
	figures := m.Figures
	for _, t := range m.words() {
		for _, w := range t.words {
			out[w.id] = w.text
		}
		figures = slices.Concat(figures, t.figures)
	}
	for _, f := range figures {
		out[hash(kindFigure, f)] = f
	}
	for name, f := range m.Facets.All() {
		if f.Site != "" {
			out[siteID(f.Site)] = string(f.Site)
		}
		if !f.Held() || name == tocsin.Time {
			continue
		}
		for _, v := range slices.Concat([]string{f.Value}, f.Aliases) {
			for _, t := range nameTokens(v) {
				out[wordID(t)] = t
			}
		}
	}
	return out
}

func siteID(s tocsin.SiteID) uint64 { return hash(kindSite, string(s)) }
