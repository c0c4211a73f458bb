package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tocsin"
	"tocsin/cap"
	"tocsin/internal/bulletin"
	"tocsin/internal/capmap"
	"tocsin/internal/desk"
	"tocsin/internal/feed"
)

// Public says how public releases are published, and where everybody finds them.
type Public struct {
	Sender  string         // CAP sender, for good: for example alerts@city.example
	URL     string         // where everybody reaches the node: https://city.example
	Region  string         // where, in words, when a release tells no place
	Contact string         // whom people can ask
	Zone    *time.Location // in which times of our own clock are told; nil: UTC
}

// Check refuses a configuration with which nothing could be published.
func (p Public) Check() error {
	switch {
	case p.Sender == "" || p.URL == "":
		return errors.New("to publish alerts takes two things: the sender, for example alerts@city.example, and the address at which everybody reaches this node, for example https://city.example")
	case strings.ContainsAny(p.Sender, " \t\n,<&"):
		return fmt.Errorf("the sender of public alerts is %q: write it without spaces, commas, < and &", p.Sender)
	}
	u, err := url.Parse(p.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("the address of public alerts is %q: write it like https://city.example, with nothing after the name", p.URL)
	}
	return nil
}

func (p Public) base() string { return strings.TrimRight(p.URL, "/") }

// press is what publishes, or nil.
func (o Options) press() desk.Press {
	if o.Public == nil {
		return nil
	}
	return press{*o.Public}
}

// press writes CAP.
type press struct{ Public }

// Print makes the message of a release.
func (p press) Print(d desk.Proof) ([]byte, time.Time, error) {
	m, err := p.message(d)
	if err != nil {
		return nil, time.Time{}, err
	}
	form, err := cap.Write(m.Alert)
	if err != nil {
		return nil, time.Time{}, tocsin.Refuse(tocsin.RuleForm, "change the words, or have who runs the node change how alerts are published", "the public version cannot be published: %s", err)
	}
	return form, until(m.Alert), nil
}

func (p press) message(d desk.Proof) (capmap.Published, error) {
	by := capmap.Publisher{
		Sender: p.Sender, Name: d.Name, Region: p.Region, Contact: p.Contact, Zone: p.Zone, Web: p.base() + "/public/alerts/",
		Event: bulletin.Each(func(w bulletin.Words) string { return w.Event }), Ended: bulletin.Each(func(w bulletin.Words) string { return w.HasEnded }),
		Drill: bulletin.Drill,
		Areas: func(place string) []cap.Area { return area(place, d.Where) },
	}
	if d.Last == nil {
		return by.Begin(d.Release)
	}
	last, err := cap.ReadTolerant(d.Last)
	if err != nil {
		return capmap.Published{}, fmt.Errorf("read what was published: %w", err)
	}
	return by.Follow(last.Alert, d.First, d.Release)
}

// areaRadius is how large the area round a place is, in kilometres. The position is rounded to about as much:
// the alert names the place, and which of our sites it is, and where exactly we think it stands, is ours.
const areaRadius = 1

func area(place string, where func(string) (tocsin.Position, bool)) []cap.Area {
	at, ok := where(place)
	if !ok {
		return nil
	}
	hundredth := func(f float64) float64 { return math.Round(f*100) / 100 }
	center := cap.Point{Lat: hundredth(at.Lat), Lon: hundredth(at.Lon)}
	return []cap.Area{{Description: place, Circles: []cap.Circle{{Center: center, Radius: areaRadius}}}}
}

// until is when a message stops standing by itself.
func until(a cap.Alert) time.Time {
	end := a.Sent.Time()
	for _, i := range a.Infos {
		if t := i.Expires.Time(); a.MsgType != cap.MsgCancel && t.After(end) {
			end = t
		}
	}
	return end
}

// publicHandler is the public surface, or nil.
func (n *Node) publicHandler(ctx context.Context, log *slog.Logger) http.Handler {
	if n.public == nil {
		return nil
	}
	name := string(n.Org)
	if me, err := n.Desk.Self(ctx); err == nil {
		name = cmp.Or(me.Name, name)
	}
	config := bulletin.Config{Name: name, Feed: feed.Config{Title: name, Author: name, Base: n.public.base(), Keep: keepEnded, Exercise: n.Org.Exercise()}}
	return config.Handler(published{n, log}, n.Now)
}

// keepEnded is how long an alert that has ended stays in the list and the feeds.
const keepEnded = 7 * 24 * time.Hour

// published is what was published, as the surface that is open to everybody reads it.
type published struct {
	n   *Node
	log *slog.Logger
}

// Alerts are those that are in force or ended a short while ago.
func (s published) Alerts(ctx context.Context) ([]feed.Alert, error) {
	return s.told(ctx)(s.n.Desk.PublishedSince(ctx, s.n.Now().Add(-keepEnded-time.Minute)))
}

// Chain are the messages that belong together with one.
func (s published) Chain(ctx context.Context, id string) ([]feed.Alert, error) {
	all, err := s.told(ctx)(s.n.Desk.PublishedWith(ctx, tocsin.ReleaseID(id)))
	if err == nil && len(all) == 0 {
		return nil, feed.ErrNotFound
	}
	return all, err
}

// Alert is one of them.
func (s published) Alert(ctx context.Context, id string) (feed.Alert, error) {
	all, err := s.Chain(ctx, id)
	if err != nil {
		return feed.Alert{}, err
	}
	for _, a := range all {
		if a.ID == id {
			return a, nil
		}
	}
	return feed.Alert{}, feed.ErrNotFound
}

// told gives what was read to the surface, and what went wrong to who runs the node.
func (s published) told(ctx context.Context) func([]desk.Published, error) ([]feed.Alert, error) {
	return func(all []desk.Published, err error) ([]feed.Alert, error) {
		if err != nil {
			s.log.LogAttrs(ctx, slog.LevelError, "public alerts could not be read", slog.Any("error", err))
			return nil, err
		}
		out := make([]feed.Alert, len(all))
		for i, p := range all {
			out[i] = feed.Alert{ID: string(p.ID), CAP: p.Form}
		}
		return out, nil
	}
}

// publishWaiting publishes what was released while this node did not publish. What cannot be published waits
// on, and is told each time.
func (n *Node) publishWaiting(ctx context.Context, log *slog.Logger) {
	if n.public == nil {
		return
	}
	count, err := n.Desk.PublishWaiting(ctx)
	if count > 0 {
		log.LogAttrs(ctx, slog.LevelInfo, "public releases that had waited were published", slog.Int("count", count))
	}
	if err != nil {
		log.LogAttrs(ctx, slog.LevelError, "public releases wait, and could not be published", slog.Any("error", err))
	}
}
