package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/node"
)

type backupCmd struct {
	Dest     string `arg:"" type:"path" help:"Folder for the backups, on another disk: each organisation gets a folder in it. A backup that is there is carried on."`
	WithKeys bool   `help:"Copy desk.key and person.key, too: then keep the backup as you keep the keys."`
	Full     bool   `help:"Verify all of the backup, not only what is new in it."`
	reading
}

// Help says what a backup is, and what it is not.
func (backupCmd) Help() string {
	return "It may run while acts are recorded, and keeps nobody waiting. Without --org it takes every organisation of the data folder. Only what is new since the last backup is copied; what was erased is erased in the backup, too. Each backup is verified and durable before the command says so, and one that is interrupted leaves the one before.\n\n" +
		"A backup can be read (tocsin asof TODAY --data DEST), and takes no acts: `tocsin restore` makes an organisation of it.\n\n" +
		"For example, each night:\n\n\ttocsin backup /mnt/backup --data DIR"
}

// Run backs up.
func (c backupCmd) Run(e *env) error {
	orgs, err := e.orgs()
	if err == nil && c.Org != "" {
		var org tocsin.OrgID
		org, err = e.pickOrg(c.Org)
		orgs = []tocsin.OrgID{org}
	}
	if err != nil {
		return err
	}
	done := []node.Backup{}
	var failed []error
	for _, org := range orgs {
		b, err := c.one(e, org)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		done = append(done, b)
	}
	if e.cli.JSON {
		return errors.Join(append(failed, e.json(done))...)
	}
	return errors.Join(append(failed, e.tellBackups(done, c.Full))...)
}

func (c backupCmd) one(e *env, org tocsin.OrgID) (b node.Backup, err error) {
	n, err := e.open(org, true)
	if err != nil {
		return b, err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	s := e.slow(string(org))
	defer s.end()
	return n.Backup(e.ctx, c.Dest, node.BackupOptions{WithKeys: c.WithKeys, Full: c.Full, Progress: s.step})
}

func (e *env) tellBackups(done []node.Backup, full bool) error {
	p := e.page()
	for _, b := range done {
		verified := "verified"
		if !full && !b.Whole {
			verified = "what is new is verified; --full verifies all of it"
		}
		p.line("%s: backed up to %s; %s.", b.Org, b.Folder, verified)
		p.item(" ", fmt.Sprintf("%s of %s, %d new. Root %s", count(b.Leaves, "leaf", "leaves"), b.Log, b.New, b.Root))
		absent := except(b.Absent, "log.key")
		if len(absent) > 0 {
			p.item(" ", fmt.Sprintf("Not copied: %s. The record can be restored without, but then the desk signs with a new key, which peers must be given, and one person's two signatures are no longer known to be one person's. --with-keys copies them: keep such a backup locked.", strings.Join(absent, ", ")))
		}
		if len(b.Keys) > 0 {
			p.item(" ", fmt.Sprintf("It holds secret keys: %s. Who has this folder can sign in the desk's name: keep it locked.", strings.Join(b.Keys, ", ")))
		}
		p.item(" ", "Never copied: log.key. What is restored goes on as a log of its own, with a key of its own.")
	}
	return p.err
}

func except(list []string, word string) (out []string) {
	for _, w := range list {
		if w != word {
			out = append(out, w)
		}
	}
	return out
}

// count is a number of things.
func count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// slow tells on standard error how far something is that takes long, and nothing of what does not.
func (e *env) slow(what string) *slow {
	_, live := terminal(e.err)
	now := time.Now()
	return &slow{e: e, what: what, live: live, begun: now, told: now}
}

type slow struct {
	e           *env
	what        string
	live        bool
	begun, told time.Time
	shown       bool
}

// When to begin, and how often to tell: on a terminal, and in a file.
const (
	slowFrom  = 2 * time.Second
	slowLive  = 100 * time.Millisecond
	slowLines = 10 * time.Second
)

func (s *slow) step(step string, done, total int64) {
	every := slowLines
	if s.live {
		every = slowLive
	}
	if now := time.Now(); total == 0 || now.Sub(s.begun) < slowFrom || s.shown && now.Sub(s.told) < every {
		return
	}
	s.shown, s.told = true, time.Now()
	text := fmt.Sprintf("%s: %s, %d %%", s.what, step, done*100/total)
	if s.live {
		fmt.Fprintf(s.e.err, "\r\x1b[K  %s", text)
		return
	}
	fmt.Fprintln(s.e.err, text)
}

func (s *slow) end() {
	if s.shown && s.live {
		fmt.Fprint(s.e.err, "\r\x1b[K")
	}
}
