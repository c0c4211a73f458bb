package console

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/picture"
)

// terms are the field's terms in plain words. A page shows the words, with the term beside them.
var terms = map[string]string{
	"duty_officer": "duty officer", "analyst": "analyst", "warning_officer": "warning officer", "approver": "approver",
	"site_manager": "site manager", "inspector": "inspector", "administrator": "administrator", "gateway": "the machine",

	"place": "where", "time": "when", "actor": "who", "target": "whom", "method": "how",
	"stated": "stated", "generalised": "generalised", "withheld": "withheld", "not_held": "not held",

	"full": "full version", "tearline": "shareable version", "public": "public version",

	"normal": "normal", "heightened": "heightened", "exceptional": "exceptional",

	"extend": "extend the window", "convert_standing": "it stands without a window", "displaced": "it moved elsewhere",
	"close_disrupted": "disrupted", "close_false": "shown to be false", "close_mitigated": "mitigated", "unresolvable": "cannot be known",

	"known_false": "the content is shown to be false", "already_disrupted": "it is disrupted already",
	"outside_jurisdiction": "it lies in another's jurisdiction", "below_threshold": "it does not reach the threshold",
	"duplicate_of": "it repeats another warning",

	"received": "received, nobody has opened it", "read": "opened", "assessed": "content judged", "acting": "acting on it",
	"acted_not_substantiated": "acted, not substantiated", "dismissed": "dismissed", "detail_requested": "asked for detail",
	"queued": "waiting to be sent", "sent": "sent", "acknowledged": "a person answered", "refused": "refused", "failed": "failed",

	"unanswered": "nobody answers", "answered": "answered", "attempted": "did not go", "relayed": "a relay has it",
	"delivered": "their system has it", "superseded": "a later message says the same", "called_off": "called off",
	"seen": "they have it", "told": "told", "no_answer": "nobody answered", "wrong_number": "wrong number", "handed_over": "handed over",

	"open": "open", "review_due": "decision due", "closed": "closed", "draft": "draft", "issued": "issued", "withdrawn": "withdrawn",
	"met": "done", "ended": "fell away", "in_force": "in force", "substituted": "substituted", "lowered": "lowered",

	"warn": "warn", "waive": "waive the warning", "not_met": "the threshold is not met", "already_aware": "they know already",
	"killing": "killing", "serious_bodily_injury": "serious bodily injury", "kidnapping": "kidnapping",
	"yes": "yes", "no": "no", "doubt": "in doubt", "go": "go", "no_go": "no-go",

	"victim": "in danger", "protector": "protects those in danger", "partner_service": "partner service",
	"site_owner": "runs the site", "regulator": "regulator",
}

// Letters and digits of the Admiralty pair in words (AJP-2.1, STANAG 2511).
var (
	letters = map[tocsin.Reliability]string{
		"A": "completely reliable", "B": "usually reliable", "C": "fairly reliable", "D": "not usually reliable",
		"E": "unreliable", "F": "cannot be judged",
	}
	digits = map[tocsin.Credibility]string{
		1: "confirmed by other origins (computed)", 2: "probably true", 3: "possibly true", 4: "doubtful", 5: "improbable",
		6: "cannot be judged",
	}
)

// plain is a term in words; a term that has none is shown with its underscores as spaces.
func plain(term any) string {
	s := fmt.Sprint(term)
	if w, ok := terms[s]; ok {
		return w
	}
	return strings.ReplaceAll(s, "_", " ")
}

// RoleWords is a role in words.
func RoleWords(r tocsin.Role) string { return plain(r) }

func words(roles []tocsin.Role) string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = RoleWords(r)
	}
	return strings.Join(out, ", ")
}

// funcs are what templates call.
var funcs = template.FuncMap{
	"plain": plain, "instant": instantText, "term": term, "letter": func(r tocsin.Reliability) string { return letters[r] },
	"digit": func(c tocsin.Credibility) string { return digits[c] }, "join": strings.Join, "duration": picture.Span,
	"list": func(s ...string) []string { return s }, "count": count, "counted": desk.Counted, "dict": dict, "tlp": tlpMark, "inc": func(i int) int { return i + 1 },
	"levels": func() []tocsin.Level { return tocsin.Levels }, "iso": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
}

// count is a number with its word, which takes an s but for one.
func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// term is a term in plain words, with the term itself beside them where the words are others.
func term(v any) template.HTML {
	s := fmt.Sprint(v)
	w := plain(s)
	if strings.EqualFold(w, strings.ReplaceAll(s, "_", " ")) {
		return template.HTML(template.HTMLEscapeString(w))
	}
	return template.HTML(template.HTMLEscapeString(w) + ` <span class="term">` + template.HTMLEscapeString(strings.ReplaceAll(s, "_", " ")) + `</span>`)
}

// tlpMark is a label as the standard has it shown (TLP 2.0: in its colour, on black).
func tlpMark(l tocsin.TLP) template.HTML {
	if l == "" {
		return ""
	}
	class := strings.ToLower(strings.NewReplacer("TLP:", "", "+", "-").Replace(string(l)))
	return template.HTML(`<span class="tlp tlp-` + template.HTMLEscapeString(class) + `">` + template.HTMLEscapeString(string(l)) + `</span>`)
}

// dict gives a shared piece several values: names and values in turn.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict takes names and values in turn, not %d of them", len(pairs))
	}
	out := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("%v is no name", pairs[i])
		}
		out[name] = pairs[i+1]
	}
	return out, nil
}
