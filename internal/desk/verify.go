package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"

	"golang.org/x/mod/sumdb/note"
)

// VerifyOptions say how a log is held to its records.
type VerifyOptions struct {
	Keys     note.Verifiers // of those who may have signed the statements
	Open     []seal.Key     // that open what is sealed; what they do not open is held to its commitment only
	Limit    int            // how many findings are listed, the others are counted; zero or less: 100
	Progress func(step string, done, total int64)
}

// Verification is what the statements of a log were found to say, and where the records do not
// agree with them.
type Verification struct {
	Statements int64 `json:"statements"`
	Versions   int64 `json:"versions"`
	Erased     int64 `json:"erased"` // of those versions
	Sealed     int64 `json:"sealed"` // of those versions, and no key opened them

	Gone      []Erased `json:"gone"`      // records that were erased
	Rewritten []Erased `json:"rewritten"` // records that go on without words that they had, or sealed

	Findings []store.Finding `json:"findings"`
	More     int64           `json:"more,omitempty"` // findings that are not listed
}

// Err is nil when nothing was found, and else the first finding and how many there are.
func (v Verification) Err() error {
	return store.Verification{Findings: v.Findings, More: v.More}.Err()
}

// Verify holds this desk's log to its records: see the function [Verify].
func (d *Desk) Verify(ctx context.Context, o VerifyOptions) (Verification, error) {
	if o.Open == nil {
		o.Open = d.box.keys
	}
	return Verify(ctx, d.raw, o)
}

