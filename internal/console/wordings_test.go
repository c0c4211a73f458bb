package console_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tocsin"
)

// area is what stands in a field of several lines.
func area(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)<textarea[^>]* name="` + regexp.QuoteMeta(name) + `"[^>]*>(.*?)</textarea>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("there is no field %s", name)
	}
	return html.UnescapeString(m[1])
}

// TestWordings: each wording begins a warning at each level with words that take what is held from the threat, name
// what is not, keep who and how out of the lower levels, and have the translation that was asked for.
func TestWordings(t *testing.T) {
	t.Parallel()
	h := newHouse(t, warned(t), embassy)
	threat := string(h.Snap(embassy).Threats[0].ID)
	for id, want := range map[string]string{"venue": "An attack on Grand Arena may be planned. When: 7 to 9 March. How: automatic rifles. Who: an armed group.", "journey": "may be attacked: Grand Arena", "test": "This is a test of the warning line. Nothing has happened"} {
		for _, l := range tocsin.Levels {
			_, page := h.get("/warnings/new?threat=" + threat + "&template=" + id + "&in=ru")
			text, more := area(t, page, "text."+string(l)), area(t, page, "more."+string(l))
			if l == tocsin.Full && !strings.Contains(text, want) {
				t.Errorf("%s says %q, want %q", id, text, want)
			}
			if l != tocsin.Full && (strings.Contains(text+more, "rifles") || strings.Contains(text+more, "armed group")) {
				t.Errorf("the %s of %s says who, or how: %q", l, id, text)
			}
			if text == "" || more == "" || strings.ContainsAny(text+more, "{}%") {
				t.Errorf("%s, %s: %q, %q", id, l, text, more)
			}
			if id != "test" && (!strings.Contains(more, "[ВПИСАТЬ: когда]") || !strings.Contains(more, "Grand Arena")) {
				t.Errorf("words of another script were taken over, or no gap is left for them: %q", more)
			}
			if do := area(t, page, "do."+string(l)); (do == "") != (id == "test") {
				t.Errorf("%s, %s: to do is %q", id, l, do)
			}
			_, page = h.get("/warnings/new?threat=" + threat + "&template=" + id)
			if more := area(t, page, "more."+string(l)); more != "" {
				t.Errorf("nobody asked for a translation: %q", more)
			}
		}
	}
	if _, page := h.get("/warnings/new?threat=" + threat + "&template=none"); area(t, page, "text.full") != "" {
		t.Error("a wording that there is not wrote something")
	}
}

// TestGapsStay: words in which a gap was left are refused, in the threat, the warning and its closing message, and
// stay in the form.
func TestGapsStay(t *testing.T) {
	t.Parallel()
	h := newHouse(t, warned(t), embassy)
	_, page := h.get("/threats/new?template=journey")
	if !strings.Contains(page, "[FILL IN: from where, to where, by which way]") || !strings.Contains(page, `<option value="group" selected>`) {
		t.Errorf("the form does not begin with the wording:\n%s", page)
	}
	form := url.Values{"request": {"t-1"}, "template": {"journey"}, "title": {"Threat to the journey: [FILL IN: the way]"}, "label": {"TLP:AMBER"}}
	status, page := h.post("/threats", form)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "a gap still stands in the words: [FILL IN: the way]") || !strings.Contains(page, `name="template" value="journey"`) {
		t.Errorf("%d\n%s", status, page)
	}
	form.Set("title", "Threat to the journey: airport to embassy")
	form.Set("request", "t-2")
	if status, page = h.post("/threats", form); status != http.StatusOK || !strings.Contains(page, "&amp;template=journey") {
		t.Errorf("the threat does not lead on to the wording: %d\n%s", status, page)
	}
	threat := string(h.Snap(embassy).Threats[0].ID)
	warning := url.Values{"request": {"w-1"}, "threat": {threat}, "title": {"Attack"}, "part.hall": {"1"}, "on.full": {"1"}, "tlp.full": {"TLP:AMBER"}, "lang.full": {"en"},
		"text.full": {"An attack is planned."}, "do.full": {"Ring [ВПИСАТЬ: номер]."}, "until.full": {"2024-03-09"}, "to.guard": {"full"}, "as.guard": {"protector"}}
	if status, page = h.post("/warnings", warning); status != http.StatusUnprocessableEntity || !strings.Contains(page, "a gap still stands") || area(t, page, "do.full") != "Ring [ВПИСАТЬ: номер]." {
		t.Errorf("%d\n%s", status, page)
	}
}

// TestClosingWords: a closing message begins with words that do not say that the danger is over, in the languages
// that people were told in; with its gap it is refused and stays in the form.
func TestClosingWords(t *testing.T) {
	t.Parallel()
	h := newHouse(t, warned(t), embassy)
	threat := string(h.Snap(embassy).Threats[0].ID)
	form := url.Values{"request": {"w-1"}, "threat": {threat}, "title": {"Attack"}, "part.hall": {"1"}, "on.full": {"1"}, "tlp.full": {"TLP:AMBER"}, "lang.full": {"en"},
		"text.full": {"An attack is planned."}, "more.full": {"Готовится нападение."}, "morein.full": {"ru"}, "do.full": {"Search every bag."}, "until.full": {"2024-03-09T18:00"}, "to.guard": {"full"}, "as.guard": {"protector"}}
	for n, f := range arena().All() {
		form.Set("f.full.hall."+string(n), f.Value)
		form.Set("f.full.hall."+string(n)+"_state", string(f.State))
	}
	if status, page := h.post("/warnings", form); status != http.StatusOK {
		t.Fatalf("%d\n%s", status, page)
	}
	drafts := h.Snap(embassy).Warnings
	id := string(drafts[len(drafts)-1].ID)
	h.who.Role, h.who.Account = tocsin.Approver, "a-2"
	h.post("/warnings/"+id+"/sign", url.Values{"request": {"s-1"}, "warning": {id}})
	h.post("/warnings/"+id+"/release", url.Values{"request": {"s-2"}, "warning": {id}, "level": {"full"}})
	h.who.Role = tocsin.WarningOfficer
	_, page := h.get("/warnings/" + id + "?closing=relieved")
	words := area(t, page, "words")
	for _, want := range []string{"does not say that there was no danger", "[FILL IN: what, or nothing]", "Это не значит, что опасности не было"} {
		if !strings.Contains(words, want) {
			t.Errorf("it begins with %q, want %q", words, want)
		}
	}
	status, page := h.post("/warnings/"+id+"/closing", url.Values{"request": {"c-1"}, "warning": {id}, "level": {"full"}, "how": {"ended"}, "words": {words}})
	if status != http.StatusUnprocessableEntity || area(t, page, "words") != words {
		t.Errorf("%d: %q", status, area(t, page, "words"))
	}
}
