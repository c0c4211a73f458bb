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
	Data    string     `help:"Folder that holds the organisations." placeholder:"DIR" env:"TOCSIN_DATA" type:"path"`
	JSON    bool       `name:"json" help:"Print JSON instead of tables."`
	Version versionCmd `cmd:"" help:"Print the version."`
	Demo    demoCmd    `cmd:"" help:"Play the founding case and show its two lanes: what was reported, and what was owed."`
	Replay  replayCmd  `cmd:"" help:"Play a case file through the real desks."`
	Case    caseCmd    `cmd:"" help:"Check a case file, or begin a new one."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run runs one command line. It is the whole program, so that tests can run it in their process.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var cli CLI
	exited, code := false, exitOK
	parser, err := kong.New(&cli,
		kong.Name("tocsin"),
		kong.Description("A warning exchange for organisations with a duty to warn."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(c int) { exited, code = true, c }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(stderr, "tocsin:", err)
		return exitFailed
	}
	k, err := parser.Parse(args)
	if exited {
		return code // --help
	}
	if err != nil {
		fmt.Fprintf(stderr, "tocsin: %s\nRun `tocsin --help` to see the commands.\n", err)
		return exitUsage
	}
	env := &env{ctx: ctx, cli: &cli, in: stdin, out: stdout, err: stderr, parser: parser}
	return env.report(k.Run(env))
}

// env is what a command needs from its surroundings.
type env struct {
	ctx      context.Context
	cli      *CLI
	in       io.Reader
	out, err io.Writer
	parser   *kong.Kong
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
	fmt.Fprintf(e.err, "Refused: %s.\n", r.Reason)
	if r.Instead != "" {
		fmt.Fprintf(e.err, "Instead: %s.\n", r.Instead)
	}
	fmt.Fprintf(e.err, "Rule:    %s\n", r.Rule)
}
