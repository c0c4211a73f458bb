package desk

import (
	"context"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/brief"
	"tocsin/internal/store"
)

// Brief is the sheet for the officer who carries a threat upstairs, as of now. It names no sender, shown or not:
// the names by which our record knows whoever sent a warning on the threat are masked in all of it.
func (d *Desk) Brief(ctx context.Context, who Viewer, id tocsin.ThreatID, now time.Time) (s brief.Sheet, err error) {
	err = d.see(ctx, who, func(seen, whole store.View) error {
		past, done, err := d.pasts.open(who, seen)
		if err != nil {
			return err
		}
		defer done()
		b := &briefing{v: seen, whole: whole, now: now, past: past}
		if err := b.fill(d.org, id); err != nil {
			return err
		}
		words, err := sourceWords(whole)
		if err != nil {
			return err
		}
		maskAll(&b.sheet, func(text string) string { return maskWords(hideSource(text, words), b.senders) })
		s = b.sheet
		return nil
	})
	return s, err
}

// A briefing is a sheet being filled.
type briefing struct {
	v       store.View // as its reader has it
	whole   store.View // for the names to be masked
	now     time.Time
	past    *past
	sheet   brief.Sheet
	threat  *tocsin.Threat
	senders []string
	abouts  []tocsin.Ref // records whose open duties are the threat's
	told    []string     // victims who were told
}

func (b *briefing) fill(org tocsin.OrgID, id tocsin.ThreatID) error {
	e, err := gatherEvidence(b.v, org, id, b.past)
	if err != nil {
		return err
	}
	me, err := self(b.v, org)
	if err != nil {
		return err
	}
	w := e.weigh()
	b.threat = e.threat
	b.sheet = brief.Sheet{
		Threat: id, Title: b.threat.Title, Org: me.Name, Exercise: org.Exercise(), At: b.now, State: b.threat.Now(b.now), Accounts: len(w.Accounts), Origins: w.Origins,
		Point: w.Point, Low: w.Low, High: w.High, Digit1: w.Confirmed, Score: w.Score,
	}
	b.abouts = []tocsin.Ref{{Kind: tocsin.KindThreat, ID: string(id)}}
	for _, fill := range []func() error{b.parts, b.received, b.sent, b.reports, b.site, b.owed} {
		if err := fill(); err != nil {
			return err
		}
	}
	for _, x := range inDanger(b.threat) {
		if !slices.Contains(b.told, x.ID) {
			b.sheet.Untold = append(b.sheet.Untold, x.Name)
		}
	}
	return nil
}

func (b *briefing) parts() error {
	for _, p := range b.threat.Parts {
		b.sheet.Parts = append(b.sheet.Parts, brief.Part{Name: p.Name, State: p.Now(b.now), Facets: p.Facets, Window: p.Window, Known: p.Facets.Place.Site != ""})
		for _, d := range p.Decisions {
			b.sheet.Done = append(b.sheet.Done, brief.Done{Kind: brief.Decided, What: p.Name + ", " + d.Reason, Outcome: string(d.End), At: d.First.At})
		}
	}
	return nil
}

func (b *briefing) did(kind brief.DoneKind, what string, at time.Time) {
	b.sheet.Done = append(b.sheet.Done, brief.Done{Kind: kind, What: what, At: at})
}

func (b *briefing) received() error {
	for _, id := range b.threat.Received {
		if in, err := present[tocsin.Received](b.whole, tocsin.KindReceived, string(id)); err != nil {
			return err
		} else if in != nil {
			b.senders = append(b.senders, sendersNames(b.whole, in.Release.From)...)
		}
		in, err := present[tocsin.Received](b.v, tocsin.KindReceived, string(id))
		if err != nil {
			return err
		}
		if in == nil {
			continue
		}
		b.abouts = append(b.abouts, tocsin.Ref{Kind: tocsin.KindReceived, ID: string(id)})
		b.told = append(b.told, in.OnwardDone...)
		for _, x := range in.Acts {
			b.did(brief.Protected, x.What, x.By.At)
		}
		for _, l := range in.Leads {
			b.sheet.Done = append(b.sheet.Done, brief.Done{Kind: brief.Inquired, What: l.What, Outcome: l.Outcome})
		}
	}
	return nil
}

