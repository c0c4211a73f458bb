package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
)

type startCmd struct {
	serving
	Name      string         `help:"Name of the organisation, when it is begun." default:"Our desk" placeholder:"NAME"`
	Kind      tocsin.OrgKind `help:"What it is, when it is begun: ${orgkinds}." default:"operator" words:"orgkinds" placeholder:"KIND"`
	Exercise  bool           `help:"Exercise: in a folder of its own, where nothing is real and everything says so."`
	NoBrowser bool           `help:"Do not open the browser."`
}

// Help says what start is for.
func (startCmd) Help() string {
	return "Everything on one machine, today: it picks a folder, begins an organisation there if there is none, serves it to this machine alone and opens the browser. It goes on until Ctrl-C. For others to reach it, see `tocsin serve`.\n\n" +
		"For example:\n\n\ttocsin start\n\ttocsin start --exercise"
}

// Run starts.
func (c startCmd) Run(e *env) error {
	if e.cli.Server != "" {
		return errFolder
	}
	if e.cli.Data == "" {
		dir, err := usualFolder()
		if err != nil {
			return err
		}
		if c.Exercise {
			dir += "-exercise"
		}
		e.cli.Data = dir
	}
	org, err := c.organisation(e)
	if err != nil {
		return err
	}
	c.Listen = freeAddress(c.Listen)
	return c.serve(e, org, func(url string) {
		url = strings.Replace(url, "//127.0.0.1:", "//localhost:", 1) // passkeys are bound to names
		e.mark()
		fmt.Fprintf(e.out, "%s answers at %s, to this machine alone. Its folder is %s. Ctrl-C stops it.\n", org, url, e.cli.Data)
		if c.NoBrowser {
			return
		}
		if err := openBrowser(url); err != nil {
			fmt.Fprintf(e.err, "tocsin: no browser could be opened: open %s yourself\n", url)
		}
	})
}

// organisation is the one of the folder, which is begun when there is none.
func (c startCmd) organisation(e *env) (tocsin.OrgID, error) {
	orgs, err := node.Orgs(e.folder())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if len(orgs) > 0 {
		id, err := e.pickOrg(c.Org)
		if err == nil && c.Exercise && !id.Exercise() {
			return "", tocsin.Refuse(tocsin.RuleExercise, "leave --data out, or name an empty folder", "%s holds the real %s: an exercise has a folder of its own", e.folder(), id)
		}
		return id, err
	}
	id := cmp.Or(c.Org, "desk")
	if c.Exercise {
		id = id.AsExercise()
	}
	if err := tocsin.CheckOrgID(id); err != nil {
		return "", usage("--org: %s", err)
	}
	keys, err := node.MakeIdentity(e.folder(), id, e.cli.Checkpoints)
	if err != nil {
		return "", err
	}
	o := tocsin.Org{ID: id, Name: c.Name, Kind: c.Kind, Profile: tocsin.ProfileSmall}
	err = e.session(id, false, client.Caller{Role: tocsin.Administrator}, func(s *session) error {
		s.then = func(p *page) { tellHandover(p, keys) }
		if _, err := s.send(client.Admit{Org: o}, "", told{words: "Organisation begun in " + e.folder()}); err != nil {
			return err
		}
		return s.tellDone()
	})
	return id, err
}

// usualFolder is tocsin-data where we are, if it is there, or else the user's own place for data.
func usualFolder() (string, error) {
	if info, err := os.Stat("tocsin-data"); err == nil && info.IsDir() {
		return filepath.Abs("tocsin-data")
	}
	if runtime.GOOS == "linux" {
		if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "tocsin"), nil
		}
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("find a folder: %w: name one with --data", err)
		}
		return filepath.Join(home, ".local", "share", "tocsin"), nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find a folder: %w: name one with --data", err)
	}
	return filepath.Join(dir, "tocsin"), nil
}

// freeAddress is the address, or one of this machine that is free when somebody answers there already.
func freeAddress(listen string) string {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return "127.0.0.1:0"
	}
	_ = l.Close() // it was opened only to see whether it can be
	return listen
}

// openBrowser opens a page in whatever this user reads pages with.
func openBrowser(url string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	case "darwin":
		cmd = exec.Command("open", url)
	default:
		cmd = exec.Command("xdg-open", url)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // it ends by itself, and nobody waits for what the user reads
	return nil
}
