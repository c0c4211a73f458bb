package bulletin

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"time"

	"tocsin/cap"
	"tocsin/internal/feed"
	"tocsin/internal/picture"
)

// alertView is the page of one alert: what is told now, in each language, and the messages behind it.
type alertView struct {
	head
	ID       string
	Title    string
	Over     bool
	Sections []section
	Map      template.HTML
	Places   []place
	Messages []message
}

// A section is the alert in one language.
type section struct {
	Lang, Dir string
	W         Words
	WLang     string // the language of W
	Headline  string
	State     string        // until when, or since when it has ended
	Begins    string        // when it is in force from, if that is to come
	Bar       template.HTML // for how long it stands
	Ending    []string      // why it ended, and what stands now
	NotEnded  bool          // its time has passed, and no message ended it
	What, Do  []string      // paragraphs
	Where     []string
	Contact   string
}

// A place is one of the alert's areas that has a position.
type place struct {
	Name, Where string
	Geo         template.URL // opens the map of a telephone
}

// A message is one of the chain, with the bytes of it to take away.
type message struct{ Kind, Sent, ISO, Path string }

// alert makes the page of a chain of messages. The page of each of them is the same, and says what holds now.
func (c Config) alert(chain []feed.Alert, now time.Time) (alertView, error) {
	v := alertView{head: c.head()}
	var all []cap.Alert
	for _, m := range chain {
		read, err := cap.ReadTolerant(m.CAP)
		if err != nil {
			return v, fmt.Errorf("alert %s: %w", m.ID, err)
		}
		if read.Alert.Status != c.Feed.Status() || len(read.Alert.Infos) == 0 {
			return v, feed.ErrNotFound
		}
		all = append(all, read.Alert)
		kind := v.W.Kinds[read.Alert.MsgType]
		sent := read.Alert.Sent.Time()
		v.Messages = append(v.Messages, message{kind, v.W.clock(sent), sent.UTC().Format(time.RFC3339), "/public/alerts/" + m.ID + ".cap"})
	}
	if len(all) == 0 {
		return v, feed.ErrNotFound
	}
	last := all[len(all)-1]
	said := last // what it says beside that it ended
	if last.MsgType == cap.MsgCancel && len(all) > 1 {
		said = all[len(all)-2]
	}
	standings := c.Feed.Standings(all, now)
	standing := standings[len(standings)-1]
	v.ID, v.Over = chain[0].ID, standing.State == cap.Ending || standing.State == cap.Expired
	for _, i := range said.Infos {
		v.Sections = append(v.Sections, c.section(i, all[0], standing, now))
	}
	v.Title = v.Sections[0].Headline
	v.Places = places(said)
	v.Map = mapOf(v.Places, said)
	return v, nil
}

func (c Config) section(i cap.Info, first cap.Alert, s cap.Standing, now time.Time) section {
	w, lang := In(i.Lang())
	out := section{Lang: i.Lang(), Dir: direction(i.Lang()), W: w, WLang: lang, Headline: headline(i), What: paragraphs(i.Description), Contact: i.Contact}
	until := told(s.Alert, s.Until)
	switch s.State {
	case cap.Ending:
		until = s.Alert.Sent.Time()
		out.State, out.Ending = w.Ended+" "+w.clock(until), ending(s.Alert, i.Lang())
	case cap.Expired:
		out.State, out.NotEnded = w.Ended+" "+w.clock(until), true
	default:
		out.State, out.Do = w.UntilThen+" "+w.clock(until), paragraphs(i.Instruction)
		if s.State == cap.Scheduled && i.Effective.Known() {
			out.Begins = w.From + " " + w.clock(i.Effective.Time())
		}
	}
	out.Bar = bar(first.Sent.Time(), until, now, out.State)
	out.Where = where(i)
	return out
}

// where are the words for the areas of an info, each once.
func where(i cap.Info) (out []string) {
	for _, a := range i.Areas {
		if d := strings.TrimSpace(a.Description); d != "" && !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// ending are the words of a message that ends an alert, in a language, or as far as there are any.
func ending(a cap.Alert, lang string) []string {
	at := slices.IndexFunc(a.Infos, func(i cap.Info) bool { return strings.EqualFold(i.Lang(), lang) })
	return paragraphs(a.Infos[max(at, 0)].Description)
}

func paragraphs(s string) (out []string) {
	for p := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// centers are the positions of an area: the centres of its circles, and the middles of its polygons.
func centers(a cap.Area) (out []cap.Point) {
	for _, c := range a.Circles {
		out = append(out, c.Center)
	}
	for _, p := range a.Polygons {
		var middle cap.Point
		for _, v := range p {
			middle.Lat, middle.Lon = middle.Lat+v.Lat/float64(len(p)), middle.Lon+v.Lon/float64(len(p))
		}
		if len(p) > 0 {
			out = append(out, middle)
		}
	}
	return out
}

func eachPlace(a cap.Alert, fn func(name string, at cap.Point)) {
	for _, area := range a.Infos[0].Areas {
		for _, p := range centers(area) {
			fn(area.Description, p)
		}
	}
}

func places(a cap.Alert) (out []place) {
	eachPlace(a, func(name string, at cap.Point) {
		geo := fmt.Sprintf("geo:%.4f,%.4f", at.Lat, at.Lon)
		out = append(out, place{Name: name, Where: degrees(at), Geo: template.URL(geo)}) // digits only
	})
	return out
}

func mapOf(some []place, a cap.Alert) template.HTML {
	if len(some) == 0 {
		return ""
	}
	m := picture.Map{World: worldPath}
	eachPlace(a, func(name string, at cap.Point) { m.Marks = append(m.Marks, picture.MarkAt(name, at.Lat, at.Lon)) })
	return m.SVG()
}

// degrees is a position in words, as exact as the alert tells it.
func degrees(p cap.Point) string {
	ns, ew := "N", "E"
	if p.Lat < 0 {
		ns = "S"
	}
	if p.Lon < 0 {
		ew = "W"
	}
	return fmt.Sprintf("%.2f° %s, %.2f° %s", math.Abs(p.Lat), ns, math.Abs(p.Lon), ew)
}
