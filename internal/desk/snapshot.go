package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"tocsin"
	"tocsin/internal/inquiry"
	"tocsin/internal/store"
)

// A Snapshot is everything that one organisation's record held at a time. Protected sources are
// counted, not shown; a sender that the desk has not been shown is masked.
type Snapshot struct {
	Org         tocsin.OrgID          `json:"org"`
	Name        string                `json:"name"`
	At          time.Time             `json:"at"`
	Leaves      int64                 `json:"leaves"`
	Policy      tocsin.Policy         `json:"-"`
	Orgs        []tocsin.Org          `json:"orgs,omitempty"`
	Sources     int                   `json:"protected_sources"`
	Reports     []tocsin.Report       `json:"reports,omitempty"`
	Threats     []tocsin.Threat       `json:"threats,omitempty"`
	Duties      []tocsin.DutyDecision `json:"duties,omitempty"`
	Warnings    []tocsin.Warning      `json:"warnings,omitempty"`
	Sent        []Sent                `json:"sent,omitempty"`
	Received    []tocsin.Received     `json:"received,omitempty"`
	Sites       []tocsin.Site         `json:"sites,omitempty"`
	Measures    []tocsin.Measure      `json:"measures,omitempty"`
	Events      []tocsin.Event        `json:"events,omitempty"`
	Briefings   []tocsin.Briefing     `json:"briefings,omitempty"`
	Sightings   []tocsin.Sighting     `json:"sightings,omitempty"`
	Claims      []tocsin.Claim        `json:"claims,omitempty"`
	Obligations []tocsin.Obligation   `json:"obligations,omitempty"`
	Refusals    []tocsin.RefusedAct   `json:"refusals,omitempty"`
	Orders      []tocsin.Order        `json:"orders,omitempty"`
	Holds       []tocsin.Hold         `json:"holds,omitempty"`
	Listings    []tocsin.Listing      `json:"listings,omitempty"`
	Intakes     []tocsin.IncomingList `json:"intakes,omitempty"`
	Notices     []tocsin.ListNotice   `json:"notices,omitempty"`
	Registers   []tocsin.Register     `json:"registers,omitempty"` // without their tables
	Efforts     []tocsin.EffortReturn `json:"efforts,omitempty"`
	Priorities  []tocsin.Priority     `json:"priorities,omitempty"`
	Erased      []Erased              `json:"erased,omitempty"` // what was on record and is gone, whenever it was erased
	Unread      map[string]int64      `json:"unread,omitempty"` // how many records of each kind are on record and not here, up to MostUnread

	Older map[string]string `json:"-"` // of each kind of which there is more than was read: before which record it goes on

	gone   []store.Record    // versions that were erased, until it is known what became of them
	laid   []tocsin.Ref      // what was read as the viewer has it, until what he may not see is taken out
	unseen []tocsin.Received // warnings out of scope whose sender nobody here was shown
}

// AsOf reads what the record held at t, inclusive. A zero t reads the newest state. What was
// recorded later is absent, whatever it says of earlier times.
func (d *Desk) AsOf(ctx context.Context, t time.Time) (Snapshot, error) {
	return d.Glance(ctx, t, Scope{})
}

// Threat reads one threat as it stands. What a warning told of it is masked until its sender was
// shown.
func (d *Desk) Threat(ctx context.Context, id tocsin.ThreatID) (t tocsin.Threat, err error) {
	s, err := d.AsOf(ctx, time.Time{})
	if err != nil {
		return t, err
	}
	i := slices.IndexFunc(s.Threats, func(t tocsin.Threat) bool { return t.ID == id })
	if i < 0 {
		if err := s.Gone(tocsin.Ref{Kind: tocsin.KindThreat, ID: string(id)}); err != nil {
			return t, err
		}
		return t, tocsin.Refuse(tocsin.RuleForm, "list the threats to see which there are", "there is no threat %q here", id)
	}
	return s.Threats[i], nil
}

