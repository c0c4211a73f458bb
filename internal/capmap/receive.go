package capmap

import (
	"fmt"
	"strings"
	"time"

	"tocsin"
	"tocsin/cap"
)

// Receive turns a public alert of others into a release from one organisation to another. What is no alert
// to the public is refused: an exercise or a test must never look like the real thing. The bytes stay with
// the message: a release says what the alert says, and is not it.
func Receive(m *cap.Message, id tocsin.ReleaseID, from, to tocsin.OrgID) (tocsin.Release, error) {
	a := m.Alert
	r := tocsin.Release{ID: id, From: from, To: to, Role: "public", Level: tocsin.Public, TLP: tocsin.TLPClear}
	switch {
	case a.Status != cap.Actual:
		return r, fmt.Errorf("the message is %s, not Actual: it is not taken as a warning", a.Status)
	case a.Scope != cap.Public:
		return r, fmt.Errorf("the message is %s, not Public: take it in by hand, with the label that its sender asks for", a.Scope)
	case a.MsgType != cap.MsgAlert && a.MsgType != cap.MsgUpdate && a.MsgType != cap.MsgCancel:
		return r, fmt.Errorf("the message is an %s: it warns of nothing", a.MsgType)
	}
	issued, err := instant(a.Sent)
	if err != nil {
		return r, fmt.Errorf("when it was sent: %w", err)
	}
	r.Issued = issued
	for _, i := range a.Infos {
		if words := wording(i); words != "" {
			r.Text = append(r.Text, tocsin.Text{Lang: i.Lang(), Words: words, Original: len(r.Text) == 0})
		}
	}
	if a.MsgType == cap.MsgCancel {
		r.Closing = &tocsin.ClosingMsg{How: "ended", Words: closingWords(a), By: tocsin.Signature{At: issued.Earliest}}
		return r, nil
	}
	part, err := part(a)
	if err != nil {
		return r, err
	}
	r.Parts = []tocsin.Part{part}
	for _, i := range a.Infos {
		if end, err := instant(i.Expires); err == nil && end.Known() && strings.TrimSpace(i.Instruction) != "" {
			r.Do = &tocsin.Instruction{Words: i.Instruction, Window: tocsin.Window{End: end}}
			break
		}
	}
	return r, nil
}

func wording(i cap.Info) string {
	headline, words := strings.TrimSpace(i.Headline), strings.TrimSpace(i.Description)
	if headline == "" || headline == words {
		return words
	}
	return strings.TrimSpace(headline + "\n\n" + words)
}

func closingWords(a cap.Alert) string {
	for _, i := range a.Infos {
		if words := wording(i); words != "" {
			return words
		}
	}
	if a.Note != "" {
		return a.Note
	}
	return "Cancelled by its sender without a word."
}

// part is the one part of an alert: where, and from when until when. CAP has no words for who, whom and how.
func part(a cap.Alert) (tocsin.Part, error) {
	p := tocsin.Part{ID: "part-1", Name: "part-1", State: tocsin.PartOpen}
	var where []string
	for _, i := range a.Infos[:min(1, len(a.Infos))] {
		for _, area := range i.Areas {
			if d := strings.TrimSpace(area.Description); d != "" {
				where = append(where, d)
			}
		}
	}
	p.Facets.Place.Value = strings.Join(where, "; ")
	p.Facets = p.Facets.Normal()
	for _, i := range a.Infos {
		start, err := instant(i.Onset)
		if err != nil {
			return p, fmt.Errorf("onset: %w", err)
		}
		end, err := instant(i.Expires)
		if err != nil {
			return p, fmt.Errorf("expires: %w", err)
		}
		if start.Known() && (!p.Window.Start.Known() || start.Earliest.Before(p.Window.Start.Earliest)) {
			p.Window.Start = start
		}
		if end.Known() && end.Latest.After(p.Window.End.Latest) {
			p.Window.End = end
		}
	}
	if p.Window.Check() != nil {
		p.Window.Start = tocsin.Instant{} // an alert that begins after its end: the end is what binds
	}
	return p, nil
}

// instant keeps the offset in which a time was told.
func instant(t cap.Time) (tocsin.Instant, error) {
	if !t.Known() {
		return tocsin.Instant{}, nil
	}
	return tocsin.ParseInstant(t.Time().Format("2006-01-02T15:04:05Z07:00"), time.UTC)
}
