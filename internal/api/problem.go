package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"tocsin"
	"tocsin/internal/desk"
)

// A Problem is what an API answers when it does not do what was asked (RFC 9457).
type Problem struct {
	Type    string          `json:"type" doc:"about:blank: what the status says"`
	Title   string          `json:"title" doc:"the status in words"`
	Status  int             `json:"status" doc:"the HTTP status"`
	Detail  string          `json:"detail,omitempty" doc:"what is wrong"`
	Rule    tocsin.Rule     `json:"rule,omitempty" doc:"the rule that refused, as the log has it"`
	Instead string          `json:"instead,omitempty" doc:"what to do instead"`
	Leaf    *int64          `json:"leaf,omitempty" doc:"the leaf under which the refusal is recorded"`
	Receipt json.RawMessage `json:"receipt,omitempty" doc:"the receipt of the record of the refusal"`
	Request string          `json:"request,omitempty" doc:"the id of the request, by which it is found in the log of the node"`
}

func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of a problem.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func newProblem(status int, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

// statusOf is the HTTP status for a rule that refused.
func statusOf(r *tocsin.Refusal) int {
	switch r.Rule {
	case tocsin.RuleForm:
		return http.StatusUnprocessableEntity
	case tocsin.RulePermission:
		return http.StatusForbidden
	case tocsin.RuleErased:
		return http.StatusGone
	}
	return http.StatusConflict
}

// problemOf is the only place where an error of the desk becomes an answer. What is no rule's
// refusal is told to nobody outside: the log has it, under the id of the request.
func problemOf(ctx context.Context, err error) *Problem {
	id := RequestOf(ctx).ID
	if p, ok := errors.AsType[*Problem](err); ok {
		p.Request = id
		return p
	}
	var p *Problem
	refusal, refused := errors.AsType[*tocsin.Refusal](err)
	_, notHere := errors.AsType[*desk.NotHere](err)
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case notHere && refused:
		p = newProblem(http.StatusNotFound, refusal.Reason)
		p.Instead = refusal.Instead
	case refused:
		p = newProblem(statusOf(refusal), refusal.Reason)
		p.Rule, p.Instead = refusal.Rule, refusal.Instead
	case tooLarge:
		p = newProblem(http.StatusRequestEntityTooLarge, "the request is larger than is taken")
	case errors.Is(err, desk.ErrUnknown):
		p = newProblem(http.StatusServiceUnavailable, "it is unknown whether this was recorded")
		p.Instead = "send it again with the same Idempotency-Key"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		p = newProblem(http.StatusServiceUnavailable, "it took too long")
		p.Instead = "send it again with the same Idempotency-Key"
	default:
		p = newProblem(http.StatusInternalServerError, "something failed here, and not with you")
		p.Instead = "try again; if it fails again, give this request id to who runs the node"
	}
	p.Request = id
	return p
}

// write answers with a problem.
func (p *Problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	b, err := json.Marshal(p)
	if err == nil {
		_, _ = w.Write(b) // who does not listen any more is not told
	}
}

// Fault answers a request whose handler failed.
func Fault(w http.ResponseWriter, r *http.Request) {
	problemOf(r.Context(), errors.New("fault")).write(w)
}
