package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tocsin/internal/store"
	"tocsin/ledger"
	"tocsin/seal"
)

// A Leaf is one entry of the log as its keeper shows it: the statement of an act, read with the
// desk's public key.
type Leaf struct {
	Index     int64           `json:"leaf"`
	ID        string          `json:"id"` // SHA-256 of the statement, in hex: what the tree holds
	Recorded  time.Time       `json:"recorded"`
	Act       string          `json:"act"`
	Signer    string          `json:"signer,omitempty"` // name of the key; empty: the signature could not be verified
	Said      *seal.Act       `json:"said,omitempty"`
	Succeeds  *seal.Successor `json:"succeeds,omitempty"`
	Statement []byte          `json:"-"` // the exact bytes
}

// Keys are the public keys with which anybody can check what this organisation signs.
type Keys struct {
	Logs []string `json:"logs"` // of the log and of those before it, the present one last
	Desk string   `json:"desk"` // of the statements
}

// Keys reads the organisation's public keys.
func (n *Node) Keys(ctx context.Context) (k Keys, err error) {
	logs, err := n.store.Logs(ctx)
	if err != nil {
		return k, err
	}
	for _, l := range logs {
		k.Logs = append(k.Logs, l.Key)
	}
	if last := len(k.Logs) - 1; last >= 0 && k.Logs[last] == "" { // a store of before it kept its key
		if k.Logs[last], err = publicKey(n.home, "log.pub"); err != nil {
			return k, err
		}
	}
	k.Desk, err = publicKey(n.home, "desk.pub")
	return k, err
}

func publicKey(home, file string) (string, error) {
	b, err := os.ReadFile(filepath.Join(home, file))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("the public key %s is not in %s: copy it there, from a backup or from whoever was given it", file, home)
	}
	return strings.TrimSpace(string(b)), err
}

// verifier is the key of the present log, and its name, which is the log's.
func (n *Node) verifier(ctx context.Context) (ledger.Verifier, error) {
	k, err := n.Keys(ctx)
	if err != nil {
		return nil, err
	}
	return ledger.NewVerifier(k.Logs[len(k.Logs)-1])
}

// Checkpoint returns the log's newest signed checkpoint, verified with the log's own key.
func (n *Node) Checkpoint(ctx context.Context) (signed []byte, cp ledger.Checkpoint, err error) {
	v, err := n.verifier(ctx)
	if err != nil {
		return nil, cp, err
	}
	if signed, err = n.store.Checkpoint(ctx); err != nil {
		return nil, cp, err
	}
	cp, err = ledger.OpenCheckpoint(signed, v.Name(), ledger.VerifierList(v))
	return signed, cp, err
}

// Leaves reads leaves from on, at most count of them. A negative from counts from the end.
func (n *Node) Leaves(ctx context.Context, from, count int64) (leaves []Leaf, size int64, err error) {
	keys, err := deskVerifiers(n.home)
	if err != nil {
		return nil, 0, err
	}
	err = n.store.View(ctx, func(v store.View) error {
		size = v.Leaves()
		if from < 0 {
			from = max(0, size+from)
		}
		for i := from; i < min(size, from+count); i++ {
			l, err := v.Leaf(i)
			if err != nil {
				return err
			}
			leaves = append(leaves, read(l, keys))
		}
		return nil
	})
	return leaves, size, err
}

// read reads a statement of one of the types that a log of ours holds.
func read(l store.Leaf, keys ledger.Verifiers) Leaf {
	out := Leaf{Index: l.Index, ID: fmt.Sprintf("%x", l.ID), Recorded: l.Recorded, Act: l.Act, Statement: l.Statement}
	var act seal.Act
	var next seal.Successor
	if signer, err := seal.Decode(l.Statement, seal.ActType, &act, keys); err == nil {
		out.Signer, out.Said = signer, &act
	} else if signer, err := seal.Decode(l.Statement, seal.SuccessorType, &next, keys); err == nil {
		out.Signer, out.Succeeds = signer, &next
	}
	return out
}

// Prove gives what somebody else needs to check, offline, that leaf i is in the log: the exact
// statement, and its proof under the newest checkpoint.
func (n *Node) Prove(ctx context.Context, i int64) (Leaf, ledger.ProofFile, error) {
	var none ledger.ProofFile
	leaves, size, err := n.Leaves(ctx, i, 1)
	if err != nil {
		return Leaf{}, none, err
	}
	if i < 0 || len(leaves) == 0 {
		return Leaf{}, none, fmt.Errorf("there is no leaf %d: the log has %d, from 0 on", i, size)
	}
	signed, _, err := n.Checkpoint(ctx)
	if err != nil {
		return Leaf{}, none, err
	}
	file, err := ledger.NewProofFile(signed, i, n.store.Hashes(ctx))
	return leaves[0], file, err
}

// Publish writes the log as static files into a folder, or brings it up to date: tiles, ids and
// checkpoint, no statement and nothing that one could be guessed from.
// C2SP tlog-tiles
func (n *Node) Publish(ctx context.Context, dir string) (ledger.Exported, ledger.Checkpoint, error) {
	var none ledger.Exported
	v, err := n.verifier(ctx)
	if err != nil {
		return none, ledger.Checkpoint{}, err
	}
	signed, cp, err := n.Checkpoint(ctx)
	if err != nil {
		return none, cp, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return none, cp, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return none, cp, err
	}
	defer root.Close()
	there, err := root.ReadFile("checkpoint")
	if origin, _, _ := strings.Cut(string(there), "\n"); err == nil && origin != cp.Origin {
		return none, cp, fmt.Errorf("%s holds another log, %q: publish %s to a folder of its own", dir, origin, cp.Origin)
	}
	done, err := ledger.Export(root, v.Name(), ledger.VerifierList(v), ledger.Source{
		Checkpoint: signed, Hashes: n.store.Hashes(ctx),
		IDs: func(first, count int64) (ids [][32]byte, err error) {
			err = n.store.View(ctx, func(v store.View) error {
				for i := first; i < first+count; i++ {
					l, err := v.Leaf(i)
					if err != nil {
						return err
					}
					ids = append(ids, l.ID)
				}
				return nil
			})
			return ids, err
		},
	})
	return done, cp, err
}
