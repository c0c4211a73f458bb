package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// The orders of a list.
const (
	OrderNewest = "newest" // those recorded last come first
	OrderOldest = "oldest"
	OrderDue    = "due" // what the clock does next comes first; what is never due is left out
)

// Orders lists them.
var Orders = []string{OrderNewest, OrderOldest, OrderDue}

// The size of a page, and how far a list is counted.
const (
	usualPage = 50
	mostPage  = 500
	mostCount = 10_000
)

// A Query selects the records of one kind. Empty fields do not filter.
type Query struct {
	Kind      string
	Parent    string    // id of the record that they belong to
	State     string    // as their kind has it; StateErased: what was erased
	DueBefore time.Time // only what the clock has something to do with by then
	Order     string    // one of Orders; empty: newest
	Limit     int       // 1 to 500; zero: 50
	Cursor    string    // of the page before; empty: the first page
	Count     bool      // count what matches, too
}

// StateErased is the state under which erased records are found.
const StateErased = store.StateErased

// An Item is one record as a reader is shown it.
type Item struct {
	Ref      tocsin.Ref
	Version  int64
	Leaf     int64     // of the act that wrote this version
	Recorded time.Time // when that was
	State    string
	Parent   string
	Due      time.Time // when time alone next changes something; zero: never
	Label    string
	Noun     any     // pointer to what it says, masked; nil when it was erased
	Erased   *Erased // its words are gone
}

// A Page is one page of a list.
type Page struct {
	Items []Item
	Next  string // cursor of the page that follows; empty: this was the last one
	Total int64  // how many match, when that was asked, up to 10,000
	More  bool   // there are more than Total
}

// Records reads one page of the records of a kind as a viewer is shown them. A record that comes
// while somebody turns pages moves no other: none is shown twice in one order, and none left out, but
// for what is ordered by due and moves in that order itself.
func (d *Desk) Records(ctx context.Context, who Viewer, q Query) (p Page, err error) {
	sq, err := d.storeQuery(who, &q)
	if err != nil {
		return p, err
	}
	err = d.see(ctx, who, func(seen, whole store.View) error {
		p = Page{}
		var found []store.Record
		for r, err := range seen.List(sq) {
			if err != nil {
				return fmt.Errorf("list %s: %w", q.Kind, err)
			}
			found = append(found, r)
		}
		more := len(found) > q.Limit
		found = found[:min(len(found), q.Limit)]
		if p.Items, err = d.shown(who, whole, q.Kind, found); err != nil {
			return err
		}
		if more {
			p.Next = d.cursor(who, q, found[len(found)-1])
		}
		if !q.Count {
			return nil
		}
		p.Total, err = seen.Number(sq, mostCount+1)
		if p.More = p.Total > mostCount; p.More {
			p.Total = mostCount
		}
		return err
	})
	return p, err
}

// Record reads one record as a viewer is shown it. One that the viewer may not see is not there.
func (d *Desk) Record(ctx context.Context, who Viewer, kind, id string) (x Item, err error) {
	if err := checkKind(kind); err != nil {
		return x, err
	}
	err = d.see(ctx, who, func(seen, whole store.View) error {
		r, err := seen.Get(kind, id)
		if errors.Is(err, store.ErrNotFound) {
			return &NotHere{tocsin.Refuse(tocsin.RuleForm, "list the "+kind+"s to see which there are", "there is no such %s here", kind)}
		}
		if err != nil {
			return fmt.Errorf("read %s %s: %w", kind, id, err)
		}
		items, err := d.shown(who, whole, kind, []store.Record{r})
		if err == nil {
			x = items[0]
		}
		return err
	})
	return x, err
}

// NotHere is the refusal of a record that is not there, or not for this reader: nobody can tell which.
type NotHere struct{ *tocsin.Refusal }

// Unwrap gives the refusal.
func (n *NotHere) Unwrap() error { return n.Refusal }

// Gone is the refusal of what needs the words of an erased record, or nil when it was not erased.
func (x Item) Gone() error {
	if x.Erased == nil {
		return nil
	}
	return x.Erased.refusal()
}