// Verify holds the statements of a log to the records, one by one: every statement is a desk's, of
// an act, and says what its leaf says; every version of every record is committed to by the
// statement of its leaf, with the digest of what it says; nothing is committed to that is not
// there; what lists filter by is what the record says; and whatever was erased was erased by an
// order that two roles and two persons stand behind. What the tree and the rows say of themselves
// is the store's to verify.
func Verify(ctx context.Context, s store.Store, o VerifyOptions) (Verification, error) {
	if o.Limit <= 0 {
		o.Limit = 100
	}
	a := audit{ctx: ctx, o: o, box: &box{keys: o.Open}, said: map[[16]byte]committed{}}
	err := s.View(ctx, func(v store.View) error {
		a.v = v
		for _, step := range []func() error{a.statements, a.records, a.missing, a.erasures} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return a.out, fmt.Errorf("verify the statements: %w", err)
	}
	return a.out, nil
}

// audit is a verification under way.
type audit struct {
	ctx  context.Context
	v    store.View
	o    VerifyOptions
	box  *box
	said map[[16]byte]committed // what no record was found for yet, by the hash of its name
	gone []erasedRecord
	out  Verification
}

// committed is what a statement says of one version of a record.
type committed struct {
	digest [32]byte
	leaf   int64
}

// erasedRecord is a record of which versions were erased, by these leaves.
type erasedRecord struct {
	newest store.Record
	by     []int64
	left   int // versions that were not
}

func (a *audit) find(table, key, format string, args ...any) {
	if len(a.out.Findings) >= a.o.Limit {
		a.out.More++
		return
	}
	a.out.Findings = append(a.out.Findings, store.Finding{Table: table, Key: key, What: fmt.Sprintf(format, args...)})
}

// tell reports progress, and whether the caller has gone away.
func (a *audit) tell(step string, done, total int64) error {
	const every = 1000
	if done%every != 0 && done != total {
		return nil
	}
	if a.o.Progress != nil {
		a.o.Progress(step, done, total)
	}
	return a.ctx.Err()
}

func nameHash(record string) [16]byte {
	sum := sha256.Sum256([]byte(record))
	return [16]byte(sum[:16])
}

// statements reads every statement.
func (a *audit) statements() error {
	n := a.v.Leaves()
	for i := range n {
		if err := a.tell("statements", i, n); err != nil {
			return err
		}
		l, err := a.v.Leaf(i)
		if errors.Is(err, store.ErrDamaged) {
			a.find("leaf", fmt.Sprint(i), "cannot be read: %s", err)
			continue
		}
		if errors.Is(err, store.ErrNotFound) {
			a.find("leaf", fmt.Sprint(i), "it is not there")
			continue
		}
		if err != nil {
			return err
		}
		a.statement(l)
	}
	return a.tell("statements", n, n)
}

func (a *audit) statement(l store.Leaf) {
	key := fmt.Sprint(l.Index)
	a.out.Statements++
	typ, _, err := seal.Peek(l.Statement)
	if err != nil {
		a.find("leaf", key, "it is no statement: %s", err)
		return
	}
	if typ == seal.SuccessorType {
		var next seal.Successor
		if _, err := seal.Decode(l.Statement, typ, &next, a.o.Keys); err != nil {
			a.find("leaf", key, "%s", err)
		} else if next.HeldSize != l.Index {
			a.find("leaf", key, "it says that a log with %d leaves goes on here", next.HeldSize)
		}
		return
	}
	var said seal.Act
	if _, err := seal.Decode(l.Statement, seal.ActType, &said, a.o.Keys); err != nil {
		a.find("leaf", key, "%s", err)
		return
	}
	if said.Act != l.Act || said.At != seal.FormatTime(l.Recorded) || seal.ID(l.Statement) != l.ID {
		a.find("leaf", key, "the row says %s at %s, the statement %s at %s", l.Act, seal.FormatTime(l.Recorded), said.Act, said.At)
	}
	for _, c := range said.Content {
		name := nameHash(c.Record)
		if was, twice := a.said[name]; twice {
			a.find("leaf", key, "it commits to %s, as leaf %d does", c.Record, was.leaf)
			continue
		}
		digest, _ := hex.DecodeString(c.Digest) // Decode has held it to its form
		a.said[name] = committed{[32]byte(digest), l.Index}
	}
}

// records holds every version to what was said of it.
func (a *audit) records() error {
	var total, done int64
	for _, kind := range kinds {
		n, err := a.v.Count(kind)
		if err != nil {
			return err
		}
		total += n
	}
	for _, kind := range kinds {
		for cur, err := range a.v.List(store.Query{Kind: kind}) {
			if errors.Is(err, store.ErrDamaged) {
				a.find("version", kind, "cannot be read: %s", err)
				break
			}
			if err != nil {
				return err
			}
			if err := a.tell("records", done, total); err != nil {
				return err
			}
			done++
			if err := a.record(cur); err != nil {
				return err
			}
		}
	}
	return a.tell("records", total, total)
}

func (a *audit) record(cur store.Record) error {
	e := erasedRecord{newest: cur}
	for r, err := range a.v.History(cur.Kind, cur.ID) {
		if errors.Is(err, store.ErrDamaged) {
			a.find("version", cur.Kind+"/"+cur.ID, "cannot be read: %s", err)
			break
		}
		if err != nil {
			return err
		}
		a.out.Versions++
		a.version(r)
		if !r.Erased {
			e.left++
		} else if a.out.Erased++; !slices.Contains(e.by, r.ErasedBy) {
			e.by = append(e.by, r.ErasedBy)
		}
	}
	if len(e.by) > 0 {
		a.gone = append(a.gone, e)
	}
	return nil
}

func (a *audit) version(r store.Record) {
	key := fmt.Sprintf("%s/%s/%d", r.Kind, r.ID, r.Version)
	name := nameHash(key)
	said, ok := a.said[name]
	if !ok {
		a.find("version", key, "no statement commits to it")
		return
	}
	delete(a.said, name)
	if said.leaf != r.Leaf {
		a.find("version", key, "it names leaf %d, and the statement of leaf %d commits to it", r.Leaf, said.leaf)
	}
	if r.Erased {
		return
	}
	if digest, err := seal.Commit(r.Salt, r.Body); err != nil || digest != said.digest {
		a.find("version", key, "it says something else than the statement of leaf %d commits to", said.leaf)
		return
	}
	a.columns(key, r)
}

// columns holds what lists filter by to what the record says.
func (a *audit) columns(key string, r store.Record) {
	open, err := a.box.open(r)
	if err != nil {
		a.out.Sealed++
		return
	}
	noun, err := nounOf(open)
	if err != nil {
		a.find("version", key, "its body cannot be read: %s", err)
		return
	}
	want, err := index(noun)
	if err != nil {
		a.find("version", key, "%s", err)
		return
	}
	for _, c := range []struct{ name, got, want string }{
		{"kind", r.Kind, want.Kind}, {"id", r.ID, want.ID}, {"parent", r.Parent, want.Parent}, {"state", r.State, want.State},
		{"due", dueText(r), dueText(store.Record{Due: wholeMicrosecond(want.Due)})},
	} {
		before := c.name == "due" && c.got == dueText(want) // it was cut off once, and not rounded up
		if c.got != c.want && !before {
			a.find("version", key, "its column %s is %q, and it says %q", c.name, c.got, c.want)
		}
	}
	a.mark(key, noun, r, want.Label)
}

// mark holds the label to what the record and those that it speaks of said when it was written. Before
// marks were inherited only a record's own label stood there.
func (a *audit) mark(key string, noun any, r store.Record, own string) {
	want, err := markFor(noun, store.Record{Kind: r.Kind, Label: own}, func(ref tocsin.Ref) (string, error) { return a.markAt(ref, r.Leaf) })
	if err != nil {
		a.find("version", key, "what it speaks of cannot be read: %s", err)
		return
	}
	_, compartments := unmark(want)
	if before := r.Label == own && len(compartments) == 0; r.Label != want && !before {
		a.find("version", key, "its column label is %q, and it says %q", r.Label, want)
	}
}

// markAt is the mark that a record had when a leaf was written.
func (a *audit) markAt(ref tocsin.Ref, leaf int64) (mark string, err error) {
	for r, err := range a.v.History(ref.Kind, ref.ID) {
		if err != nil {
			return "", err
		}
		if r.Leaf <= leaf {
			mark = r.Label
		}
	}
	return mark, nil
}

func dueText(r store.Record) string {
	if r.Due.IsZero() {
		return ""
	}
	return fmt.Sprint(r.Due.UnixMicro())
}

// missing names what is committed to and is not there.
func (a *audit) missing() error {
	if len(a.said) == 0 {
		return nil
	}
	for i := range a.v.Leaves() {
		l, err := a.v.Leaf(i)
		if err != nil {
			continue // found already
		}
		var said seal.Act
		if _, err := seal.Decode(l.Statement, seal.ActType, &said, a.o.Keys); err != nil {
			continue
		}
		for _, c := range said.Content {
			if was, open := a.said[nameHash(c.Record)]; open && was.leaf == i {
				a.find("leaf", fmt.Sprint(i), "its statement commits to %s, which is not there", c.Record)
			}
		}
	}
	return nil
}

// erasures holds what was erased to the orders for it.
func (a *audit) erasures() error {
	for _, e := range a.gone {
		ref := tocsin.Ref{Kind: e.newest.Kind, ID: e.newest.ID}
		key := ref.String()
		if e.newest.Erased && e.left > 0 {
			a.find("version", key, "it was erased, and %d of its versions were not", e.left)
		}
		for _, by := range e.by {
			said, err := a.erasedBy(key, ref, e, by)
			if err != nil {
				return err
			}
			if e.newest.Erased && by == e.newest.ErasedBy {
				a.out.Gone = append(a.out.Gone, said)
			} else if !e.newest.Erased {
				a.out.Rewritten = append(a.out.Rewritten, said)
			}
		}
	}
	for _, list := range [][]Erased{a.out.Gone, a.out.Rewritten} {
		slices.SortStableFunc(list, func(x, y Erased) int { return int(x.Leaf - y.Leaf) })
	}
	return nil
}

// erasedBy holds one erasure to its order, and says what it was.
func (a *audit) erasedBy(key string, ref tocsin.Ref, e erasedRecord, by int64) (Erased, error) {
	out := Erased{Record: ref, Leaf: by}
	l, err := a.v.Leaf(by)
	if err != nil {
		a.find("version", key, "the act that erased it, leaf %d, is not there", by)
		return out, nil
	}
	out.At = l.Recorded
	if Act(l.Act) == ActSeal {
		if ref.Kind != tocsin.KindSource || e.newest.Erased || !seal.IsWrapped(e.newest.Body) {
			a.find("version", key, "leaf %d sealed it, and it is not sealed", by)
		}
		return out, nil
	}
	o, err := orderOf(a.v, l)
	if err != nil && !errors.Is(err, store.ErrDamaged) {
		return out, err
	}
	switch {
	case err != nil || o == nil || Act(l.Act) != ActGiveOrder || o.Kind != tocsin.Erase:
		a.find("version", key, "leaf %d erased it, and is no order to erase", by)
		return out, nil
	case o.State != tocsin.OrderDone || o.Done == nil || !o.TwoPersons():
		a.find("order", string(o.ID), "it erased %s, and no two roles stand behind it", key)
	case o.About != ref && !slices.Contains(o.Took, ref):
		a.find("order", string(o.ID), "it is about %s, and erased %s", o.About, key)
	case e.newest.Erased && o.About != ref && ref.Kind != tocsin.KindRelease && ref.Kind != tocsin.KindPublication:
		a.find("order", string(o.ID), "it is about %s, and erased all of %s", o.About, key)
	}
	out.Order, out.Asked, out.Reason = o.ID, o.Asked.Role, o.Asked.Reason
	if o.Given != nil {
		out.Given = o.Given.Role
	}
	return out, nil
}

// nounOf reads a record as the noun that it is.
func nounOf(r store.Record) (any, error) {
	read, ok := nouns[r.Kind]
	if !ok {
		return nil, fmt.Errorf("%q is no kind of record", r.Kind)
	}
	return read(r)
}

func as[T any](r store.Record) (any, error) { return decode[T](r) }

var nouns = map[string]func(store.Record) (any, error){
	tocsin.KindOrg: as[tocsin.Org], tocsin.KindSource: as[sourceBody], tocsin.KindReport: as[tocsin.Report],
	tocsin.KindThreat: as[tocsin.Threat], tocsin.KindDuty: as[tocsin.DutyDecision], tocsin.KindWarning: as[tocsin.Warning],
	tocsin.KindRelease: as[Sent], tocsin.KindReceived: as[tocsin.Received], tocsin.KindSite: as[tocsin.Site],
	tocsin.KindMeasure: as[tocsin.Measure], tocsin.KindEvent: as[tocsin.Event], tocsin.KindBriefing: as[tocsin.Briefing],
	tocsin.KindSighting: as[tocsin.Sighting], tocsin.KindClaim: as[tocsin.Claim], tocsin.KindObligation: as[tocsin.Obligation],
	tocsin.KindRefusal: as[tocsin.RefusedAct], tocsin.KindOrder: as[tocsin.Order], tocsin.KindHold: as[tocsin.Hold],
	tocsin.KindPerson: as[personBody], tocsin.KindListing: as[tocsin.Listing], tocsin.KindIntake: as[tocsin.IncomingList],
	tocsin.KindNotice:  as[tocsin.ListNotice],
	tocsin.KindAccount: as[tocsin.Account],
	tocsin.KindContact: as[tocsin.Contact], tocsin.KindNotification: as[tocsin.Notification],
	tocsin.KindTicket: as[tocsin.Ticket], tocsin.KindAttempts: as[tocsin.AttemptBatch],
	tocsin.KindRegister: as[tocsin.Register], tocsin.KindEffort: as[tocsin.EffortReturn],
	tocsin.KindPriority: as[tocsin.Priority], tocsin.KindPublication: as[tocsin.Publication],
}
