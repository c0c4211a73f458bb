package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/identity"
	"tocsin/internal/strict"
)

var errNoPeople = tocsin.Refuse(tocsin.RuleState, "serve it with `tocsin serve`", "this node keeps no accounts")

// peopleRoutes are what an administrator does about people and programs that no message can say: names
// stand beside the record, and a link or a token is on one answer and nowhere else. Roles are set and
// accounts revoked by messages.
func peopleRoutes() []route {
	admit, invite, list := client.AdmitAccount{}.Name(), client.InviteAccount{}.Name(), client.Accounts{}.Name()
	return []route{
		{
			method: http.MethodGet, path: "people", scope: list, serve: (*surface).people,
			describe: func(d *describer) operation {
				return operation{
					"operationId": "people.list", "tags": []string{"people"}, "summary": "Who may act, people and programs, with their names",
					"parameters": []any{parameter("query", "as", "a role of the account; absent: its usual one", false, d.of(reflect.TypeFor[tocsin.Role]()))},
					"responses":  answers("200", "All accounts", "application/json", d.of(reflect.TypeFor[[]client.Holder]())),
				}
			},
		},
		handOver("people", admit, "Admit a person: the answer holds the link with which the first passkey is made",
			func(ctx context.Context, s *identity.Service, who client.Caller, _ string, n client.Invitee) (client.Invited, error) {
				return s.Invite(ctx, who, n)
			}),
		handOver("people/{id}/link", invite, "Give the holder of an account another link, in the place of those before",
			func(ctx context.Context, s *identity.Service, who client.Caller, id string, _ client.AnotherLink) (client.Invited, error) {
				return s.InviteAgain(ctx, who, tocsin.AccountID(id))
			}),
		handOver("tokens", admit, "Admit a program: the answer holds its token",
			func(ctx context.Context, s *identity.Service, who client.Caller, _ string, n client.NewToken) (client.IssuedToken, error) {
				return s.IssueToken(ctx, who, n)
			}),
	}
}

// people lists all accounts with their names.
func (s *surface) people(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if s.People == nil {
		return errNoPeople
	}
	asked, err := url.ParseQuery(r.URL.RawQuery)
	if as := asked["as"]; err != nil || len(asked) > 1 || len(as) != len(asked) {
		return tocsin.Refuse(tocsin.RuleForm, "write ?as=ROLE, or leave it out", "this path takes one parameter, as")
	}
	if who, err = inRole(who, tocsin.Role(asked.Get("as"))); err != nil {
		return err
	}
	if err := handsOver(who, client.Accounts{}.Name()); err != nil {
		return err
	}
	all, err := s.People.Holders(r.Context(), who.Caller("", ""))
	if err != nil {
		return err
	}
	return answerOnce(w, all)
}

// handsOver refuses who may not let a person in: names, links and tokens are for nobody else.
func handsOver(who identity.Principal, act string) error {
	return desk.OneOf(who.Role, desk.MayDo(desk.Act(client.InviteAccount{}.Name())), desk.Act(act))
}

// answerOnce writes an answer that nothing between here and the one who asked is to keep.
func answerOnce(w http.ResponseWriter, out any) error {
	b, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(append(b, '\n'))
	return gone(err)
}

// handOver is a route whose answer holds a secret that is shown once. It takes an envelope, as a message does.
func handOver[In, Out any](path, scope, what string, do func(context.Context, *identity.Service, client.Caller, string, In) (Out, error)) route {
	return route{
		method: http.MethodPost, path: path, scope: scope,
		serve: func(s *surface, w http.ResponseWriter, r *http.Request, who identity.Principal) error {
			if s.People == nil {
				return errNoPeople
			}
			m, who, key, err := s.envelope(r, who, path, true)
			if err != nil {
				return err
			}
			if err := handsOver(who, scope); err != nil {
				return err
			}
			var in In
			if err := strict.JSON(orEmpty(m.Input), &in, maxInput); err != nil {
				return tocsin.Refuse(tocsin.RuleForm, "see "+Base+"docs", "%s: %s", path, s.Desk.Hide(r.Context(), err.Error()))
			}
			out, err := do(r.Context(), s.People, who.Caller(key, m.Reason), r.PathValue("id"), in)
			if err != nil {
				return err
			}
			return answerOnce(w, out)
		},
		describe: func(d *describer) operation {
			return d.handOver(path, what, reflect.TypeFor[In](), reflect.TypeFor[Out]())
		},
	}
}
