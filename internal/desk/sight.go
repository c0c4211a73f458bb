package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// A Reach is what a role reads: which kinds of records, and up to which label. Compartments come on
// top of it, for every role: they are the account's and not the role's.
type Reach struct {
	Kinds []string
	Until tocsin.TLP
}

// everyKind are all kinds that somebody reads.
func everyKind() []string {
	return append(Readable(), tocsin.KindContact, tocsin.KindNotification, tocsin.KindAttempts)
}

// siteKinds are what somebody reads who answers for a place: what protects it, what is owed there,
// and the warnings that came. Reports and who was told what are for the desk.
var siteKinds = []string{
	tocsin.KindOrg, tocsin.KindSite, tocsin.KindMeasure, tocsin.KindEvent, tocsin.KindBriefing, tocsin.KindSighting,
	tocsin.KindThreat, tocsin.KindReceived, tocsin.KindObligation, tocsin.KindOrder, tocsin.KindListing,
	tocsin.KindContact, tocsin.KindNotification,
}

// houseKinds are what somebody reads who runs the machine, and says who sits at it: nothing of what is
// known, nor of what is done about it.
var houseKinds = []string{
	tocsin.KindOrg, tocsin.KindSite, tocsin.KindAccount, tocsin.KindOrder, tocsin.KindListing, tocsin.KindContact,
	tocsin.KindNotification, tocsin.KindAttempts,
}

// carriedKinds are what a program reads that carries messages and counts.
var carriedKinds = []string{tocsin.KindOrg, tocsin.KindSite, tocsin.KindMeasure, tocsin.KindRelease, tocsin.KindReceived, tocsin.KindNotification, tocsin.KindContact}

// ReachOf is what a role reads. What is no role reads nothing.
func ReachOf(role tocsin.Role) Reach {
	switch role {
	case tocsin.DutyOfficer, tocsin.Analyst, tocsin.WarningOfficer, tocsin.Approver, tocsin.Inspector:
		return Reach{everyKind(), tocsin.TLPRed}
	case tocsin.SiteManager:
		return Reach{siteKinds, tocsin.TLPAmberStrict}
	case tocsin.Administrator:
		return Reach{houseKinds, tocsin.TLPAmber}
	case tocsin.Gateway:
		return Reach{carriedKinds, tocsin.TLPRed}
	}
	return Reach{}
}

// sight says whether the viewer may see records of a kind with a mark.
func (w Viewer) sight(kind, m string) bool {
	r := ReachOf(w.Role)
	if !slices.Contains(r.Kinds, kind) {
		return false
	}
	tlp, compartments := unmark(m)
	if tlp == "" && slices.Contains(inherit, kind) {
		tlp = tocsin.TLPRed
	}
	if tlp != "" && tlp.Order() > r.Until.Order() {
		return false
	}
	return !slices.ContainsFunc(compartments, func(c string) bool { return !slices.Contains(w.Compartments, c) })
}

// namedBy are all texts of the input of a caller who may not see everything; nil for one who may.
// What of them is the id of a record, the caller named.
func namedBy(who Caller, in any) (map[string]bool, error) {
	if who.Reader == nil || who.Reader.All {
		return nil, nil
	}
	b, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("read the input: %w", err)
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, fmt.Errorf("read the input: %w", err)
	}
	named := map[string]bool{}
	textsIn(v, named)
	return named, nil
}

func textsIn(v any, into map[string]bool) {
	switch v := v.(type) {
	case string:
		into[v] = true
	case []any:
		for _, x := range v {
			textsIn(x, into)
		}
	case map[string]any:
		for _, x := range v {
			textsIn(x, into)
		}
	}
}

// hides reports whether the caller named a record that is not there for him. What an act comes upon
// by itself it may read: a rule holds for all of the record, whoever asks.
func (a *act) hides(r store.Record) bool {
	return a.named != nil && a.named[r.ID] && !a.who.Reader.sight(r.Kind, r.Label)
}

// showReceipt takes out of the receipt what the caller may not see.
func (a *act) showReceipt() {
	if a.named == nil {
		return
	}
	seen := a.who.Reader.sees(a.Tx)
	hidden := func(kind, id string) bool { _, err := seen.Get(kind, id); return err != nil }
	of := func(o tocsin.Obligation) bool { return hidden(tocsin.KindObligation, string(o.ID)) }
	a.receipt.Opened = slices.DeleteFunc(slices.Clone(a.receipt.Opened), of)
	a.receipt.Ended = slices.DeleteFunc(slices.Clone(a.receipt.Ended), of)
	a.receipt.Joined = slices.DeleteFunc(slices.Clone(a.receipt.Joined), func(t tocsin.ThreatID) bool { return hidden(tocsin.KindThreat, string(t)) })
	if e := a.receipt.Erasure; e != nil {
		e.Took = slices.DeleteFunc(slices.Clone(e.Took), func(r tocsin.Ref) bool { return hidden(r.Kind, r.ID) })
	}
}

