package client

import (
	"time"

	"tocsin"
)

// The messages about who may act. Their answers name accounts by their id: names are not on record.
type (
	// AdmitAccount lets a person or a program act for the organisation.
	AdmitAccount struct {
		Account tocsin.Account `json:"account"`
	}
	// SetRoles gives an account other roles and compartments.
	SetRoles struct {
		Account      tocsin.AccountID `json:"account"`
		Roles        []tocsin.Role    `json:"roles"`
		Compartments []string         `json:"compartments,omitempty"`
	}
	// InviteAccount lets the holder of an account enrol once more.
	InviteAccount struct {
		Account tocsin.AccountID `json:"account"`
	}
	// RevokeAccount ends an account. The reason is the caller's.
	RevokeAccount struct {
		Account tocsin.AccountID `json:"account"`
	}
	// Account reads one account. The answer is a [tocsin.Account].
	Account struct {
		Account tocsin.AccountID `json:"account"`
	}
	// Accounts lists all accounts. The answer is a list of [tocsin.Account].
	Accounts struct{}
)

// Name implements [Message].
func (AdmitAccount) Name() string { return "account.admit" }

// Name implements [Message].
func (SetRoles) Name() string { return "account.role" }

// Name implements [Message].
func (InviteAccount) Name() string { return "account.invite" }

// Name implements [Message].
func (RevokeAccount) Name() string { return "account.revoke" }

// Name implements [Message].
func (Account) Name() string { return "account.show" }

// Name implements [Message].
func (Accounts) Name() string { return "account.list" }

// What an administrator gives and gets about people and programs beside the record: their names, and
// what lets them in. A link and a token are shown once, and kept nowhere.
type (
	// A Holder is an account with what is known of who holds it.
	Holder struct {
		tocsin.Account
		Name      string    `json:"name"`
		Passkeys  int       `json:"passkeys"`
		Sessions  int       `json:"sessions"`            // browsers that are signed in
		Elsewhere bool      `json:"elsewhere,omitempty"` // an issuer of OpenID Connect says who it is
		LinkUntil time.Time `json:"invited_until,omitzero"`
		Scopes    []string  `json:"scopes,omitempty"`
		Seen      time.Time `json:"seen,omitzero"` // when it signed in, or used a session, last
	}
	// An Invitee is a person who is to be admitted.
	Invitee struct {
		Name         string        `json:"name"`
		Roles        []tocsin.Role `json:"roles"` // the usual one first
		Compartments []string      `json:"compartments,omitempty"`
	}
	// An AnotherLink asks for a link in the place of those that were given before.
	AnotherLink struct{}
	// An Invited is an account whose holder may make a passkey, once, with a link.
	Invited struct {
		Account tocsin.AccountID `json:"account"`
		Link    string           `json:"link"` // shown this once
		Until   time.Time        `json:"until"`
		Leaf    int64            `json:"leaf"` // of the act that let him
	}
	// A NewToken is what a token is to be made for.
	NewToken struct {
		Name         string        `json:"name"` // what it is for
		Roles        []tocsin.Role `json:"roles"`
		Compartments []string      `json:"compartments,omitempty"`
		Scopes       []string      `json:"scopes,omitempty"` // the messages that it may send; empty: all of its roles
		Until        time.Time     `json:"until"`
	}
	// An IssuedToken is a program that was admitted, with its token.
	IssuedToken struct {
		Account tocsin.AccountID `json:"account"`
		Token   string           `json:"token"` // shown this once
		Until   time.Time        `json:"until"`
		Leaf    int64            `json:"leaf"` // of the act that admitted it
	}
)
