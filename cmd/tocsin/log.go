package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tocsin"
	"tocsin/internal/node"
	"tocsin/ledger"
)

type logCmd struct {
	Show    logShowCmd    `cmd:"" help:"What the log says was done: each act's leaf, role, object and commitments."`
	Verify  logVerifyCmd  `cmd:"" help:"Recompute everything from what is stored: what does not agree, what was erased on whose order."`
	Prove   logProveCmd   `cmd:"" help:"Write a statement and the proof that it was logged, for somebody else to check."`
	Check   logCheckCmd   `cmd:"" help:"Check a statement and its proof, offline: no folder is needed, only the log's public key."`
	Publish logPublishCmd `cmd:"" help:"Write the log as static files (C2SP tiles), for peers and their tools to check."`
}

// onLog opens an organisation for reading, without reading its record.
func (r reading) onLog(e *env, fn func(*node.Node) error) error {
	org, err := e.pickOrg(r.Org)
	if err != nil {
		return err
	}
	o := e.nodeOptions()
	o.ReadOnly = true
	return onNode(e, org, o, fn)
}

func onNode(e *env, org tocsin.OrgID, o node.Options, fn func(*node.Node) error) error {
	n, err := e.openWith(org, o)
	if err != nil {
		return err
	}
	return errors.Join(fn(n), n.Close())
}

type logShowCmd struct {
	Leaf *int64 `arg:"" optional:"" help:"One leaf, with its statement as it was signed."`
	From *int64 `help:"Begin at this leaf. Default: near the end." placeholder:"LEAF"`
	Last int64  `help:"How many leaves to show." default:"20" placeholder:"N"`
	reading
}

// Help shows an example.
func (logShowCmd) Help() string {
	return "A leaf names a role, not a person, and holds commitments to what was written, not what was written.\n\n" +
		"For example:\n\n\ttocsin log show\n\ttocsin log show 12 --org city-police"
}

// Run shows leaves.
func (c logShowCmd) Run(e *env) error {
	if c.Last < 1 || c.Last > 10000 {
		return usage("--last: from 1 to 10000 leaves at once, not %d", c.Last)
	}
	return c.onLog(e, func(n *node.Node) error {
		if c.Leaf != nil {
			return showLeaf(e, n, *c.Leaf)
		}
		from := -c.Last
		if c.From != nil {
			from = max(0, *c.From)
		}
		leaves, size, err := n.Leaves(e.ctx, from, c.Last)
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.json(append([]node.Leaf{}, leaves...))
		}
		return tellLeaves(e, leaves, size)
	})
}

func tellLeaves(e *env, leaves []node.Leaf, size int64) error {
	loc, err := e.zone()
	if err != nil {
		return err
	}
	rows := make([][]string, len(leaves))
	for i, l := range leaves {
		role, object := "?", "its signature could not be verified with desk.pub"
		switch {
		case l.Said != nil:
			role, object = l.Said.Role, l.Said.Object
		case l.Succeeds != nil:
			role, object = l.Succeeds.Role, "succeeds "+l.Succeeds.Predecessor
		}
		rows[i] = []string{fmt.Sprint(l.Index), clockTime(l.Recorded, loc), l.Act, role, object, l.ID[:16]}
	}
	if err := e.table([]string{"LEAF", "RECORDED", "ACT", "ROLE", "OBJECT", "ID"}, rows); err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.out, "\n%d of %d leaves.\n", len(leaves), size)
	return err
}

func showLeaf(e *env, n *node.Node, i int64) error {
	l, proof, err := n.Prove(e.ctx, i)
	if err != nil {
		return err
	}
	if e.cli.JSON {
		return e.json(l)
	}
	loc, err := e.zone()
	if err != nil {
		return err
	}
	p := e.page()
	p.line("%s", p.style.bold(fmt.Sprintf("Leaf %d: %s", l.Index, l.Act)))
	p.line("Recorded   %s (by the log's own clock)", clockTime(l.Recorded, loc))
	p.line("Id         %s", l.ID)
	if l.Said != nil {
		p.line("Object     %s version %d", l.Said.Object, l.Said.Version)
		p.line("Role       %s", l.Said.Role)
		for _, c := range l.Said.Content {
			p.line("Committed  %s  %s", c.Record, c.Digest)
		}
	}
	signed := "signed by " + l.Signer
	if l.Signer == "" {
		signed = "NOT VERIFIED: its signature does not fit desk.pub"
	}
	p.line("Signature  %s", signed)
	p.line("Proof      %d hashes to the root of %s", len(proof.Proof), headOf(proof.Checkpoint))
	p.heading("The statement as it was signed")
	p.line("%s", strings.ReplaceAll(string(l.Statement), "%", "%%"))
	return p.err
}

// headOf is a checkpoint's log and size.
func headOf(checkpoint []byte) string {
	lines := strings.SplitN(string(checkpoint), "\n", 3)
	if len(lines) < 3 {
		return "the log"
	}
	return lines[0] + " at size " + lines[1]
}

