// Command tocsin is a warning exchange for organisations with a duty to warn: it carries a warning
// from the one who knows to the one who can act, and keeps what was owed, by whom, until when.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	_ "time/tzdata" // zones of case files, on machines that have none

	"tocsin"
	"tocsin/internal/strict"

	"github.com/alecthomas/kong"
)

// Exit codes, for scripts.
const (
	exitOK      = 0
	exitFailed  = 1 // something went wrong
	exitUsage   = 2 // the command line is wrong
	exitRefused = 3 // a rule refused the act
	exitCase    = 4 // a case file has problems, or its expectations did not come true
)

// CLI is the command line: one field a command, one file a command.
type CLI struct {
	Data  string `help:"Folder that holds the organisations. Default: ./tocsin-data." placeholder:"DIR" env:"TOCSIN_DATA" type:"path"`
	Zone  string `help:"Zone of times without an offset, and of the times shown. Default: the zone of the case that filled the folder, else UTC." placeholder:"ZONE"`
	Whole bool   `help:"Read the whole record, not only what is still open and the newest of each kind."`
	JSON  bool   `name:"json" help:"Print JSON instead of tables."`

	Server    string `help:"Address of a node that is served, in place of a folder: https://HOST." placeholder:"URL" env:"TOCSIN_SERVER"`
	TokenFile string `help:"With --server: file that holds the token, of which only you are the reader." placeholder:"FILE" env:"TOCSIN_TOKEN_FILE" type:"path"`

	// Set once, by who installs the program: not for who sits at the desk.
	Checkpoints string `hidden:"" help:"Folder on another disk that keeps the newest checkpoint of every organisation, too." placeholder:"DIR" env:"TOCSIN_CHECKPOINTS" type:"path"`

	Identity string `hidden:"" help:"Key file, outside the data folder, that opens what is sealed at rest." placeholder:"FILE" env:"TOCSIN_IDENTITY" type:"path"`

	Demo    demoCmd    `cmd:"" group:"Cases" help:"Play the founding case and show its two lanes: what was reported, and what was owed."`
	Replay  replayCmd  `cmd:"" group:"Cases" help:"Play a case file through the real desks."`
	Case    caseCmd    `cmd:"" group:"Cases" help:"Check a case file, or begin a new one."`
	Dossier dossierCmd `cmd:"" group:"Cases" help:"Write a played case as one page to take away."`

	Report  reportCmd  `cmd:"" group:"The desk" help:"Reports: write one down, grade it, list them."`
	Threat  threatCmd  `cmd:"" group:"The desk" help:"Threats: open one, lay reports beside it, judge it."`
	Brief   briefCmd   `cmd:"" group:"The desk" help:"One sheet on a threat for who decides: what is known, can be checked, and costs."`
	Duty    dutyCmd    `cmd:"" group:"The desk" help:"The duty to warn: decide on it, sign second."`
	Warn    warnCmd    `cmd:"" group:"The desk" help:"Warnings: draft at three levels, check, sign, release, close."`
	Cap     capCmd     `cmd:"" group:"The desk" help:"Public alerts in CAP 1.2: check files, print a warning's public version."`
	Respond respondCmd `cmd:"" group:"The desk" help:"Warnings received: grade the content, then see the sender, then act."`
	Review  reviewCmd  `cmd:"" group:"The desk" help:"What is owed, and the decisions that windows ask for."`
	Notify  notifyCmd  `cmd:"" group:"The desk" help:"Who is being told what, until a person answers."`
	Call    callCmd    `cmd:"" group:"The desk" help:"The call sheet: whom to ring, the words to say, what it came to."`
	Settle  settleCmd  `cmd:"" group:"The desk" help:"Meet a duty by saying how it was done."`

	List      listCmd      `cmd:"" group:"Lists and attention" help:"Watchlists: entries with grounds and a date of review; lists that come in."`
	Attention attentionCmd `cmd:"" group:"Lists and attention" help:"What lists, hours and senior time go to, beside the assessed threats."`

	Site    siteCmd    `cmd:"" group:"Sites" help:"Sites: posture, briefings, sightings, what a site carries."`
	Measure measureCmd `cmd:"" group:"Sites" help:"Measures at a site: start, observe, lower by two, substitute."`
	Event   eventCmd   `cmd:"" group:"Sites" help:"Events at a site: go or no-go."`

	Asof        asofCmd        `cmd:"" group:"The record" help:"What an organisation held at a time, or two of them side by side."`
	Audit       auditCmd       `cmd:"" group:"The record" help:"Look for what would lapse in silence."`
	Obligations obligationsCmd `cmd:"" group:"The record" help:"Every duty: open, met, ended."`
	Claim       claimCmd       `cmd:"" group:"The record" help:"What people said afterwards, and what of it can be true at once."`
	Name        nameCmd        `cmd:"" group:"The record" help:"Names across spellings and scripts: how alike two are, which of a list."`

	Start      startCmd      `cmd:"" group:"The house" help:"Everything on this machine, at once: a folder, an organisation, the browser."`
	Serve      serveCmd      `cmd:"" group:"The house" help:"Serve an organisation: its console, its API, its clock."`
	Org        orgCmd        `cmd:"" group:"The house" help:"Begin an organisation, admit peers, list them."`
	Contact    contactCmd    `cmd:"" group:"The house" help:"Who is reached for a role or an organisation, how, and in which order."`
	Source     sourceCmd     `cmd:"" group:"The house" help:"Protected sources: their words never leave the house."`
	Erase      eraseCmd      `cmd:"" group:"The house" help:"Erase what a record says, by an order of two roles."`
	Hold       holdCmd       `cmd:"" group:"The house" help:"Incident holds: nothing under one is erased."`
	Person     personCmd     `cmd:"" group:"The house" help:"Name the person behind an act, by an order of two roles and with two keys."`
	Account    accountCmd    `cmd:"" group:"The house" help:"Who may act, and as which roles."`
	Token      tokenCmd      `cmd:"" group:"The house" help:"Tokens for programs: scoped, and they expire."`
	Seal       sealCmd       `cmd:"" group:"The house" help:"Seal protected sources at rest, to a key that is kept elsewhere."`
	Log        logCmd        `cmd:"" group:"The house" help:"The log of all acts: what it says, and proofs for others."`
	Carry      carryCmd      `cmd:"" group:"The house" help:"Take what waits in every outbox of the folder to its addressee's desk."`
	Backup     backupCmd     `cmd:"" group:"The house" help:"Copy the record to another disk, verified, while acts are recorded."`
	Restore    restoreCmd    `cmd:"" group:"The house" help:"Make an organisation of a backup, or of a folder that was put back."`
	Completion completionCmd `cmd:"" group:"The house" help:"Print the completion script for bash, zsh or fish."`
	Version    versionCmd    `cmd:"" group:"The house" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run runs one command line. It is the whole program, so that tests can run it in their process.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return runAt(ctx, time.Now, args, stdin, stdout, stderr)
}

// runAt runs one command line by a clock. Only tests give another than the wall's.
func runAt(ctx context.Context, now func() time.Time, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var cli CLI
	exited, code := false, exitOK
	parser, err := newParser(&cli, stdout, stderr, func(c int) { exited, code = true, c })
	if err != nil {
		fmt.Fprintln(stderr, "tocsin:", err)
		return exitFailed
	}
	k, err := parser.Parse(args)
	if exited {
		return code // --help
	}
	if err == nil {
		err = checkWords(k)
	}
	if err != nil {
		fmt.Fprintf(stderr, "tocsin: %s\nRun `tocsin --help` to see the commands.\n", err)
		return exitUsage
	}
	env := &env{ctx: ctx, cli: &cli, in: stdin, out: stdout, err: stderr, parser: parser, now: now}
	return env.report(k.Run(env))
}

func newParser(cli *CLI, stdout, stderr io.Writer, exit func(int)) (*kong.Kong, error) {
	return kong.New(cli,
		kong.Name("tocsin"),
		kong.Description("A warning exchange for organisations with a duty to warn."),
		kong.Writers(stdout, stderr),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.UsageOnError(),
		wordVars(),
	)
}

// env is what a command needs from its surroundings.
type env struct {
	ctx      context.Context
	cli      *CLI
	in       io.Reader
	out, err io.Writer
	parser   *kong.Kong
	now      func() time.Time
	drill    tocsin.OrgID // the exercise that the command is in; empty: none
	marked   bool         // that it is one was said
}

// report prints an error for a person and returns the exit code.
func (e *env) report(err error) int {
	if err == nil {
		return exitOK
	}
	if r, ok := errors.AsType[*tocsin.Refusal](err); ok {
		e.refused(r)
		return exitRefused
	}
	if c, ok := errors.AsType[*caseError](err); ok {
		fmt.Fprint(e.err, c.text)
		return exitCase
	}
	if u, ok := errors.AsType[*usageError](err); ok {
		fmt.Fprintln(e.err, "tocsin:", u.text)
		return exitUsage
	}
	if _, ok := errors.AsType[strict.Problems](err); ok {
		fmt.Fprintln(e.err, err)
		return exitCase
	}
	fmt.Fprintln(e.err, "tocsin:", err)
	return exitFailed
}

func (e *env) refused(r *tocsin.Refusal) {
	if e.cli.JSON {
		_ = e.json(map[string]any{"refused": r})
		return
	}
	e.markOn(e.err)
	fmt.Fprintf(e.err, "Refused: %s.\n", r.Reason)
	if r.Instead != "" {
		fmt.Fprintf(e.err, "Instead: %s.\n", r.Instead)
	}
	fmt.Fprintf(e.err, "Rule:    %s\n", r.Rule)
}
