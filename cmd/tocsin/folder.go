package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/node"
	"tocsin/internal/store"
	"tocsin/internal/strict"
)

// folder is where the organisations live.
func (e *env) folder() string {
	if e.cli.Data != "" {
		return e.cli.Data
	}
	return "tocsin-data"
}

// orgs lists the organisations of the folder. A folder with none is an error that says how to
// begin.
func (e *env) orgs() ([]tocsin.OrgID, error) {
	if e.cli.Server != "" {
		return nil, errFolder
	}
	orgs, err := node.Orgs(e.folder())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(orgs) == 0 {
		return nil, usage("%s holds no organisation: `tocsin org init NAME` begins one, `tocsin demo --data DIR` fills a folder", e.folder())
	}
	return orgs, nil
}

var errFolder = usage("this command works on the folder itself: leave --server out, and run it where the folder is")

// pickOrg is the organisation that was named, or the only one of the folder.
func (e *env) pickOrg(named tocsin.OrgID) (tocsin.OrgID, error) {
	orgs, err := e.orgs()
	switch {
	case err != nil:
		return "", err
	case named == "" && len(orgs) == 1:
		return orgs[0], nil
	case named == "":
		return "", usage("%s holds %d organisations: say which with --org: %s", e.folder(), len(orgs), strings.Join(words(orgs), ", "))
	case slices.Contains(orgs, named):
		return named, nil
	}
	hint := "it holds " + strings.Join(words(orgs), ", ")
	if guess, ok := strict.Suggest(string(named), words(orgs)); ok {
		hint = "did you mean " + guess + "? " + hint
	}
	return "", usage("there is no organisation %q in %s: %s", named, e.folder(), hint)
}

// lockWait is how long an act waits for another program that writes to the same folder.
const lockWait = 5 * time.Second

// open opens an organisation. Somebody else who is writing there is waited for.
func (e *env) open(org tocsin.OrgID, readOnly bool) (*node.Node, error) {
	o := e.nodeOptions()
	o.ReadOnly = readOnly
	return e.openWith(org, o)
}

func (e *env) openWith(org tocsin.OrgID, o node.Options) (*node.Node, error) {
	if e.cli.Server != "" {
		return nil, errFolder
	}
	e.of(org)
	end := time.Now().Add(lockWait)
	for {
		n, err := node.Open(e.ctx, e.folder(), org, o)
		if errors.Is(err, store.ErrLocked) && time.Now().After(end) {
			return n, fmt.Errorf("%w; if it is served, give the address of the server with --server", err)
		}
		if !errors.Is(err, store.ErrLocked) {
			return n, err
		}
		select {
		case <-e.ctx.Done():
			return nil, e.ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// nodeOptions are how every command opens an organisation. What is amiss and keeps no act from being
// recorded is told on standard error.
func (e *env) nodeOptions() node.Options {
	return node.Options{
		Clock: e.now, Checkpoints: e.cli.Checkpoints, Identity: e.cli.Identity,
		Warn: func(what string) { fmt.Fprintln(e.err, "tocsin: warning:", what) },
	}
}

// zone is the zone of times without an offset, and of the times shown.
func (e *env) zone() (*time.Location, error) {
	name := e.cli.Zone
	if name == "" && e.cli.Server != "" {
		name = "UTC"
	}
	if name == "" {
		name = e.caseZone()
	}
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, usage("there is no zone %q: write the name of a place, for example Europe/Berlin, Asia/Almaty, UTC", name)
	}
	return loc, nil
}

// caseZone is the zone of the case that filled the folder, or UTC.
func (e *env) caseZone() string {
	var c struct {
		Zone string `json:"zone"`
	}
	b, err := os.ReadFile(filepath.Join(e.folder(), "case.json"))
	if err != nil || json.Unmarshal(b, &c) != nil || c.Zone == "" {
		return "UTC"
	}
	return c.Zone
}

// instant reads a time in the zone of the command.
func (e *env) instant(flag, text string) (tocsin.Instant, error) {
	if text == "" {
		return tocsin.Instant{}, nil
	}
	loc, err := e.zone()
	if err != nil {
		return tocsin.Instant{}, err
	}
	i, err := tocsin.ParseInstant(text, loc)
	if err != nil {
		return i, usage("%s: %s", flag, err)
	}
	return i, nil
}

// window reads `2024-03-07..2024-03-09`, `2024-03-07..`, `..2024-03-09`, or one time for both ends.
func (e *env) window(flag, text string) (w tocsin.Window, err error) {
	from, to, two := strings.Cut(text, "..")
	if !two {
		to = from
	}
	if w.Start, err = e.instant(flag, strings.TrimSpace(from)); err != nil {
		return w, err
	}
	if w.End, err = e.instant(flag, strings.TrimSpace(to)); err != nil {
		return w, err
	}
	if text != "" && w.Check() != nil {
		return w, usage("%s: %q ends before it begins: swap the two", flag, text)
	}
	return w, nil
}

// clockTime is a moment as the screen shows it: Thu 7 Mar 2024 18:00 MSK.
func clockTime(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return "no time given"
	}
	return t.In(loc).Format("Mon 2 Jan 2006 15:04 MST")
}

// shown is an instant as the screen shows it: one of our own clock in the zone of the command, any
// other in its own words.
func (s *session) shown(i tocsin.Instant) string {
	if i.Precision == tocsin.Exact {
		return clockTime(i.Earliest, s.loc)
	}
	return i.String()
}

// ago says how long before now a moment was, or how long after now it is.
func ago(t, now time.Time) string {
	d := now.Sub(t)
	format := "%s ago"
	if d < 0 {
		d, format = -d, "in %s"
	}
	var text string
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		text = fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		text = fmt.Sprintf("%d h", d/time.Hour)
	default:
		text = fmt.Sprintf("%d d", d/(24*time.Hour))
	}
	return fmt.Sprintf(format, text)
}
