package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/identity"
	"tocsin/internal/strict"
)

type accountCmd struct {
	Invite accountInviteCmd `cmd:"" help:"Admit a person, or let one enrol anew: prints a link that is good once."`
	List   accountListCmd   `cmd:"" help:"Who may act, as which roles, and with how many passkeys."`
	Role   accountRoleCmd   `cmd:"" help:"Give an account other roles and compartments."`
	Revoke accountRevokeCmd `cmd:"" help:"End an account: it is signed out everywhere and cannot come back."`
}

// administering are the flags of a command about accounts. On a folder it writes to the folder itself,
// so the node must not be served meanwhile; a node that is served is asked.
type administering struct {
	reading
	Person string `help:"Who does it, to tell two persons apart; kept only as a keyed hash. Default: the role account." placeholder:"NAME"`
	URL    string `name:"url" help:"Where browsers reach the node. A server knows it." default:"http://localhost:8437" placeholder:"https://NAME" env:"TOCSIN_URL"`
}

// people is who lets people and programs in: the accounts of a folder, or those of a server.
type people interface {
	Holders(context.Context, client.Caller) ([]client.Holder, error)
	Invite(context.Context, client.Caller, client.Invitee) (client.Invited, error)
	InviteAgain(context.Context, client.Caller, tocsin.AccountID) (client.Invited, error)
	IssueToken(context.Context, client.Caller, client.NewToken) (client.IssuedToken, error)
	SetRoles(context.Context, client.Caller, tocsin.AccountID, []tocsin.Role, []string) (client.Receipt, error)
	Revoke(context.Context, client.Caller, tocsin.AccountID) (client.Receipt, error)
}

// with opens an organisation's accounts, for reading or for writing.
func (a administering) with(e *env, readOnly bool, fn func(people, client.Caller) error) (err error) {
	who := client.Caller{Role: tocsin.Administrator, Person: a.Person}
	if e.cli.Server != "" {
		return e.remote(a.Org, who, false, func(s *session) error { return fn(client.People{Server: s.server}, who) })
	}
	org, err := e.pickOrg(a.Org)
	if err != nil {
		return err
	}
	n, err := e.open(org, readOnly)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	s, err := n.Identity(identity.Options{Origin: strings.TrimSuffix(a.URL, "/")})
	if err != nil {
		return usage("--url: %s", err)
	}
	return fn(s, who)
}

// granting are the flags that say what an account may.
type granting struct {
	Role        []tocsin.Role `help:"Role, the usual one first: ${roles}. May be repeated." placeholder:"ROLE"`
	Compartment []string      `help:"Compartment that it may read. May be repeated." placeholder:"NAME"`
}

// findAccount is the account whose id begins so.
func findAccount(e *env, s people, who client.Caller, begins string) (tocsin.AccountID, error) {
	all, err := s.Holders(e.ctx, who)
	if err != nil {
		return "", err
	}
	var ids, found []string
	for _, h := range all {
		if ids = append(ids, string(h.ID)); strings.HasPrefix(string(h.ID), begins) {
			found = append(found, string(h.ID))
		}
	}
	switch {
	case begins != "" && len(found) == 1:
		return tocsin.AccountID(found[0]), nil
	case len(found) > 1:
		return "", usage("%d accounts begin with %q: write more of the id", len(found), begins)
	}
	hint := ""
	if guess, ok := strict.Suggest(begins, ids); ok {
		hint = ": did you mean " + guess + "?"
	}
	return "", usage("there is no account %q%s", begins, hint)
}

type accountInviteCmd struct {
	Name    string `arg:"" optional:"" help:"The person's name. It is kept beside the record, not on it."`
	Account string `help:"Give the holder of this account another link, in the place of a new account." placeholder:"ID"`
	granting
	administering
}

// Help shows an example.
func (accountInviteCmd) Help() string {
	return "For example:\n\n\ttocsin account invite \"Ann Lee\" --role duty_officer --role warning_officer --url https://desk.example.org"
}

// Run invites.
func (c accountInviteCmd) Run(e *env) error {
	if (c.Name == "") == (c.Account == "") || c.Account != "" && len(c.Role)+len(c.Compartment) > 0 {
		return usage("name a person and roles, or say --account for another link")
	}
	return c.with(e, false, func(s people, who client.Caller) (err error) {
		var in client.Invited
		if c.Account == "" {
			in, err = s.Invite(e.ctx, who, client.Invitee{Name: c.Name, Roles: c.Role, Compartments: c.Compartment})
		} else {
			var id tocsin.AccountID
			if id, err = findAccount(e, s, who, c.Account); err == nil {
				in, err = s.InviteAgain(e.ctx, who, id)
			}
		}
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.json(in)
		}
		e.mark()
		fmt.Fprintf(e.out, "Account %s. This link is good once, until %s, for whoever opens it:\n\n\t%s\n", in.Account, clockTime(in.Until, e.now().Location()), in.Link)
		return nil
	})
}

