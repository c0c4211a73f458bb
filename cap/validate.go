package cap

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Validate lists what is wrong with an alert. It needs no file: paths say where.
func (a Alert) Validate() Findings {
	var v validator
	v.alert(a)
	return v.findings
}

type validator struct {
	findings Findings
	parsed   bool // geometry was checked when it was read
}

func (v *validator) add(rule, path, do, what string, args ...any) {
	v.findings.add(rule, path, do, what, args...)
}

func (v *validator) alert(a Alert) {
	const at = "alert"
	v.name("identifier", a.Identifier)
	v.name("sender", a.Sender)
	v.required(at, "sent", a.Sent.Given())
	v.time(at+"/sent", a.Sent)
	closed(v, at, "status", a.Status, Statuses)
	closed(v, at, "msgType", a.MsgType, MsgTypes)
	closed(v, at, "scope", a.Scope, Scopes)
	v.audience(a)
	v.texts(at, "source", a.Source, "restriction", a.Restriction, "note", a.Note, "addresses", strings.Join(a.Addresses, " "), "incidents", strings.Join(a.Incidents, " "), "code", strings.Join(a.Codes, " "))
	for _, l := range []struct {
		name string
		list []string
	}{{"addresses", a.Addresses}, {"incidents", a.Incidents}} {
		if slices.ContainsFunc(l.list, func(m string) bool { return m == "" || strings.Contains(m, `"`) }) {
			v.add("list", at+"/"+l.name, "leave quotation marks out of a member", "a member of %s is empty or holds a quotation mark", l.name)
		}
	}
	if a.Note == "" && (a.Status == Exercise || a.MsgType == MsgError) {
		v.add("note", at, "say which exercise, or why it is refused", "an %s has no note", map[bool]string{true: "Exercise", false: "Error"}[a.Status == Exercise])
	}
	v.references(a)
	for i, info := range a.Infos {
		v.info(a, info, fmt.Sprintf("%s/info[%d]", at, i+1))
	}
	v.together(a)
}

// audience holds restriction and addresses to the scope.
func (v *validator) audience(a Alert) {
	switch {
	case a.Scope == Restricted && a.Restriction == "":
		v.add("restriction", "alert", "say for whom it is", "it is Restricted, and does not say for whom")
	case a.Scope != Restricted && a.Restriction != "":
		v.add("no-restriction", "alert/restriction", "leave it out, or make the scope Restricted", "it has a restriction, and is %s", a.Scope)
	}
	if a.Scope == Private && len(a.Addresses) == 0 {
		v.add("addresses", "alert", "say to whom it is", "it is Private, and addressed to nobody")
	}
}

func (v *validator) references(a Alert) {
	const at = "alert/references"
	switch a.MsgType {
	case MsgUpdate, MsgCancel, MsgAck, MsgError:
		if len(a.References) == 0 {
			v.add("references", "alert", "name every message that it is about, as sender,identifier,sent", "it is an %s of nothing", a.MsgType)
		}
	}
	for _, r := range a.References {
		if !v.parsed && (!r.Whole() || !named(r.Sender) || !named(r.Identifier) || !timeForm.MatchString(r.Sent.Text)) {
			v.add("references", at, "write sender,identifier,sent", "%q is no reference", clip(r.String()))
			continue
		}
		switch {
		case !r.Whole() || !a.Sent.Known():
		case r.Identity() == a.Identity():
			v.add("future", at, "name an earlier one", "it refers to itself")
		case r.Sent.After(a.Sent):
			v.add("future", at, "check the times", "it was sent at %s, before %s to which it refers", a.Sent, clip(r.String()))
		}
	}
}

// together holds the infos of one message to each other.
func (v *validator) together(a Alert) {
	tells := a.MsgType == MsgAlert || a.MsgType == MsgUpdate || a.MsgType == MsgCancel
	if tells && len(a.Infos) == 0 {
		v.add("no-info", "alert", "write at least one info", "this %s says nothing to anybody", a.MsgType)
	}
	ends := a.MsgType == MsgCancel
	for i, info := range a.Infos {
		at := fmt.Sprintf("alert/info[%d]", i+1)
		if ends && strings.TrimSpace(info.Description) == "" {
			v.add("closing", at, "say in description what has ended, and why", "it ends an alert without a word in %s", info.Lang())
		}
		if ends && info.Urgency == UrgencyImmediate {
			v.add("cancel-active", at+"/urgency", "write Past", "it cancels an alert and asks to act at once")
		}
		for j, other := range a.Infos[:i] {
			same := info.Description != "" && info.Description == other.Description && info.Headline == other.Headline
			if same && !strings.EqualFold(info.Lang(), other.Lang()) {
				v.add("languages", at, "translate it, or leave the second out", "info %d says the same words in %s as info %d in %s", i+1, clip(info.Lang()), j+1, clip(other.Lang()))
			}
			if same = slices.Equal(info.Categories, other.Categories); !strings.EqualFold(info.Lang(), other.Lang()) && info.Event == other.Event &&
				(!same || info.Urgency != other.Urgency || info.Severity != other.Severity || info.Certainty != other.Certainty) {
				v.add("same-event", at, "judge one event alike in every language", "info %d and info %d judge the same event differently", i+1, j+1)
			}
		}
	}
}

func (v *validator) name(element, s string) {
	at := "alert/" + element
	v.required("alert", element, s != "")
	if s != "" && !named(s) {
		v.add(element, at, "use letters, digits, and .-_@: only", "%q holds a space, a comma, < or &", clip(s))
	}
	v.texts("alert", element, s)
}

// named reports whether a text can stand in a reference.
func named(s string) bool { return s != "" && !strings.ContainsAny(s, " \t\r\n,<&") }

func (v *validator) required(at, element string, there bool) {
	if !there {
		v.add("required", at, "give it", "it has no %s", element)
	}
}

func (v *validator) time(at string, t Time) {
	if !t.Given() {
		return
	}
	if _, err := ParseTime(t.Text); err != nil {
		v.add("time", at, err.Error(), "%q is not in the form of a time", clip(t.Text))
		return
	}
	if odd := t.oddOffset(); odd != "" {
		v.add("offset", at, odd, "the offset of %s", t.Text)
	}
}

func closed[W ~string](v *validator, at, element string, w W, all []W) {
	switch {
	case w == "":
		v.add("required", at, "give one of: "+joined(all), "it has no %s", element)
	case !slices.Contains(all, w):
		v.add("word", at+"/"+element, "use one of: "+joined(all), "%q is no %s", clip(string(w)), element)
	}
}

func joined[W ~string](all []W) string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// texts finds what XML cannot carry, and what says nothing, in pairs of element and text.
func (v *validator) texts(at string, pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		element, s := pairs[i], pairs[i+1]
		if !utf8.ValidString(s) || strings.ContainsFunc(s, notXML) {
			v.add("characters", at+"/"+element, "take out control characters, and send UTF-8", "%s holds what XML cannot carry", element)
		}
		if s != "" && strings.TrimSpace(s) == "" {
			v.add("empty", at+"/"+element, "leave it out, or fill it in", "%s is blank", element)
		}
	}
}

func notXML(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF || r >= 0xD800 && r <= 0xDFFF
}

// languageTag is xs:language.
var languageTag = regexp.MustCompile(`^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$`)

func (v *validator) link(at, s string, relative bool) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || !relative && (!u.IsAbs() || u.Host == "" && u.Opaque == "") || strings.ContainsAny(s, " \t\r\n<>\"") {
		v.add("uri", at, "write a whole address: https://example.org/alert", "%q is no absolute address", clip(s))
	}
}
