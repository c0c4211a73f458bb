package delivery

import (
	"context"

	"tocsin"
	"tocsin/internal/desk"
)

// An Outcome is what one attempt came to.
type Outcome struct {
	State string // one of tocsin.AttemptStates
	Cause string // why not, without address or link
	Code  int    // of SMTP or HTTP; 0: there was none
}

// A Channel sends one message once. It returns when the other side has answered or ctx has ended,
// and never panics on what the other side says.
type Channel interface {
	Send(ctx context.Context, m desk.Message) Outcome
}

func failed(cause string, code int) Outcome {
	return Outcome{State: tocsin.AttemptFailed, Cause: cause, Code: code}
}

func givenUp(cause string, code int) Outcome {
	return Outcome{State: tocsin.AttemptGivenUp, Cause: cause, Code: code}
}
