package casefile

import (
	"reflect"
	"slices"
	"strings"

	"tocsin"
)

// verbs are the keys of an act in the order of the Go source, with the role that usually does it.
var verbs = []struct {
	name string
	role tocsin.Role
}{
	{"report", tocsin.Analyst}, {"grade", tocsin.Analyst}, {"threat", tocsin.Analyst}, {"join", tocsin.Analyst},
	{"split", tocsin.Analyst}, {"keep_apart", tocsin.Analyst}, {"link", tocsin.Analyst}, {"origin", tocsin.Analyst},
	{"judge", tocsin.Analyst}, {"duty", tocsin.WarningOfficer}, {"warn", tocsin.WarningOfficer},
	{"sign", tocsin.Approver}, {"release", tocsin.WarningOfficer}, {"closing_message", tocsin.WarningOfficer},
	{"parity", tocsin.WarningOfficer}, {"open", tocsin.DutyOfficer}, {"grade_blind", tocsin.DutyOfficer},
	{"reveal", tocsin.DutyOfficer}, {"protect", tocsin.DutyOfficer}, {"lead", tocsin.DutyOfficer},
	{"close_lead", tocsin.DutyOfficer}, {"ask", tocsin.DutyOfficer}, {"detail", tocsin.WarningOfficer},
	{"dismiss", tocsin.DutyOfficer}, {"onward_done", tocsin.DutyOfficer}, {"decide", tocsin.Approver},
	{"posture", tocsin.SiteManager}, {"justify", tocsin.SiteManager}, {"measure", tocsin.SiteManager},
	{"observe", tocsin.SiteManager}, {"lower", tocsin.SiteManager}, {"substitute", tocsin.SiteManager},
	{"brief", tocsin.SiteManager}, {"programme", tocsin.SiteManager}, {"go_or_no_go", tocsin.SiteManager},
	{"sighting", tocsin.DutyOfficer}, {"intake", tocsin.DutyOfficer}, {"effort", tocsin.Analyst}, {"priority", tocsin.Inspector},
	{"settle", tocsin.DutyOfficer},
}

// Verbs are the verbs that an act can have, in the order of the documentation.
func Verbs() []string {
	names := make([]string, len(verbs))
	for i, v := range verbs {
		names[i] = v.name
	}
	return names
}

// UsualRole is the role in which the verb is done when the act does not say `by`.
func UsualRole(verb string) tocsin.Role {
	for _, v := range verbs {
		if v.name == verb {
			return v.role
		}
	}
	return ""
}

// Verb is the verb of the act as it is written, "" if it has none.
func (a *Act) Verb() string {
	if set := a.set(); len(set) > 0 {
		return set[0]
	}
	return ""
}

// Common is what every act has; nil if the act has no verb.
func (a *Act) Common() *Common {
	v := reflect.ValueOf(a).Elem()
	for _, field := range v.Fields() {
		if !field.IsNil() {
			return field.Elem().FieldByName("Common").Addr().Interface().(*Common)
		}
	}
	return nil
}

// Role is the role that does the act: `by`, or the usual one of its verb.
func (a *Act) Role() tocsin.Role {
	if c := a.Common(); c != nil && c.By != "" {
		return c.By
	}
	return UsualRole(a.Verb())
}

// set lists the verbs that the file gave.
func (a *Act) set() []string {
	var names []string
	v := reflect.ValueOf(a).Elem()
	for i := range v.NumField() {
		if !v.Field(i).IsNil() {
			names = append(names, v.Type().Field(i).Tag.Get("yaml"))
		}
	}
	return names
}

func (a *Act) refused() bool {
	c := a.Common()
	return c != nil && c.Refused != ""
}

// Noun is the name of an act on a warning in messages.
func (OnWarning) Noun() string { return "act" }

// verbs refuses acts with no verb or with several, and remembers where each act stands.
func (k *checker) verbs() {
	for i := range k.c.Events {
		for j := range k.c.Events[i].Acts {
			a := &k.c.Events[i].Acts[j]
			at := where{"events", i, "acts", j}
			switch set := a.set(); len(set) {
			case 1:
				k.acts[a] = at.to(set[0])
			case 0:
				k.add(at, "write for example `- open: {org: city-police, warning: w1}`", "this act has no verb")
			default:
				k.acts[a] = at.to(set[0])
				k.add(at.to(set[1]), "begin a new act with `- "+set[1]+":` on a line of its own", "an act has exactly one verb; this one has %s", quotedAnd(set))
			}
		}
	}
}

// quotedAnd writes `a`, `b` and `c`.
func quotedAnd(words []string) string {
	q := slices.Clone(words)
	for i := range q {
		q[i] = "`" + q[i] + "`"
	}
	if len(q) < 2 {
		return strings.Join(q, "")
	}
	return strings.Join(q[:len(q)-1], ", ") + " and " + q[len(q)-1]
}
