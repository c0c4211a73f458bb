package client

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"tocsin"
)

// An HTTP is the transport to a node over the network.
type HTTP struct {
	base  string // without a slash at the end
	token string
	http  *http.Client
}

// Limits of the transport.
const (
	answerTime = 90 * time.Second
	mostAnswer = 256 << 20 // bytes
	mostToken  = 4 << 10   // bytes
	tries      = 3         // when it is not known whether the server did it
)

// NewHTTP speaks to the node at a URL as whoever the token is of. Plain HTTP is taken only where it
// stays on this machine: a token that others can read is theirs.
func NewHTTP(server, token string) (*HTTP, error) {
	u, err := url.Parse(strings.TrimSuffix(server, "/"))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%q is no address of a server: write it as https://tocsin.example", server)
	}
	if host := u.Hostname(); u.Scheme == "http" && host != "localhost" && host != "127.0.0.1" && host != "::1" {
		return nil, fmt.Errorf("%s would send the token in plain: use https", server)
	}
	return &HTTP{base: u.String(), token: token, http: &http.Client{
		Timeout: answerTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { // the token goes nowhere else
			return errors.New("the server sends us elsewhere: give the address that it names")
		},
	}}, nil
}

// ReadToken reads a token from a file, which only its owner should be able to read.
func ReadToken(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("read the token: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostToken+1))
	if err != nil {
		return "", fmt.Errorf("read the token: %w", err)
	}
	token := strings.TrimSpace(string(b))
	if token == "" || len(b) > mostToken || strings.ContainsAny(token, " \t\r\n") {
		return "", fmt.Errorf("%s holds no token: it should hold one line, as it was shown when the token was made", file)
	}
	return token, nil
}

// Do implements [Transport].
func (h *HTTP) Do(ctx context.Context, c Call) (json.RawMessage, error) {
	return h.post(ctx, "messages/"+url.PathEscape(c.Name), c.Caller, c.Input)
}

// post sends what an envelope holds. Who acts is known to the server by the token, and not by the
// caller; an act that has no request id gets one, so that it can be repeated when no answer comes.
func (h *HTTP) post(ctx context.Context, path string, who Caller, in json.RawMessage) (json.RawMessage, error) {
	if who.Person != "" || who.Org != "" {
		return nil, errors.New("the server knows by the token who acts: leave the person out")
	}
	body, err := json.Marshal(Envelope{As: who.Role, Reason: who.Reason, Input: in})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	key := cmp.Or(who.Request, rand.Text())
	for try := 1; ; try++ {
		answer, again, err := h.send(ctx, http.MethodPost, path, body, key)
		if err == nil || !again || try == tries {
			return answer, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(time.Duration(try) * 200 * time.Millisecond):
		}
	}
}

// A List says which records of a kind are asked for: see the API's own description.
type List struct {
	Kind, State, Parent, Order, Cursor string
	DueBefore                          time.Time
	Limit                              int
	Count                              bool
}

// Records reads one page of a list.
func (h *HTTP) Records(ctx context.Context, l List) (Page, error) {
	v := url.Values{}
	for name, value := range map[string]string{"state": l.State, "parent": l.Parent, "order": l.Order, "cursor": l.Cursor} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if !l.DueBefore.IsZero() {
		v.Set("due_before", l.DueBefore.UTC().Format(time.RFC3339Nano))
	}
	if l.Limit != 0 {
		v.Set("limit", fmt.Sprint(l.Limit))
	}
	if l.Count {
		v.Set("count", "true")
	}
	var p Page
	return p, h.read(ctx, "records/"+url.PathEscape(l.Kind)+"?"+v.Encode(), &p)
}

// Record reads one record.
func (h *HTTP) Record(ctx context.Context, kind, id string) (Record, error) {
	var r Record
	return r, h.read(ctx, "records/"+url.PathEscape(kind)+"/"+url.PathEscape(id), &r)
}

func (h *HTTP) read(ctx context.Context, path string, into any) error {
	answer, _, err := h.send(ctx, http.MethodGet, strings.TrimSuffix(path, "?"), nil, "")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("read the answer of %s: %w", h.base, err)
	}
	return nil
}

// send sends one request. again: it may be sent once more, because nobody knows what became of it.
func (h *HTTP) send(ctx context.Context, method, path string, body []byte, key string) (answer json.RawMessage, again bool, err error) {
	r, err := http.NewRequestWithContext(ctx, method, h.base+"/api/v1/"+path, bytes.NewReader(body))
	if err != nil {
		return nil, false, err
	}
	if h.token != "" {
		r.Header.Set("Authorization", "Bearer "+h.token)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", key)
	}
	got, err := h.http.Do(r)
	if err != nil {
		return nil, ctx.Err() == nil, fmt.Errorf("reach %s: %w", h.base, err)
	}
	defer got.Body.Close()
	b, err := io.ReadAll(io.LimitReader(got.Body, mostAnswer+1))
	if err != nil {
		return nil, ctx.Err() == nil, fmt.Errorf("read the answer of %s: %w", h.base, err)
	}
	if len(b) > mostAnswer {
		return nil, false, fmt.Errorf("the answer of %s is larger than %d bytes", h.base, mostAnswer)
	}
	if got.StatusCode == http.StatusOK {
		return b, false, nil
	}
	receipt, err := refusal(h.base, got, b)
	return receipt, got.StatusCode == http.StatusServiceUnavailable, err
}

// refusal is a problem (RFC 9457) as an error: a rule's refusal with the receipt of its record, or
// what the server says of itself.
func refusal(base string, got *http.Response, b []byte) (json.RawMessage, error) {
	var p struct {
		Detail, Instead, Request string
		Rule                     tocsin.Rule
		Receipt                  json.RawMessage
	}
	if json.Unmarshal(b, &p) != nil || p.Detail == "" {
		return nil, fmt.Errorf("%s answered %s, and not as a node does: is this its address?", base, got.Status)
	}
	if p.Rule != "" {
		return p.Receipt, &tocsin.Refusal{Rule: p.Rule, Reason: p.Detail, Instead: p.Instead}
	}
	text := p.Detail
	if p.Instead != "" {
		text += ": " + p.Instead
	}
	return nil, fmt.Errorf("%s (request %s)", text, p.Request)
}
