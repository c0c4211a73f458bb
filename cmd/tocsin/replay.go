package main

import (
	"fmt"
	"strings"
	"time"

	"tocsin"
	"tocsin/cases"
	"tocsin/internal/casefile"
)

type replayCmd struct {
	Case  string `arg:"" help:"Case file, folder, or the name of a built-in case."`
	Until string `help:"Play nothing later than this: 2024-03-09 (to the end of that day), 2024-03-09T18:00." placeholder:"TIME"`
}

// Run plays a case and tells it.
func (c replayCmd) Run(e *env) error { return e.tell(c.Case, c.Until, false) }

type demoCmd struct {
	Until  string `help:"Play nothing later than this." placeholder:"TIME"`
	Serve  bool   `help:"Open the case in the console, as it stood when its 48 hours had ended, with one account per role."`
	Listen string `help:"With --serve: address and port of this machine." default:"127.0.0.1:8437" placeholder:"HOST:PORT"`
}

// Run plays the founding case.
func (c demoCmd) Run(e *env) error {
	if c.Serve {
		return e.serveDemo(c.Until, c.Listen)
	}
	return e.tell(cases.Founding, c.Until, true)
}

// tell plays a case into the data folder and prints its two lanes.
func (e *env) tell(name, until string, demo bool) (err error) {
	c, digest, err := readCase(name)
	if err != nil {
		return err
	}
	end, err := e.until(c, until)
	if err != nil {
		return err
	}
	began := time.Now()
	p, err := e.play(c, digest, end, !e.cli.JSON)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := p.close(); err == nil {
			err = cerr
		}
	}()
	s, err := newStory(e, p)
	if err != nil {
		return err
	}
	s.took = time.Since(began)
	if e.cli.JSON {
		err = s.json()
	} else {
		err = s.print(demo)
	}
	if err == nil && len(p.Odd) > 0 {
		err = &caseError{text: "The case expected otherwise:\n  " + strings.Join(p.Odd, "\n  ") + "\n"}
	}
	return err
}

// until reads a time in the zone of the case; a date means the end of that day.
func (e *env) until(c *casefile.Case, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	loc, err := time.LoadLocation(c.Zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("zone of the case: %w", err)
	}
	i, err := tocsin.ParseInstant(text, loc)
	return i.Latest, err
}
