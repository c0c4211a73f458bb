package dossier

import "tocsin/internal/inquiry"

// An interval is a distance that the case asks for, computed.
type interval struct {
	Label, From, FromAt, To, ToAt, Text string
}

func (d *reading) intervals() []interval {
	var out []interval
	for _, i := range d.c.Intervals {
		from, to := d.c.Event(i.From), d.c.Event(i.To)
		if from == nil || to == nil {
			continue
		}
		text, _, _ := inquiry.Interval(d.named(from.At.When), d.named(to.At.When))
		out = append(out, interval{
			Label: i.Label, From: from.Title, FromAt: d.instant(from.At.When), To: to.Title, ToAt: d.instant(to.At.When), Text: text,
		})
	}
	return out
}
