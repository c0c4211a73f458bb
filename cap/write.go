package cap

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Write writes an alert as CAP 1.2 in UTF-8. It refuses, with an [*InvalidError], what [Alert.Validate]
// calls a breach, and what receivers need and the schema does not ask for (the rules marked Owed in
// [Rules]): an end, an area, and closing words where one message ends another.
func Write(a Alert) ([]byte, error) {
	found := a.Validate()
	if slices.ContainsFunc(found, func(f Finding) bool { return f.Grade != Advice || rules[f.Rule].Owed }) {
		refused := slices.DeleteFunc(found, func(f Finding) bool { return f.Grade == Advice && !rules[f.Rule].Owed })
		for i := range refused {
			refused[i].Grade = Breach
		}
		return nil, &InvalidError{refused}
	}
	var w writer
	w.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert xmlns=\"" + Namespace + "\">\n")
	w.depth = 1
	w.alert(a)
	w.WriteString("</alert>\n")
	return w.Bytes(), nil
}

type writer struct {
	bytes.Buffer
	depth int
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")

// put writes one element, and nothing for an empty text.
func (w *writer) put(name, s string) {
	if s == "" {
		return
	}
	w.indent()
	w.WriteString("<" + name + ">" + escape.Replace(s) + "</" + name + ">\n")
}

func (w *writer) indent() { w.WriteString(strings.Repeat("  ", w.depth)) }

func (w *writer) within(name string, inner func()) {
	w.indent()
	w.WriteString("<" + name + ">\n")
	w.depth++
	inner()
	w.depth--
	w.indent()
	w.WriteString("</" + name + ">\n")
}

func (w *writer) pairs(name string, list []NameValue) {
	for _, p := range list {
		w.within(name, func() { w.put("valueName", p.Name); w.put("value", p.Value) })
	}
}

func (w *writer) alert(a Alert) {
	w.put("identifier", a.Identifier)
	w.put("sender", a.Sender)
	w.put("sent", a.Sent.Text)
	w.put("status", string(a.Status))
	w.put("msgType", string(a.MsgType))
	w.put("source", a.Source)
	w.put("scope", string(a.Scope))
	w.put("restriction", a.Restriction)
	w.put("addresses", formatList(a.Addresses))
	for _, c := range a.Codes {
		w.put("code", c)
	}
	w.put("note", a.Note)
	w.put("references", formatReferences(a.References))
	w.put("incidents", formatList(a.Incidents))
	for _, i := range a.Infos {
		w.within("info", func() { w.info(i) })
	}
}

func (w *writer) info(i Info) {
	w.put("language", i.Language)
	for _, c := range i.Categories {
		w.put("category", string(c))
	}
	w.put("event", i.Event)
	for _, r := range i.ResponseTypes {
		w.put("responseType", string(r))
	}
	w.put("urgency", string(i.Urgency))
	w.put("severity", string(i.Severity))
	w.put("certainty", string(i.Certainty))
	w.put("audience", i.Audience)
	w.pairs("eventCode", i.EventCodes)
	w.put("effective", i.Effective.Text)
	w.put("onset", i.Onset.Text)
	w.put("expires", i.Expires.Text)
	w.put("senderName", i.SenderName)
	w.put("headline", i.Headline)
	w.put("description", i.Description)
	w.put("instruction", i.Instruction)
	w.put("web", i.Web)
	w.put("contact", i.Contact)
	w.pairs("parameter", i.Parameters)
	for _, r := range i.Resources {
		w.within("resource", func() { w.resource(r) })
	}
	for _, a := range i.Areas {
		w.within("area", func() { w.area(a) })
	}
}

func (w *writer) resource(r Resource) {
	w.put("resourceDesc", r.Description)
	w.put("mimeType", r.MIMEType)
	if r.Size > 0 {
		w.put("size", strconv.FormatInt(r.Size, 10))
	}
	w.put("uri", r.URI)
	w.put("derefUri", r.DerefURI)
	w.put("digest", r.Digest)
}

func (w *writer) area(a Area) {
	w.put("areaDesc", a.Description)
	for _, p := range a.Polygons {
		w.put("polygon", p.String())
	}
	for _, c := range a.Circles {
		w.put("circle", c.String())
	}
	w.pairs("geocode", a.Geocodes)
	for _, h := range []struct {
		name string
		feet *float64
	}{{"altitude", a.Altitude}, {"ceiling", a.Ceiling}} {
		if h.feet != nil {
			w.put(h.name, degrees(*h.feet))
		}
	}
}
