package cap

import (
	"fmt"
	"strconv"
	"strings"
)

// The shapes are the sequences of the schema, each element with what takes it in.

var alertShape = []element[Alert]{
	token("identifier", func(a *Alert) *string { return &a.Identifier }),
	token("sender", func(a *Alert) *string { return &a.Sender }),
	moment("sent", func(a *Alert) *Time { return &a.Sent }),
	word("status", func(a *Alert) *Status { return &a.Status }),
	word("msgType", func(a *Alert) *MsgType { return &a.MsgType }),
	text("source", func(a *Alert) *string { return &a.Source }),
	word("scope", func(a *Alert) *Scope { return &a.Scope }),
	text("restriction", func(a *Alert) *string { return &a.Restriction }),
	list("addresses", func(a *Alert) *[]string { return &a.Addresses }),
	{"code", true, func(r *reader, n *node, path string, a *Alert) { a.Codes = append(a.Codes, r.text(n, path)) }},
	text("note", func(a *Alert) *string { return &a.Note }),
	{"references", false, func(r *reader, n *node, path string, a *Alert) {
		s := r.token(n, path)
		var refs []Reference
		var errs []error
		if len(s) <= 256*mostReferences {
			refs, errs = parseReferences(s)
		}
		if len(refs) > mostReferences || len(s) > 256*mostReferences {
			r.stop = &fatal{"too-large", fmt.Sprintf("it refers to more than %d messages", mostReferences), "send several", n.line, n.col}
			return
		}
		a.References = refs
		for _, err := range errs {
			r.find("references", n, path, "write sender,identifier,sent", "%v", err)
		}
	}},
	list("incidents", func(a *Alert) *[]string { return &a.Incidents }),
	{"info", true, func(r *reader, n *node, path string, a *Alert) {
		if len(a.Infos) >= mostInfos {
			r.stop = &fatal{"too-large", fmt.Sprintf("it has more than %d infos", mostInfos), "send several messages", n.line, n.col}
			return
		}
		var i Info
		fill(r, n, path, infoShape, &i)
		a.Infos = append(a.Infos, i)
	}},
}

var infoShape = []element[Info]{
	token("language", func(i *Info) *string { return &i.Language }),
	words("category", func(i *Info) *[]Category { return &i.Categories }),
	text("event", func(i *Info) *string { return &i.Event }),
	words("responseType", func(i *Info) *[]ResponseType { return &i.ResponseTypes }),
	word("urgency", func(i *Info) *Urgency { return &i.Urgency }),
	word("severity", func(i *Info) *Severity { return &i.Severity }),
	{"certainty", false, func(r *reader, n *node, path string, i *Info) {
		i.Certainty = Certainty(r.word(n, path))
		if i.Certainty == "Very Likely" { // CAP 1.2 3.2.2 certainty: to be treated as Likely
			i.Certainty = CertaintyLikely
			rule := "word"
			if r.version != "1.2" {
				rule = "version"
			}
			r.find(rule, n, path, "write Likely", `"Very Likely" is of CAP 1.0`)
		}
	}},
	text("audience", func(i *Info) *string { return &i.Audience }),
	pairs("eventCode", func(i *Info) *[]NameValue { return &i.EventCodes }),
	moment("effective", func(i *Info) *Time { return &i.Effective }),
	moment("onset", func(i *Info) *Time { return &i.Onset }),
	moment("expires", func(i *Info) *Time { return &i.Expires }),
	text("senderName", func(i *Info) *string { return &i.SenderName }),
	text("headline", func(i *Info) *string { return &i.Headline }),
	text("description", func(i *Info) *string { return &i.Description }),
	text("instruction", func(i *Info) *string { return &i.Instruction }),
	token("web", func(i *Info) *string { return &i.Web }),
	text("contact", func(i *Info) *string { return &i.Contact }),
	pairs("parameter", func(i *Info) *[]NameValue { return &i.Parameters }),
	{"resource", true, func(r *reader, n *node, path string, i *Info) {
		var res Resource
		fill(r, n, path, resourceShape, &res)
		i.Resources = append(i.Resources, res)
	}},
	{"area", true, func(r *reader, n *node, path string, i *Info) {
		var a Area
		fill(r, n, path, areaShape, &a)
		i.Areas = append(i.Areas, a)
	}},
}

var resourceShape = []element[Resource]{
	text("resourceDesc", func(s *Resource) *string { return &s.Description }),
	token("mimeType", func(s *Resource) *string { return &s.MIMEType }),
	{"size", false, func(r *reader, n *node, path string, s *Resource) {
		size, err := strconv.ParseInt(r.token(n, path), 10, 64)
		if err != nil || size < 0 {
			r.find("number", n, path, "give the number of bytes", "the size is no number of bytes")
			return
		}
		s.Size = size
	}},
	token("uri", func(s *Resource) *string { return &s.URI }),
	token("derefUri", func(s *Resource) *string { return &s.DerefURI }),
	token("digest", func(s *Resource) *string { return &s.Digest }),
}

