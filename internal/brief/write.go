package brief

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"tocsin"
)

// A Section is a heading with its lines, in the reader's language.
type Section struct {
	Title string
	Lines []string
}

// A Page is a sheet in the reader's language: what a screen shows and what is printed.
type Page struct {
	Lang     string
	Head     string
	Title    string
	By       string
	State    string
	Sections []Section
	End      string
}

// In puts a sheet into a language, with days in a zone. It refuses a language without a table.
func (s Sheet) In(lang string, loc *time.Location) (Page, error) {
	if err := Check(lang); err != nil {
		return Page{}, err
	}
	w := writer{tables[lang], lang, loc}
	p := Page{Lang: lang, Head: w.say("brief"), Title: s.Title, By: w.say("by", s.Org, w.day(s.At, true)), State: w.say(s.State), End: w.say("end")}
	if s.Exercise {
		mark := w.say("exercise")
		p.Head, p.Title, p.End = mark+". "+p.Head, mark+": "+p.Title, p.End+" "+mark+"."
	}
	for _, x := range []struct {
		key   string
		lines []string
	}{
		{"known", w.known(s)}, {"check", w.check(s)}, {"weight", w.weight(s)}, {"ours", w.ours(s)}, {"done", w.done(s)},
		{"owed", w.owed(s)}, {"acting", w.acting(s)}, {"waiting", w.waiting(s)},
	} {
		if len(x.lines) == 0 {
			x.lines = []string{w.say("none")}
		}
		p.Sections = append(p.Sections, Section{w.say(x.key), x.lines})
	}
	return p, nil
}

func (w writer) known(s Sheet) (out []string) {
	for _, p := range s.Parts {
		out = append(out, p.Name+" ("+w.say(p.State)+")")
		for n, f := range p.Facets.Normal().All() {
			value := f.Value
			switch {
			case f.State == tocsin.Generalised:
				value += " (" + w.say(string(f.State)) + ")"
			case !f.Held():
				value = w.say(string(f.State))
			}
			out = append(out, "  "+w.say(string(n))+": "+value)
		}
		if span := w.span(p.Window); span != "" {
			out = append(out, "  "+w.say("window")+": "+span)
		}
	}
	return out
}

// check says how each stated facet can be checked, and what is to be asked for.
func (w writer) check(s Sheet) (out []string) {
	seen, ask := map[string]bool{}, []string{}
	add := func(line string) {
		if !seen[line] {
			seen[line], out = true, append(out, line)
		}
	}
	for _, p := range s.Parts {
		if p.State == tocsin.PartClosed {
			continue
		}
		for n, f := range p.Facets.Normal().All() {
			key := "check." + string(n)
			if n == tocsin.Place && p.Known {
				key = "check.site"
			}
			if f.State == tocsin.Stated {
				add(w.say(key, f.Value))
			} else if word := w.say(string(n)); !seen["?"+word] {
				seen["?"+word], ask = true, append(ask, word)
			}
		}
	}
	if len(out) == 0 {
		out = append(out, w.say("nothing"))
	}
	if len(ask) > 0 {
		out = append(out, w.say("ask", strings.Join(ask, ", ")))
	}
	return out
}

func (w writer) weight(s Sheet) []string {
	out := []string{w.say("weight.is", s.Accounts, s.Origins, 100*s.Point, 100*s.Low, 100*s.High)}
	if s.Digit1 {
		return append(out, w.say("weight.one"))
	}
	return append(out, w.say("weight.no"))
}

// ours are our own reports. In a language without the sentences of the score, the names of its terms
// and their weights say why.
func (w writer) ours(s Sheet) (out []string) {
	for _, m := range s.Ours {
		state := w.say("proposed")
		if m.Joined {
			state = w.say("joined")
		}
		out = append(out, fmt.Sprintf("%s, %s: %s", m.Title, w.say(m.Grade), state))
		for _, t := range m.Score.Said() {
			line := fmt.Sprintf("  %s %s", t.Weight, w.say(string(t.Name)))
			if w.lang == "en" {
				line += ": " + t.Why
			}
			out = append(out, line)
		}
		if len(m.Score) > 0 {
			out = append(out, fmt.Sprintf("  = %s, %.0f/100", m.Score.Total(), 100*m.Score.Probability()))
		}
	}
	return out
}

