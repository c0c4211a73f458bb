package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"tocsin"
	"tocsin/internal/fusion"
	"tocsin/internal/store"
)

// A Weighing is what the accounts of one danger come to, by origin. Its total is the sum of its
// terms. It says in what order to look, and ends nothing: no number here closes a threat.
type Weighing struct {
	Threat    tocsin.ThreatID     `json:"threat"`
	Title     string              `json:"title"`
	At        time.Time           `json:"at"`
	With      []tocsin.ThreatID   `json:"with,omitempty"` // other files that a person has said are of the same danger
	Accounts  []WeighedAccount    `json:"accounts"`
	LeftOut   int                 `json:"left_out,omitempty"` // older accounts, beyond the most that are weighed
	Score     tocsin.Waterfall    `json:"score"`              // the base rate, then one term for each origin
	Point     float64             `json:"point"`              // of the total, held to 0.01 and 0.99
	Low       float64             `json:"low"`                // when every source is as bad as its record allows
	High      float64             `json:"high"`               // and as good
	Origins   int                 `json:"origins"`            // that do not deny, told apart as far as they declare it
	Effective float64             `json:"effective_origins"`  // each less what it is thought to repeat of another
	Confirmed bool                `json:"confirmed"`          // content digit 1: computed, never entered
	Depends   []fusion.Dependence `json:"dependences,omitempty"`
	Alarms    []CircularAlarm     `json:"alarms,omitempty"`
	Next      []fusion.Step       `json:"next,omitempty"`
}

// A WeighedAccount is one report, or one warning received, as it was weighed. The letter of a
// sender who was not shown is not used.
type WeighedAccount struct {
	Ref     tocsin.Ref         `json:"ref"`
	Title   string             `json:"title"`
	Letter  tocsin.Reliability `json:"reliability"`
	Digit   tocsin.Credibility `json:"credibility"`
	Lineage tocsin.Lineage     `json:"lineage,omitzero"`
	Denies  bool               `json:"denies,omitempty"`
	Hits    int                `json:"hits"`   // earlier accounts of its source of which something was substantiated
	Misses  int                `json:"misses"` // and those whose danger was closed as false
}

// A CircularAlarm says that what looks like several voices may be one.
type CircularAlarm struct {
	Kind fusion.CircularKind `json:"kind"`
	Refs []tocsin.Ref        `json:"refs"`
	Why  string              `json:"why"`
}

// mostAccounts bounds how many accounts are weighed: the newest.
const mostAccounts = 256

// Weigh weighs what is on record of the danger of a threat: its reports, the warnings received that
// are behind it, and those of the files that are of the same danger. What the reader may not see is
// not weighed for it.
func (d *Desk) Weigh(ctx context.Context, who Viewer, id tocsin.ThreatID) (w Weighing, err error) {
	err = d.see(ctx, who, func(seen, whole store.View) error {
		past, done, err := d.pasts.open(who, seen)
		if err != nil {
			return err
		}
		defer done()
		e, err := gatherEvidence(seen, d.org, id, past)
		if err != nil {
			return err
		}
		w = e.weigh()
		words, err := sourceWords(whole)
		if err != nil {
			return err
		}
		maskAll(&w, func(s string) string { return hideSource(s, words) })
		return nil
	})
	return w, err
}

// An evidence is what a weighing is made of.
type evidence struct {
	threat   *tocsin.Threat
	files    []*tocsin.Threat
	kase     fusion.Case
	accounts []WeighedAccount
	leftOut  int
	refs     map[string]tocsin.Ref
}

// gatherEvidence reads the accounts of a threat, and of the files that are of the same danger.
func gatherEvidence(v store.View, org tocsin.OrgID, id tocsin.ThreatID, past *past) (*evidence, error) {
	files, err := linked(v, id)
	if err != nil {
		return nil, err
	}
	me, err := self(v, org)
	if err != nil {
		return nil, err
	}
	e := &evidence{threat: files[0], files: files, refs: map[string]tocsin.Ref{}}
	e.kase.Base, e.kase.BaseWhy = me.Policy.BaseRate, "declared in the policy of "+me.Name
	if me.Policy.BaseRate == tocsin.DefaultPolicy().BaseRate {
		e.kase.BaseWhy = "the default of this program: no source gives a figure, so declare your own"
	}
	e.kase.Tracks = past.tracks
	for _, t := range files {
		if err := e.reports(v, t, past); err != nil {
			return nil, err
		}
		if err := e.received(v, t, past); err != nil {
			return nil, err
		}
		if err := e.ours(v, t); err != nil {
			return nil, err
		}
	}
	if n := len(e.accounts) - mostAccounts; n > 0 {
		e.leftOut, e.accounts, e.kase.Accounts = n, e.accounts[n:], e.kase.Accounts[n:]
	}
	return e, nil
}

func (e *evidence) reports(v store.View, t *tocsin.Threat, past *past) error {
	for _, id := range t.Reports {
		ref := tocsin.Ref{Kind: tocsin.KindReport, ID: string(id)}
		if _, there := e.refs[ref.ID]; there {
			continue
		}
		r, err := present[tocsin.Report](v, ref.Kind, ref.ID)
		if err != nil {
			return err
		}
		if r == nil {
			continue
		}
		a := fusion.AccountOf(*r)
		a.Record = past.of(sourceOf(r), e.files)
		e.add(ref, r.Title, a, r.Lineage())
	}
	return nil
}

