package main

import (
	"fmt"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/brief"
)

type briefCmd struct {
	ID   tocsin.ThreatID `arg:"" help:"The threat."`
	Lang string          `help:"Language of the sheet: ${briefs}. What somebody wrote stands as it was written." words:"briefs" default:"en" placeholder:"LANG"`
	HTML string          `name:"html" help:"Write it as a page to print, to this file; - for standard output." placeholder:"FILE"`
	reading
}

// Help says what is left off.
func (briefCmd) Help() string {
	return "Who sent a warning is never on it, shown or not: it is judged by what it says.\n\nFor example:\n\n\ttocsin brief 7m2x --lang ru --html brief.html"
}

// Run writes the sheet.
func (c briefCmd) Run(e *env) error {
	return c.look(e, func(s *session) error {
		id, err := pick(s, tocsin.KindThreat, c.ID)
		if err != nil {
			return err
		}
		sheet, err := client.Read[brief.Sheet](e.ctx, s.client(client.Caller{Role: tocsin.Analyst}), client.BriefSheet{Threat: id, At: s.at})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.json(sheet)
		}
		page, err := sheet.In(c.Lang, s.loc)
		switch {
		case err != nil:
			return err
		case c.HTML == "":
			return page.Text(e.out)
		case c.HTML == "-":
			return page.HTML(e.out)
		}
		if err := writeWhole(c.HTML, page.HTML); err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.out, "%s: %s, as one page to print\n", c.HTML, page.Title)
		return err
	})
}