func (w writer) done(s Sheet) (out []string) {
	for _, d := range s.Done {
		line := w.say(string(d.Kind)) + ": " + d.What
		if d.Outcome != "" {
			line += ": " + strings.ReplaceAll(d.Outcome, "_", " ")
		}
		if !d.At.IsZero() {
			line += " (" + w.day(d.At, false) + ")"
		}
		out = append(out, line)
	}
	return out
}

func (w writer) owed(s Sheet) (out []string) {
	for _, o := range s.Owed {
		key := "due"
		if o.Overdue {
			key = "overdue"
		}
		line := w.duty(o.Kind)
		if !o.Due.IsZero() {
			line += ", " + w.say(key, w.day(o.Due, true))
		}
		out = append(out, line)
	}
	return out
}

func (w writer) acting(s Sheet) (out []string) {
	for _, e := range s.Events {
		line := w.say("event", e.Name, w.instant(e.At, false))
		if e.Expected > 0 {
			line += ", " + w.say("expected", e.Expected)
		}
		out = append(out, line)
	}
	for _, m := range s.Measures {
		line := w.say("held", m.What)
		if until := w.instant(m.Until, true); until != "" {
			line += ", " + w.say("until", until)
		}
		out = append(out, line)
	}
	if len(out) == 0 {
		out = append(out, w.say("acting.none"))
	}
	return out
}

func (w writer) waiting(s Sheet) (out []string) {
	for _, n := range s.Untold {
		out = append(out, w.say("untold", n))
	}
	seen := map[string]bool{}
	for _, p := range s.Parts {
		if p.State == tocsin.PartClosed {
			continue
		}
		line := w.say("nowindow")
		switch {
		case p.Window.Start.Known() && p.Window.Start.Earliest.After(s.At):
			line = w.say("opens", w.instant(p.Window.Start, false))
		case p.Window.End.Known() && p.Window.HasEnded(s.At):
			line = w.say("ended", w.instant(p.Window.End, true))
		case p.Window.End.Known():
			line = w.say("runs", w.instant(p.Window.End, true))
		}
		if !seen[line] {
			seen[line], out = true, append(out, line)
		}
	}
	late := 0
	for _, o := range s.Owed {
		if o.Overdue {
			late++
		}
	}
	if late > 0 {
		out = append(out, w.say("late", late))
	}
	return out
}

// Text writes a page for a terminal or a plain printer.
func (p Page) Text(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n%s\n", strings.ToUpper(p.Head), p.Title, p.State, p.By)
	for _, s := range p.Sections {
		fmt.Fprintf(&b, "\n%s\n%s\n", s.Title, strings.Repeat("─", utf8.RuneCountInString(s.Title)))
		for _, l := range s.Lines {
			b.WriteString("  " + l + "\n")
		}
	}
	b.WriteString("\n" + p.End + "\n")
	_, err := io.WriteString(out, b.String())
	return err
}

var page = template.Must(template.New("brief").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><title>{{.Title}}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{font:11pt/1.4 Georgia,serif;max-width:46em;margin:2em auto;padding:0 1em;color:#111;background:#fff}
h1{font-size:1.35em;margin:.2em 0}h2{font-size:1em;margin:1em 0 .2em;border-bottom:1px solid #888}
p,ul{margin:.2em 0}ul{padding-left:1.2em}li{white-space:pre-wrap}.head{letter-spacing:.08em;text-transform:uppercase;font-size:.85em}
.end{margin-top:1.2em;font-style:italic}@page{size:A4;margin:15mm}@media print{body{margin:0;max-width:none;font-size:9.5pt}}
</style></head><body>
<p class="head">{{.Head}}</p><h1>{{.Title}}</h1><p>{{.State}}</p><p>{{.By}}</p>
{{range .Sections}}<h2>{{.Title}}</h2><ul>{{range .Lines}}<li>{{.}}</li>{{end}}</ul>
{{end}}<p class="end">{{.End}}</p></body></html>
`))

// HTML writes a page that needs nothing else, for a browser or a printer.
func (p Page) HTML(out io.Writer) error { return page.Execute(out, p) }
