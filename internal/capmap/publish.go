// Package capmap turns the public releases of a warning into CAP alerts, and a public alert of others into
// a release.
//
// What leaves is what the public release says and nothing else: the identifier is that of the release, which
// is random and shared with no other level; the sender comes from the configuration. What nobody judged is
// Unknown. An alert that has ended is cancelled in words, and never called an AllClear: that an instruction
// ended says nothing of the danger.
package capmap

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/cap"
)

// A Publisher is what the configuration says of the alerts of one organisation. Only Sender is owed.
type Publisher struct {
	Sender   string            // CAP sender, for example alerts@city.example
	Name     string            // as people know it
	Language string            // of words that have none; default en
	Event    map[string]string // what the alert is called, by language; default "Security alert"
	Region   string            // where, in words, when no place is told
	Web      string            // address under which each alert has its page: Web + identifier
	Contact  string
	Zone     *time.Location                // in which times of our own clock are told; default UTC
	Stands   time.Duration                 // how long an alert without any end stands; default a day
	Ended    map[string]string             // headline of the message that ends an alert, by language; default "This alert has ended"
	Areas    func(place string) []cap.Area // geometry for a place that is told; nil: words only
	Judged   Judged
	Exercise string                                // name of the exercise, of releases that are of one; default "Exercise of Name"
	Drill    func(lang string) (word, says string) // what an exercise says of itself in a language; nil: in English
}

// Judged is what an officer judged for the public. Zero fields are computed from the times, or Unknown.
type Judged struct {
	Category  cap.Category // default Security
	Urgency   cap.Urgency
	Severity  cap.Severity
	Certainty cap.Certainty
	Response  []cap.ResponseType
}

// A Published is one message to the public, and what it leaves to be wished.
type Published struct {
	Alert cap.Alert
	Notes []string
}