// sent is what we warned of, and whom that reached: of a warning that went out in private each victim
// whom it reaches itself.
func (b *briefing) sent() error {
	warnings, err := list[tocsin.Warning](b.v, store.Query{Kind: tocsin.KindWarning, Parent: string(b.threat.ID)})
	if err != nil {
		return err
	}
	for _, w := range warnings {
		b.abouts = append(b.abouts, tocsin.Ref{Kind: tocsin.KindWarning, ID: string(w.ID)})
		sent, err := list[Sent](b.v, store.Query{Kind: tocsin.KindRelease, Parent: string(w.ID)})
		if err != nil {
			return err
		}
		for _, s := range sent {
			b.abouts = append(b.abouts, tocsin.Ref{Kind: tocsin.KindRelease, ID: string(s.Release.ID)})
			b.did(brief.Warned, w.Title+" ("+s.Release.Level.Plain()+") → "+string(s.Release.To), s.Times.Recorded)
			for _, v := range b.threat.Victims {
				if v.Org != "" && s.Release.To == v.Org && s.Release.Level != tocsin.Public {
					b.told = append(b.told, v.ID)
				}
			}
			for _, r := range s.Replies {
				if r.Status == tocsin.OnwardDone {
					b.told = append(b.told, r.Victim)
				}
			}
		}
	}
	return nil
}

// reports are our own: those that are joined, and those that are proposed and wait.
func (b *briefing) reports() error {
	for _, id := range b.threat.Reports {
		r, err := present[tocsin.Report](b.v, tocsin.KindReport, string(id))
		if err != nil {
			return err
		}
		if r == nil {
			continue
		}
		b.abouts = append(b.abouts, tocsin.Ref{Kind: tocsin.KindReport, ID: string(id)})
		b.sheet.Ours = append(b.sheet.Ours, brief.Match{Title: r.Title, Grade: r.Grade.String(), Joined: true})
	}
	open, err := list[tocsin.Obligation](b.v, store.Query{Kind: tocsin.KindObligation, State: tocsin.Open})
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.Kind != tocsin.OweJoin || o.Subject.ID != string(b.threat.ID) {
			continue
		}
		r, err := present[tocsin.Report](b.v, tocsin.KindReport, o.About.ID)
		if err != nil {
			return err
		}
		if r == nil {
			continue
		}
		b.abouts = append(b.abouts, o.About)
		b.sheet.Ours = append(b.sheet.Ours, brief.Match{Title: r.Title, Grade: r.Grade.String(), Score: o.Score})
	}
	return nil
}

// site is what is held and planned at the places that an open part names.
func (b *briefing) site() error {
	measures, err := list[tocsin.Measure](b.v, store.Query{Kind: tocsin.KindMeasure, State: tocsin.MeasureInForce})
	if err != nil {
		return err
	}
	for _, m := range measures {
		if m.Threat == b.threat.ID || b.threat.Concerns(m.Site) {
			b.sheet.Measures = append(b.sheet.Measures, brief.Measure{What: m.What, Until: m.Sustainable})
		}
	}
	events, err := list[tocsin.Event](b.v, store.Query{Kind: tocsin.KindEvent})
	if err != nil {
		return err
	}
	for _, e := range events {
		inside := func(p tocsin.Part) bool { return p.State != tocsin.PartClosed && p.Facets.Mentions(e.Site) }
		if slices.ContainsFunc(b.threat.Parts, inside) && !e.At.Latest.Before(b.now.AddDate(0, 0, -1)) {
			b.sheet.Events = append(b.sheet.Events, brief.Event{Name: e.Name, At: e.At, Expected: e.Expected, Decision: e.Decision})
		}
	}
	return nil
}

func (b *briefing) owed() error {
	for _, about := range b.abouts {
		open, err := list[tocsin.Obligation](b.v, store.Query{Kind: tocsin.KindObligation, Parent: about.ID, State: tocsin.Open})
		if err != nil {
			return err
		}
		for _, o := range open {
			b.sheet.Owed = append(b.sheet.Owed, brief.Owed{Kind: o.Kind, Due: o.Due, Overdue: o.Overdue(b.now)})
		}
	}
	slices.SortStableFunc(b.sheet.Owed, func(x, y brief.Owed) int { return x.Due.Compare(y.Due) })
	return nil
}
