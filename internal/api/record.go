package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/identity"
)

// recordRoutes are two routes for each kind of record: a list, and one of them.
func recordRoutes() []route {
	var out []route
	for _, kind := range desk.Readable() {
		out = append(out,
			route{
				method: http.MethodGet, path: "records/" + kind, scope: ScopeRead,
				serve: func(s *surface, w http.ResponseWriter, r *http.Request, who identity.Principal) error {
					return s.list(w, r, who, kind)
				},
				describe: func(d *describer) operation { return d.list(kind) },
			},
			route{
				method: http.MethodGet, path: "records/" + kind + "/{id}", scope: ScopeRead,
				serve: func(s *surface, w http.ResponseWriter, r *http.Request, who identity.Principal) error {
					return s.one(w, r, who, kind)
				},
				describe: func(d *describer) operation { return d.one(kind) },
			})
	}
	return out
}

func (s *surface) list(w http.ResponseWriter, r *http.Request, who identity.Principal, kind string) error {
	q, err := query(r.URL.RawQuery)
	if err != nil {
		return err
	}
	q.Kind = kind
	page, err := s.Desk.Records(r.Context(), viewer(who), q)
	if err != nil {
		return err
	}
	out := client.Page{Items: make([]client.Record, len(page.Items)), Next: page.Next, More: page.More}
	if q.Count {
		out.Total = &page.Total
	}
	for i, x := range page.Items {
		if out.Items[i], err = record(x); err != nil {
			return err
		}
	}
	if page.Next != "" {
		w.Header().Set("Link", fmt.Sprintf("<%s>; rel=\"next\"", nextURL(r.URL, page.Next)))
	}
	return answerJSON(w, r, out)
}

func nextURL(u *url.URL, cursor string) string {
	v := u.Query()
	v.Set("cursor", cursor)
	return u.Path + "?" + v.Encode()
}

func (s *surface) one(w http.ResponseWriter, r *http.Request, who identity.Principal, kind string) error {
	if err := noQuery(r); err != nil {
		return err
	}
	x, err := s.Desk.Record(r.Context(), viewer(who), kind, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := x.Gone(); err != nil {
		return err
	}
	out, err := record(x)
	if err != nil {
		return err
	}
	return answerJSON(w, r, out)
}

// record gives an item its wire form.
func record(x desk.Item) (client.Record, error) {
	out := client.Record{
		Kind: x.Ref.Kind, ID: x.Ref.ID, Version: x.Version, Leaf: x.Leaf, Recorded: x.Recorded,
		State: x.State, Parent: x.Parent, Due: x.Due, Label: x.Label,
	}
	if e := x.Erased; e != nil {
		out.Erased = &client.Erased{At: e.At, Leaf: e.Leaf, Order: e.Order, Asked: e.Asked, Given: e.Given, Reason: e.Reason}
		return out, nil
	}
	b, err := json.Marshal(x.Noun)
	if err != nil {
		return out, fmt.Errorf("write %s: %w", x.Ref, err)
	}
	out.Record = b
	return out, nil
}

// The parameters of a list.
var listParams = []string{"state", "parent", "due_before", "order", "limit", "cursor", "count"}

// query reads the parameters of a list, strictly: one that is not known, or is there twice, is refused.
func query(raw string) (q desk.Query, err error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return q, tocsin.Refuse(tocsin.RuleForm, "write them as name=value, joined by &", "the parameters cannot be read")
	}
	for name, v := range values {
		if !slices.Contains(listParams, name) {
			return q, tocsin.Refuse(tocsin.RuleForm, "use "+strings.Join(listParams, ", "), "a list has no such parameter")
		}
		if len(v) != 1 {
			return q, tocsin.Refuse(tocsin.RuleForm, "give it once", "%s is there %d times", name, len(v))
		}
	}
	q.State, q.Parent, q.Order, q.Cursor = values.Get("state"), values.Get("parent"), values.Get("order"), values.Get("cursor")
	if text := values.Get("due_before"); text != "" {
		if q.DueBefore, err = time.Parse(time.RFC3339, text); err != nil || q.DueBefore.Year() < 1 || q.DueBefore.Year() > 9999 {
			return q, tocsin.Refuse(tocsin.RuleForm, "write it as 2024-03-07T15:00:00Z", "due_before is no moment")
		}
	}
	if text := values.Get("limit"); text != "" {
		if q.Limit, err = strconv.Atoi(text); err != nil || q.Limit < 1 {
			return q, tocsin.Refuse(tocsin.RuleForm, "use 1 to 500", "limit is no number of records")
		}
	}
	switch values.Get("count") {
	case "":
	case "true":
		q.Count = true
	case "false":
	default:
		return q, tocsin.Refuse(tocsin.RuleForm, "use true or false", "count is neither true nor false")
	}
	return q, nil
}

// answerJSON answers with a tag of the very bytes, and with nothing when the client has them.
func answerJSON(w http.ResponseWriter, r *http.Request, out any) error {
	b, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return answerBytes(w, r, "application/json", append(b, '\n'))
}

func answerBytes(w http.ResponseWriter, r *http.Request, kind string, b []byte) error {
	sum := sha256.Sum256(b)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Authorization, Cookie")
	if matches(r.Header.Values("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	_, err := w.Write(b)
	return gone(err)
}

// matches reports whether a tag is among those that the client has (RFC 9110 13.1.2).
func matches(have []string, tag string) bool {
	for _, line := range have {
		for one := range strings.SplitSeq(line, ",") {
			if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
				return true
			}
		}
	}
	return false
}
