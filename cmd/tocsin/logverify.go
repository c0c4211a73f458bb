package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"tocsin/internal/desk"
	"tocsin/internal/node"
	"tocsin/internal/store"
)

type logVerifyCmd struct {
	Checkpoint []string `help:"A checkpoint of this log that somebody else kept: the log must hold all that it says. Repeatable." type:"existingfile" placeholder:"FILE" sep:"none"`
	reading
}

// Help shows an example.
func (logVerifyCmd) Help() string {
	return "It computes everything anew from what is stored: the tree from the statements, every row's sum, every record against the statement that commits to it, every erasure against its order of two roles. It says what was erased, when and on whose order. Acts go on meanwhile.\n\n" +
		"What it cannot find: a log that was rewritten whole, with its key. Against that there are checkpoints that others keep: give them with --checkpoint.\n\n" +
		"Exit code 1: something does not agree. Then stop, keep a copy of the folder, and restore from a backup.\n\n" +
		"For example:\n\n\ttocsin log verify\n\ttocsin log verify --checkpoint /media/stick/hall.checkpoint"
}

var errNotSound = errors.New("the log and the database do not agree: stop, keep a copy of the folder as it is, then `tocsin restore` from a backup")

// Run verifies an organisation's log and database.
func (c logVerifyCmd) Run(e *env) error {
	org, err := e.pickOrg(c.Org)
	if err != nil {
		return err
	}
	o := e.nodeOptions()
	o.ReadOnly, o.Suspect = true, true
	return onNode(e, org, o, func(n *node.Node) error {
		v, err := n.Verify(e.ctx, node.VerifyOptions{Checkpoints: c.Checkpoint, Progress: e.steps("verify")})
		if err != nil {
			return err
		}
		left, err := node.Handover(e.folder(), org)
		if err != nil {
			return err
		}
		if e.cli.JSON {
			err = e.json(v)
		} else {
			err = tellVerified(e, v, left)
		}
		if err == nil && !v.Good() {
			err = errNotSound
		}
		return err
	})
}

func tellVerified(e *env, v node.Verification, handover []string) error {
	loc, err := e.zone()
	if err != nil {
		return err
	}
	p := e.page()
	p.line("%s", p.style.bold(fmt.Sprintf("Log %s: %d leaves", v.Log, v.Size)))
	if v.Checkpoint != "" {
		p.item("✗", "the newest checkpoint is not to be believed: "+v.Checkpoint)
	} else {
		p.item(" ", "root "+v.Root+", signed by the log's key")
	}
	for _, l := range v.Before {
		p.item(" ", fmt.Sprintf("it succeeds the log %s", l.Origin))
	}
	p.item(" ", fmt.Sprintf("%d record(s) in %d version(s), %d request(s), %d message(s); %d statement(s) read", v.Rows.Records, v.Rows.Versions, v.Rows.Requests, v.Rows.Messages, v.Said.Statements))
	if v.Said.Sealed > 0 {
		p.item(" ", fmt.Sprintf("%d version(s) are sealed and were held to their commitment only", v.Said.Sealed))
	}
	for _, k := range v.Known {
		p.item(tick(k.Good), k.File+": "+k.What)
	}
	tellErased(p, "Erased", v.Said.Gone, func(t time.Time) string { return clockTime(t, loc) })
	tellErased(p, "Rewritten without some words", v.Said.Rewritten, func(t time.Time) string { return clockTime(t, loc) })
	tellFindings(p, append(v.Rows.Findings, v.Said.Findings...), v.Rows.More+v.Said.More)
	for _, file := range handover {
		p.item("!", "a key to the names behind acts still lies on this machine: hand "+file+" to its role and remove it here")
	}
	if v.Good() {
		p.line("\nEverything agrees.")
	}
	return p.err
}

func tick(good bool) string {
	if good {
		return " "
	}
	return "✗"
}

func tellErased(p *page, what string, all []desk.Erased, when func(time.Time) string) {
	if len(all) == 0 {
		return
	}
	p.heading("%s: %d", what, len(all))
	for _, x := range all {
		text := fmt.Sprintf("%s: %s, leaf %d", x.Record, when(x.At), x.Leaf)
		if x.Order != "" {
			text += fmt.Sprintf("; order %s asked by the %s, given by the %s: %s", x.Order, spacedWord(string(x.Asked)), spacedWord(string(x.Given)), x.Reason)
		} else {
			text += "; sealed, nothing is lost"
		}
		p.item("  ", text)
	}
}

func tellFindings(p *page, all []store.Finding, more int64) {
	if len(all) == 0 {
		return
	}
	p.heading("Does not agree: %d", int64(len(all))+more)
	for _, f := range all {
		p.item("  ✗", f.Error())
	}
	if more > 0 {
		p.line("  and %d more that are not listed", more)
	}
}

// steps tells how far a long piece of work has come, on a terminal only, twice a second.
func (e *env) steps(what string) func(step string, done, total int64) {
	if _, isTerm := width(e.err); !isTerm {
		return nil
	}
	var last time.Time
	return func(step string, done, total int64) {
		now := time.Now()
		if done < total && now.Sub(last) < 500*time.Millisecond {
			return
		}
		last = now
		line := fmt.Sprintf("%s: %s %d of %d", what, step, done, total)
		fmt.Fprintf(e.err, "\r%s%s", line, strings.Repeat(" ", max(0, 60-len(line))))
		if done >= total {
			fmt.Fprint(e.err, "\r"+strings.Repeat(" ", 60)+"\r")
		}
	}
}
