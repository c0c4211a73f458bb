package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"tocsin"
	"tocsin/client"
)

// wire answers every call with what it holds.
type wire struct {
	answer string
	err    error
	got    *client.Call
}

func (w wire) Do(_ context.Context, c client.Call) (json.RawMessage, error) {
	if w.got != nil {
		*w.got = c
	}
	return json.RawMessage(w.answer), w.err
}

func TestActSendsTheCallerAndTheMessage(t *testing.T) {
	t.Parallel()
	var got client.Call
	c := client.Client{Transport: wire{answer: `{"org":"hall","leaf":7}`, got: &got}, Caller: client.Caller{Role: tocsin.Analyst, Request: "r-1"}}
	r, err := c.Act(t.Context(), client.JoinReport{Report: "a", Threat: "b"})
	if err != nil || r.Leaf != 7 {
		t.Errorf("got %+v, %v", r, err)
	}
	if got.Name != "threat.join" || got.Caller != c.Caller || string(got.Input) != `{"report":"a","threat":"b"}` {
		t.Errorf("sent %+v, %s", got, got.Input)
	}
}

// TestRefusalComesWithItsReceipt: the record of a refusal is read beside the error.
func TestRefusalComesWithItsReceipt(t *testing.T) {
	t.Parallel()
	no := tocsin.Refuse(tocsin.RuleDistrust, "", "no")
	c := client.Client{Transport: wire{answer: `{"leaf":3,"refusal":{"rule":"distrust-is-no-reason","reason":"no"}}`, err: no}}
	r, err := c.Act(t.Context(), client.Dismiss{})
	if !errors.Is(err, no) || r.Leaf != 3 || r.Refusal == nil {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestAnswerThatIsNone(t *testing.T) {
	t.Parallel()
	if _, err := client.Read[[]string](t.Context(), client.Client{Transport: wire{answer: `{`}}, client.AsOf{}); err == nil {
		t.Error("half an answer was taken")
	}
}