// Publish turns the releases of one warning into the messages to the public so far, the oldest first: the
// alert, its extensions, its end. Releases of other levels, and copies for further addressees, are passed
// over. A warning without a public release gives none.
func (p Publisher) Publish(releases []tocsin.Release) ([]Published, error) {
	first, after := public(releases)
	if first == nil {
		return nil, p.check()
	}
	m, err := p.Begin(*first)
	if err != nil {
		return nil, err
	}
	out := []Published{m}
	for _, r := range after {
		if m, err = p.Follow(m.Alert, *first, r); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

func (p Publisher) check() error {
	if strings.TrimSpace(p.Sender) == "" {
		return fmt.Errorf("the sender of public alerts is not configured: name one that is yours alone, for example alerts@city.example")
	}
	return nil
}

// Begin is the alert that a public release becomes.
func (p Publisher) Begin(r tocsin.Release) (Published, error) {
	if err := p.check(); err != nil {
		return Published{}, err
	}
	if p.Exercise != "" && !r.From.Exercise() {
		return Published{}, tocsin.Refuse(tocsin.RuleExercise, "exercise in an organisation of its own: `tocsin org init --exercise`", "the warning is a real one of %s, and is not published as an exercise", r.From)
	}
	alert, notes := p.first(r)
	return Published{alert, notes}, nil
}

// Follow is the message that a release becomes which extends or ends the alert of the first one. It follows
// the last message as that was published: its sender and what it says stay, whatever the configuration says
// by now. Sent lies after it by a second at least, because that is how closely CAP can tell two messages apart.
func (p Publisher) Follow(last cap.Alert, first, r tocsin.Release) (Published, error) {
	if last.MsgType == cap.MsgCancel {
		return Published{}, fmt.Errorf("release %s follows one that ended the alert", r.ID)
	}
	if last.Status != status(first) {
		return Published{}, tocsin.Refuse(tocsin.RuleExercise, "end it where it was begun", "the alert is %s, and what follows it would be %s", last.Status, status(first))
	}
	if soonest := last.Sent.Time().Add(time.Second); p.at(r.Issued).Time().Before(soonest) {
		r.Issued = tocsin.At(soonest)
	}
	next, notes := p.next(last, first, r)
	return Published{next, notes}, nil
}

// public picks the first public release, and those that follow it, by time.
func public(releases []tocsin.Release) (first *tocsin.Release, after []tocsin.Release) {
	sorted := slices.Clone(releases)
	slices.SortFunc(sorted, func(a, b tocsin.Release) int {
		return cmp.Or(a.Issued.Earliest.Compare(b.Issued.Earliest), strings.Compare(string(a.ID), string(b.ID)))
	})
	for i, r := range sorted {
		switch {
		case r.Level != tocsin.Public:
		case r.Closing == nil && first == nil:
			first = &sorted[i]
		case r.Closing != nil && first != nil && r.Replaces == first.ID:
			after = append(after, r)
		}
	}
	return first, after
}

// status is that of the message of a release: it is in the name of who released it, and no choice.
func status(r tocsin.Release) cap.Status {
	if r.From.Exercise() {
		return cap.Exercise
	}
	return cap.Actual
}

// A drill marks the words of an exercise in one language, and leaves the others alone.
type drill struct{ word, says string }

func (p Publisher) drill(r tocsin.Release, lang string) drill {
	switch {
	case !r.From.Exercise():
		return drill{}
	case p.Drill == nil:
		return drill{"EXERCISE", "This is an exercise. Nothing of this has happened."}
	}
	word, says := p.Drill(lang)
	return drill{word, says}
}

// line marks a headline, or what to do.
func (d drill) line(s string) string {
	if d.word == "" || s == "" {
		return s
	}
	return d.word + ": " + s
}

// text marks a text of several paragraphs.
func (d drill) text(s string) string {
	if d.word == "" {
		return s
	}
	return d.word + ". " + d.says + "\n\n" + s
}

// first is the alert itself: one info for each language of the wording.
func (p Publisher) first(r tocsin.Release) (cap.Alert, []string) {
	a := cap.Alert{Identifier: string(r.ID), Sender: p.Sender, Sent: p.at(r.Issued), Status: status(r), MsgType: cap.MsgAlert, Scope: cap.Public}
	if a.Status == cap.Exercise {
		a.Note = cmp.Or(p.Exercise, "Exercise of "+cmp.Or(p.Name, string(r.From)))
	}
	expires, known := p.expires(r)
	var notes []string
	if !known {
		notes = append(notes, fmt.Sprintf("no end is on record: the alert says %s", expires))
	}
	original := p.original(r)
	for _, t := range p.wordings(r) {
		d := p.drill(r, t.Lang)
		info := cap.Info{
			Language: t.Lang, Categories: []cap.Category{cmp.Or(p.Judged.Category, cap.Security)}, Event: d.line(p.event(t.Lang)),
			ResponseTypes: p.Judged.Response, Urgency: cmp.Or(p.Judged.Urgency, urgency(r)),
			Severity: cmp.Or(p.Judged.Severity, cap.SeverityUnknown), Certainty: cmp.Or(p.Judged.Certainty, cap.CertaintyUnknown),
			Onset: onset(r, expires), Expires: expires, SenderName: p.Name, Headline: p.headline(t.Lang, r), Description: d.text(t.Words),
			Contact: p.Contact, Areas: p.areas(r),
		}
		if p.Web != "" {
			info.Web = p.Web + string(r.ID)
		}
		if r.Do != nil {
			info.Instruction = d.line(r.Do.Words)
			notes = append(notes, untranslated("what to do", original, t.Lang)...)
		}
		a.Infos = append(a.Infos, info)
	}
	return a, notes
}

// next is the message that follows another: an extension is an Update, everything else ends the alert.
func (p Publisher) next(last cap.Alert, first, r tocsin.Release) (cap.Alert, []string) {
	if r.Closing.How == "extended" {
		return p.extended(last, first, r)
	}
	original := p.original(first)
	var closings []cap.Closing
	var notes []string
	for _, info := range last.Infos {
		d := p.drill(first, info.Language)
		closings = append(closings, cap.Closing{Language: info.Language, Headline: d.line(p.ended(info.Language)), Words: d.text(r.Closing.Words)})
		notes = append(notes, untranslated("why it ended", original, info.Language)...)
	}
	return last.Cancel(string(r.ID), p.at(r.Issued).Time(), closings...), notes
}

func (p Publisher) extended(last cap.Alert, first, r tocsin.Release) (cap.Alert, []string) {
	next := last.Update(string(r.ID), p.at(r.Issued).Time())
	original := p.original(first)
	texts := p.wordings(first)
	var notes []string
	for i := range next.Infos {
		info := &next.Infos[i]
		if r.Do != nil && r.Do.Window.End.Known() {
			info.Expires = latest(r.Do.Window.End)
		}
		info.Description = p.drill(first, info.Language).text(r.Closing.Words + "\n\n" + texts[i].Words)
		notes = append(notes, untranslated("why it was extended", original, info.Language)...)
	}
	return next, notes
}

// untranslated is the note on words of which there is one language only. They are given in that language
// to those who read another: better than nothing.
func untranslated(what, original, lang string) []string {
	if lang == original {
		return nil
	}
	return []string{fmt.Sprintf("%s is written in %s only: who reads %s is told in %s", what, original, lang, original)}
}

// ended is the headline of an end, or "" in a language for which none is configured.
func (p Publisher) ended(lang string) string {
	if h := p.Ended[lang]; h != "" || lang != "en" && !strings.HasPrefix(lang, "en-") {
		return h
	}
	return "This alert has ended"
}

// wordings are the texts of a release, or one made of its facets.
func (p Publisher) wordings(r tocsin.Release) []tocsin.Text {
	var out []tocsin.Text
	for _, t := range r.Text {
		if strings.TrimSpace(t.Words) != "" {
			t.Lang = cmp.Or(t.Lang, p.language())
			out = append(out, t)
		}
	}
	if len(out) > 0 {
		return out
	}
	return []tocsin.Text{{Lang: p.language(), Words: facets(r), Original: true}}
}

// facets are what a release without a wording tells, a line each.
func facets(r tocsin.Release) string {
	var lines []string
	for _, part := range r.Parts {
		for name, f := range part.Facets.All() {
			if f.Held() {
				lines = append(lines, strings.ToUpper(string(name[:1]))+string(name[1:])+": "+f.Value)
			}
		}
	}
	if len(lines) == 0 {
		return "No details are given."
	}
	return strings.Join(lines, "\n")
}

// original is the language in which the words without one were written.
func (p Publisher) original(r tocsin.Release) string {
	texts := p.wordings(r)
	if i := slices.IndexFunc(texts, func(t tocsin.Text) bool { return t.Original }); i >= 0 {
		return texts[i].Lang
	}
	return texts[0].Lang
}

func (p Publisher) language() string { return cmp.Or(p.Language, "en") }

func (p Publisher) event(lang string) string {
	return cmp.Or(p.Event[lang], p.Event[p.language()], "Security alert")
}

const mostHeadline = 140 // small screens; CAP 1.2 3.2.2 headline names 160

func (p Publisher) headline(lang string, r tocsin.Release) string {
	h := p.drill(r, lang).line(p.event(lang))
	if places := places(r); len(places) > 0 {
		h += ": " + strings.Join(places, ", ")
	}
	if runes := []rune(h); len(runes) > mostHeadline {
		h = string(runes[:mostHeadline-1]) + "…"
	}
	return h
}
