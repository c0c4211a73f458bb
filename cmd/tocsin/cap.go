package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"tocsin"
	"tocsin/cap"
	"tocsin/internal/bulletin"
	"tocsin/internal/capmap"
)

type capCmd struct {
	Check capCheckCmd `cmd:"" help:"Check CAP files: every finding with its line, its clause, and what to do."`
	Write capWriteCmd `cmd:"" help:"Print the CAP of a warning's public release, or of its extension or end."`
}

type capCheckCmd struct {
	Files []string `arg:"" name:"file" help:"CAP files; - for standard input." placeholder:"FILE"`
}

// Help shows an example.
func (capCheckCmd) Help() string {
	return "An error breaks CAP 1.2: a strict receiver refuses the message. Advice is allowed by CAP, and receivers will be misled by it or will not show it. With an error in any file the exit code is 4. Signatures are counted and not verified.\n\n" +
		"For example:\n\n\ttocsin cap check alert.cap"
}

// checked is what was found in one file.
type checked struct {
	File     string       `json:"file"`
	Version  string       `json:"version,omitempty"`
	Findings cap.Findings `json:"findings"`
}

// Run checks the files.
func (c capCheckCmd) Run(e *env) error {
	var all []checked
	broken := 0
	for _, file := range c.Files {
		one, err := checkCAP(e, file)
		if err != nil {
			return err
		}
		if one.Findings.Breaks() {
			broken++
		}
		all = append(all, one)
	}
	if err := tellChecked(e, all); err != nil {
		return err
	}
	if broken > 0 {
		return &caseError{text: fmt.Sprintf("tocsin: %d of %d file(s) break CAP 1.2\n", broken, len(all))}
	}
	return nil
}

func checkCAP(e *env, file string) (checked, error) {
	name, data, err := readCAP(e, file)
	if err != nil {
		return checked{}, err
	}
	m, err := cap.ReadTolerant(data)
	if invalid, ok := errors.AsType[*cap.InvalidError](err); ok {
		return checked{File: name, Findings: invalid.Findings}, nil
	}
	if err != nil {
		return checked{}, fmt.Errorf("%s: %w", name, err)
	}
	return checked{File: name, Version: m.Version, Findings: append(cap.Findings{}, m.Findings...)}, nil
}

const maxCAP = 8 << 20

func readCAP(e *env, file string) (name string, data []byte, err error) {
	in, name := e.in, "standard input"
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return file, nil, usage("%s", err)
		}
		defer f.Close()
		in, name = f, file
	}
	data, err = io.ReadAll(io.LimitReader(in, maxCAP+1))
	return name, data, err
}

func tellChecked(e *env, all []checked) error {
	if e.cli.JSON {
		return e.json(all)
	}
	for _, c := range all {
		for _, f := range c.Findings {
			where := c.File
			if f.Line > 0 {
				where = fmt.Sprintf("%s:%d:%d", c.File, f.Line, f.Column)
			}
			if _, err := fmt.Fprintf(e.out, "%s: %s: %s: %s [%s; %s]\n", where, f.Grade, f.What, f.Do, f.Rule, f.Clause); err != nil {
				return err
			}
		}
		if len(c.Findings) == 0 {
			if _, err := fmt.Fprintf(e.out, "%s: in order.\n", c.File); err != nil {
				return err
			}
		}
	}
	return nil
}

type capWriteCmd struct {
	Warning   tocsin.WarningID `arg:"" help:"The warning."`
	Sender    string           `help:"CAP sender: a name that is yours alone, for example alerts@city.example." placeholder:"NAME" env:"TOCSIN_CAP_SENDER"`
	Message   int              `help:"Which of its messages, from 1: the alert, its extensions, its end. Default: the newest." placeholder:"N"`
	Region    string           `help:"Where, in words, when the public version tells no place." placeholder:"WORDS"`
	Contact   string           `help:"Whom people can ask." placeholder:"WORDS"`
	Web       string           `help:"Address of the pages of alerts; the identifier is put after it." placeholder:"URL"`
	Urgency   string           `help:"Judged for the public: ${urgencies}. Default: computed from the times told." words:"urgencies" placeholder:"WORD"`
	Severity  string           `help:"Judged for the public: ${severities}. Default: Unknown." words:"severities" placeholder:"WORD"`
	Certainty string           `help:"Judged for the public: ${certainties}. Default: Unknown." words:"certainties" placeholder:"WORD"`
	Exercise  string           `help:"In an exercise: its name, for the note. Default: of whom it is." placeholder:"NAME"`
	reading
}

// Help shows an example.
func (capWriteCmd) Help() string {
	return "It says what the public release says and nothing else. The identifier is that of the release: drawn by lot, and shared with no other level. What it leaves to be wished, such as words that are missing in a language, is said on standard error.\n\n" +
		"For example:\n\n\ttocsin cap write 9d3f --org embassy --sender alerts@embassy.example > alert.cap"
}

// Run prints the message.
func (c capWriteCmd) Run(e *env) error {
	if c.Sender == "" {
		return usage("--sender: name the sender of public alerts, for example alerts@city.example, or set TOCSIN_CAP_SENDER")
	}
	return c.look(e, func(s *session) error {
		id, err := pick(s, tocsin.KindWarning, c.Warning)
		if err != nil {
			return err
		}
		var releases []tocsin.Release
		for _, x := range s.snap.Sent {
			if x.Warning == id {
				releases = append(releases, x.Release)
			}
		}
		all, err := c.publisher(s).Publish(releases)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return usage("the warning %s has no public release: `tocsin warn release %s public` makes it", id, id)
		}
		if c.Message < 0 || c.Message > len(all) {
			return usage("--message: the warning has %d message(s)", len(all))
		}
		n := c.Message
		if n == 0 {
			n = len(all)
		}
		return writeCAP(e, all[n-1])
	})
}

func (c capWriteCmd) publisher(s *session) capmap.Publisher {
	p := capmap.Publisher{
		Sender: c.Sender, Region: c.Region, Contact: c.Contact, Web: c.Web, Zone: s.loc, Exercise: c.Exercise, Drill: bulletin.Drill,
		Judged: capmap.Judged{Urgency: cap.Urgency(c.Urgency), Severity: cap.Severity(c.Severity), Certainty: cap.Certainty(c.Certainty)},
	}
	if i := slices.IndexFunc(s.snap.Orgs, func(o tocsin.Org) bool { return o.ID == s.snap.Org }); i >= 0 {
		p.Name = s.snap.Orgs[i].Name
	}
	return p
}

func writeCAP(e *env, m capmap.Published) error {
	for _, n := range m.Notes {
		fmt.Fprintln(e.err, "tocsin:", n)
	}
	out, err := cap.Write(m.Alert)
	if err != nil {
		return fmt.Errorf("the alert cannot be published: %w", err)
	}
	_, err = e.out.Write(out)
	return err
}
