package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tocsin/internal/dossier"
)

type dossierCmd struct {
	Case    string `arg:"" help:"Case file, folder, or the name of a built-in case."`
	Out     string `short:"o" help:"File to write, - for standard output. Default: the case's id with .html, in this folder." placeholder:"FILE"`
	Until   string `help:"Play nothing later than this." placeholder:"TIME"`
	AsKnown bool   `help:"Only what an audience of the case had learned by then."`
}

// Help shows an example.
func (dossierCmd) Help() string {
	return "One page of HTML that needs nothing else: for a browser, or for paper.\n\nFor example:\n\n\ttocsin dossier crocus-2024 -o crocus.html"
}

// Run plays the case in a folder of its own and writes the page.
func (c dossierCmd) Run(e *env) (err error) {
	cf, digest, err := readCase(c.Case)
	if err != nil {
		return err
	}
	end, err := e.until(cf, c.Until)
	if err != nil {
		return usage("--until: %s", err)
	}
	e.cli.Data = "" // a fresh folder, whatever the environment says
	p, err := e.play(cf, digest, end, c.Out != "-" && !e.cli.JSON)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close(), os.RemoveAll(p.dir)) }()
	write := func(w io.Writer) error {
		return dossier.Write(e.ctx, w, p.Result, dossier.Options{Program: programName(), Digest: hex.EncodeToString(digest[:]), AsKnown: c.AsKnown})
	}
	if c.Out == "-" {
		return write(e.out)
	}
	if c.Out == "" {
		c.Out = cf.ID + ".html"
	}
	if err := writeWhole(c.Out, write); err != nil {
		return err
	}
	if e.cli.JSON {
		return e.json(map[string]string{"case": cf.ID, "file": c.Out})
	}
	_, err = fmt.Fprintf(e.out, "%s: %s as one page, for a browser or a printer\n", c.Out, cf.Title)
	return err
}

// writeWhole writes a file whole or not at all.
func writeWhole(file string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".tocsin-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	err = errors.Join(write(f), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", file, err), os.Remove(f.Name()))
	}
	return nil
}
