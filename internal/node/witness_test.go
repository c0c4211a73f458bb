package node_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/desk"
	"tocsin/internal/node"
	"tocsin/internal/store"
	"tocsin/ledger"
	"tocsin/seal"

	"github.com/google/go-cmp/cmp"
)

// A witness knows of one organisation what was heard of it outside, and holds its folder to that.
type witness struct {
	org   tocsin.OrgID
	log   ledger.Mem                 // of the ids of the leaves that were seen
	acts  map[string]int64           // request -> leaf
	asked map[string]client.Call     // without an answer
	heard map[string]json.RawMessage // answers

	// Since it was looked at last:
	calls    []client.Call // answered
	receipts []desk.Receipt
	signed   [][]byte
}

func newWitness(org tocsin.OrgID) *witness {
	return &witness{org: org, acts: map[string]int64{}, asked: map[string]client.Call{}, heard: map[string]json.RawMessage{}}
}

// listen takes down what a child said of this organisation. From line before on that was after the
// stroke: nobody heard it, and what it asks may rest on what never came to be.
func (w *witness) listen(t *testing.T, said []line, before int) {
	t.Helper()
	for _, l := range said[:before] {
		if l.Fault != "" {
			t.Errorf("%s: %s", l.Org, l.Fault)
		}
		if l.Org != w.org {
			continue
		}
		switch {
		case l.Asks != nil:
			w.asked[l.Asks.Caller.Request] = *l.Asks
		case l.Heard != "":
			if was, ok := w.heard[l.Heard]; ok && !bytes.Equal(was, l.Answer) {
				t.Errorf("%s, request %s: the first answer was %s, this is %s", w.org, l.Heard, was, l.Answer)
			}
			w.calls = append(w.calls, w.asked[l.Heard])
			w.heard[l.Heard] = l.Answer
			delete(w.asked, l.Heard)
		case l.Receipt != nil:
			w.receipts = append(w.receipts, *l.Receipt)
		case l.Signed != nil:
			w.signed = append(w.signed, l.Signed)
		}
	}
}

// apart reads the checkpoints outside the database.
func (w *witness) apart(t *testing.T, o order) {
	t.Helper()
	folder := o.folder(w.org)
	files := []string{filepath.Join(folder, "checkpoint"), folder + ".checkpoint"}
	if o.Apart != "" {
		files = append(files, filepath.Join(o.Apart, filepath.Base(folder)+".checkpoint"))
	}
	for _, file := range files {
		note, err := os.ReadFile(file)
		switch {
		case err == nil:
			w.signed = append(w.signed, note)
		case !errors.Is(err, fs.ErrNotExist):
			t.Fatal(err)
		}
	}
}

// check holds an open organisation to what was heard of it, asks again for what was not answered,
// and returns how many acts were confirmed since the last time.
func (w *witness) check(t *testing.T, n *node.Node) int {
	t.Helper()
	if n.Org != w.org {
		t.Fatalf("this is %s, not %s", n.Org, w.org)
	}
	w.read(t, n)
	for _, note := range w.signed {
		w.consistent(t, n, note)
	}
	for _, c := range w.calls {
		w.recorded(t, c.Caller.Request)
	}
	for _, r := range w.receipts {
		w.holds(t, n, r)
	}
	confirmed := len(w.calls) + len(w.receipts)
	size := w.log.Size()
	for _, c := range w.calls {
		w.same(t, n, c)
	}
	if w.read(t, n); w.log.Size() != size {
		t.Errorf("%s: what was done already, and asked for again, left %d leaves", w.org, w.log.Size()-size)
	}
	for _, id := range slices.Sorted(maps.Keys(w.asked)) {
		c := w.asked[id]
		answer, err := api.Local{Desk: n.Desk}.Do(t.Context(), c)
		if err != nil {
			t.Errorf("%s, request %s, which was not answered: %s: %v", w.org, id, c.Name, err)
			continue
		}
		w.heard[id] = answer
		w.same(t, n, c)
	}
	w.read(t, n)
	for id := range w.asked {
		w.recorded(t, id)
	}
	clear(w.asked)
	w.calls, w.receipts, w.signed = nil, nil, nil
	return confirmed
}

