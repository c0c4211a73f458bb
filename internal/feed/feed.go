// Package feed makes the public feeds of CAP alerts: Atom (RFC 4287) and JSON Feed 1.1.
//
// A feed holds every alert in force and every one that ended a short while ago, never the newest so many:
// who reads it once a day misses nothing. What ended by the calendar, without a closing message, is shown
// as ended too. Exercises, tests and drafts are never in it, but in the feed of who exercises: that holds
// nothing else, and says so in each title. The alerts themselves are served byte for byte
// as they were published.
//
// The functions are pure: the same alerts at the same moment give the same bytes, so that ETag and
// Last-Modified come from the content.
package feed

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"tocsin/cap"
)

// An Alert is one message to the public as it was published.
type Alert struct {
	ID  string // its name in addresses: letters, digits, dots, hyphens and underscores
	CAP []byte
}

// A Config is what the configuration says of the feeds.
type Config struct {
	Title    string
	Author   string        // whose alerts they are
	Base     string        // the address of the site, without a slash at the end: https://city.example
	ID       string        // IRI of the feed for good; default computed from Base
	Keep     time.Duration // how long what has ended stays in it; default a week
	Since    time.Time     // when the feed began: its date while nothing is in it
	Ended    string        // what stands before the title of what has ended; default "Ended"
	Exercise bool          // the feed is one of exercises, and of nothing else
	Resolver cap.Resolver
}

// Status is that of the messages that the feed holds.
func (c Config) Status() cap.Status {
	if c.Exercise {
		return cap.Exercise
	}
	return cap.Actual
}

// Standings are what has become of messages at now, of those that the feed holds.
func (c Config) Standings(messages []cap.Alert, now time.Time) []cap.Standing {
	r := c.Resolver
	r.Status = c.Status()
	return r.Resolve(messages, now).Standings
}

// A Document is a feed, or an alert, ready to be served.
type Document struct {
	Type     string // media type
	Body     []byte
	ETag     string // strong, with its quotation marks
	Modified time.Time
}

// An Entry is one message of the feed.
type Entry struct {
	ID      string
	Message *cap.Message
	State   cap.State // in_force, scheduled, expired or ending
	Updated time.Time // when it was sent, took effect or ended
	Until   time.Time // zero: until a message ends it
}

const aWeek = 7 * 24 * time.Hour

func (c Config) keep() time.Duration {
	if c.Keep > 0 {
		return c.Keep
	}
	return aWeek
}

