package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/identity"
)

// operation is one OpenAPI operation.
type operation map[string]any

// describer gathers the schemas of what the operations take and give.
type describer struct {
	schemas map[string]schema
	strict  bool            // what is described now is decoded strictly
	keys    map[string]bool // types whose comments were asked for; nil: nobody wants to know
}

// routes is the whole surface: what is served, documented and tested.
func routes() []route {
	return slices.Concat(messageRoutes(), peopleRoutes(), recordRoutes(), streamRoutes(), docRoutes())
}

// Routes are the methods and paths of the API, sorted, for the table that holds them.
func Routes() []string {
	var out []string
	for _, r := range routes() {
		out = append(out, r.method+" "+Base+r.path)
	}
	slices.Sort(out)
	return out
}

// Scopes are all that a token can be limited to here.
func Scopes() []string {
	var out []string
	for _, r := range routes() {
		if r.scope != "" {
			out = append(out, r.scope)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Document is the OpenAPI 3.1 document of the API, indented.
func Document(version string) []byte { return document(version) }

func document(version string) []byte {
	d := &describer{schemas: map[string]schema{}}
	paths := map[string]map[string]operation{}
	for _, r := range routes() { // messages first: what they hold is strict wherever else it stands
		op := r.describe(d)
		responses := op["responses"].(map[string]any)
		responses["default"] = map[string]any{"$ref": "#/components/responses/Problem"}
		if r.open {
			op["security"] = []any{}
		}
		path := Base + r.path
		if paths[path] == nil {
			paths[path] = map[string]operation{}
		}
		paths[path][strings.ToLower(r.method)] = op
	}
	d.strict = false
	doc := map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{
			"title": "Tocsin", "version": version,
			"description": "The API of one organisation's node. Every act of the desk is a message; every record can be listed and read; a stream tells what changes. What a caller may not see is not there: not in lists, counts, errors or the stream.",
			"license":     map[string]any{"name": "Apache 2.0", "identifier": "Apache-2.0"},
		},
		"servers":  []any{map[string]any{"url": "/"}},
		"security": []any{map[string]any{"token": []any{}}, map[string]any{"session": []any{}}},
		"paths":    paths,
		"components": map[string]any{
			"schemas": d.schemas,
			"responses": map[string]any{"Problem": map[string]any{
				"description": "It was not done: what is wrong, which rule refused, and what to do instead",
				"content":     content("application/problem+json", d.of(reflect.TypeFor[Problem]())),
			}},
			"securitySchemes": map[string]any{
				"token":   map[string]any{"type": "http", "scheme": "bearer", "description": "for programs"},
				"session": map[string]any{"type": "apiKey", "in": "cookie", "name": "__Host-tocsin", "description": "for people who have signed in"},
			},
		},
	}
	b, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		panic(err) // it is made of maps, lists and texts
	}
	return append(b, '\n')
}

func content(kind string, s schema) map[string]any {
	return map[string]any{kind: map[string]any{"schema": s}}
}

func answers(status, what, kind string, s schema) map[string]any {
	return map[string]any{status: map[string]any{"description": what, "content": content(kind, s)}}
}

func parameter(in, name, what string, required bool, s schema) map[string]any {
	p := map[string]any{"in": in, "name": name, "description": what, "schema": s}
	if required {
		p["required"] = true
	}
	return p
}

func (d *describer) message(name string, h handler) operation {
	tag, _, _ := strings.Cut(name, ".")
	op := operation{
		"operationId": name, "tags": []string{tag}, "summary": d.comment(h.in, ""),
		"requestBody": d.envelope(h.in),
		"responses":   answers("200", "The answer", "application/json", d.of(h.out)),
	}
	if !h.acts {
		return op
	}
	op["parameters"] = []any{repeatable()}
	roles := words(desk.MayDo(desk.Act(name)))
	op["description"] = "An act: it leaves a leaf in the log. Roles that may: " + strings.Join(roles, ", ") + "."
	op["x-roles"] = roles
	return op
}

// envelope is the body of a request with this input.
func (d *describer) envelope(in reflect.Type) map[string]any {
	d.strict = true
	defer func() { d.strict = false }()
	return map[string]any{"required": true, "content": content("application/json", schema{"type": "object", "additionalProperties": false, "properties": schema{
		"as": d.of(reflect.TypeFor[client.Envelope]().Field(0).Type), "reason": schema{"type": "string"}, "input": d.of(in),
	}})}
}

func repeatable() map[string]any {
	return parameter("header", "Idempotency-Key", "under which the act can be repeated: the same key with the same body is answered the same, and done once", true, schema{"type": "string", "minLength": 1, "maxLength": maxKey, "pattern": "^[!-~]+$"})
}

// handOver is an operation whose answer holds a secret that is shown once.
func (d *describer) handOver(path, what string, in, out reflect.Type) operation {
	tag, _, _ := strings.Cut(path, "/")
	op := operation{
		"operationId": strings.NewReplacer("/{id}/", ".", "/", ".").Replace(path), "tags": []string{tag}, "summary": what,
		"description": "An act: it leaves a leaf in the log. The answer is given once: the same request again is refused, or gives another. Roles that may: administrator.",
		"parameters":  []any{repeatable()},
		"requestBody": d.envelope(in),
		"responses":   answers("200", "The answer, which is not to be kept", "application/json", d.of(out)),
	}
	if strings.Contains(path, "{id}") {
		op["parameters"] = []any{parameter("path", "id", "of the account", true, schema{"type": "string"}), repeatable()}
	}
	return op
}

func (d *describer) list(kind string) operation {
	s := schema{"type": "string"}
	item := d.item(kind)
	page := schema{"type": "object", "properties": schema{
		"items": schema{"type": "array", "items": item}, "next": schema{"type": "string", "description": "cursor of the page that follows; absent: this was the last one"},
		"total": schema{"type": "integer"}, "more": schema{"type": "boolean", "description": "there are more than total"},
	}}
	return operation{
		"operationId": kind + ".list", "tags": []string{kind}, "summary": fmt.Sprintf("The records of the kind %s, by the page", kind),
		"parameters": []any{
			parameter("query", "state", "only those in this state", false, s),
			parameter("query", "parent", "only those that belong to the record of this id", false, s),
			parameter("query", "due_before", "only those with which the clock has something to do by then", false, schema{"type": "string", "format": "date-time"}),
			parameter("query", "order", "newest first unless said otherwise", false, schema{"type": "string", "enum": desk.Orders}),
			parameter("query", "limit", "records of a page", false, schema{"type": "integer", "minimum": 1, "maximum": 500, "default": 50}),
			parameter("query", "cursor", "next of the page before", false, s),
			parameter("query", "count", "count what matches, up to 10,000", false, schema{"type": "boolean"}),
			ifNoneMatch(),
		},
		"responses": withNotModified(answers("200", "A page", "application/json", page)),
	}
}

func (d *describer) one(kind string) operation {
	return operation{
		"operationId": kind + ".get", "tags": []string{kind}, "summary": fmt.Sprintf("One record of the kind %s", kind),
		"parameters": []any{parameter("path", "id", "its id", true, schema{"type": "string"}), ifNoneMatch()},
		"responses":  withNotModified(answers("200", "The record", "application/json", d.item(kind))),
	}
}

// item is the schema of one record of a kind: the frame that all have, and the noun in it.
func (d *describer) item(kind string) schema {
	frame := schema{}
	d.fields(reflect.TypeFor[client.Record](), frame)
	frame["record"] = d.of(reflect.TypeOf(desk.NounOf(kind)))
	d.schemas["record."+kind] = schema{"type": "object", "properties": frame}
	return schema{"$ref": "#/components/schemas/record." + kind}
}

func ifNoneMatch() map[string]any {
	return parameter("header", "If-None-Match", "the ETag that the client has", false, schema{"type": "string"})
}

func withNotModified(r map[string]any) map[string]any {
	r["304"] = map[string]any{"description": "The client has it"}
	return r
}

func (d *describer) stream() operation {
	d.of(reflect.TypeFor[client.Change]())
	return operation{
		"operationId": "stream", "tags": []string{"stream"}, "summary": "What changes, as it is recorded, as server-sent events",
		"description": "An event `hello` at first, then one event `change` for each act whose records the caller may see; its data is a client.Change. The id of an event is a cursor: with it as Last-Event-ID a client that was cut off misses nothing and gets nothing twice. Every 15 seconds there is a sign of life; after 15 minutes the stream ends, and the client comes back.",
		"parameters":  []any{parameter("header", "Last-Event-ID", "the id of the last event that the client has; absent: from now on", false, schema{"type": "string"})},
		"responses":   answers("200", "The stream", "text/event-stream", schema{"type": "string"}),
	}
}

// docRoutes are the document and its page, for everybody.
func docRoutes() []route {
	text := func(kind, what, name string) func(*describer) operation {
		return func(*describer) operation {
			return operation{"operationId": name, "tags": []string{"docs"}, "summary": what, "responses": withNotModified(answers("200", what, kind, schema{"type": "string"}))}
		}
	}
	get := func(path string, describe func(*describer) operation, serve func(*surface, http.ResponseWriter, *http.Request) error) route {
		return route{method: http.MethodGet, path: path, open: true, describe: describe, serve: func(s *surface, w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
			if err := noQuery(r); err != nil {
				return err
			}
			return serve(s, w, r)
		}}
	}
	return []route{
		get("openapi.json", text("application/json", "This document", "openapi"), func(s *surface, w http.ResponseWriter, r *http.Request) error {
			return answerBytes(w, r, "application/json", s.spec())
		}),
		get("docs", text("text/html", "This document, to be read", "docs"), (*surface).docs),
		get("docs.css", text("text/css", "How that page looks", "docs.css"), func(_ *surface, w http.ResponseWriter, r *http.Request) error {
			return answerBytes(w, r, "text/css; charset=utf-8", docsCSS)
		}),
	}
}
