package main

import (
	"fmt"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/desk"
)

func (s *session) warning(id tocsin.WarningID) *tocsin.Warning {
	i := slices.IndexFunc(s.snap.Warnings, func(w tocsin.Warning) bool { return w.ID == id })
	if i < 0 {
		return nil
	}
	return &s.snap.Warnings[i]
}

type warnListCmd struct{ reading }

// Run lists the warnings.
func (c warnListCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		if e.cli.JSON {
			return e.json(list(s.snap.Warnings))
		}
		rows := make([][]string, len(s.snap.Warnings))
		for i, w := range s.snap.Warnings {
			var written []string
			for _, v := range w.Versions {
				mark := string(v.Level)
				if w.Out(v.Level) {
					mark += " (out)"
				}
				written = append(written, mark)
			}
			rows[i] = []string{s.short(tocsin.KindWarning, string(w.ID)), warnState(w), s.short(tocsin.KindThreat, string(w.Threat)), strings.Join(written, ", "), w.Title}
		}
		return e.table([]string{"WARNING", "STATE", "THREAT", "VERSIONS", "TITLE"}, rows)
	})
}

func warnState(w tocsin.Warning) string {
	switch {
	case w.State == tocsin.Draft && w.Revision > 0:
		return fmt.Sprintf("draft, revision %d, waits for a second officer", w.Revision)
	case w.State == tocsin.Draft:
		return "draft, waits for a second officer"
	case w.State == tocsin.Withdrawn && w.Withdrawn != nil:
		return "draft, withdrawn: " + w.Withdrawn.Reason
	case w.Urgent != "" && w.Second == nil:
		return "issued as urgent, signature owed"
	}
	return w.State
}

type warnShowCmd struct {
	ID tocsin.WarningID `arg:"" help:"The warning."`
	reading
}

// Run shows a warning at its levels.
func (c warnShowCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		id, err := pick(s, tocsin.KindWarning, c.ID)
		if err != nil {
			return err
		}
		w, sent := s.warning(id), []desk.Sent{}
		for _, x := range s.snap.Sent {
			if x.Warning == id {
				sent = append(sent, x)
			}
		}
		if e.cli.JSON {
			return e.json(map[string]any{"warning": w, "sent": sent})
		}
		p := s.page()
		p.line("%s", p.style.bold(w.Title))
		p.line("warning %s, %s", w.ID, warnState(*w))
		p.item("  drafted", fmt.Sprintf("%s, %s", spaced(w.Drafter.Role), clockTime(w.Drafter.At, s.loc)))
		if w.Second != nil {
			p.item("  second ", fmt.Sprintf("%s, %s", spaced(w.Second.Role), clockTime(w.Second.At, s.loc)))
		}
		if w.Urgent != "" {
			p.item("  urgent ", w.Urgent)
		}
		s.levels(p, w)
		s.wordings(p, w)
		s.sentRows(p, w, sent)
		return p.err
	})
}

// levels lays the five facets of each part out as rows and the levels as columns.
func (s *session) levels(p *page, w *tocsin.Warning) {
	for _, part := range w.Versions[0].Parts {
		p.heading("Part %s", part.Part)
		head := []string{""}
		for _, v := range w.Versions {
			head = append(head, v.Level.Plain())
		}
		var rows [][]string
		for _, n := range tocsin.FacetNames {
			row := []string{string(n)}
			for _, v := range w.Versions {
				row = append(row, levelCell(v, part.Part, n))
			}
			rows = append(rows, row)
		}
		window := []string{"window"}
		for _, v := range w.Versions {
			text := "—"
			if vp := v.Part(part.Part); vp != nil {
				text = vp.Window.String()
			}
			window = append(window, text)
		}
		p.grid("  ", head, append(rows, window))
	}
	for _, v := range w.Versions[1:] {
		p.line("\n  what %s leaves out (tearline):", strings.TrimSuffix(v.Level.Plain(), " (tearline)"))
		p.item("   ", leftOut(w, v))
	}
}

func levelCell(v tocsin.Version, part tocsin.PartID, n tocsin.FacetName) string {
	vp := v.Part(part)
	if vp == nil {
		return "—"
	}
	return facetCell(*vp.Facets.Get(n))
}

// leftOut names what a level does not tell as the one at the top does.
func leftOut(w *tocsin.Warning, v tocsin.Version) string {
	var out []string
	for _, top := range w.Versions[0].Parts {
		for n, f := range top.Facets.All() {
			if !f.Held() {
				continue
			}
			switch vp := v.Part(top.Part); {
			case vp == nil:
				out = append(out, string(n)+" of "+string(top.Part))
			case !vp.Facets.Get(n).Held():
				out = append(out, string(n)+" of "+string(top.Part)+" ("+facetCell(*vp.Facets.Get(n))+")")
			case f.State == tocsin.Stated && vp.Facets.Get(n).State == tocsin.Generalised:
				out = append(out, string(n)+" of "+string(top.Part)+" (only generalised)")
			}
		}
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}

func (s *session) wordings(p *page, w *tocsin.Warning) {
	for _, v := range w.Versions {
		out := "not out"
		if w.Out(v.Level) {
			out = "out"
		}
		p.heading("%s, %s, %s", v.Level.Plain(), v.TLP, out)
		for _, t := range v.Text {
			p.item("  ["+t.Lang+"]", t.Words)
		}
		if in := v.Instruction; in != nil {
			p.item("  do:", in.Words+" ("+in.Window.String()+")")
			if m := in.Last(); m != nil {
				p.item("  "+m.How+":", m.Words)
			}
		}
	}
}

func (s *session) sentRows(p *page, w *tocsin.Warning, sent []desk.Sent) {
	p.heading("Who is to have it")
	for _, a := range w.Addressees {
		p.item("  ", fmt.Sprintf("%s (%s): %s", a.Org, strings.ReplaceAll(string(a.Role), "_", " "), a.Level.Plain()))
	}
	for _, a := range w.Absences {
		p.item("  ", a.Victim+" is not told: "+a.Why)
	}
	if w.Parity != "" {
		p.item("  ", "no public version: "+w.Parity)
	}
	if len(sent) == 0 {
		return
	}
	p.heading("Sent, and what came back")
	for _, x := range sent {
		p.item("  "+s.short(tocsin.KindRelease, string(x.Release.ID)), fmt.Sprintf("to %s, %s, %s: %s", x.Release.To, x.Release.Level.Plain(), s.shown(x.Release.Issued), strings.ReplaceAll(string(x.State), "_", " ")))
		for _, r := range x.Replies {
			p.item("    ", strings.TrimSuffix(fmt.Sprintf("%s %s: %s", clockTime(r.At, s.loc), strings.ReplaceAll(string(r.Status), "_", " "), r.Words), ": "))
		}
	}
}