var alertID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$`)

// Entries are the messages that the feed holds at now, the last changed first, and when the feed last
// changed: by a message, or because one took effect, ended, or had been ended for long enough. An alert
// that cannot be read is an error: it must not vanish from the feed in silence.
func (c Config) Entries(alerts []Alert, now time.Time) ([]Entry, time.Time, error) {
	messages := make([]*cap.Message, len(alerts))
	list := make([]cap.Alert, len(alerts))
	for i, a := range alerts {
		if !alertID.MatchString(a.ID) {
			return nil, time.Time{}, fmt.Errorf("the alert id %q cannot stand in an address: use letters, digits, and ._-", a.ID)
		}
		m, err := cap.ReadTolerant(a.CAP)
		if err != nil {
			return nil, time.Time{}, fmt.Errorf("alert %s: %w", a.ID, err)
		}
		messages[i], list[i] = m, m.Alert
	}
	changed := c.Since
	var out []Entry
	for _, s := range c.Standings(list, now) {
		e := Entry{ID: alerts[s.Index].ID, Message: messages[s.Index], State: s.State, Until: s.Until}
		shown, at := c.shows(s, now)
		for _, t := range at {
			if !t.After(now) && t.After(changed) {
				changed = t
			}
			if !t.After(now) && t.After(e.Updated) {
				e.Updated = t
			}
		}
		if shown {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b Entry) int {
		return cmp.Or(b.Updated.Compare(a.Updated), strings.Compare(a.ID, b.ID))
	})
	return out, changed.UTC(), nil
}

// shows reports whether a message stands in the feed, and the moments at which that, or what is said of
// it, changes.
func (c Config) shows(s cap.Standing, now time.Time) (bool, []time.Time) {
	at := []time.Time{s.Alert.Sent.Time()}
	for _, i := range s.Alert.Infos {
		if i.Effective.Known() {
			at = append(at, i.Effective.Time())
		}
	}
	switch s.State {
	case cap.InForce, cap.Scheduled:
		return true, at
	case cap.Expired:
		gone := s.Until.Add(c.keep())
		return now.Before(gone), append(at, s.Until, gone)
	case cap.Ending:
		gone := s.Alert.Sent.Time().Add(c.keep())
		return now.Before(gone), []time.Time{at[0], gone}
	case cap.Replaced, cap.Cancelled: // the message that did it stands for it
		return false, at[:1]
	}
	return false, nil
}

// NewDocument wraps a body with a strong ETag: equal bytes, equal tag. A zero time leaves it at that.
func NewDocument(kind string, body []byte, modified time.Time) Document {
	sum := sha256.Sum256(body)
	return Document{Type: kind, Body: body, ETag: `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`, Modified: modified.UTC().Truncate(time.Second)}
}

// urn is a name for good that is computed from words: a UUID of version 8 (RFC 9562 5.8).
func urn(words ...string) string {
	u := sha256.Sum256([]byte(strings.Join(words, "\n")))
	u[6], u[8] = u[6]&0x0f|0x80, u[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}

func (c Config) id() string { return cmp.Or(c.ID, urn("feed", c.Base)) }

func (c Config) alertURL(id string) string { return c.Base + "/public/alerts/" + id + ".cap" }

// entryID names a message by what tells it from every other, not by where it is served.
func (e Entry) entryID() string {
	a := e.Message.Alert
	return urn("alert", a.Sender, a.Identifier, a.Sent.Text)
}

// drill is what each title of a feed of exercises begins with.
const drill = "EXERCISE: "

// marked begins a title with what it is of, once.
func (c Config) marked(title string) string {
	if !c.Exercise {
		return title
	}
	return drill + strings.TrimPrefix(title, drill)
}

// title is the headline in the first language, or what stands for it. What has ended says so.
func (c Config) title(e Entry) string {
	var title string
	if infos := e.Message.Alert.Infos; len(infos) > 0 {
		title = cmp.Or(strings.TrimSpace(infos[0].Headline), strings.TrimSpace(infos[0].Event))
	}
	title = cmp.Or(title, e.Message.Alert.Identifier)
	if e.State == cap.Expired || e.State == cap.Ending {
		title = cmp.Or(c.Ended, "Ended") + ": " + strings.TrimPrefix(title, drill)
	}
	return c.marked(title)
}

// text is what the message says in all its languages. Of one that has expired it leaves out what to do:
// nobody is told to follow it any more.
func (e Entry) text() string {
	var parts []string
	for _, i := range e.Message.Alert.Infos {
		words := []string{i.Description, i.Instruction}
		if e.State == cap.Expired {
			words = words[:1]
		}
		for _, s := range words {
			if s = strings.TrimSpace(s); s != "" && !slices.Contains(parts, s) {
				parts = append(parts, s)
			}
		}
	}
	if len(parts) == 0 {
		return cmp.Or(e.Message.Alert.Note, "The message has no words.")
	}
	return strings.Join(parts, "\n\n")
}

// language is that of a message in one language, or "".
func (e Entry) language() string {
	if l := e.Message.Alert.Languages(); len(l) == 1 {
		return l[0]
	}
	return ""
}

// page is where people read about it, or "".
func (e Entry) page() string {
	for _, i := range e.Message.Alert.Infos {
		if i.Web != "" {
			return i.Web
		}
	}
	return ""
}