func (s *Snapshot) read(v store.View, scope Scope) error {
	s.Leaves = v.Leaves()
	me, err := self(v, s.Org)
	if err != nil {
		return err
	}
	s.Name, s.Policy = me.Name, me.Policy
	s.Unread, s.Older = map[string]int64{}, map[string]string{}
	if err := s.countSources(v, scope); err != nil {
		return err
	}
	for _, on := range s.shelves() {
		if err := on.read(v, scope); err != nil {
			return err
		}
	}
	return nil
}

// countSources counts the protected sources that were there.
func (s *Snapshot) countSources(v store.View, scope Scope) error {
	if !scope.reads(tocsin.KindSource) {
		return nil
	}
	for r, err := range v.List(store.Query{Kind: tocsin.KindSource}) {
		if err != nil {
			return fmt.Errorf("list sources: %w", err)
		}
		if s.Sources++; r.Erased {
			s.gone = append(s.gone, r)
		}
	}
	return nil
}

// finish completes a snapshot from the record as it stands now: what became of what was erased,
// and which words nobody is shown, whenever they were protected.
func (s *Snapshot) finish(v store.View) error {
	if err := s.settleGone(v); err != nil {
		return err
	}
	if err := s.findUnseen(v); err != nil {
		return err
	}
	for i := range s.Registers {
		s.Registers[i].Table = nil // it is read by who measures it
	}
	s.maskSenders()
	words, err := sourceWords(v)
	if err == nil && len(words) > 0 {
		maskAll(s, func(text string) string { return hideSource(text, words) })
	}
	return err
}

// settleGone says of each version that was erased on whose order it was, or, of a record that goes
// on without the words that it had, how it stood.
func (s *Snapshot) settleGone(v store.View) error {
	for _, r := range s.gone {
		now, err := v.Get(r.Kind, r.ID)
		switch {
		case err != nil:
			return fmt.Errorf("read %s %s: %w", r.Kind, r.ID, err)
		case now.Erased:
			e, err := erasure(v, now)
			if err != nil {
				return err
			}
			if s.Erased = append(s.Erased, e); r.Kind == tocsin.KindSource {
				s.Sources--
			}
		case r.Kind == tocsin.KindObligation:
			o, err := decode[tocsin.Obligation](now)
			if err != nil {
				return err
			}
			s.Obligations = append(s.Obligations, asItStood(*o, r))
		case r.Kind == tocsin.KindRefusal:
			x, err := decode[tocsin.RefusedAct](now)
			if err != nil {
				return err
			}
			s.Refusals = append(s.Refusals, *x)
		}
	}
	s.gone = nil
	return nil
}

// asItStood is a duty, whose words were taken out since, as it stood in one version of it.
func asItStood(o tocsin.Obligation, r store.Record) tocsin.Obligation {
	if o.State = r.State; o.State == tocsin.Open {
		o.End, o.How = nil, ""
	}
	o.Climbed = slices.DeleteFunc(slices.Clone(o.Climbed), func(t time.Time) bool { return t.After(r.Recorded) })
	o.Step = len(o.Climbed)
	return o
}

// Open lists the obligations that were open, the most urgent first.
func (s Snapshot) Open() []tocsin.Obligation {
	var out []tocsin.Obligation
	for _, o := range s.Obligations {
		if o.State == tocsin.Open {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b tocsin.Obligation) int { return a.Due.Compare(b.Due) })
	return out
}

// Alerts are the open threats that name a site.
func (s Snapshot) Alerts(site tocsin.SiteID) []tocsin.Alert {
	var open []*tocsin.Threat
	for i := range s.Threats {
		if s.Threats[i].IsOpen() {
			open = append(open, &s.Threats[i])
		}
	}
	return alertsAt(open, site)
}

