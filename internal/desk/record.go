package desk

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"
)

// schema is the version of every body's own format.
const schema = 1

// index says under which kind and id a noun is stored, and what lists filter by. Due is when time
// alone next changes something about it, so that one query finds what the clock has to do.
func index(noun any) (store.Record, error) {
	switch v := noun.(type) {
	case *tocsin.Org:
		return store.Record{Kind: tocsin.KindOrg, ID: string(v.ID)}, nil
	case *sourceBody:
		return store.Record{Kind: tocsin.KindSource, ID: string(v.ID)}, nil
	case *tocsin.Report:
		return store.Record{Kind: tocsin.KindReport, ID: string(v.ID), Label: string(v.Label)}, nil
	case *tocsin.Threat:
		return store.Record{Kind: tocsin.KindThreat, ID: string(v.ID), State: threatState(v), Due: threatDue(v), Label: string(v.Label)}, nil
	case *tocsin.DutyDecision:
		return store.Record{Kind: tocsin.KindDuty, ID: string(v.ID), Parent: string(v.Threat)}, nil
	case *tocsin.Warning:
		return store.Record{Kind: tocsin.KindWarning, ID: string(v.ID), Parent: string(v.Threat), State: v.State, Due: warningDue(v), Label: string(v.Label)}, nil
	case *Sent:
		return store.Record{Kind: tocsin.KindRelease, ID: string(v.Release.ID), Parent: string(v.Warning), State: string(v.State), Label: string(v.Release.TLP)}, nil
	case *tocsin.Received:
		return store.Record{Kind: tocsin.KindReceived, ID: string(v.ID), Parent: string(v.Release.ID), State: string(v.State), Label: string(v.Release.TLP)}, nil
	case *tocsin.Obligation:
		due, _ := v.Next()
		return store.Record{Kind: tocsin.KindObligation, ID: string(v.ID), Parent: v.About.ID, State: v.State, Due: due}, nil
	case *tocsin.Claim:
		return store.Record{Kind: tocsin.KindClaim, ID: string(v.ID), Parent: v.Question}, nil
	case *tocsin.RefusedAct:
		return store.Record{Kind: tocsin.KindRefusal, ID: v.ID, Parent: v.Object.ID}, nil
	}
	return indexSite(noun)
}

func indexSite(noun any) (store.Record, error) {
	switch v := noun.(type) {
	case *tocsin.Site:
		return store.Record{Kind: tocsin.KindSite, ID: string(v.ID), State: string(v.Posture), Due: siteDue(v)}, nil
	case *tocsin.Measure:
		return store.Record{Kind: tocsin.KindMeasure, ID: string(v.ID), Parent: string(v.Site), State: v.State, Due: measureDue(v)}, nil
	case *tocsin.Event:
		return store.Record{Kind: tocsin.KindEvent, ID: string(v.ID), Parent: string(v.Site), State: v.Decision}, nil
	case *tocsin.Briefing:
		return store.Record{Kind: tocsin.KindBriefing, ID: string(v.ID), Parent: string(v.Site)}, nil
	case *tocsin.Sighting:
		return store.Record{Kind: tocsin.KindSighting, ID: string(v.ID), Parent: string(v.Site), State: v.Vetting}, nil
	}
	return store.Record{}, fmt.Errorf("no kind for %T: this is a fault of the program", noun)
}

func threatState(t *tocsin.Threat) string {
	if t.IsOpen() {
		return tocsin.PartOpen
	}
	return tocsin.PartClosed
}

// threatDue is the first moment at which the window of an open part may have ended and no review
// has been opened for it.
func threatDue(t *tocsin.Threat) time.Time {
	var due time.Time
	for _, p := range t.Parts {
		if p.State == tocsin.PartOpen && !p.Standing && p.Window.End.Known() && !p.Reviewed {
			due = earlier(due, p.Window.End.Earliest)
		}
	}
	return due
}

// warningDue is when a public instruction of the warning may end without its closing message.
func warningDue(w *tocsin.Warning) time.Time {
	var due time.Time
	for _, v := range w.Versions {
		if in := v.Instruction; in != nil && in.Closing == nil && !in.Asked && w.Out(v.Level) {
			due = earlier(due, in.Window.End.Earliest)
		}
	}
	return due
}