var areaShape = []element[Area]{
	text("areaDesc", func(a *Area) *string { return &a.Description }),
	{"polygon", true, func(r *reader, n *node, path string, a *Area) {
		s := r.text(n, path)
		if s == "" {
			return // an empty one says nothing, and the finding says so
		}
		p, err := ParsePolygon(s)
		if r.points += len(p); r.points > r.limits.Points {
			r.stop = &fatal{"too-large", fmt.Sprintf("its polygons have more than %d points", r.limits.Points), "send simpler ones", n.line, n.col}
			return
		}
		if err != nil {
			r.find("polygon", n, path, "write points as latitude,longitude, separated by spaces", "%v", err)
			return
		}
		r.geometry(n, func(v *validator) { v.polygon(path, p) })
		a.Polygons = append(a.Polygons, p)
	}},
	{"circle", true, func(r *reader, n *node, path string, a *Area) {
		s := r.text(n, path)
		if s == "" {
			return
		}
		c, err := ParseCircle(s)
		if err != nil {
			r.find("circle", n, path, "write latitude,longitude and a radius in kilometres", "%v", err)
			return
		}
		r.geometry(n, func(v *validator) { v.circle(path, c) })
		a.Circles = append(a.Circles, c)
	}},
	pairs("geocode", func(a *Area) *[]NameValue { return &a.Geocodes }),
	height("altitude", func(a *Area) **float64 { return &a.Altitude }),
	height("ceiling", func(a *Area) **float64 { return &a.Ceiling }),
}

var pairShape = []element[NameValue]{
	text("valueName", func(p *NameValue) *string { return &p.Name }),
	text("value", func(p *NameValue) *string { return &p.Value }),
}

func (r *reader) geometry(n *node, check func(*validator)) {
	var v validator
	check(&v)
	for _, f := range v.findings {
		f.Line, f.Column = n.line, n.col
		r.findings.take(f)
	}
}

// word is a word of a closed list; whether it is one of it is the validator's to say.
func (r *reader) word(n *node, path string) string {
	raw := r.text(n, path)
	trimmed := strings.TrimSpace(raw)
	if trimmed != raw {
		r.find("blanks", n, path, "take them out", "blanks stand round %q", clip(trimmed))
	}
	return trimmed
}

func text[T any](name string, at func(*T) *string) element[T] {
	return element[T]{name, false, func(r *reader, n *node, path string, v *T) { *at(v) = r.text(n, path) }}
}

func token[T any](name string, at func(*T) *string) element[T] {
	return element[T]{name, false, func(r *reader, n *node, path string, v *T) { *at(v) = r.token(n, path) }}
}

func word[T any, W ~string](name string, at func(*T) *W) element[T] {
	return element[T]{name, false, func(r *reader, n *node, path string, v *T) { *at(v) = W(r.word(n, path)) }}
}

func words[T any, W ~string](name string, at func(*T) *[]W) element[T] {
	return element[T]{name, true, func(r *reader, n *node, path string, v *T) { *at(v) = append(*at(v), W(r.word(n, path))) }}
}

// moment keeps what was written; whether it has the right form is the validator's to say.
func moment[T any](name string, at func(*T) *Time) element[T] {
	return element[T]{name, false, func(r *reader, n *node, path string, v *T) { *at(v), _ = ParseTime(r.token(n, path)) }}
}

func list[T any](name string, at func(*T) *[]string) element[T] {
	return element[T]{name, false, func(r *reader, n *node, path string, v *T) {
		members, err := parseList(r.text(n, path))
		if err != nil {
			r.find("list", n, path, "put members with spaces in quotation marks", "%v", err)
		}
		*at(v) = members
	}}
}

// pairs takes names with values. CAP 1.0 wrote them name=value.
func pairs[T any](name string, at func(*T) *[]NameValue) element[T] {
	return element[T]{name, true, func(r *reader, n *node, path string, v *T) {
		var p NameValue
		if r.version == "1.0" && len(n.children) == 0 {
			p.Name, p.Value, _ = strings.Cut(r.text(n, path), "=")
		} else {
			fill(r, n, path, pairShape, &p)
		}
		*at(v) = append(*at(v), p)
	}}
}

func height[T any](name string, at func(*T) **float64) element[T] {
	return element[T]{name, false, func(r *reader, n *node, path string, v *T) {
		f, err := parseDecimal(r.token(n, path))
		if err != nil {
			r.find("number", n, path, "give feet above mean sea level as a number", "the %s is no number", name)
			return
		}
		*at(v) = &f
	}}
}
