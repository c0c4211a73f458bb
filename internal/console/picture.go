package console

import (
	"bytes"
	"net/http"
	"time"

	"tocsin"
	"tocsin/internal/picture"
)

// worldPath is where the outlines of the map are served.
const worldPath = "/static/world.svg"

func mapOf(marks []picture.Mark) picture.Map { return picture.Map{Marks: marks, World: worldPath} }

func serveWorld(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	http.ServeContent(w, r, "world.svg", time.Time{}, bytes.NewReader(picture.World))
}

// barOf draws a part's window from four hours before its beginning, or now, to a fifth beyond.
func (q *request) barOf(p tocsin.Part) picture.Bar {
	b := picture.Bar{Now: q.now, State: p.Now(q.now), Label: p.Window.String()}
	if p.Standing {
		b.Label = "it stands without a window"
	}
	if p.Window.Start.Known() {
		b.Start = p.Window.Start.Earliest
	}
	if p.Window.End.Known() {
		b.End, b.Due = p.Window.End.Latest, p.Window.End.Earliest
	}
	return b.Framed()
}
