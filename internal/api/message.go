package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
	"tocsin/internal/strict"
)

// maxKey is the most bytes of an Idempotency-Key.
const maxKey = 128

// messageRoutes are one route for each message of package client.
func messageRoutes() []route {
	var out []route
	for _, name := range Names() {
		h := handlers[name]
		out = append(out, route{
			method: http.MethodPost, path: "messages/" + name, scope: name,
			serve: func(s *surface, w http.ResponseWriter, r *http.Request, who identity.Principal) error {
				return s.message(w, r, who, name, h)
			},
			describe: func(d *describer) operation { return d.message(name, h) },
		})
	}
	return out
}

// message takes one message from the wire to the desk.
func (s *surface) message(w http.ResponseWriter, r *http.Request, who identity.Principal, name string, h handler) error {
	m, who, key, err := s.envelope(r, who, name, h.acts)
	if err != nil {
		return err
	}
	seer := viewer(who)
	answer, err := Local{Desk: s.Desk, Reader: &seer}.Do(r.Context(), client.Call{Caller: who.Caller(key, m.Reason), Name: name, Input: orEmpty(m.Input)})
	if err != nil {
		return refusedWith(r, err, answer)
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(answer)
	return gone(err)
}

// envelope reads the body of a request: what is in it, in which role it is sent, and the key under
// which it can be repeated. An act needs one.
func (s *surface) envelope(r *http.Request, who identity.Principal, name string, acts bool) (m client.Envelope, as identity.Principal, key string, err error) {
	if err := noQuery(r); err != nil {
		return m, who, "", err
	}
	body, err := s.body(r)
	if err != nil {
		return m, who, "", err
	}
	if err := strict.JSON(body, &m, maxInput+maxInput/4); err != nil {
		return m, who, "", tocsin.Refuse(tocsin.RuleForm, "see "+Base+"docs", "%s: %s", name, s.Desk.Hide(r.Context(), err.Error()))
	}
	if as, err = inRole(who, m.As); err != nil {
		return m, who, "", err
	}
	key, err = idempotencyKey(r, acts)
	return m, as, key, err
}

// inRole is a principal in a role of his account; none is the usual one.
func inRole(who identity.Principal, role tocsin.Role) (identity.Principal, error) {
	if role == "" {
		return who, nil
	}
	as, may := who.As(role)
	if !may {
		return who, tocsin.Refuse(tocsin.RulePermission, "leave it out, or use a role of the account", "this account has not the role that it would act in")
	}
	return as, nil
}

// orEmpty is the input of a message that has none.
func orEmpty(in json.RawMessage) json.RawMessage {
	if len(in) == 0 {
		return json.RawMessage("{}")
	}
	return in
}

// refusedWith gives a refusal the receipt of its record.
func refusedWith(r *http.Request, err error, answer json.RawMessage) error {
	p := problemOf(r.Context(), err)
	if p.Rule == "" || len(answer) == 0 {
		return err
	}
	var receipt client.Receipt
	if json.Unmarshal(answer, &receipt) == nil && receipt.Refusal != nil {
		p.Leaf, p.Receipt = new(receipt.Leaf), answer
	}
	return p
}

// body reads a request's JSON. A form that a page could be made to send is not taken.
func (s *surface) body(r *http.Request) ([]byte, error) {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(kind), "application/json") {
		p := newProblem(http.StatusUnsupportedMediaType, "the body must be JSON")
		p.Instead = "send Content-Type: application/json"
		return nil, p
	}
	b, err := io.ReadAll(r.Body)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, err
	}
	if err != nil {
		return nil, newProblem(http.StatusBadRequest, "the request broke off")
	}
	return b, nil
}

// idempotencyKey is the id under which a request may be repeated. What changes something must have one.
func idempotencyKey(r *http.Request, needed bool) (string, error) {
	all := r.Header.Values("Idempotency-Key")
	if len(all) == 0 && !needed {
		return "", nil
	}
	key := strings.Trim(r.Header.Get("Idempotency-Key"), `"`)
	if len(all) != 1 || key == "" || len(key) > maxKey || strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		p := newProblem(http.StatusBadRequest, "what changes something needs an Idempotency-Key, under which it can be repeated")
		p.Rule, p.Instead = tocsin.RuleForm, "send a header Idempotency-Key: 1 to 128 printable ASCII characters, new for each act, the same when it is repeated"
		return "", p
	}
	return key, nil
}

// noQuery refuses parameters where none are taken: who sends them expects something of them.
func noQuery(r *http.Request) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	return tocsin.Refuse(tocsin.RuleForm, "leave them out", "this path takes no parameters")
}

// gone passes over the error of an answer that nobody took.
func gone(error) error { return nil }
