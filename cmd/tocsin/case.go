package main

import (
	"fmt"
	"io/fs"
	"os"

	"tocsin/internal/casefile"
)

type caseCmd struct {
	Check caseCheckCmd `cmd:"" help:"Check a case file: every problem with its line, column, and what to write instead."`
	New   caseNewCmd   `cmd:"" help:"Write a small, complete exercise case to begin from."`
}

type caseCheckCmd struct {
	Case string `arg:"" help:"Case file, folder, or the name of a built-in case."`
}

// Run checks a case without playing it.
func (c caseCheckCmd) Run(e *env) error {
	cf, _, err := readCase(c.Case)
	if err != nil {
		return err
	}
	acts := 0
	for _, ev := range cf.Events {
		acts += len(ev.Acts)
	}
	if e.cli.JSON {
		return e.json(map[string]any{"case": cf.ID, "events": len(cf.Events), "acts": acts, "claims": len(cf.Claims), "organisations": len(cf.Orgs)})
	}
	_, err = fmt.Fprintf(e.out, "%s: in order. %d events with %d acts, %d claims, %d organisations.\n", cf.ID, len(cf.Events), acts, len(cf.Claims), len(cf.Orgs))
	return err
}

type caseNewCmd struct {
	File string `arg:"" optional:"" help:"File to write; it must not exist. Default: standard output."`
}

// Run writes the template.
func (c caseNewCmd) Run(e *env) error {
	if c.File == "" {
		_, err := e.out.Write(casefile.Template())
		return err
	}
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsExist(err) {
		return fmt.Errorf("%s exists: choose another name, it is not overwritten", c.File)
	}
	if err != nil {
		return fmt.Errorf("write the case: %w", err.(*fs.PathError).Err)
	}
	if _, err := f.Write(casefile.Template()); err != nil {
		return fmt.Errorf("write the case: %w", err)
	}
	fmt.Fprintf(e.out, "%s: edit it, then `tocsin case check %s` and `tocsin replay %s`\n", c.File, c.File, c.File)
	return f.Close()
}
