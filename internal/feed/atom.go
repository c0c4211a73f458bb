package feed

import (
	"bytes"
	"encoding/xml"
	"time"
)

// The elements of RFC 4287 that a feed of alerts needs.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  atomPerson  `xml:"author"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomPerson struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomCategory struct {
		Term   string `xml:"term,attr"`
		Scheme string `xml:"scheme,attr,omitempty"`
	}
	atomEntry struct {
		Lang       string         `xml:"http://www.w3.org/XML/1998/namespace lang,attr,omitempty"`
		ID         string         `xml:"id"`
		Title      string         `xml:"title"`
		Updated    string         `xml:"updated"`
		Published  string         `xml:"published"`
		Links      []atomLink     `xml:"link"`
		Categories []atomCategory `xml:"category"`
		Summary    string         `xml:"summary"`
	}
)

// stateScheme says that a category is what has become of an alert.
const stateScheme = "urn:tocsin:alert-state"

const capType = "application/cap+xml"

// Atom is the feed in Atom at now.
func (c Config) Atom(alerts []Alert, now time.Time) (Document, error) {
	entries, changed, err := c.Entries(alerts, now)
	if err != nil {
		return Document{}, err
	}
	f := atomFeed{
		ID: c.id(), Title: c.marked(c.Title), Updated: stamp(changed), Author: atomPerson{c.Author},
		Links: []atomLink{{"self", "application/atom+xml", c.Base + "/public/feed.atom"}},
	}
	for _, e := range entries {
		f.Entries = append(f.Entries, c.atomEntry(e))
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	enc := xml.NewEncoder(&out)
	enc.Indent("", "  ")
	if err := enc.Encode(f); err != nil {
		return Document{}, err
	}
	out.WriteByte('\n')
	return NewDocument("application/atom+xml; charset=utf-8", out.Bytes(), changed), nil
}

func (c Config) atomEntry(e Entry) atomEntry {
	a := e.Message.Alert
	out := atomEntry{
		Lang: e.language(), ID: e.entryID(), Title: c.title(e), Updated: stamp(e.Updated), Published: stamp(a.Sent.Time()),
		Links:      []atomLink{{"alternate", capType, c.alertURL(e.ID)}},
		Categories: []atomCategory{{string(e.State), stateScheme}, {string(a.MsgType), "urn:oasis:names:tc:emergency:cap:1.2:msgType"}},
		Summary:    e.text(),
	}
	if c.Exercise {
		out.Categories = append(out.Categories, atomCategory{string(a.Status), "urn:oasis:names:tc:emergency:cap:1.2:status"})
	}
	if page := e.page(); page != "" {
		out.Links = append(out.Links, atomLink{"alternate", "text/html", page})
	}
	return out
}

// stamp is a date of RFC 3339 in UTC, to the second (RFC 4287 3.3).
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