// Load measures what a site carries.
func (s Snapshot) Load(site tocsin.Site, now time.Time) tocsin.Load {
	var at []tocsin.Measure
	for _, m := range s.Measures {
		if m.Site == site.ID {
			at = append(at, m)
		}
	}
	return tocsin.LoadOf(site, s.Alerts(site.ID), at, s.Policy, now)
}

// Held lists the files of the snapshot as the comparison of two organisations needs them.
func (s Snapshot) Held() inquiry.Held {
	h := inquiry.Held{Org: s.Org, At: s.At}
	add := func(f inquiry.File) { h.Files = append(h.Files, f) }
	for _, r := range s.Reports {
		add(inquiry.File{Kind: "report", ID: string(r.ID), Title: r.Title, Facets: r.Facets, Opened: true, Recorded: r.Times.Recorded, Joined: r.Threats, Background: r.Background})
	}
	for _, t := range s.Threats {
		for _, p := range t.Parts {
			add(inquiry.File{Kind: "threat", ID: string(t.ID), Title: t.Title, Part: p.ID, Facets: p.Facets, Opened: true, Recorded: t.Times.Recorded, Joined: []tocsin.ThreatID{t.ID}})
		}
	}
	for _, x := range s.Sent {
		for _, p := range x.Release.Parts {
			add(inquiry.File{Kind: "sent", ID: string(x.Warning), Release: x.Release.ID, Peer: x.Release.To, Title: x.Release.Title, Level: x.Release.Level, Part: p.ID, Facets: p.Facets, Opened: true, Recorded: x.Times.Recorded})
		}
	}
	for _, x := range s.Received {
		for _, p := range x.Release.Parts {
			add(inquiry.File{Kind: "received", ID: string(x.ID), Release: x.Release.ID, Peer: x.Release.From, Title: x.Release.Title, Level: x.Release.Level, Part: p.ID, Facets: p.Facets, Opened: x.Opened != nil, Recorded: x.Times.Recorded, Joined: []tocsin.ThreatID{x.Threat}})
		}
	}
	return h
}

// Digest hashes the exported acts of the whole record, in order: what was done, when it was
// recorded, and every version of every body. Two replays of one case give the same digest.
func (d *Desk) Digest(ctx context.Context) (string, error) {
	h := sha256.New()
	err := d.raw.View(ctx, func(v store.View) error {
		for i := range v.Leaves() {
			l, err := v.Leaf(i)
			if err != nil {
				return fmt.Errorf("leaf %d: %w", i, err)
			}
			fmt.Fprintf(h, "leaf %d %s %d\n", i, l.Act, l.Recorded.UnixMicro())
		}
		for _, kind := range kinds {
			for cur, err := range v.List(store.Query{Kind: kind}) {
				if err != nil {
					return err
				}
				for r, err := range v.History(kind, cur.ID) {
					if err != nil {
						return err
					}
					fmt.Fprintf(h, "%s %s %d %d %x\n", r.Kind, r.ID, r.Version, r.Leaf, sha256.Sum256(r.Body))
				}
			}
		}
		return nil
	})
	return hex.EncodeToString(h.Sum(nil)), err
}

var kinds = []string{
	tocsin.KindOrg, tocsin.KindSource, tocsin.KindReport, tocsin.KindThreat, tocsin.KindDuty, tocsin.KindWarning,
	tocsin.KindRelease, tocsin.KindReceived, tocsin.KindSite, tocsin.KindMeasure, tocsin.KindEvent, tocsin.KindBriefing,
	tocsin.KindSighting, tocsin.KindClaim, tocsin.KindObligation, tocsin.KindRefusal,
	tocsin.KindOrder, tocsin.KindHold, tocsin.KindPerson,
	tocsin.KindListing, tocsin.KindIntake, tocsin.KindNotice, tocsin.KindRegister, tocsin.KindEffort, tocsin.KindPriority,
	tocsin.KindAccount,
	tocsin.KindContact, tocsin.KindNotification, tocsin.KindTicket, tocsin.KindAttempts,
	tocsin.KindPublication,
}
