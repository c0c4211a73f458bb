package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tocsin"
	"tocsin/ledger"
	"tocsin/seal"
)

// A Log is the organisation's log as its keeper shows it.
type Log interface {
	// Leaves reads leaves from on, at most count of them; a negative from counts from the end.
	Leaves(ctx context.Context, from, count int64) (leaves []Leaf, size int64, err error)
	// Prove reads one leaf, and proves that it is in the log.
	Prove(ctx context.Context, i int64) (Leaf, ledger.ProofFile, error)
	// Keys are the public keys of the log, the present one last, and that of the statements.
	Keys(ctx context.Context) (logs []string, desk string, err error)
}

// A Leaf is one entry of the log.
type Leaf struct {
	Index     int64
	ID        string // SHA-256 of the statement, in hex
	Recorded  time.Time
	Act       string
	Signer    string    // name of the key; empty: the signature could not be verified
	Said      *seal.Act // what an act's statement says; nil for another kind
	Statement []byte    // the exact bytes that were signed
}

// logReaders are the roles that read the whole log: it tells that there was an act also where it
// tells nothing of what the act was about.
var logReaders = []tocsin.Role{tocsin.Inspector, tocsin.Approver, tocsin.Administrator}

// logPages show the log and its proofs.
func logPages(c *Console) {
	c.page("/log", c.log, logReaders...)
	c.page("/log/{id}", c.leaf)
	for _, file := range []string{"statement", "proof"} {
		c.routes = append(c.routes, Route{Method: http.MethodGet, Path: "/log/{id}/" + file})
		c.mux.HandleFunc("GET /log/{id}/"+file, c.guard(func(w http.ResponseWriter, q *request) { c.logFile(w, q, file) }))
	}
}

// logPage is how many leaves one page of the log shows.
const logPage = 50

type logView struct {
	Leaves      []leafRow
	Size        int64
	Older       int64 // first leaf of the page before; negative: none
	Newer       int64 // first leaf of the page after; negative: none
	Keys        []string
	Desk        string
	First, Last int64
}

type leafRow struct {
	Leaf
	At     moment
	Role   tocsin.Role
	Object string
	Path   string
}

func (c *Console) log(q *request) (string, any, error) {
	from := int64(-logPage)
	if n, err := strconv.ParseInt(q.query("from"), 10, 64); err == nil {
		from = max(n, 0)
	}
	leaves, size, err := c.Log.Leaves(q.r.Context(), from, logPage)
	if err != nil {
		return "", nil, err
	}
	v := logView{Size: size, Older: -1, Newer: -1}
	if v.Keys, v.Desk, err = c.Log.Keys(q.r.Context()); err != nil {
		return "", nil, err
	}
	for _, l := range leaves {
		v.Leaves = append([]leafRow{rowOf(q, l)}, v.Leaves...)
	}
	if len(leaves) > 0 {
		v.First, v.Last = leaves[0].Index, leaves[len(leaves)-1].Index
		if v.First > 0 {
			v.Older = max(v.First-logPage, 0)
		}
		if v.Last+1 < size {
			v.Newer = v.Last + 1
		}
	}
	return "log", v, nil
}

func rowOf(q *request, l Leaf) leafRow {
	row := leafRow{Leaf: l, At: q.moment(l.Recorded)}
	if l.Said != nil {
		row.Role, row.Object = tocsin.Role(l.Said.Role), l.Said.Object
		row.Path = pathOf(l.Said.Object)
	}
	return row
}

// pathOf is the page of an object of the log, where it has one.
func pathOf(object string) string {
	kind, id, ok := strings.Cut(object, "/")
	if !ok {
		return ""
	}
	for k, p := range map[string]string{
		tocsin.KindThreat: "/threats/", tocsin.KindReport: "/reports/", tocsin.KindWarning: "/warnings/", tocsin.KindReceived: "/inbox/",
		tocsin.KindSite: "/sites/", tocsin.KindObligation: "/duties/", tocsin.KindRelease: "/warnings/",
	} {
		if k == kind {
			return p + id
		}
	}
	return ""
}

type leafView struct {
	leafRow
	Hashes int
	Head   string // the checkpoint that the proof leads to, as it was signed
	Key    string // the log's public key
	Text   string
}

// readable reads one leaf with its proof: for who reads the log, and for who may read the record that
// it is about.
func (c *Console) readable(q *request) (Leaf, ledger.ProofFile, error) {
	none := tocsin.Refuse(tocsin.RuleForm, "look at the newest leaves of the log", "there is no such leaf here")
	i, err := strconv.ParseInt(q.id(), 10, 64)
	if err != nil || i < 0 {
		return Leaf{}, ledger.ProofFile{}, none
	}
	_, size, err := c.Log.Leaves(q.r.Context(), -1, 1)
	if err != nil {
		return Leaf{}, ledger.ProofFile{}, err
	}
	if i >= size {
		return Leaf{}, ledger.ProofFile{}, none
	}
	l, proof, err := c.Log.Prove(q.r.Context(), i)
	if err != nil {
		return l, proof, fmt.Errorf("prove leaf %d: %w", i, err)
	}
	if allowed(q.who, logReaders) {
		return l, proof, nil
	}
	if l.Said == nil {
		return Leaf{}, ledger.ProofFile{}, none
	}
	kind, id, _ := strings.Cut(l.Said.Object, "/")
	if _, err := c.Desk.Record(q.r.Context(), q.viewer(), kind, id); err != nil {
		if _, refused := errors.AsType[*tocsin.Refusal](err); refused {
			return Leaf{}, ledger.ProofFile{}, none
		}
		return Leaf{}, ledger.ProofFile{}, err
	}
	return l, proof, nil
}

func (c *Console) leaf(q *request) (string, any, error) {
	l, proof, err := c.readable(q)
	if err != nil {
		return "", nil, err
	}
	logs, _, err := c.Log.Keys(q.r.Context())
	if err != nil {
		return "", nil, err
	}
	v := leafView{leafRow: rowOf(q, l), Hashes: len(proof.Proof), Head: string(proof.Checkpoint), Text: string(l.Statement)}
	if len(logs) > 0 {
		v.Key = logs[len(logs)-1]
	}
	return "leaf", v, nil
}

// logFile gives the exact bytes of a statement, or its proof, to take away and check offline.
func (c *Console) logFile(w http.ResponseWriter, q *request, file string) {
	l, proof, err := c.readable(q)
	if err != nil {
		c.fail(w, q, err)
		return
	}
	name, b := fmt.Sprintf("leaf-%d.statement", l.Index), l.Statement
	if file == "proof" {
		name, b = fmt.Sprintf("leaf-%d.tlog-proof", l.Index), proof.Text()
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = w.Write(b) // a reader who is gone asks again
}
