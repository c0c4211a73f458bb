package dossier

import (
	"context"
	"html/template"
	"time"

	"tocsin"
	"tocsin/internal/casefile"
	"tocsin/internal/desk"
	"tocsin/internal/replay"
)

// page is everything that the templates show.
type page struct {
	Title     string
	CSS       template.CSS
	Running   template.CSS // the lines at the head of every printed page
	Head      head
	Picture   picture
	Intervals []interval
	Days      []day
	Duties    []duty
	Moment    *moment
	Refusals  []refusal
	Matrix    matrix
	Warnings  []warning
	Passages  []passage
	Questions []question
	Notes     []note
	Sources   []source
	Made      made
}

// reading is a played case while its dossier is made: everything that was read from the houses.
type reading struct {
	r     *replay.Result
	c     *casefile.Case
	o     Options
	clock clock
	snaps map[tocsin.OrgID]desk.Snapshot // at the end
	facts []replay.Fact
	owed  []replay.Owed
}

// read reads the houses of a played case.
func read(ctx context.Context, r *replay.Result, o Options) (*reading, error) {
	snaps, err := r.Snapshots(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	owed, err := r.Duties(ctx)
	if err != nil {
		return nil, err
	}
	return &reading{r: r, c: r.Case, o: o, clock: newClock(r), snaps: snaps, facts: r.Facts(o.AsKnown), owed: owed}, nil
}

func gather(ctx context.Context, r *replay.Result, o Options) (*page, error) {
	d, err := read(ctx, r, o)
	if err != nil {
		return nil, err
	}
	p := &page{
		Title: r.Case.Title, CSS: template.CSS(style), Running: running(r.Case), Head: d.head(), Picture: d.picture(), Intervals: d.intervals(), Days: d.days(),
		Duties: d.duties(), Refusals: d.refusals(), Matrix: d.matrix(), Warnings: d.warnings(), Passages: d.passages(), Questions: d.questions(),
		Notes: d.notes(), Sources: d.sources(),
	}
	if p.Moment, err = d.moment(ctx); err != nil {
		return nil, err
	}
	p.Made, err = d.made(ctx)
	return p, err
}
