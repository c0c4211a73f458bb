package dossier

import (
	"strings"

	"tocsin"
	"tocsin/internal/casefile"
	"tocsin/internal/inquiry"
)

// A matrix says which organisation learned when of which fact.
type matrix struct {
	Orgs []string
	Rows []matrixRow
}

// A matrixRow is one fact.
type matrixRow struct {
	N     int
	Title string
	At    string
	Cells []cell
}

// A cell is when one organisation learned of it. An empty one: not reported to have learned.
type cell struct {
	When string
	Lag  string // how long after the event
	Acts bool   // it acted in it, and so knew
}

func (d *reading) matrix() matrix {
	acted := map[string]map[tocsin.OrgID]tocsin.Instant{}
	for _, s := range d.r.Steps {
		if s.Event == nil || s.Act == nil || s.Rehearsed {
			continue
		}
		if acted[s.Event.ID] == nil {
			acted[s.Event.ID] = map[tocsin.OrgID]tocsin.Instant{}
		}
		if _, seen := acted[s.Event.ID][s.Org]; !seen {
			acted[s.Event.ID][s.Org] = s.At
		}
	}
	used := map[tocsin.OrgID]bool{}
	cells := make([]map[tocsin.OrgID]cell, len(d.facts))
	for i, f := range d.facts {
		cells[i] = d.knew(f.Event, acted[f.Event.ID])
		for org := range cells[i] {
			used[org] = true
		}
	}
	var m matrix
	for i, f := range d.facts {
		row := matrixRow{N: i + 1, Title: f.Event.Title, At: d.instant(f.Event.At.When)}
		for _, o := range d.c.Orgs {
			if used[o.ID] {
				row.Cells = append(row.Cells, cells[i][o.ID])
			}
		}
		if len(cells[i]) > 0 {
			m.Rows = append(m.Rows, row)
		}
	}
	for _, o := range d.c.Orgs {
		if used[o.ID] {
			m.Orgs = append(m.Orgs, o.Name)
		}
	}
	return m
}

// knew is who learned of one event, and when, as far as the replay went.
func (d *reading) knew(e *casefile.Event, acted map[tocsin.OrgID]tocsin.Instant) map[tocsin.OrgID]cell {
	out := map[tocsin.OrgID]cell{}
	for _, o := range d.c.Orgs {
		at, acts := acted[o.ID]
		if l, told := e.Learned[string(o.ID)]; told && (!acts || l.When.Latest.Before(at.Latest)) {
			at = l.When
		} else if !acts {
			continue
		}
		if !at.Known() || at.Earliest.After(d.r.Until) {
			continue
		}
		c := cell{When: d.instant(at), Acts: acts}
		c.Lag = lag(e.At.When, at)
		out[o.ID] = c
	}
	return out
}

// lag is how long after the event it was learned, where that can be said in a few words.
func lag(event, learned tocsin.Instant) string {
	text, _, _ := inquiry.Interval(event, learned)
	if !learned.Earliest.After(event.Latest) || event.Latest.Sub(event.Earliest) > wideTime || strings.Contains(text, ";") || strings.Contains(text, ":") {
		return ""
	}
	return text + " later"
}
