package brief

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tocsin"
)

// verbs are the gaps of a phrase.
var verbs = regexp.MustCompile(`%[\[\]0-9.]*[a-z]`)

// TestTables: each language has every phrase of the English one, with the same gaps in the same order.
func TestTables(t *testing.T) {
	t.Parallel()
	for _, lang := range Langs {
		for _, key := range slices.Sorted(maps.Keys(tables["en"])) {
			want, got := tables["en"][key], tables[lang][key]
			if got == "" {
				t.Errorf("%s: %q has no phrase", lang, key)
			}
			if !slices.Equal(verbs.FindAllString(want, -1), verbs.FindAllString(got, -1)) {
				t.Errorf("%s: %q has other gaps: %q and %q", lang, key, want, got)
			}
		}
	}
	for _, k := range []tocsin.ObligationKind{tocsin.OweGrade, tocsin.OweOnward, tocsin.OweReview, tocsin.OweJoin, tocsin.OweFile, tocsin.OweTwin, tocsin.OweCircular} {
		if tables["ru"][string(k)] == "" {
			t.Errorf("ru: the duty %s has no phrase", k)
		}
	}
}

func sheet(t *testing.T) Sheet {
	t.Helper()
	at := func(s string) tocsin.Instant {
		d, err := time.Parse("2006-01-02", s)
		if err != nil {
			t.Fatal(err)
		}
		return tocsin.Instant{Earliest: d, Latest: d.Add(24*time.Hour - time.Microsecond), Precision: tocsin.ToDay, Zone: "UTC", Short: "UTC"}
	}
	return Sheet{
		Title: "Attack on <b>the hall</b>", Org: "The service", At: time.Date(2024, 3, 8, 9, 0, 0, 0, time.UTC), State: "open",
		Parts: []Part{{Name: "hall", State: "open", Known: true, Window: tocsin.Window{Start: at("2024-03-07"), End: at("2024-03-09")}, Facets: tocsin.Facets{
			Place: tocsin.Facet{State: tocsin.Stated, Value: "Harbour Hall"}, Time: tocsin.Facet{State: tocsin.Generalised, Value: "soon"}}}},
		Accounts: 2, Origins: 1, Point: 0.075, Low: 0.03, High: 0.2,
		Ours:   []Match{{Title: "A van", Grade: "F6", Score: tocsin.Waterfall{{Name: "prior", Weight: -100, Why: "before"}, {Name: "place", Weight: 250, Why: "the same venue"}}}},
		Owed:   []Owed{{Kind: tocsin.OweGrade, Due: time.Date(2024, 3, 7, 0, 0, 0, 0, time.UTC), Overdue: true}},
		Untold: []string{"Harbour Hall"},
	}
}

// TestIn writes one sheet in each language: what can be checked, why our own report matches, and what
// waiting costs are there; a tag in a title is a word of it and nothing else.
func TestIn(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][]string{
		"en": {"on our list of sites", "+25.0 dB place: the same venue", "= +15.0 dB, 97/100", "The window runs until 9 Mar 2024.", "Harbour Hall is named as in danger", "soon (only in general terms)", "judge the content, overdue since 7 Mar 2024 00:00 UTC"},
		"ru": {"объект есть в нашем списке", "+25.0 dB место", "Окно длится до 09.03.2024.", "под угрозой и не предупреждён", "оценить содержание, просрочено с 07.03.2024"},
	} {
		p, err := sheet(t).In(lang, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		var text, html strings.Builder
		if err := p.Text(&text); err != nil {
			t.Fatal(err)
		}
		if err := p.HTML(&html); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(text.String(), w) {
				t.Errorf("%s: no %q in\n%s", lang, w, text.String())
			}
		}
		if strings.Contains(html.String(), "<b>") || !strings.Contains(html.String(), "&lt;b&gt;") || !strings.Contains(html.String(), `lang="`+lang+`"`) {
			t.Errorf("%s: the page has a tag of the title, or no language:\n%s", lang, html.String())
		}
		if strings.Contains(text.String(), "%!") {
			t.Errorf("%s: a phrase has a gap that nothing fills:\n%s", lang, text.String())
		}
	}
	if _, err := sheet(t).In("xx", time.UTC); err == nil {
		t.Error("a language without a table was not refused")
	}
}