// idKinds are the kinds of records that typed ids name.
var idKinds = map[reflect.Type]string{
	reflect.TypeFor[tocsin.ReportID](): tocsin.KindReport, reflect.TypeFor[tocsin.ThreatID](): tocsin.KindThreat,
	reflect.TypeFor[tocsin.WarningID](): tocsin.KindWarning, reflect.TypeFor[tocsin.ReleaseID](): tocsin.KindRelease,
	reflect.TypeFor[tocsin.ReceivedID](): tocsin.KindReceived, reflect.TypeFor[tocsin.DutyID](): tocsin.KindDuty,
	reflect.TypeFor[tocsin.MeasureID](): tocsin.KindMeasure, reflect.TypeFor[tocsin.ClaimID](): tocsin.KindClaim,
	reflect.TypeFor[tocsin.ObligationID](): tocsin.KindObligation, reflect.TypeFor[tocsin.OrderID](): tocsin.KindOrder,
	reflect.TypeFor[tocsin.HoldID](): tocsin.KindHold, reflect.TypeFor[tocsin.SightingID](): tocsin.KindSighting,
	reflect.TypeFor[tocsin.SourceID](): tocsin.KindSource, reflect.TypeFor[tocsin.IntakeID](): tocsin.KindIntake,
}

var refType = reflect.TypeFor[tocsin.Ref]()

// blank takes the ids of records that the viewer may not see out of what a snapshot says. An id that
// is no record's stays.
func (w Viewer) blank(s *Snapshot, whole store.View) error {
	laid := s.laid
	if s.laid = nil; w.All {
		return nil
	}
	b := w.blanker(whole)
	for _, ref := range laid {
		b.known[ref] = false
	}
	b.value(reflect.ValueOf(s).Elem())
	return b.err
}

func (w Viewer) blanker(whole store.View) *blanker {
	return &blanker{all: w.All, seen: w.sees(whole), whole: whole, known: map[tocsin.Ref]bool{}}
}

type blanker struct {
	all         bool // nothing is hidden
	seen, whole store.View
	known       map[tocsin.Ref]bool // whether it is hidden
	err         error
}

// hidden reports whether a record is there, and not for the viewer.
func (b *blanker) hidden(kind, id string) bool {
	ref := tocsin.Ref{Kind: kind, ID: id}
	if hidden, ok := b.known[ref]; ok || b.all || kind == "" || id == "" || b.err != nil {
		return hidden
	}
	_, err := b.seen.Get(kind, id)
	hidden := errors.Is(err, store.ErrNotFound)
	if hidden {
		if _, err = b.whole.Get(kind, id); errors.Is(err, store.ErrNotFound) {
			hidden, err = false, nil
		}
	}
	if err != nil {
		b.err = fmt.Errorf("look for %s: %w", ref, err)
	}
	b.known[ref] = hidden
	return hidden
}

// gone reports whether a value is nothing but the id of a hidden record.
func (b *blanker) gone(v reflect.Value) bool {
	if v.Type() == refType {
		r := v.Interface().(tocsin.Ref)
		return b.hidden(r.Kind, r.ID)
	}
	kind, ok := idKinds[v.Type()]
	return ok && b.hidden(kind, v.String())
}

func (b *blanker) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			b.value(v.Elem())
		}
	case reflect.Slice:
		b.slice(v)
	case reflect.Struct:
		if v.Type() == timeType {
			return
		}
		for _, f := range v.Fields() {
			if !f.CanSet() {
				continue
			}
			if b.gone(f) {
				f.SetZero()
				continue
			}
			b.value(f)
		}
	}
}

// slice drops the elements that are ids of hidden records. It makes a new one: the old may be shared.
func (b *blanker) slice(v reflect.Value) {
	kept := reflect.MakeSlice(v.Type(), 0, v.Len())
	for i := range v.Len() {
		if !b.gone(v.Index(i)) {
			kept = reflect.Append(kept, v.Index(i))
		}
	}
	if v.CanSet() && kept.Len() < v.Len() {
		if kept.Len() == 0 {
			kept = reflect.Zero(v.Type())
		}
		v.Set(kept)
	}
	for i := range v.Len() {
		b.value(v.Index(i))
	}
}
