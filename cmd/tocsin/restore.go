package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/node"
)

type restoreCmd struct {
	Backup     string       `arg:"" optional:"" type:"path" help:"The folder that was given to backup. Without it: the organisation's folder as it was put back by hand."`
	Org        tocsin.OrgID `help:"Organisation that is restored." required:"" placeholder:"ORG"`
	As         tocsin.Role  `help:"Role in which it is done: the administrator." default:"administrator" words:"roles" placeholder:"ROLE"`
	Reason     string       `help:"Why. It stands in the log for good: name no person." placeholder:"TEXT"`
	Checkpoint []string     `help:"File with a checkpoint of the log that somebody kept: a peer, a stick. Repeatable." placeholder:"FILE" type:"existingfile" sep:"none"`
	LogKey     []string     `help:"File with a public key of the log, or of one that succeeded it, where it is not found. Repeatable." placeholder:"FILE" type:"existingfile" sep:"none"`
	Keys       string       `help:"Folder with desk.key and person.key, for example the old one." placeholder:"DIR" type:"existingdir"`
	PutBack    bool         `help:"The folder was put back by hand, though nothing shows it."`
	Check      bool         `help:"Only verify and compare, and say what would be done."`
}

// Help says what a restore does.
func (restoreCmd) Help() string {
	return "It verifies everything, compares it with every checkpoint that is known (beside the data folder, in $TOCSIN_CHECKPOINTS, in --checkpoint), says what is missing, and opens a successor log: hall goes on as tocsin/hall/2, which begins with all the leaves that were held. The old log is never signed again, so nobody can be shown two histories of one name. It refuses a record that does not agree with what is known.\n\n" +
		"For example:\n\n\ttocsin restore /mnt/backup --org city-police --reason 'the disk broke'\n\ttocsin restore /mnt/backup --org city-police --check --data /tmp/drill"
}

// Run restores.
func (c restoreCmd) Run(e *env) error {
	if c.Reason == "" && !c.Check {
		return usage("say why, in words that may stand in the log for good: --reason 'the disk broke'")
	}
	s := e.slow(string(c.Org))
	got, err := node.Restore(e.ctx, e.folder(), c.Org, node.RestoreOptions{
		Backup: c.Backup, Role: c.As, Reason: c.Reason, Checkpoints: c.Checkpoint, LogKeys: c.LogKey,
		Keys: c.Keys, PutBack: c.PutBack, Check: c.Check, Progress: s.step,
	}, e.nodeOptions())
	s.end()
	if d, ok := errors.AsType[*node.Damaged](err); ok {
		return errors.Join(err, e.tellDamage(d))
	}
	if err != nil || e.cli.JSON {
		return orJSON(e, err, got)
	}
	return e.tellRestored(got, c.Check)
}

// mostFindings is how many findings are listed.
const mostFindings = 10

func (e *env) tellDamage(d *node.Damaged) error {
	for _, f := range d.Findings[:min(len(d.Findings), mostFindings)] {
		if _, err := fmt.Fprintf(e.err, "  %s\n", f.Error()); err != nil {
			return err
		}
	}
	if more := int64(len(d.Findings)-mostFindings) + d.More; more > 0 {
		_, err := fmt.Fprintf(e.err, "  and %d more\n", more)
		return err
	}
	return nil
}

func (e *env) tellRestored(r node.Restored, check bool) error {
	p := e.page()
	if r.Before {
		p.line("%s was restored already: the log %s goes on from leaf %d, and nothing was recorded since. Nothing was done now.", r.Org, r.Log, r.Leaf)
		return p.err
	}
	p.line("%s", p.style.bold(fmt.Sprintf("%s: %s of %s are held, and everything in them agrees.", r.Org, count(r.Held, "leaf", "leaves"), r.Predecessor)))
	p.item(" ", missing(r))
	if check {
		p.item(" ", fmt.Sprintf("Nothing was changed. A restore would open the log %s.", r.Log))
		if len(r.MadeKeys) > 0 {
			p.item(" ", fmt.Sprintf("Not found, and would be made anew: %s. If you have them, name their folder with --keys.", strings.Join(r.MadeKeys, ", ")))
		}
		return p.err
	}
	p.item(" ", fmt.Sprintf("The log %s is open: its leaf %d says all this. %s is never signed again.", r.Log, r.Leaf, r.Predecessor))
	p.item(" ", "Its public key, for peers: "+r.Key)
	p.keysLost(r)
	if r.Kept != "" {
		p.item(" ", fmt.Sprintf("What was left of the old folder is now %s. It holds the old log's key: remove it when nothing in it is needed.", r.Kept))
	}
	if r.Lost > 0 || r.Where == "" {
		p.item(" ", "If words were erased, or a hold was placed, after this copy was made: the words are here again, and the hold is not. Have both ordered anew.")
	}
	p.item(" ", "Next: tell the peers, do again what was lost, and back up.")
	return p.err
}

// missing says what is known to be lost.
func missing(r node.Restored) string {
	switch {
	case r.Lost > 0:
		what := fmt.Sprintf("%d acts were recorded after this copy was made, leaves %d to %d", r.Lost, r.Held, r.Held+r.Lost-1)
		if r.Lost == 1 {
			what = fmt.Sprintf("1 act was recorded after this copy was made, leaf %d", r.Held)
		}
		return fmt.Sprintf("MISSING: %s of %s, by the checkpoint in %s. Here that is lost; what was sent, and the receipts, are where they went.", what, r.Predecessor, r.Where)
	case r.Where != "":
		return fmt.Sprintf("Nothing is missing: the newest checkpoint known, in %s, is of these %s.", r.Where, count(r.Held, "leaf", "leaves"))
	}
	return "No checkpoint is known beside the copy's own: whether acts were recorded after it cannot be said here. A peer, or a stick, may have one: --checkpoint FILE."
}

// keysLost says what it means that a key is new.
func (p *page) keysLost(r node.Restored) {
	if slices.Contains(r.MadeKeys, "desk.key") {
		p.item(" ", "desk.key is lost, and a new one signs from here on. Peers must be given desk.pub again; the old one is kept as desk.1.pub, and old statements are verified with it.")
	}
	if slices.Contains(r.MadeKeys, "person.key") {
		p.item(" ", "person.key is lost, and a new one is made. Who signed before can no longer be told from who signs now: have whatever waits for a second person signed first anew.")
	}
}
