package api

import (
	"bytes"
	_ "embed" // the page, its style, and the comments of the code
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
)

//go:embed docs.html
var docsHTML string

//go:embed docs.css
var docsCSS []byte

// commentsJSON holds what the code says of the types on the wire. It is written by the tests of this
// package with -update, and held to the code by them.
//
//go:embed comments.json
var commentsJSON []byte

var comments = func() map[string]string {
	out := map[string]string{}
	if err := json.Unmarshal(commentsJSON, &out); err != nil {
		panic(fmt.Errorf("comments.json: %w", err))
	}
	return out
}()

var docsPage = template.Must(template.New("docs").Parse(docsHTML))

// docGroup is the operations of one tag.
type docGroup struct {
	Name string
	Ops  []docOp
}

type docOp struct {
	Method, Path, Summary, Description string
	Acts                               bool
	Parameters                         []docField
	Input                              string // name of the schema
	Fields                             []docField
}

type docField struct{ Name, Type, What string }

// docs is the document as a page, made of the document itself.
func (s *surface) docs(w http.ResponseWriter, r *http.Request) error {
	var doc document3
	if err := json.Unmarshal(s.spec(), &doc); err != nil {
		return fmt.Errorf("read the document: %w", err)
	}
	var b bytes.Buffer
	if err := docsPage.Execute(&b, doc.page()); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	return answerBytes(w, r, "text/html; charset=utf-8", b.Bytes())
}

// document3 is as much of an OpenAPI document as the page shows.
type document3 struct {
	Info  struct{ Title, Version, Description string }
	Paths map[string]map[string]struct {
		Tags                 []string
		Summary, Description string
		Parameters           []struct {
			Name, In, Description string
			Schema                map[string]any
		}
		RequestBody struct {
			Content map[string]struct {
				Schema struct{ Properties map[string]map[string]any }
			}
		}
	}
	Components struct {
		Schemas map[string]struct {
			Description string
			Properties  map[string]map[string]any
			Enum        []string
		}
	}
}

func (d document3) page() any {
	groups := map[string][]docOp{}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			o := d.Paths[path][method]
			op := docOp{Method: strings.ToUpper(method), Path: path, Summary: o.Summary, Description: o.Description}
			for _, p := range o.Parameters {
				op.Parameters = append(op.Parameters, docField{p.Name + " (" + p.In + ")", typeText(p.Schema), p.Description})
			}
			if body, has := o.RequestBody.Content["application/json"]; has {
				op.Input = strings.TrimPrefix(fmt.Sprint(body.Schema.Properties["input"]["$ref"]), "#/components/schemas/")
				op.Fields = d.fields(op.Input)
			}
			groups[o.Tags[0]] = append(groups[o.Tags[0]], op)
		}
	}
	out := struct {
		Title, Version, What string
		Groups               []docGroup
		Types                []docType
	}{Title: d.Info.Title, Version: d.Info.Version, What: d.Info.Description}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		out.Groups = append(out.Groups, docGroup{name, groups[name]})
	}
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		if s := d.Components.Schemas[name]; !strings.Contains(name, ".") || strings.HasPrefix(name, "client.") || strings.HasPrefix(name, "desk.") {
			out.Types = append(out.Types, docType{name, s.Description, strings.Join(s.Enum, ", "), d.fields(name)})
		}
	}
	return out
}

type docType struct {
	Name, What, Words string
	Fields            []docField
}

func (d document3) fields(name string) (out []docField) {
	properties := d.Components.Schemas[name].Properties
	for _, f := range slices.Sorted(maps.Keys(properties)) {
		what, _ := properties[f]["description"].(string)
		out = append(out, docField{f, typeText(properties[f]), what})
	}
	return out
}

// typeText is a schema in a few words.
func typeText(s map[string]any) string {
	if ref, ok := s["$ref"].(string); ok {
		return strings.TrimPrefix(ref, "#/components/schemas/")
	}
	if items, ok := s["items"].(map[string]any); ok {
		return "list of " + typeText(items)
	}
	if list, ok := s["enum"].([]any); ok {
		return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(list)), ", "), "[]")
	}
	if f, ok := s["format"].(string); ok {
		return f
	}
	if list, ok := s["type"].([]any); ok && len(list) > 0 {
		return fmt.Sprint(list[0])
	}
	if t, ok := s["type"].(string); ok {
		return t
	}
	return "any"
}
