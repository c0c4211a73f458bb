package desk

import (
	"fmt"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// index says under which kind and id a noun is stored, and what lists filter by. Due is when time
// alone next changes something about it, so that one query finds what the clock has to do.
func index(noun any) (store.Record, error) {
	switch v := noun.(type) {
	case *tocsin.Org:
		return store.Record{Kind: tocsin.KindOrg, ID: string(v.ID)}, nil
	case *sourceBody:
		return store.Record{Kind: tocsin.KindSource, ID: string(v.ID)}, nil
	case *tocsin.Report:
		return store.Record{Kind: tocsin.KindReport, ID: string(v.ID), Label: label(v.Label)}, nil
	case *tocsin.Threat:
		return store.Record{Kind: tocsin.KindThreat, ID: string(v.ID), State: threatState(v), Due: threatDue(v), Label: label(v.Label)}, nil
	case *tocsin.DutyDecision:
		return store.Record{Kind: tocsin.KindDuty, ID: string(v.ID), Parent: string(v.Threat)}, nil
	case *tocsin.Warning:
		return store.Record{Kind: tocsin.KindWarning, ID: string(v.ID), Parent: string(v.Threat), State: v.State, Due: warningDue(v), Label: label(v.Label)}, nil
	case *Sent:
		return store.Record{Kind: tocsin.KindRelease, ID: string(v.Release.ID), Parent: string(v.Warning), State: string(v.State), Label: label(v.Release.TLP)}, nil
	case *tocsin.Received:
		return store.Record{Kind: tocsin.KindReceived, ID: string(v.ID), Parent: string(v.Release.ID), State: string(v.State), Label: label(v.Release.TLP)}, nil
	case *tocsin.Obligation:
		due, _ := v.Next()
		return store.Record{Kind: tocsin.KindObligation, ID: string(v.ID), Parent: v.About.ID, State: v.State, Due: due}, nil
	case *tocsin.Claim:
		return store.Record{Kind: tocsin.KindClaim, ID: string(v.ID), Parent: v.Question}, nil
	case *tocsin.RefusedAct:
		return store.Record{Kind: tocsin.KindRefusal, ID: v.ID, Parent: v.Object.ID}, nil
	case *tocsin.Order:
		return store.Record{Kind: tocsin.KindOrder, ID: string(v.ID), Parent: v.About.ID, State: v.State, Due: orderDue(v)}, nil
	case *tocsin.Hold:
		return store.Record{Kind: tocsin.KindHold, ID: string(v.ID), Parent: string(v.Threat), State: v.State}, nil
	case *tocsin.Listing:
		return store.Record{Kind: tocsin.KindListing, ID: string(v.ID), Parent: string(v.Taken.Intake), State: v.State, Due: listingDue(v)}, nil
	case *tocsin.IncomingList:
		return store.Record{Kind: tocsin.KindIntake, ID: string(v.ID), Parent: string(v.From), State: v.State}, nil
	case *tocsin.ListNotice:
		return store.Record{Kind: tocsin.KindNotice, ID: v.ID, Parent: string(v.From), State: v.State}, nil
	case *tocsin.Account:
		return store.Record{Kind: tocsin.KindAccount, ID: string(v.ID)}, nil
	case *tocsin.Contact:
		return store.Record{Kind: tocsin.KindContact, ID: string(v.ID), Parent: string(v.For.Org)}, nil
	case *tocsin.Notification:
		due, _ := v.Due()
		return store.Record{Kind: tocsin.KindNotification, ID: string(v.ID), Parent: v.About.ID, State: v.State, Due: due}, nil
	case *tocsin.Ticket:
		return store.Record{Kind: tocsin.KindTicket, ID: v.ID, Parent: string(v.Notice) + string(v.Site)}, nil
	case *tocsin.AttemptBatch:
		return store.Record{Kind: tocsin.KindAttempts, ID: v.ID}, nil
	case *tocsin.Register:
		return store.Record{Kind: tocsin.KindRegister, ID: string(v.ID)}, nil
	case *tocsin.EffortReturn:
		return store.Record{Kind: tocsin.KindEffort, ID: string(v.ID), Parent: string(v.Replaces)}, nil
	case *tocsin.Priority:
		return store.Record{Kind: tocsin.KindPriority, ID: string(v.ID)}, nil
	case *tocsin.Publication:
		return store.Record{Kind: tocsin.KindPublication, ID: string(v.Release), Parent: string(v.Warning), State: v.State, Due: v.Until, Label: label(v.TLP)}, nil
	case *personBody:
		return store.Record{Kind: tocsin.KindPerson, ID: v.ID, Parent: v.Tag}, nil
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
			due = earlier(due, begins(p.Window.End))
		}
	}
	return due
}

// warningDue is when a public instruction of the warning may end without its closing message.
func warningDue(w *tocsin.Warning) time.Time {
	var due time.Time
	for _, v := range w.Versions {
		if in := v.Instruction; in != nil && in.Closing == nil && !in.Asked && w.Out(v.Level) {
			due = earlier(due, begins(in.Window.End))
		}
	}
	return due
}

func orderDue(o *tocsin.Order) time.Time {
	due, open := o.Due()
	if !open {
		return time.Time{}
	}
	return due
}

func listingDue(l *tocsin.Listing) time.Time {
	due, listed := l.Due()
	if !listed {
		return time.Time{}
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
	return begins(m.Sustainable)
}

// begins is the first moment at which an instant may be there. One that has no beginning is there
// at its end at the latest.
func begins(i tocsin.Instant) time.Time {
	if i.Earliest.IsZero() {
		return i.Latest
	}
	return i.Earliest
}

// wholeMicrosecond is the first microsecond that is not before a time: the store keeps no less, and what
// comes up a part of one too early is not due yet, however often the clock looks.
func wholeMicrosecond(t time.Time) time.Time {
	whole := t.Truncate(time.Microsecond)
	if whole.Before(t) {
		whole = whole.Add(time.Microsecond)
	}
	return whole
}

// label is a label as lists filter by it: what is no label counts as the strictest.
func label(l tocsin.TLP) string {
	if l == "" {
		return ""
	}
	return string(tocsin.TLPs[l.Order()])
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
