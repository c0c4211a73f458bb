package cap

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

func (v *validator) info(a Alert, i Info, at string) {
	if i.Language != "" && !languageTag.MatchString(i.Language) {
		v.add("language", at+"/language", "write a tag such as en or pt-BR", "%q is no language tag", clip(i.Language))
	}
	if len(i.Categories) == 0 {
		v.add("required", at, "give one of: "+joined(Categories), "it has no category")
	}
	for n, c := range i.Categories {
		closed(v, at, fmt.Sprintf("category[%d]", n+1), c, Categories)
	}
	v.required(at, "event", strings.TrimSpace(i.Event) != "")
	for n, r := range i.ResponseTypes {
		closed(v, at, fmt.Sprintf("responseType[%d]", n+1), r, ResponseTypes)
		if r == AllClear && (i.Urgency == UrgencyImmediate || i.Urgency == UrgencyExpected) {
			v.add("all-clear", at, "send an alert to act, or an AllClear", "it says AllClear and urgency %s", i.Urgency)
		}
	}
	closed(v, at, "urgency", i.Urgency, Urgencies)
	closed(v, at, "severity", i.Severity, Severities)
	closed(v, at, "certainty", i.Certainty, Certainties)
	v.pairs(at+"/eventCode", i.EventCodes)
	v.pairs(at+"/parameter", i.Parameters)
	v.window(a, i, at)
	v.wording(i, at)
	v.link(at+"/web", i.Web, false)
	v.texts(at, "event", i.Event, "audience", i.Audience, "senderName", i.SenderName, "headline", i.Headline, "description", i.Description, "instruction", i.Instruction, "web", i.Web, "contact", i.Contact)
	for n, r := range i.Resources {
		v.resource(r, fmt.Sprintf("%s/resource[%d]", at, n+1))
	}
	for n, area := range i.Areas {
		v.area(area, fmt.Sprintf("%s/area[%d]", at, n+1))
	}
	v.usable(a, i, at)
}

// window holds the times of an info to each other.
func (v *validator) window(a Alert, i Info, at string) {
	v.time(at+"/effective", i.Effective)
	v.time(at+"/onset", i.Onset)
	v.time(at+"/expires", i.Expires)
	for _, before := range []struct {
		what string
		t    Time
	}{{"sent", a.Sent}, {"effective", i.Effective}, {"onset", i.Onset}} {
		if a.MsgType != MsgCancel && before.t.Known() && i.Expires.Known() && !i.Expires.After(before.t) {
			v.add("window", at+"/expires", "check the times and their offsets", "it expires at %s, not after %s (%s)", i.Expires, before.t, before.what)
		}
	}
}

func (v *validator) wording(i Info, at string) {
	headline := strings.TrimSpace(i.Headline)
	switch {
	case utf8.RuneCountInString(headline) > 160:
		v.add("headline", at+"/headline", "say the rest in the description", "the headline has %d characters; small screens show 160", utf8.RuneCountInString(headline))
	case headline != "" && headline == strings.TrimSpace(i.Description):
		v.add("headline", at+"/headline", "shorten it, or say more in the description", "headline and description are the same")
	case i.Instruction != "" && strings.TrimSpace(i.Instruction) == strings.TrimSpace(i.Description):
		v.add("headline", at+"/instruction", "say what happens in one, what to do in the other", "description and instruction are the same")
	}
}

// usable is what every receiver asks of a message to the public, beyond the schema.
func (v *validator) usable(a Alert, i Info, at string) {
	if a.MsgType != MsgAlert && a.MsgType != MsgUpdate {
		return
	}
	if !i.Expires.Given() {
		v.add("expires", at, "give the time until which it stands", "it does not say until when it stands, and each receiver will guess")
	}
	if a.Scope != Public {
		return
	}
	if len(i.Areas) == 0 {
		v.add("area", at, "give at least one area in words", "it does not say where")
	}
	if strings.TrimSpace(i.Instruction) == "" {
		v.add("instruction", at, "say what people are to do", "it does not say what to do")
	}
}

func (v *validator) pairs(at string, list []NameValue) {
	for n, p := range list {
		here := fmt.Sprintf("%s[%d]", at, n+1)
		v.texts(here, "valueName", p.Name, "value", p.Value)
		if strings.TrimSpace(p.Name) == "" {
			v.add("name-value", here, "name the system that the value is of", "it has no valueName")
		}
		if p.Value == "" {
			v.add("empty", here, "leave the whole of it out", "%q has no value", clip(p.Name))
		}
	}
}

func (v *validator) resource(r Resource, at string) {
	v.required(at, "resourceDesc", strings.TrimSpace(r.Description) != "")
	if kind, sub, ok := strings.Cut(r.MIMEType, "/"); !ok || kind == "" || sub == "" || strings.ContainsAny(r.MIMEType, " \t\r\n") {
		v.add("mime-type", at, "write for example image/png", "%q is no media type", clip(r.MIMEType))
	}
	if r.Size < 0 {
		v.add("number", at, "give the number of bytes", "the size is negative")
	}
	v.link(at+"/uri", r.URI, r.DerefURI != "")
	if r.URI == "" && r.DerefURI == "" {
		v.add("resource", at, "give uri, or the content in derefUri", "it cannot be had: there is no uri and no derefUri")
	}
	v.texts(at, "resourceDesc", r.Description, "mimeType", r.MIMEType, "uri", r.URI, "derefUri", r.DerefURI, "digest", r.Digest)
}

func (v *validator) area(a Area, at string) {
	v.required(at, "areaDesc", strings.TrimSpace(a.Description) != "")
	v.texts(at, "areaDesc", a.Description)
	if !v.parsed {
		for n, p := range a.Polygons {
			v.polygon(fmt.Sprintf("%s/polygon[%d]", at, n+1), p)
		}
		for n, c := range a.Circles {
			v.circle(fmt.Sprintf("%s/circle[%d]", at, n+1), c)
		}
	}
	v.pairs(at+"/geocode", a.Geocodes)
	switch {
	case a.Ceiling != nil && a.Altitude == nil:
		v.add("altitude", at, "give the altitude, or leave the ceiling out", "there is a ceiling and no altitude")
	case a.Ceiling != nil && *a.Ceiling < *a.Altitude:
		v.add("altitude", at, "check both, in feet", "the ceiling lies below the altitude")
	}
	for _, h := range []*float64{a.Altitude, a.Ceiling} {
		if h != nil && !(math.Abs(*h) <= 1e7) {
			v.add("number", at, "give feet above mean sea level", "a height is none")
		}
	}
}

func (v *validator) polygon(at string, p Polygon) {
	if err := p.Check(); err != nil {
		v.add("polygon", at, "give a closed ring of latitude,longitude", "%v", err)
		return
	}
	for n, q := range p[1:] {
		if math.Abs(q.Lon-p[n].Lon) > 180 {
			v.add("crosses", at, "split it there into two", "the edge from %s to %s runs more than half way round the earth", p[n], q)
			return
		}
	}
}

func (v *validator) circle(at string, c Circle) {
	if err := c.Check(); err != nil {
		v.add("circle", at, "give latitude,longitude and kilometres", "%v", err)
	} else if c.Radius == 0 {
		v.add("point", at, "give a radius, or the area's code", "the circle round %s has no extent", c.Center)
	}
}
