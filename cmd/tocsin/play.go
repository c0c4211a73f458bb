package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tocsin"
	"tocsin/cases"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/casefile"
	"tocsin/internal/desk"
	"tocsin/internal/node"
	"tocsin/internal/replay"
	"tocsin/internal/strict"
)

// caseError is a case file's problems, with lines of its source.
type caseError struct{ text string }

func (c *caseError) Error() string { return c.text }

// readCase reads a case from a file or folder, or a built-in one by its name.
func readCase(name string) (*casefile.Case, [32]byte, error) {
	data, file, err := caseBytes(name)
	if err != nil {
		return nil, [32]byte{}, err
	}
	c, doc, err := casefile.Parse(file, data)
	if err != nil {
		if problems, ok := errors.AsType[strict.Problems](err); ok {
			return nil, [32]byte{}, &caseError{text: doc.Excerpt(err) + fmt.Sprintf("%d problem(s) in %s: mend them and check again\n", len(problems), file)}
		}
		return nil, [32]byte{}, err
	}
	return c, sha256.Sum256(data), nil
}

func caseBytes(name string) ([]byte, string, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		if data, file, berr := cases.Read(name); berr == nil {
			return data, file, nil
		}
		return nil, name, fmt.Errorf("there is no file, folder or built-in case %q (built in: %v)", name, cases.Names())
	}
	if err != nil {
		return nil, name, err
	}
	if info.IsDir() {
		name = filepath.Join(name, "case.yaml")
	}
	data, err := os.ReadFile(name)
	return data, name, err
}

// played is a replay whose organisations are open.
type played struct {
	*replay.Result
	dir   string
	nodes []*node.Node
}

// close closes every organisation.
func (p *played) close() error {
	var errs []error
	for _, n := range p.nodes {
		errs = append(errs, n.Close())
	}
	return errors.Join(errs...)
}

// play plays a case into the data folder, or into a fresh one.
func (e *env) play(c *casefile.Case, digest [32]byte, until time.Time, progress bool) (*played, error) {
	dir, err := e.freshDir(c.ID)
	if err != nil {
		return nil, err
	}
	p := &played{dir: dir}
	open := func(ctx context.Context, org tocsin.OrgID, clock *replay.Clock, ids io.Reader) (replay.House, error) {
		n, err := node.Open(ctx, dir, org, node.Options{Clock: clock.Now, IDs: ids, Bulk: true})
		if err != nil {
			return replay.House{}, err
		}
		p.nodes = append(p.nodes, n)
		return replay.House{Desk: n.Desk, To: func(d *desk.Desk) client.Transport { return api.Local{Desk: d} }}, nil
	}
	o := replay.Options{Until: until}
	bar := e.progress(progress)
	o.Progress = bar.step
	p.Result, err = replay.Play(e.ctx, c, digest, open, o)
	bar.done()
	if err == nil {
		err = writeCard(dir, c)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("replay %s: %w", c.ID, err), p.close())
	}
	return p, nil
}

// writeCard notes beside the organisations which case filled the folder, and the zone of its times.
func writeCard(dir string, c *casefile.Case) error {
	b, err := json.MarshalIndent(map[string]any{"case": c.ID, "title": c.Title, "zone": c.Zone, "exercise": c.Exercise}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "case.json"), append(b, '\n'), 0o600)
}

// freshDir is the folder to play into. A folder that already holds organisations is refused: a
// record is appended to, never replaced.
func (e *env) freshDir(id string) (string, error) {
	if e.cli.Data == "" {
		dir, err := os.MkdirTemp("", "tocsin-"+id+"-")
		if err != nil {
			return "", fmt.Errorf("make a folder for the replay: %w", err)
		}
		return dir, nil
	}
	orgs, err := node.Orgs(e.cli.Data)
	if err == nil && len(orgs) > 0 {
		return "", fmt.Errorf("%s already holds the record of %d organisations: choose an empty folder, a record is never replaced", e.cli.Data, len(orgs))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	return e.cli.Data, os.MkdirAll(e.cli.Data, 0o700)
}

// progress shows on a terminal how far a replay is, on one line of standard error.
func (e *env) progress(on bool) *bar {
	_, isTerm := terminal(e.err)
	return &bar{out: e.err, on: on, live: isTerm}
}

type bar struct {
	out      io.Writer
	on, live bool
	last     time.Time
	shown    int
}

func (b *bar) step(done, total int, at time.Time, what string) {
	if !b.on {
		return
	}
	tenth := done * 10 / max(1, total)
	switch {
	case b.live && time.Since(b.last) > 40*time.Millisecond:
		b.last = time.Now()
		fmt.Fprintf(b.out, "\r\x1b[K  %3d %%  %s  %s", done*100/max(1, total), at.Format("2 Jan 2006"), cut(what, 48))
	case !b.live && (tenth > b.shown || done == 0):
		b.shown = tenth
		fmt.Fprintf(b.out, "  %3d %%  %s\n", done*100/max(1, total), at.Format("2 Jan 2006"))
	}
}

func (b *bar) done() {
	if b.on && b.live {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
