package desk

import (
	"fmt"

	"tocsin"
	"tocsin/internal/store"
)

// A shelf is where the records of one kind stand in a snapshot. What is on no shelf is shown to
// nobody: protected sources are counted, and names are sealed.
type shelf struct {
	kind string
	read func(store.View, Scope) error
	// add puts one record there, and returns where it stands.
	add func(store.Record) (func() any, error)
}

// shelves are all of them: a kind that has its line here can be listed, read and followed.
func (s *Snapshot) shelves() []shelf {
	return []shelf{
		into(s, tocsin.KindOrg, &s.Orgs), into(s, tocsin.KindReport, &s.Reports), into(s, tocsin.KindThreat, &s.Threats),
		into(s, tocsin.KindDuty, &s.Duties), into(s, tocsin.KindWarning, &s.Warnings), into(s, tocsin.KindRelease, &s.Sent),
		into(s, tocsin.KindReceived, &s.Received), into(s, tocsin.KindSite, &s.Sites), into(s, tocsin.KindMeasure, &s.Measures),
		into(s, tocsin.KindEvent, &s.Events), into(s, tocsin.KindBriefing, &s.Briefings), into(s, tocsin.KindSighting, &s.Sightings),
		into(s, tocsin.KindClaim, &s.Claims), into(s, tocsin.KindObligation, &s.Obligations), into(s, tocsin.KindRefusal, &s.Refusals),
		into(s, tocsin.KindOrder, &s.Orders), into(s, tocsin.KindHold, &s.Holds),
		into(s, tocsin.KindListing, &s.Listings), into(s, tocsin.KindIntake, &s.Intakes), into(s, tocsin.KindNotice, &s.Notices),
		into(s, tocsin.KindRegister, &s.Registers), into(s, tocsin.KindEffort, &s.Efforts), into(s, tocsin.KindPriority, &s.Priorities),
	}
}

// Readable are the kinds of records that a reader may list.
func Readable() []string {
	var out []string
	for _, s := range (&Snapshot{}).shelves() {
		out = append(out, s.kind)
	}
	return out
}

// NounOf is the zero value of what a kind's records hold, or nil: for who describes it.
func NounOf(kind string) any {
	s := &Snapshot{}
	for _, x := range s.shelves() {
		if x.kind == kind {
			at, err := x.add(store.Record{Kind: kind, Body: []byte("{}")})
			if err == nil {
				return at()
			}
		}
	}
	return nil
}

func into[T any](s *Snapshot, kind string, out *[]T) shelf {
	add := func(r store.Record) (func() any, error) {
		if r.Erased {
			s.gone = append(s.gone, r)
			return nil, nil
		}
		noun, err := decode[T](r)
		if err != nil {
			return nil, err
		}
		*out = append(*out, *noun)
		i := len(*out) - 1
		return func() any { return &(*out)[i] }, nil
	}
	return shelf{kind: kind, add: add, read: func(v store.View, scope Scope) error {
		if !scope.reads(kind) {
			return nil
		}
		records, total, older, err := within(v, kind, scope)
		if err != nil {
			return fmt.Errorf("list %s: %w", kind, err)
		}
		if older != "" {
			s.Older[kind] = older
		}
		if more := total - int64(len(records)); more > 0 {
			s.Unread[kind] = more
		}
		for _, r := range records {
			s.laid = append(s.laid, tocsin.Ref{Kind: kind, ID: r.ID})
			if _, err := add(r); err != nil {
				return err
			}
		}
		return nil
	}}
}