type accountListCmd struct{ administering }

// Run lists accounts.
func (c accountListCmd) Run(e *env) error { return c.list(e, false) }

// list prints the accounts of people, or of programs.
func (a administering) list(e *env, programs bool) error {
	return a.with(e, true, func(s people, who client.Caller) error {
		all, err := s.Holders(e.ctx, who)
		if err != nil {
			return err
		}
		shown := []client.Holder{}
		for _, h := range all {
			if h.Program == programs {
				shown = append(shown, h)
			}
		}
		if e.cli.JSON {
			return e.json(shown)
		}
		if len(shown) == 0 {
			e.mark()
			fmt.Fprintln(e.out, "None.")
			return nil
		}
		e.mark()
		t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		for _, h := range shown {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", h.ID, h.Name, strings.Join(words(h.Roles), ", "), strings.Join(h.Compartments, ", "), holderState(h, e.now()))
		}
		return t.Flush()
	})
}

// holderState says in words how an account stands.
func holderState(h client.Holder, now time.Time) string {
	switch {
	case h.Revoked != nil:
		return "revoked"
	case !h.Active(now):
		return "expired"
	case h.Program:
		return "until " + h.Until.UTC().Format("2 Jan 2006")
	case h.Passkeys > 0:
		return fmt.Sprintf("%d passkey(s)", h.Passkeys)
	case h.Elsewhere:
		return "OpenID Connect"
	case !h.LinkUntil.IsZero():
		return "invited"
	}
	return "no passkey"
}

type accountRoleCmd struct {
	Account string `arg:"" help:"The account, or the beginning of its id."`
	granting
	administering
}

// Help says what is replaced.
func (accountRoleCmd) Help() string {
	return "It has these roles and compartments from then on, and no others.\n\nFor example:\n\n\ttocsin account role 4q7w --role approver"
}

// Run sets roles.
func (c accountRoleCmd) Run(e *env) error {
	return c.with(e, false, func(s people, who client.Caller) error {
		id, err := findAccount(e, s, who, c.Account)
		if err != nil {
			return err
		}
		if _, err := s.SetRoles(e.ctx, who, id, c.Role, c.Compartment); err != nil {
			return err
		}
		e.mark()
		fmt.Fprintf(e.out, "Account %s: %s.\n", id, strings.Join(words(c.Role), ", "))
		return nil
	})
}

type accountRevokeCmd struct{ revoking }

// revoking ends an account of a person or of a program.
type revoking struct {
	Account string `arg:"" help:"The account, or the beginning of its id."`
	Reason  string `help:"Why; it stays on record." required:"" placeholder:"WORDS"`
	administering
}

// Run revokes.
func (c revoking) Run(e *env) error {
	return c.with(e, false, func(s people, who client.Caller) error {
		id, err := findAccount(e, s, who, c.Account)
		if err != nil {
			return err
		}
		who.Reason = c.Reason
		if _, err := s.Revoke(e.ctx, who, id); err != nil {
			return err
		}
		e.mark()
		fmt.Fprintf(e.out, "Account %s is revoked.\n", id)
		return nil
	})
}

type tokenCmd struct {
	Issue  tokenIssueCmd  `cmd:"" help:"Admit a program and print its token, once."`
	List   tokenListCmd   `cmd:"" help:"The programs that were admitted, and until when."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a program's token."`
}

type tokenIssueCmd struct {
	Name string `arg:"" help:"What it is for."`
	granting
	Scope []string `help:"Message that it may send, or read; default: all of its roles. May be repeated." placeholder:"NAME"`
	Days  int      `help:"For how many days." default:"90"`
	administering
}

// Help shows an example.
func (tokenIssueCmd) Help() string {
	return "For example:\n\n\ttocsin token issue Turnstiles --role site_manager --scope measure.observe --days 30"
}

// Run issues a token.
func (c tokenIssueCmd) Run(e *env) error {
	return c.with(e, false, func(s people, who client.Caller) error {
		made, err := s.IssueToken(e.ctx, who, client.NewToken{Name: c.Name, Roles: c.Role, Compartments: c.Compartment, Scopes: c.Scope, Until: e.now().AddDate(0, 0, c.Days)})
		if err != nil {
			return err
		}
		if e.cli.JSON {
			return e.json(made)
		}
		e.mark()
		fmt.Fprintf(e.out, "Account %s. The token is shown this once:\n\n\t%s\n", made.Account, made.Token)
		return nil
	})
}

type tokenListCmd struct{ administering }

// Run lists programs.
func (c tokenListCmd) Run(e *env) error { return c.list(e, true) }

type tokenRevokeCmd struct{ revoking }
