package delivery

import (
	"fmt"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/desk"
)

// Link is the address under which a person answers a message; empty: there is none.
func Link(base string, m desk.Message) string {
	if base == "" || m.Token == "" {
		return ""
	}
	return strings.TrimSuffix(base, "/") + "/a/" + m.Token
}

const linkOnly = "TLP:RED is for the eyes of its addressees only: the words stand behind the link"

// byLinkOnly reports whether the words are not to be handed to relays and machines.
func byLinkOnly(m desk.Message) bool { return m.Release != nil && m.Release.TLP == tocsin.TLPRed }

// Words is a message in plain text, for a person who is tired: what it is, where and when, what to
// do, how to answer. Of a release it has the words of its level and nothing else.
func Words(m desk.Message, base string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	if m.Org.Exercise() {
		line("%s. Nothing in this message is real.\n", tocsin.ExerciseMark)
	}
	switch {
	case asksToTakePart(m):
		line("%s exercises. DO YOU TAKE PART? Press the button behind the link.", m.OrgName)
		line("Until you do, nothing more of the exercise is sent to this address.")
	case m.Kind == tocsin.NotificationTest:
		line("THIS IS A TEST of how %s reaches you. Nothing has happened.", m.OrgName)
	case m.Kind == tocsin.NotificationDuty:
		line("A DUTY WAITS for you at %s: %s.", m.OrgName, m.Duty)
		if !m.DutyDue.IsZero() {
			line("Due %s.", clock(m.DutyDue))
		}
		line("The words stand at your desk, not in this message.")
	default:
		releaseWords(line, m)
	}
	line("")
	if link := Link(base, m); link != "" {
		line("ANSWER, without an account, in ten seconds:")
		line("%s", link)
		line("Opening the page answers nothing: press a button there. The link is yours alone.")
	} else {
		line("Answer at your desk, or to the officer on duty at %s.", m.OrgName)
	}
	line("")
	line("Message %s, attempt %d.", m.ID, m.Attempt)
	if m.Org.Exercise() {
		line("\n%s.", tocsin.ExerciseMark)
	}
	return b.String()
}

// asksToTakePart reports whether a message is the one that an exercise sends first: until it is answered
// nothing else goes there.
func asksToTakePart(m desk.Message) bool {
	return m.Org.Exercise() && m.Kind == tocsin.NotificationTest
}

func releaseWords(line func(string, ...any), m desk.Message) {
	r := m.Release
	if r == nil {
		return
	}
	head := "WARNING"
	if r.Closing != nil {
		head = "CLOSING MESSAGE"
	}
	line("%s from %s. %s", head, m.OrgName, r.TLP)
	if byLinkOnly(m) {
		line("%s.", linkOnly)
		return
	}
	bodyWords(line, r)
}

// Body is what a release says, as its addressee reads it behind the link.
func Body(r *tocsin.Release) string {
	var b strings.Builder
	if r != nil {
		bodyWords(func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }, r)
	}
	return b.String()
}

func bodyWords(line func(string, ...any), r *tocsin.Release) {
	if r.Title != "" {
		line("%s", r.Title)
	}
	line("")
	for _, p := range r.Parts {
		partWords(line, p)
	}
	for _, t := range r.Text {
		line("%s", t.Words)
	}
	if r.Closing != nil {
		line("%s: %s", strings.ToUpper(r.Closing.How), r.Closing.Words)
	} else if r.Do != nil {
		line("DO:    %s", r.Do.Words)
		line("UNTIL: %s", r.Do.Window.End)
	}
	for _, o := range r.Onward {
		line("PASS ON to %s, by %s: they are reached only through you.", o.Name, clock(o.By))
	}
	if !r.ReplyBy.IsZero() {
		line("ANSWER by %s.", clock(r.ReplyBy))
	}
}

func partWords(line func(string, ...any), p tocsin.Part) {
	for _, f := range []struct {
		word string
		name tocsin.FacetName
	}{{"WHAT:  ", tocsin.Target}, {"WHERE: ", tocsin.Place}, {"WHEN:  ", tocsin.Time}, {"HOW:   ", tocsin.Method}, {"WHO:   ", tocsin.Actor}} {
		if v := p.Facets.Get(f.name); v.Held() && v.Value != "" {
			line("%s%s", f.word, v.Value)
		}
	}
	if !p.Window.Start.IsZero() || !p.Window.End.IsZero() {
		line("WINDOW: %s", p.Window)
	}
}

func clock(t time.Time) string { return t.UTC().Format("Mon 2 Jan 15:04 UTC") }

// Script is what whoever rings or goes there says: the same words, without a link.
func Script(m desk.Message) string {
	if m.Org.Exercise() {
		return tocsin.ExerciseMark + ". Nothing of this is real.\n" + script(m) + "\n" + tocsin.ExerciseMark + "."
	}
	return script(m)
}

func script(m desk.Message) string {
	switch m.Kind {
	case tocsin.NotificationTest:
		return "This is a test of how " + m.OrgName + " reaches you. Nothing has happened. Who am I speaking to?"
	case tocsin.NotificationDuty:
		return "A duty waits for you at " + m.OrgName + ": " + m.Duty + ". Please go to your desk."
	}
	return "This is " + m.OrgName + " with a warning. Please write it down.\n" + Body(m.Release) + "Who am I speaking to? Please repeat it to me. What will you do?"
}

// Subject is the subject line of a mail. It stands in the clear on every relay, and so says nothing
// but that something waits.
func Subject(m desk.Message) string {
	if m.Org.Exercise() {
		return "EXERCISE: " + subject(m)
	}
	return subject(m)
}

func subject(m desk.Message) string {
	switch {
	case asksToTakePart(m):
		return m.OrgName + " asks whether you take part"
	case m.Kind == tocsin.NotificationTest:
		return "TEST from " + m.OrgName + ": please answer"
	case m.Kind == tocsin.NotificationDuty:
		return "A duty waits at " + m.OrgName
	}
	if m.Release != nil && m.Release.Closing != nil {
		return "Closing message from " + m.OrgName
	}
	return "WARNING from " + m.OrgName + ": please answer"
}
