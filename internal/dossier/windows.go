package dossier

import (
	"fmt"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/desk"
	"tocsin/internal/replay"
)

// A windowBar is one window as an organisation holds it: until its end, then due for a review, and
// what holds meanwhile.
type windowBar struct {
	threat tocsin.ThreatID // empty for an instruction
	part   tocsin.PartID
	name   string
	window tocsin.Window
	from   time.Time // when the organisation began to hold it
	review time.Time // when the review came due; zero: it never did
	end    time.Time // when a decision ended it; zero: none did
	how    string
	holds  bool
	climbs []time.Time
	due    time.Time
}

// windows are those of the parts of an organisation's threats, and of its public instructions.
func (d *reading) windows(org tocsin.OrgID) []windowBar {
	var out []windowBar
	s := d.snaps[org]
	for _, t := range s.Threats {
		for _, p := range t.Parts {
			if !p.Window.Start.Known() && !p.Window.End.Known() {
				continue
			}
			out = append(out, d.partWindow(org, t, p))
		}
	}
	for i := range s.Warnings {
		out = append(out, instructions(s, &s.Warnings[i])...)
	}
	return out
}

func (d *reading) partWindow(org tocsin.OrgID, t tocsin.Threat, p tocsin.Part) windowBar {
	w := windowBar{threat: t.ID, part: p.ID, name: "window of " + p.Name, window: p.Window, from: t.Times.Recorded}
	for _, o := range d.owed {
		if o.Org != org || o.Obligation == nil || !reviews(o.Obligation, t.ID, p.ID) {
			continue
		}
		if w.review.IsZero() {
			w.review = o.Obligation.Opened
		}
		if o.What == replay.DutyOpened {
			w.due, w.climbs = o.Obligation.Due, append(w.climbs, o.Obligation.Climbed...)
		}
		w.holds = w.holds || o.What == replay.MeasuresHold
	}
	if n := len(p.Decisions); n > 0 {
		last := p.Decisions[n-1]
		w.how = endWords(last.End)
		if p.State == tocsin.PartClosed {
			w.end = last.First.At
			if last.Second != nil {
				w.end = last.Second.At
			}
		}
	}
	return w
}

func reviews(o *tocsin.Obligation, t tocsin.ThreatID, p tocsin.PartID) bool {
	return o.Kind == tocsin.OweReview && o.About.ID == string(t) && o.About.Part == p
}

// instructions are those that were given to people, each with its end.
func instructions(s desk.Snapshot, w *tocsin.Warning) []windowBar {
	var out []windowBar
	for _, v := range w.Versions {
		if v.Instruction == nil || !w.Out(v.Level) {
			continue
		}
		bar := windowBar{name: "instruction in " + v.Level.Plain(), window: v.Instruction.Window, from: w.Times.Recorded}
		if c := v.Instruction.Closing; c != nil {
			bar.end, bar.how = c.By.At, c.How
		}
		out = append(out, bar)
	}
	return out
}

// state says in words how the window stands at the end.
func (w windowBar) state(until time.Time) string {
	var words []string
	switch {
	case !w.end.IsZero():
		words = append(words, w.how)
	case w.window.HasEnded(until):
		words = append(words, "past")
	case !w.window.End.Known():
		words = append(words, "no end given")
	case w.window.MayHaveEnded(until):
		words = append(words, "may have ended")
	default:
		words = append(words, "not ended yet")
	}
	if w.end.IsZero() && w.how != "" {
		words = append(words, w.how)
	}
	if w.end.IsZero() && !w.review.IsZero() {
		words = append(words, "review due")
	}
	if w.end.IsZero() && w.holds {
		words = append(words, "measures hold")
	}
	return fmt.Sprintf("%s: %s", w.name, strings.Join(words, ", "))
}

// endWords says what was decided on a part.
func endWords(e tocsin.WindowEnd) string {
	words := map[tocsin.WindowEnd]string{
		tocsin.Extend: "extended", tocsin.ConvertStanding: "made standing", tocsin.Displaced: "moved elsewhere",
		tocsin.CloseDisrupted: "closed as disrupted", tocsin.CloseFalse: "closed as false", tocsin.CloseMitigated: "closed as mitigated",
		tocsin.Unresolvable: "closed as unresolvable",
	}
	if w, ok := words[e]; ok {
		return w
	}
	return spaced(string(e))
}
