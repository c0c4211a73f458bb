package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"tocsin/internal/desk"
	"tocsin/internal/store"
	"tocsin/ledger"
)

// Verification is what an organisation's database and log were found to hold, and everything that
// does not agree.
type Verification struct {
	Log        string             `json:"log"`
	Size       int64              `json:"size"`
	Root       string             `json:"root,omitempty"`
	Checkpoint string             `json:"checkpoint,omitempty"` // why the newest one is not to be believed; empty: it is
	Before     []store.Log        `json:"before,omitempty"`     // the logs that this one succeeds
	Known      []Known            `json:"known,omitempty"`      // checkpoints from elsewhere
	Rows       store.Verification `json:"rows"`
	Said       desk.Verification  `json:"statements"`
}

// Known is a checkpoint from outside the database, and how the log stands to it.
type Known struct {
	File string `json:"file"`
	Log  string `json:"log,omitempty"`
	Size int64  `json:"size,omitempty"`
	What string `json:"what"` // for a person
	Good bool   `json:"good"` // the log holds all that it says
}

// Good reports whether nothing was found.
func (v Verification) Good() bool {
	for _, k := range v.Known {
		if !k.Good {
			return false
		}
	}
	return v.Checkpoint == "" && v.Rows.Err() == nil && v.Said.Err() == nil
}

// VerifyOptions say how a log is verified.
type VerifyOptions struct {
	Checkpoints []string // files with checkpoints of this log, or of one before it, that others kept
	Limit       int      // how many findings are listed; zero: 100
	Progress    func(step string, done, total int64)
}

// Verify computes everything anew from what is stored: the tree from the statements and their
// rows, the sums of all rows, each record against the statement that commits to it, each erasure
// against its order, and the log against the checkpoints that are known from elsewhere. It goes on
// after a finding; an error says that it could not be done.
func (n *Node) Verify(ctx context.Context, o VerifyOptions) (v Verification, err error) {
	if v.Rows, err = n.store.Verify(ctx, store.VerifyOptions{Limit: o.Limit, Progress: o.Progress}); err != nil {
		return v, err
	}
	keys, err := n.Keys(ctx)
	if err != nil && !v.told(err) {
		return v, err
	}
	pens, err := deskVerifiers(n.home)
	if err != nil {
		return v, err
	}
	v.Said, err = n.Desk.Verify(ctx, desk.VerifyOptions{Keys: pens, Limit: o.Limit, Progress: o.Progress})
	if err != nil && !v.told(err) {
		return v, err
	}
	logs, err := n.store.Logs(ctx)
	if err != nil || len(logs) == 0 {
		if v.told(err) {
			v.Checkpoint = "the list of logs is damaged, so it is not known whose it is"
			return v, nil
		}
		return v, err
	}
	last := logs[len(logs)-1]
	v.Log, v.Before = last.Origin, logs[:len(logs)-1]
	_, cp, err := n.Checkpoint(ctx)
	if err != nil {
		v.Checkpoint = err.Error()
		return v, nil // there is nothing to compare others with
	}
	v.Size, v.Root = cp.Size, cp.Root.String()
	for i := range logs {
		logs[i].Key = keys.Logs[i]
	}
	for _, file := range o.Checkpoints {
		k, err := n.known(ctx, file, logs, cp)
		if err != nil {
			return v, err
		}
		v.Known = append(v.Known, k)
	}
	return v, nil
}

// told says whether an error is about what the rows were found to be: then it is told already.
func (v Verification) told(err error) bool {
	return v.Rows.Err() != nil && (err == nil || errors.Is(err, store.ErrDamaged))
}

// known lays a checkpoint that somebody else kept beside the log.
func (n *Node) known(ctx context.Context, file string, logs []store.Log, now ledger.Checkpoint) (Known, error) {
	k := Known{File: file}
	signed, err := os.ReadFile(file)
	if err != nil {
		return k, fmt.Errorf("read a checkpoint from elsewhere: %w", err)
	}
	origin, _, _ := bytes.Cut(signed, []byte("\n"))
	for i, l := range logs {
		if l.Origin != string(origin) {
			continue
		}
		key, err := ledger.NewVerifier(l.Key)
		if err != nil {
			return k, fmt.Errorf("the key of the log %s: %w", l.Origin, err)
		}
		cp, err := ledger.OpenCheckpoint(signed, l.Origin, ledger.VerifierList(key))
		if err != nil {
			k.What = "it is not signed by the log's key: " + err.Error()
			return k, nil
		}
		held := now.Size
		if i+1 < len(logs) { // a log before: what was held of it when its successor began
			held = logs[i+1].First
		}
		k.Log, k.Size = cp.Origin, cp.Size
		return n.compare(ctx, k, cp, held)
	}
	return k, fmt.Errorf("%s is no checkpoint of the log %s, nor of one before it", file, logs[len(logs)-1].Origin)
}

func (n *Node) compare(ctx context.Context, k Known, cp ledger.Checkpoint, held int64) (Known, error) {
	if cp.Size > held {
		k.What = fmt.Sprintf("it says %d leaves, and %d are held: leaves %d to %d are missing here", cp.Size, held, held, cp.Size-1)
		return k, nil
	}
	root, err := ledger.Root(cp.Size, n.store.Hashes(ctx))
	if err != nil {
		return k, err
	}
	if root != cp.Root {
		k.What = fmt.Sprintf("it has another root for its %d leaves: the log was forked or rewritten", cp.Size)
		return k, nil
	}
	k.Good, k.What = true, fmt.Sprintf("its %d leaves are the first of this log", cp.Size)
	return k, nil
}
