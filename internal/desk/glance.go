package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// A Scope bounds what a reader of the whole record is given. The zero value bounds nothing.
type Scope struct {
	// Most is how many records of a kind are read, those recorded last, beside those that still ask
	// for something, of which twenty times as many are. Zero: all.
	Most int
	// Also are beginnings of ids: records whose id begins so are read in any case.
	Also []string
	// About are ids of records: what belongs to one of them is read in any case.
	About []string
	// Kinds are the kinds that are read. Empty: all.
	Kinds []string
	// Before is a record: of its kind those are read that were recorded before it, the newest of them,
	// and none besides but those asked for by their ids. So a long list is read page by page.
	Before tocsin.Ref
	// Live leaves out what asks for nothing any more, of the kinds of which that can be said; it is not
	// counted among what is unread.
	Live bool
}

// reads reports whether a kind is in scope. Organisations always are: their names are what is masked.
func (s Scope) reads(kind string) bool {
	return len(s.Kinds) == 0 || kind == tocsin.KindOrg || slices.Contains(s.Kinds, kind)
}

// MostUnread is how far what is not read is counted.
const MostUnread = mostCount

// Counted is how many are unread, in words that say where the counting has ended.
func Counted(unread int64) string {
	if unread < MostUnread {
		return strconv.FormatInt(unread, 10)
	}
	return strconv.FormatInt(MostUnread, 10) + " or more"
}

// liveFactor is how many times more of what still asks for something is read than of what does not.
const liveFactor = 20

// mostAlso is how many records of a kind one beginning of an id may bring in.
const mostAlso = 20

// live are the states in which a record of a kind still asks for something.
var live = map[string][]string{
	tocsin.KindThreat:     {tocsin.PartOpen},
	tocsin.KindWarning:    {tocsin.Draft},
	tocsin.KindReceived:   {string(tocsin.ReceivedOK), string(tocsin.Read), string(tocsin.Assessed), string(tocsin.Acting)},
	tocsin.KindMeasure:    {tocsin.MeasureInForce},
	tocsin.KindObligation: {tocsin.Open},
	tocsin.KindOrder:      {tocsin.OrderAsked, tocsin.OrderGiven},
	tocsin.KindHold:       {tocsin.HoldStands},
	tocsin.KindListing:    {tocsin.Listed},
	tocsin.KindIntake:     {tocsin.IntakeQuarantined},
}

// Glance reads what the record held at t, as AsOf does, within a scope: so much of it as a person
// can look at, however much there is. Unread says how much more there is, up to MostUnread.
func (d *Desk) Glance(ctx context.Context, t time.Time, scope Scope) (Snapshot, error) {
	return d.GlanceAs(ctx, Viewer{All: true}, t, scope)
}

// within lists the records of a kind that are in scope, in the order in which they were first
// recorded, and says how many there are in all, as far as it counts, and before which record it goes on.
func within(v store.View, kind string, scope Scope) (records []store.Record, total int64, older string, err error) {
	if scope.Before.Kind == kind && kind != "" {
		records, older, err = earlierThan(v, scope)
		return records, 0, older, err
	}
	if scope.Live && live[kind] != nil {
		records, err = living(v, kind, scope)
		return records, 0, "", err
	}
	if scope.Most > 0 && kind != tocsin.KindOrg { // all names are needed to mask them
		total, err = v.Number(store.Query{Kind: kind}, int64(scope.Most)+MostUnread)
		if err != nil {
			return nil, 0, "", err
		}
	}
	if total <= int64(scope.Most) {
		records, err = gather(nil, v, store.Query{Kind: kind})
		return records, total, "", err
	}
	newest, err := gather(nil, v, store.Query{Kind: kind, Newest: true, Limit: scope.Most})
	if err != nil {
		return nil, 0, "", err
	}
	if len(newest) > 0 {
		older = newest[len(newest)-1].ID
	}
	slices.Reverse(newest)
	more := newest // and what follows is, as far as it is not among them
	if more, err = scope.named(more, v, kind); err != nil {
		return nil, 0, "", err
	}
	for _, state := range live[kind] {
		if more, err = gather(more, v, store.Query{Kind: kind, State: state, Limit: liveFactor * scope.Most}); err != nil {
			return nil, 0, "", err
		}
	}
	return append(slices.Clone(more[len(newest):]), newest...), total, older, nil
}

// earlierThan lists what was recorded before a record, the newest of it, and says whether it goes on.
func earlierThan(v store.View, scope Scope) (records []store.Record, older string, err error) {
	q := store.Query{Kind: scope.Before.Kind, Newest: true, After: scope.Before.ID}
	if scope.Most > 0 {
		q.Limit = scope.Most + 1
	}
	if records, err = gather(nil, v, q); err != nil {
		return nil, "", err
	}
	if scope.Most > 0 && len(records) > scope.Most {
		records = records[:scope.Most]
		older = records[scope.Most-1].ID
	}
	slices.Reverse(records)
	records, err = scope.named(records, v, scope.Before.Kind)
	return records, older, err
}

// living lists the records of a kind that still ask for something, and those asked for by id.
func living(v store.View, kind string, scope Scope) (records []store.Record, err error) {
	for _, state := range live[kind] {
		if records, err = gather(records, v, store.Query{Kind: kind, State: state, Limit: liveFactor * scope.Most}); err != nil {
			return nil, err
		}
	}
	return scope.named(records, v, kind)
}

// named adds the records that are in scope whatever else is: by their ids, and by what they belong to.
func (s Scope) named(records []store.Record, v store.View, kind string) (_ []store.Record, err error) {
	for _, prefix := range s.Also {
		if records, err = also(records, v, kind, prefix); err != nil {
			return nil, err
		}
	}
	for _, id := range s.About {
		if records, err = gather(records, v, store.Query{Kind: kind, Parent: id, Limit: liveFactor * max(s.Most, 0)}); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// gather adds the records of a query that are not there yet.
func gather(records []store.Record, v store.View, q store.Query) ([]store.Record, error) {
	there := map[string]bool{}
	for _, r := range records {
		there[r.ID] = true
	}
	for r, err := range v.List(q) {
		if err != nil {
			return nil, err
		}
		if !there[r.ID] {
			records = append(records, r)
		}
	}
	return records, nil
}

// also adds the records whose id begins with a prefix.
func also(records []store.Record, v store.View, kind, prefix string) ([]store.Record, error) {
	ids, err := v.Find(kind, prefix, mostAlso)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		r, err := v.Get(kind, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(records, func(x store.Record) bool { return x.ID == id }) {
			records = append(records, r)
		}
	}
	return records, nil
}
