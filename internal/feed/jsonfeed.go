package feed

import (
	"bytes"
	"encoding/json"
	"time"
)

// The members of JSON Feed 1.1 that a feed of alerts needs. What CAP has more stands under _cap.
type (
	jsonFeed struct {
		Version string       `json:"version"`
		Title   string       `json:"title"`
		FeedURL string       `json:"feed_url"`
		Authors []jsonAuthor `json:"authors,omitempty"`
		Items   []jsonItem   `json:"items"`
	}
	jsonAuthor struct {
		Name string `json:"name"`
	}
	jsonItem struct {
		ID          string           `json:"id"`
		URL         string           `json:"url,omitempty"`
		Title       string           `json:"title"`
		Text        string           `json:"content_text"`
		Published   string           `json:"date_published"`
		Modified    string           `json:"date_modified"`
		Language    string           `json:"language,omitempty"`
		Attachments []jsonAttachment `json:"attachments"`
		CAP         jsonCAP          `json:"_cap"`
	}
	jsonAttachment struct {
		URL  string `json:"url"`
		Type string `json:"mime_type"`
		Size int    `json:"size_in_bytes"`
	}
	jsonCAP struct {
		About      string   `json:"about"`
		Identifier string   `json:"identifier"`
		Sender     string   `json:"sender"`
		Sent       string   `json:"sent"`
		Status     string   `json:"status,omitempty"` // of an exercise; without it: Actual
		MsgType    string   `json:"msgType"`
		References []string `json:"references,omitempty"`
		State      string   `json:"state"`
		Until      string   `json:"until,omitempty"`
	}
)

// JSON is the feed as JSON Feed 1.1 at now.
func (c Config) JSON(alerts []Alert, now time.Time) (Document, error) {
	entries, changed, err := c.Entries(alerts, now)
	if err != nil {
		return Document{}, err
	}
	f := jsonFeed{Version: "https://jsonfeed.org/version/1.1", Title: c.marked(c.Title), FeedURL: c.Base + "/public/feed.json", Items: []jsonItem{}}
	if c.Author != "" {
		f.Authors = []jsonAuthor{{c.Author}}
	}
	for _, e := range entries {
		f.Items = append(f.Items, c.jsonItem(e))
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(f); err != nil {
		return Document{}, err
	}
	return NewDocument("application/feed+json; charset=utf-8", out.Bytes(), changed), nil
}

func (c Config) jsonItem(e Entry) jsonItem {
	a := e.Message.Alert
	item := jsonItem{
		ID: e.entryID(), URL: e.page(), Title: c.title(e), Text: e.text(), Published: stamp(a.Sent.Time()), Modified: stamp(e.Updated), Language: e.language(),
		Attachments: []jsonAttachment{{c.alertURL(e.ID), capType, len(e.Message.Raw)}},
		CAP:         jsonCAP{About: "https://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html", Identifier: a.Identifier, Sender: a.Sender, Sent: a.Sent.Text, MsgType: string(a.MsgType), State: string(e.State)},
	}
	if c.Exercise {
		item.CAP.Status = string(a.Status)
	}
	for _, r := range a.References {
		item.CAP.References = append(item.CAP.References, r.String())
	}
	if !e.Until.IsZero() {
		item.CAP.Until = stamp(e.Until)
	}
	return item
}