func checkKind(kind string) error {
	if !slices.Contains(Readable(), kind) {
		return &NotHere{tocsin.Refuse(tocsin.RuleForm, "use one of the kinds of the documentation", "there is no kind %q to read", clip(kind, maxID))}
	}
	return nil
}

// storeQuery checks a query, fills in what is usual, and gives it the form of the store's.
func (d *Desk) storeQuery(who Viewer, q *Query) (store.Query, error) {
	if err := checkKind(q.Kind); err != nil {
		return store.Query{}, err
	}
	if q.Order == "" {
		q.Order = OrderNewest
	}
	if !slices.Contains(Orders, q.Order) {
		return store.Query{}, tocsin.Refuse(tocsin.RuleForm, "use newest, oldest or due", "there is no order %q", clip(q.Order, maxID))
	}
	if q.Limit == 0 {
		q.Limit = usualPage
	}
	if q.Limit < 1 || q.Limit > mostPage {
		return store.Query{}, tocsin.Refuse(tocsin.RuleForm, fmt.Sprintf("ask for 1 to %d, and for the next page with its cursor", mostPage), "a page cannot have %d records", q.Limit)
	}
	for _, filter := range []string{q.State, q.Parent} {
		if len(filter) > maxID {
			return store.Query{}, tocsin.Refuse(tocsin.RuleForm, "use a state of the kind, or an id", "a filter has at most %d bytes", maxID)
		}
	}
	sq := store.Query{
		Kind: q.Kind, Parent: q.Parent, State: q.State, DueBefore: q.DueBefore, Limit: q.Limit + 1,
		Newest: q.Order == OrderNewest, ByDue: q.Order == OrderDue,
	}
	if q.Cursor == "" {
		return sq, nil
	}
	at, err := d.openCursor(who, *q)
	sq.After, sq.AfterDue = at.ID, at.Due
	return sq, err
}

// shown lays records on their shelf in a snapshot of their own, so that what is masked in a glance
// is masked here, and takes them off again.
func (d *Desk) shown(who Viewer, whole store.View, kind string, records []store.Record) ([]Item, error) {
	s := &Snapshot{Org: d.org}
	all := s.shelves()
	on := all[slices.IndexFunc(all, func(x shelf) bool { return x.kind == kind })]
	at := make([]func() any, len(records))
	for i, r := range records {
		var err error
		if at[i], err = on.add(r); err != nil {
			return nil, err
		}
	}
	if err := s.addOrgs(whole); err != nil {
		return nil, err
	}
	if err := s.finishFor(who, whole); err != nil {
		return nil, err
	}
	b := who.blanker(whole)
	items := make([]Item, len(records))
	for i, r := range records {
		x := Item{
			Ref: tocsin.Ref{Kind: r.Kind, ID: r.ID}, Version: r.Version, Leaf: r.Leaf, Recorded: r.Recorded,
			State: r.State, Parent: r.Parent, Due: r.Due,
		}
		if b.hidden(parents[r.Kind], r.Parent) {
			x.Parent = ""
		}
		tlp, _ := unmark(r.Label)
		if x.Label = string(tlp); at[i] != nil {
			x.Noun = at[i]()
		} else {
			gone := slices.IndexFunc(s.Erased, func(e Erased) bool { return e.Record == x.Ref })
			x.State, x.Parent, x.Due, x.Erased = StateErased, "", time.Time{}, &s.Erased[gone]
		}
		items[i] = x
	}
	return items, b.err
}

// parents are of which kind the parent of a record is, where one may be seen without the other.
var parents = map[string]string{tocsin.KindRelease: tocsin.KindWarning, tocsin.KindListing: tocsin.KindIntake}

// addOrgs reads the organisations that are not there yet: their names are what is masked.
func (s *Snapshot) addOrgs(v store.View) error {
	had := len(s.Orgs)
	for r, err := range v.List(store.Query{Kind: tocsin.KindOrg}) {
		if err != nil {
			return fmt.Errorf("list organisations: %w", err)
		}
		if r.Erased || slices.ContainsFunc(s.Orgs[:had], func(o tocsin.Org) bool { return string(o.ID) == r.ID }) {
			continue
		}
		o, err := decode[tocsin.Org](r)
		if err != nil {
			return err
		}
		s.Orgs = append(s.Orgs, *o)
	}
	return nil
}