// read reads the leaves that are new, and holds the log to all that were ever seen.
func (w *witness) read(t *testing.T, n *node.Node) {
	t.Helper()
	leaves, size, err := n.Leaves(t.Context(), w.log.Size(), 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	if size < w.log.Size() {
		t.Fatalf("%s has %d leaves, and had %d", w.org, size, w.log.Size())
	}
	for _, l := range leaves {
		id, err := hex.DecodeString(l.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.log.Append([32]byte(id)); err != nil {
			t.Fatal(err)
		}
		if l.Said == nil {
			t.Fatalf("%s, leaf %d: the statement is not one", w.org, l.Index)
		}
		if before, twice := w.acts[l.Said.Request]; twice {
			t.Errorf("%s: the request %s is in the log twice, as leaf %d and %d", w.org, l.Said.Request, before, l.Index)
		}
		w.acts[l.Said.Request] = l.Index
		w.kept(t, n, l)
	}
	_, cp, err := n.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want, err := w.log.Checkpoint(cp.Origin)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, cp); diff != "" {
		t.Errorf("%s: the signed checkpoint is not that of the leaves (-leaves +signed):\n%s", w.org, diff)
	}
}

// kept holds the records to what a leaf commits to.
func (w *witness) kept(t *testing.T, n *node.Node, l node.Leaf) {
	t.Helper()
	err := node.StoreOf(n).View(t.Context(), func(v store.View) error {
		for _, c := range l.Said.Content {
			kind, rest, _ := bytes.Cut([]byte(c.Record), []byte("/"))
			id, version, _ := bytes.Cut(rest, []byte("/"))
			found := false
			for r, err := range v.History(string(kind), string(id)) {
				if err != nil {
					return err
				}
				if fmt.Sprint(r.Version) != string(version) {
					continue
				}
				digest, err := seal.Commit(r.Salt, r.Body)
				if found = true; err != nil || r.Leaf != l.Index || hex.EncodeToString(digest[:]) != c.Digest {
					t.Errorf("%s, leaf %d: %s is not what the leaf commits to (leaf %d, %v)", w.org, l.Index, c.Record, r.Leaf, err)
				}
			}
			if !found {
				t.Errorf("%s, leaf %d: %s is not there", w.org, l.Index, c.Record)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// consistent holds a checkpoint that was seen before to the newest.
func (w *witness) consistent(t *testing.T, n *node.Node, note []byte) {
	t.Helper()
	k, err := n.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := ledger.NewVerifier(k.Logs[0])
	if err != nil {
		t.Fatal(err)
	}
	older, err := ledger.OpenCheckpoint(note, v.Name(), ledger.VerifierList(v))
	if err != nil {
		t.Fatal(err)
	}
	_, newer, err := n.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if older.Size > newer.Size {
		t.Errorf("%s: a checkpoint of %d leaves was seen, and there are %d", w.org, older.Size, newer.Size)
		return
	}
	proof, err := ledger.ProveConsistency(older.Size, newer.Size, node.StoreOf(n).Hashes(t.Context()))
	if err == nil {
		err = ledger.VerifyConsistency(older, newer, proof)
	}
	if err != nil {
		t.Errorf("%s: the log of %d leaves did not grow out of that of %d: %v", w.org, newer.Size, older.Size, err)
	}
}

// recorded wants the act of an answered request in the log, where its receipt says.
func (w *witness) recorded(t *testing.T, id string) {
	t.Helper()
	var r client.Receipt
	if err := json.Unmarshal(w.heard[id], &r); err != nil {
		t.Errorf("%s, request %s: its answer is %q: %v", w.org, id, w.heard[id], err)
		return
	}
	if leaf, ok := w.acts[id]; !ok || leaf != r.Leaf {
		t.Errorf("%s, request %s: confirmed as leaf %d, and found %v, as leaf %d", w.org, id, r.Leaf, ok, leaf)
	}
}

// holds wants an act in the log that had no request of its own.
func (w *witness) holds(t *testing.T, n *node.Node, r desk.Receipt) {
	t.Helper()
	leaves, _, err := n.Leaves(t.Context(), r.Leaf, 1)
	if err != nil {
		t.Fatal(err)
	}
	object := r.Object.Kind + "/" + r.Object.ID
	if len(leaves) != 1 || leaves[0].Act != string(r.Act) || leaves[0].Said.Object != object {
		t.Errorf("%s: confirmed as leaf %d: %s of %s; there is %+v", w.org, r.Leaf, r.Act, object, leaves)
	}
}

// same asks again for what was answered.
func (w *witness) same(t *testing.T, n *node.Node, c client.Call) {
	t.Helper()
	answer, err := api.Local{Desk: n.Desk}.Do(t.Context(), c)
	if diff := cmp.Diff(string(w.heard[c.Caller.Request]), string(answer)); err != nil || diff != "" {
		t.Errorf("%s, request %s: the second answer is another (%v) (-first +second):\n%s", w.org, c.Caller.Request, err, diff)
	}
}

// lost counts what was confirmed and is not there, in a folder that need not be whole.
func (w *witness) lost(t *testing.T, dir string) (lost, confirmed int) {
	t.Helper()
	confirmed = len(w.heard) + len(w.receipts)
	n, err := node.Open(t.Context(), dir, w.org, node.Options{ReadOnly: true})
	if err != nil {
		t.Logf("%s: %v", w.org, err)
		return confirmed, confirmed
	}
	defer n.Close()
	leaves, size, err := n.Leaves(t.Context(), 0, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]int64{}
	for _, l := range leaves {
		if l.Said != nil {
			there[l.Said.Request] = l.Index
		}
	}
	for id, answer := range w.heard {
		var r client.Receipt
		if err := json.Unmarshal(answer, &r); err != nil {
			t.Fatal(err)
		}
		if leaf, ok := there[id]; !ok || leaf != r.Leaf {
			lost++
		}
	}
	for _, r := range w.receipts {
		if r.Leaf >= size || leaves[r.Leaf].Act != string(r.Act) {
			lost++
		}
	}
	return lost, confirmed
}

// verify does what `tocsin log verify` does, and looks that nothing is there twice.
func verify(t *testing.T, n *node.Node) {
	t.Helper()
	v, err := n.Verify(t.Context(), node.VerifyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(v.Rows.Err(), v.Said.Err()); err != nil || !v.Good() {
		t.Errorf("%s: %v %s", n.Org, err, v.Checkpoint)
	}
	s, err := n.Desk.AsOf(t.Context(), n.Now())
	if err != nil {
		t.Fatal(err)
	}
	titles := map[string]int{}
	for _, r := range s.Reports {
		titles[r.Title]++
	}
	for _, r := range s.Threats {
		titles[r.Title]++
	}
	for id, n := range received(t, n) {
		titles["release "+id] = n
	}
	for title, k := range titles {
		if k != 1 {
			t.Errorf("%s: %q is there %d times", n.Org, title, k)
		}
	}
}

// received counts what came in by the sender's id for it. To who has not graded it yet the desk
// does not show that, so it is read from the records.
func received(t *testing.T, n *node.Node) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := node.StoreOf(n).View(t.Context(), func(v store.View) error {
		for r, err := range v.List(store.Query{Kind: tocsin.KindReceived}) {
			if err != nil {
				return err
			}
			out[r.Parent]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
