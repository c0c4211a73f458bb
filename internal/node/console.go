package node

import (
	"context"
	"encoding/json"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/console"
	"tocsin/internal/desk"
	"tocsin/internal/identity"
	"tocsin/ledger"
)

// Console is the web console of the node. What it needs of the node is filled in; the rest is o's.
func (n *Node) Console(o console.Options) *console.Console {
	o.Desk, o.Acts, o.Now, o.Log = n.Desk, asked{n.Desk}, n.Now, shownLog{n}
	return console.New(o)
}

// asked sends messages in the name of who makes the request: he names and reads what he may see, and
// nobody sees nothing.
type asked struct{ d *desk.Desk }

func (a asked) Do(ctx context.Context, c client.Call) (json.RawMessage, error) {
	who := readerOf(ctx)
	if c.Caller.Role != "" {
		who.Role = c.Caller.Role
	}
	return api.Local{Desk: a.d, Reader: &who}.Do(ctx, c)
}

// readerOf is who makes a request, as a viewer.
func readerOf(ctx context.Context) desk.Viewer {
	p, _ := identity.From(ctx)
	return desk.Viewer{Role: p.Role, Compartments: p.Sees}
}

// shownLog is the log as the console shows it to who makes the request.
type shownLog struct{ n *Node }

// withheld is a leaf of which the reader learns that it is there.
func (l shownLog) withheld(ctx context.Context, x console.Leaf) (console.Leaf, bool, error) {
	sees, err := l.n.Desk.SeesLeaf(ctx, readerOf(ctx), x.Index)
	if err != nil || sees {
		return x, false, err
	}
	return console.Leaf{Index: x.Index, ID: x.ID, Recorded: x.Recorded, Signer: x.Signer, Act: "withheld"}, true, nil
}

func (l shownLog) Leaves(ctx context.Context, from, count int64) (out []console.Leaf, size int64, err error) {
	leaves, size, err := l.n.Leaves(ctx, from, count)
	for _, x := range leaves {
		shown, _, werr := l.withheld(ctx, shownLeaf(x))
		if werr != nil {
			return nil, 0, werr
		}
		out = append(out, shown)
	}
	return out, size, err
}

func (l shownLog) Prove(ctx context.Context, i int64) (console.Leaf, ledger.ProofFile, error) {
	x, proof, err := l.n.Prove(ctx, i)
	if err != nil {
		return console.Leaf{}, proof, err
	}
	shown, hidden, err := l.withheld(ctx, shownLeaf(x))
	if err == nil && hidden {
		err = tocsin.Refuse(tocsin.RulePermission, "ask somebody who may read it", "leaf %d is about something that you may not read", i)
	}
	return shown, proof, err
}

func (l shownLog) Keys(ctx context.Context) (logs []string, desk string, err error) {
	k, err := l.n.Keys(ctx)
	return k.Logs, k.Desk, err
}

func shownLeaf(x Leaf) console.Leaf {
	return console.Leaf{Index: x.Index, ID: x.ID, Recorded: x.Recorded, Act: x.Act, Signer: x.Signer, Said: x.Said, Statement: x.Statement}
}