// received adds the warnings received. Until a sender is shown it is "sender 1", and what is known
// of it weighs nothing.
func (e *evidence) received(v store.View, t *tocsin.Threat, past *past) error {
	unseen := map[tocsin.OrgID]string{}
	for _, id := range t.Received {
		ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: string(id)}
		in, err := present[tocsin.Received](v, ref.Kind, ref.ID)
		if err != nil {
			return err
		}
		if in == nil {
			continue
		}
		if _, there := e.refs[ref.ID]; there || in.Release.Closing != nil {
			continue
		}
		a := fusion.Account{Ref: ref.ID, Said: fusion.Material{Ref: ref.ID, Told: in.Release.Issued}}
		hide := sendersNames(v, in.Release.From)
		for _, x := range in.Release.Text {
			a.Said.Texts = append(a.Said.Texts, maskWords(x.Words, hide))
		}
		if in.Blind != nil {
			a.Content = in.Blind.Credibility
		}
		if in.Revealed != nil {
			a.Said.Sender, a.Record = string(in.Release.From), past.of("org "+string(in.Release.From), e.files)
			if in.Source != nil {
				a.Letter = in.Source.Reliability
			}
		} else {
			if unseen[in.Release.From] == "" {
				unseen[in.Release.From] = "sender " + strconv.Itoa(len(unseen)+1)
			}
			a.Said.Sender = unseen[in.Release.From]
		}
		a.Origin, a.From = in.Lineage.Origin, sourcesOf(in.Lineage)
		title := maskWords(in.Release.Title, hide)
		if title == "" {
			title = "A warning received (" + in.Release.Level.Plain() + ")"
		}
		e.add(ref, title, a, in.Lineage)
	}
	return nil
}

func (e *evidence) add(ref tocsin.Ref, title string, a fusion.Account, l tocsin.Lineage) {
	if a.Letter == "" {
		a.Letter = tocsin.ReliabilityNotJudged
	}
	if a.Content == 0 {
		a.Content = tocsin.CredibilityNotJudged
	}
	e.refs[ref.ID] = ref
	e.kase.Accounts = append(e.kase.Accounts, a)
	e.accounts = append(e.accounts, WeighedAccount{
		Ref: ref, Title: title, Letter: a.Letter, Digit: a.Content, Lineage: l, Denies: a.Against, Hits: a.Record.Hits, Misses: a.Record.Misses,
	})
}

// ours adds what we sent out on a threat ourselves, so that it is known when it comes back.
func (e *evidence) ours(v store.View, t *tocsin.Threat) error {
	warnings, err := list[tocsin.Warning](v, store.Query{Kind: tocsin.KindWarning, Parent: string(t.ID)})
	if err != nil {
		return err
	}
	for _, w := range warnings {
		m := fusion.Material{Ref: string(w.ID)}
		for _, x := range w.Versions {
			for _, text := range x.Text {
				m.Texts = append(m.Texts, text.Words)
			}
		}
		e.refs[m.Ref], e.kase.Ours = tocsin.Ref{Kind: tocsin.KindWarning, ID: m.Ref}, append(e.kase.Ours, m)
		sent, err := list[Sent](v, store.Query{Kind: tocsin.KindRelease, Parent: m.Ref})
		if err != nil {
			return err
		}
		for _, s := range sent {
			id := string(s.Release.ID)
			e.refs[id], e.kase.Ours = tocsin.Ref{Kind: tocsin.KindRelease, ID: id}, append(e.kase.Ours, fusion.Material{Ref: id})
		}
	}
	return nil
}

func (e *evidence) weigh() Weighing {
	got := fusion.Corroborate(e.kase)
	w := Weighing{
		Threat: e.threat.ID, Title: e.threat.Title, Accounts: e.accounts, LeftOut: e.leftOut, Score: got.Waterfall,
		Point: got.Point(), Low: got.Low, High: got.High, Effective: got.Effective, Confirmed: got.Confirmed, Depends: got.Dependences,
	}
	for _, t := range e.files[1:] {
		w.With = append(w.With, t.ID)
	}
	for _, o := range got.Origins {
		if !o.Against {
			w.Origins++
		}
	}
	for _, x := range got.Alarms {
		w.Alarms = append(w.Alarms, CircularAlarm{Kind: x.Kind, Refs: e.named(x.Refs), Why: x.Why})
	}
	for _, p := range e.threat.Parts {
		if p.State == tocsin.PartClosed {
			continue
		}
		for _, s := range got.Next(p.Facets) {
			if !slices.Contains(w.Next, s) {
				w.Next = append(w.Next, s)
			}
		}
	}
	return w
}

func (e *evidence) named(ids []string) []tocsin.Ref {
	var out []tocsin.Ref
	for _, id := range ids {
		if ref, known := e.refs[id]; known {
			out = append(out, ref)
		}
	}
	return out
}

// sourcesOf are the ids of what an account was taken from.
func sourcesOf(l tocsin.Lineage) []string {
	var out []string
	for _, id := range l.DerivedFrom {
		out = append(out, string(id))
	}
	for _, ref := range l.TakenFrom {
		out = append(out, ref.ID)
	}
	return out
}
