package cap

import (
	"slices"
	"time"
)

// Update begins the message that replaces a: the same in everything but identifier, time and references.
// The caller changes what has changed. It refers to a and to all that a referred to, so that a receiver
// who missed one of them is not left with it.
func (a Alert) Update(identifier string, sent time.Time) Alert {
	next := a.follow(identifier, sent)
	next.MsgType = MsgUpdate
	for i := range next.Infos {
		next.Infos[i].Effective = Time{}
	}
	return next
}

// A Closing is what people are told in one language when an alert ends.
type Closing struct {
	Language string
	Headline string
	Words    string // why it ended, and what stands now; owed
}

// Cancel makes the message that ends a: one info for each closing, and no instruction, area or end of its
// own but a's area. Each closing owes its words. It says nothing of the danger: that the event is over is an
// AllClear, which the caller adds when it is known.
func (a Alert) Cancel(identifier string, sent time.Time, closings ...Closing) Alert {
	next := a.follow(identifier, sent)
	next.MsgType = MsgCancel
	next.Infos = nil
	for _, c := range closings {
		like := a.info(c.Language)
		next.Infos = append(next.Infos, Info{
			Language: c.Language, Categories: like.Categories, Event: like.Event, Urgency: UrgencyPast, Severity: like.Severity,
			Certainty: like.Certainty, SenderName: like.SenderName, Headline: c.Headline, Description: c.Words,
			Web: like.Web, Contact: like.Contact, Areas: like.Areas,
		})
	}
	return next
}

// info is that of a language, or the first.
func (a Alert) info(lang string) Info {
	if i := slices.IndexFunc(a.Infos, func(i Info) bool { return i.Language == lang }); i >= 0 {
		return a.Infos[i]
	}
	if len(a.Infos) == 0 {
		return Info{}
	}
	return a.Infos[0]
}

func (a Alert) follow(identifier string, sent time.Time) Alert {
	next := a
	next.Identifier, next.Sent = identifier, At(sent)
	next.References = append(slices.Clone(a.References), a.Reference())
	next.Infos = slices.Clone(a.Infos)
	return next
}
