package main

import (
	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

type reportCmd struct {
	Add    reportAddCmd    `cmd:"" help:"Write a report down."`
	List   reportListCmd   `cmd:"" help:"List the reports."`
	Show   reportShowCmd   `cmd:"" help:"Show one report with its facets and times."`
	Near   reportNearCmd   `cmd:"" help:"Lay a report beside the open files: which it may belong to, and why."`
	Origin reportOriginCmd `cmd:"" help:"Declare whose eyes are behind a report, as it became known later."`
	Grade  reportGradeCmd  `cmd:"" help:"Grade a report: a letter for the source, a digit for the content."`
}

type reportAddCmd struct {
	Title string `arg:"" optional:"" help:"What is reported, in one line."`
	facetFlags
	Text   string `help:"The report itself." placeholder:"WORDS"`
	Window string `help:"When the danger is expected: 2024-03-07..2024-03-09." placeholder:"FROM..TO"`
	lineage
	Denies   bool            `help:"It says that what others report is not so: weighed like any other, against them."`
	Source   tocsin.SourceID `help:"The protected source it comes from, by its full id." placeholder:"ID"`
	Internal bool            `help:"Our own assessment, not a message from outside."`
	Grade    string          `help:"Grade it in the same command: B2, F3, C6." placeholder:"PAIR"`
	Cite     []string        `help:"Where it is written, as source:line. Repeatable." placeholder:"SOURCE:LINE"`
	learning
	fromFile
	acting
}

// Help shows an example.
func (reportAddCmd) Help() string {
	return "For example:\n\n\ttocsin report add \"A cell plans to strike a concert\" --place \"Harbour Hall\" --actor \"the Grey Cell\" --window 2024-03-07..2024-03-09 --origin officer-7"
}

// Run writes a report down.
func (c reportAddCmd) Run(e *env) error {
	var times tocsin.Times
	f := casefile.Report{Title: c.Title, Text: c.Text, Origin: c.Origin, Internal: c.Internal, Access: c.Access, Denies: c.Denies, Grade: c.Grade, Source: string(c.Source), DerivedFrom: words(c.DerivedFrom)}
	if c.File != "" {
		if c.Title != "" {
			return both("a title")
		}
		if err := e.readYAML(c.File, "report", &f); err != nil {
			return err
		}
		var err error
		if times, err = c.takeCommon(f.Common); err != nil {
			return err
		}
	} else if err := need(c.Title, "a title"); err != nil {
		return err
	}
	times, err := c.times(e, times)
	if err != nil {
		return err
	}
	return c.act(e, tocsin.Analyst, func(s *session) error {
		r, err := replay.ReportOf(&f, s.finder)
		if err != nil {
			return err
		}
		found, err := c.lineage.find(s)
		if err != nil {
			return err
		}
		r.Times, r.Cites, r.TakenFrom = times, citations(c.Cite), found.TakenFrom
		if c.File == "" {
			if err := c.byFlags(e, &r); err != nil {
				return err
			}
		}
		got, err := s.send(client.RecordReport{Report: r}, "", told{words: "Report recorded"})
		if err != nil || f.Grade == "" {
			return err
		}
		return s.grade(tocsin.ReportID(got.Object.ID), f.Grade)
	})
}

func (c reportAddCmd) byFlags(e *env, r *tocsin.Report) (err error) {
	if r.Facets, err = c.facets(); err != nil {
		return err
	}
	r.Window, err = e.window("--window", c.Window)
	return err
}

// finder finds what a file or a flag names. Sources are in no list: they are named in full.
func (s *session) finder(kind, name string) (string, error) {
	if kind == tocsin.KindSource {
		return name, nil
	}
	return s.find(kind, name)
}

func (s *session) grade(id tocsin.ReportID, pair string) error {
	letter, digit, err := replay.GradeOf(pair)
	if err != nil {
		return err
	}
	_, err = s.send(client.GradeReport{Report: id, Reliability: letter, Credibility: digit}, "", told{words: "Report graded " + pair})
	return err
}

type reportGradeCmd struct {
	ID    tocsin.ReportID `arg:"" help:"The report."`
	Grade string          `arg:"" help:"Letter A to E for the source, F not judged; digit 2 to 5 for the content, 6 not judged."`
	acting
}

// Help shows an example.
func (reportGradeCmd) Help() string {
	return "1, confirmed by other sources, is computed from independent origins and cannot be entered.\n\nFor example:\n\n\ttocsin report grade 4k7q B2"
}

// Run grades a report.
func (c reportGradeCmd) Run(e *env) error {
	return c.act(e, tocsin.Analyst, func(s *session) error {
		id, err := pick(s, tocsin.KindReport, c.ID)
		if err != nil {
			return err
		}
		return s.grade(id, c.Grade)
	})
}