func siteDue(s *tocsin.Site) time.Time {
	if s.Posture == tocsin.Normal || s.Posture == "" || s.Asked {
		return time.Time{}
	}
	return s.JustifyBy
}

func measureDue(m *tocsin.Measure) time.Time {
	if m.State != tocsin.MeasureInForce || m.Asked || !m.Sustainable.Known() {
		return time.Time{}
	}
	return m.Sustainable.Earliest
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// load reads the newest version of a noun in a view. A record that is not there is a refusal
// with a hint, because the caller named it.
func load[T any](v store.View, kind, id string) (*T, error) {
	r, err := v.Get(kind, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, tocsin.Refuse(tocsin.RuleForm, "list the "+kind+"s to see which there are", "there is no %s %q here", kind, id)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", kind, id, err)
	}
	return decode[T](r)
}

func decode[T any](r store.Record) (*T, error) {
	var out T
	if err := json.Unmarshal(r.Body, &out); err != nil {
		return nil, fmt.Errorf("read %s %s version %d: %w", r.Kind, r.ID, r.Version, err)
	}
	return &out, nil
}

// list reads the newest versions of a kind, in the order in which they were first recorded.
func list[T any](v store.View, q store.Query) ([]*T, error) {
	var out []*T
	for r, err := range v.List(q) {
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", q.Kind, err)
		}
		noun, err := decode[T](r)
		if err != nil {
			return nil, err
		}
		out = append(out, noun)
	}
	return out, nil
}

// save appends the next version of a noun, and commits to it.
func (a *act) save(noun any) error {
	r, err := index(noun)
	if err != nil {
		return err
	}
	if r.Body, err = json.Marshal(noun); err != nil {
		return fmt.Errorf("write %s %s: %w", r.Kind, r.ID, err)
	}
	if r.Salt, err = seal.NewSalt(rand.Reader); err != nil {
		return err
	}
	ref := tocsin.Ref{Kind: r.Kind, ID: r.ID}
	r.Version, r.Schema = 1, schema
	old, err := a.Get(r.Kind, r.ID)
	switch {
	case err == nil:
		r.Version = old.Version + 1
	case !errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("read %s: %w", ref, err)
	}
	if err := a.Put(r); err != nil {
		return fmt.Errorf("write %s: %w", ref, err)
	}
	digest, err := seal.Commit(r.Salt, r.Body)
	if err != nil {
		return err
	}
	a.version[ref] = r.Version
	a.written = append(a.written, seal.Commitment{
		Record: fmt.Sprintf("%s/%s/%d", r.Kind, r.ID, r.Version), Digest: hex.EncodeToString(digest[:]),
	})
	return nil
}

// send puts a rendered message into the outbox.
func (a *act) send(to tocsin.OrgID, kind string, body any) error {
	id, err := a.id()
	if err != nil {
		return err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("render %s for %s: %w", kind, to, err)
	}
	if err := a.Send(store.Message{ID: id, To: string(to), Kind: kind, Body: raw}); err != nil {
		return err
	}
	a.receipt.Sends = append(a.receipt.Sends, Parcel{ID: id, To: to, Kind: kind, Body: raw})
	return nil
}

// sourceBody is a protected source as the store keeps it: the only place where it is written out.
type sourceBody struct {
	ID          tocsin.SourceID `json:"id"`
	Compartment string          `json:"compartment"`
	Names       []string        `json:"names,omitempty"`
	Collection  string          `json:"collection,omitempty"`
	Times       tocsin.Times    `json:"times"`
}

// Sent is a release as its sender keeps it: what went out, to whom, and what came back.
type Sent struct {
	Release tocsin.Release       `json:"release"`
	Warning tocsin.WarningID     `json:"warning"`
	State   tocsin.DeliveryState `json:"state"`
	Replies []tocsin.Reply       `json:"replies,omitempty"`
	Times   tocsin.Times         `json:"times"`
}
