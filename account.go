package tocsin

import (
	"slices"
	"strings"
	"time"
)

// AccountID names an account: random, like the other ids. The name of who holds it is not on record.
type AccountID string

// KindAccount is the kind of the records of accounts.
const KindAccount = "account"

// maxAccountWords is the most compartments and roles an account has.
const maxAccountWords = 64

// An Account is a person, or a program, that may act for the organisation: as which roles, and
// what it may read. How it proves that it is who it is stands elsewhere, and so does its name.
type Account struct {
	ID           AccountID  `json:"id"`
	Roles        []Role     `json:"roles"`                  // the usual one first
	Compartments []string   `json:"compartments,omitempty"` // that it may read, beside what is in none
	Program      bool       `json:"program,omitempty"`      // it has a token, and no person behind it
	Until        time.Time  `json:"until,omitzero"`         // it may not act from then on; a program has an end
	By           Signature  `json:"by"`                     // who admitted it, or changed it last
	Invited      *Signature `json:"invited,omitempty"`      // who let its holder prove anew who he is
	Revoked      *Signature `json:"revoked,omitempty"`
	Times        Times      `json:"times"`
}

// PersonRoles are the roles that a person's account may have. Gateway is the machine itself, and a
// program that carries messages.
var PersonRoles = []Role{DutyOfficer, Analyst, WarningOfficer, Approver, SiteManager, Inspector, Administrator}

// Check refuses an account that cannot be: without a role or with one that there is not, with two
// that one person may not have, or a program without an end.
func (a Account) Check(p Profile) error {
	switch {
	case len(a.Roles) == 0:
		return refuse(RuleForm, "name one of: "+join(PersonRoles), "an account without a role can do nothing")
	case len(a.Roles) > maxAccountWords || len(a.Compartments) > maxAccountWords:
		return refuse(RuleForm, "make a second account", "an account has at most %d roles and compartments", maxAccountWords)
	case a.Program && a.Until.IsZero():
		return refuse(RuleForm, "say until when", "a program's account has an end")
	}
	for i, r := range a.Roles {
		if !slices.Contains(PersonRoles, r) && !(a.Program && r == Gateway) {
			return refuse(RuleForm, "name one of: "+join(PersonRoles), "there is no role %.40q for an account", r)
		}
		if slices.Contains(a.Roles[:i], r) {
			return refuse(RuleForm, "name it once", "the role %s is named twice", r)
		}
	}
	if err := CheckCompartments(a.Compartments); err != nil {
		return err
	}
	return a.checkApart(p)
}

// checkApart refuses roles of which one is there to look at what the other does.
func (a Account) checkApart(p Profile) error {
	has := func(r Role) bool { return slices.Contains(a.Roles, r) }
	switch {
	case has(Inspector) && len(a.Roles) > 1:
		return refuse(RuleSeparation, "make a second account for another person", "an inspector looks over everybody's shoulder and has no other role")
	case has(Administrator) && has(Approver) && p != ProfileSmall:
		return refuse(RuleSeparation, "give the role to another person, or choose the profile `small`", "who holds the machine is not who signs for others")
	}
	return nil
}

// Active reports whether the account may act.
func (a Account) Active(now time.Time) bool {
	return a.Revoked == nil && (a.Until.IsZero() || now.Before(a.Until))
}

// Revoke ends an account, with the reason of the signature.
func (a *Account) Revoke(by Signature) error {
	if a.Revoked != nil {
		return refuse(RuleState, "nothing is needed", "the account was revoked on %s", a.Revoked.At.Format(time.RFC3339))
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "say why", "an account is not revoked without a reason")
	}
	a.Revoked = &by
	return nil
}

// Invite lets the holder of an account prove anew that he is who he is: with the link, whoever has
// it can act as the account.
func (a *Account) Invite(by Signature) error {
	switch {
	case !a.Active(by.At):
		return refuse(RuleState, "admit a new one", "the account may not act any more")
	case a.Program:
		return refuse(RuleForm, "issue a new token", "a program takes no invitation")
	}
	a.Invited = &by
	return nil
}

// Change gives an account other roles and compartments.
func (a *Account) Change(roles []Role, compartments []string, p Profile, by Signature) error {
	if a.Revoked != nil {
		return refuse(RuleState, "admit a new one", "the account was revoked")
	}
	a.Roles, a.Compartments, a.By = roles, compartments, by
	return a.Check(p)
}

// CheckCompartments refuses what is no name of a compartment: lower-case letters, digits and
// hyphens, at most 40, each once.
func CheckCompartments(names []string) error {
	for i, c := range names {
		if CheckOrgID(OrgID(c)) != nil {
			return refuse(RuleForm, "use lower-case letters, digits and hyphens, at most 40", "%.60q is no name of a compartment", c)
		}
		if slices.Contains(names[:i], c) {
			return refuse(RuleForm, "name it once", "the compartment %s is named twice", c)
		}
	}
	return nil
}