type logProveCmd struct {
	Leaf int64  `arg:"" help:"The leaf, as the receipt of the act names it."`
	Out  string `help:"Folder for the two files. Default: here." default:"." type:"path" placeholder:"DIR"`
	reading
}

// Help shows an example.
func (logProveCmd) Help() string {
	return "It writes leaf-N.statement, the exact bytes that were signed, and leaf-N.tlog-proof, a C2SP tlog-proof. Whoever has the log's public key can check them offline.\n\n" +
		"What they show: that this statement was in the log when its checkpoint was signed. What they do not: when that was (the log's clock is its own claim), who the person was, or what the content said.\n\n" +
		"For example:\n\n\ttocsin log prove 12 --out evidence\n\ttocsin log check evidence/leaf-12.statement evidence/leaf-12.tlog-proof --key hall.pub"
}

// Run writes the two files.
func (c logProveCmd) Run(e *env) error {
	return c.onLog(e, func(n *node.Node) error {
		l, proof, err := n.Prove(e.ctx, c.Leaf)
		if err != nil {
			return err
		}
		keys, err := n.Keys(e.ctx)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(c.Out, 0o755); err != nil {
			return err
		}
		name := filepath.Join(c.Out, fmt.Sprintf("leaf-%d", c.Leaf))
		files := map[string][]byte{name + ".statement": l.Statement, name + ".tlog-proof": proof.Text()}
		for file, b := range files {
			if err := os.WriteFile(file, b, 0o644); err != nil {
				return err
			}
		}
		if e.cli.JSON {
			return e.json(map[string]any{"statement": name + ".statement", "proof": name + ".tlog-proof", "keys": keys})
		}
		e.mark()
		fmt.Fprintf(e.out, "Wrote %s.statement and %s.tlog-proof: leaf %d of %s.\n", name, name, c.Leaf, headOf(proof.Checkpoint))
		_, err = fmt.Fprintf(e.out, "To check them one needs the log's public key:\n  %s\n", keys.Logs[len(keys.Logs)-1])
		return err
	})
}

type logCheckCmd struct {
	Statement string `arg:"" type:"existingfile" help:"The statement, byte for byte."`
	Proof     string `arg:"" type:"existingfile" help:"Its proof, *.tlog-proof."`
	Key       string `required:"" help:"The log's public key: a file, or the key itself." placeholder:"KEY"`
}

// Help shows an example.
func (logCheckCmd) Help() string {
	return "The key must come from the log's owner by a way that you trust, not with the files.\n\n" +
		"For example:\n\n\ttocsin log check leaf-12.statement leaf-12.tlog-proof --key hall.pub"
}

// Run checks a statement and its proof.
func (c logCheckCmd) Run(e *env) error {
	key, err := readKey(c.Key)
	if err != nil {
		return err
	}
	said, err := os.ReadFile(c.Statement)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(c.Proof)
	if err != nil {
		return err
	}
	proof, err := ledger.ParseProofFile(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Proof, err)
	}
	cp, err := proof.Verify(key.Name(), ledger.VerifierList(key), said)
	if err != nil {
		return fmt.Errorf("not proven: %w", err)
	}
	if e.cli.JSON {
		return e.json(map[string]any{"log": cp.Origin, "leaf": proof.Index, "size": cp.Size, "root": cp.Root.String()})
	}
	_, err = fmt.Fprintf(e.out, "Proven: the statement is leaf %d of the log %s, under a checkpoint of %d leaves that the log's key signed.\n", proof.Index, cp.Origin, cp.Size)
	return err
}

// readKey reads a public key from a file, or from the command line itself.
func readKey(text string) (ledger.Verifier, error) {
	b, err := os.ReadFile(text)
	if errors.Is(err, fs.ErrNotExist) && strings.Count(text, "+") >= 2 {
		b, err = []byte(text), nil
	}
	if err != nil {
		return nil, usage("--key: %s", err)
	}
	v, err := ledger.NewVerifier(strings.TrimSpace(string(b)))
	if err != nil {
		return nil, usage("--key: %s", err)
	}
	return v, nil
}

type logPublishCmd struct {
	Dir string `arg:"" type:"path" help:"Folder to publish to. What is there already of this log is carried on."`
	reading
}

// Help shows an example.
func (logPublishCmd) Help() string {
	return "The folder holds the signed checkpoint, tiles of hashes and bundles of statement ids: no statement, and nothing from which one could be guessed. It shows how many acts there were, so give it to peers and witnesses, not to everybody. Serve it with any web server.\n\n" +
		"For example:\n\n\ttocsin log publish /srv/log --org hall"
}

// Run publishes the log.
func (c logPublishCmd) Run(e *env) error {
	return c.onLog(e, func(n *node.Node) error {
		done, cp, err := n.Publish(e.ctx, c.Dir)
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.json(map[string]any{"log": cp.Origin, "from": done.From, "size": done.To, "files": done.Files, "root": cp.Root.String()})
		}
		e.mark()
		_, err = fmt.Fprintf(e.out, "Published %s: %d leaves, %d of them new, %d file(s) written to %s.\n", cp.Origin, done.To, done.To-done.From, done.Files, c.Dir)
		return err
	})
}
