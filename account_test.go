package tocsin

import (
	"errors"
	"testing"
	"time"
)

func TestAccountCheck(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name    string
		account Account
		profile Profile
		want    Rule
	}{
		{"one role", Account{Roles: []Role{DutyOfficer}}, "", ""},
		{"two roles", Account{Roles: []Role{DutyOfficer, WarningOfficer, Administrator}}, "", ""},
		{"none", Account{}, "", RuleForm},
		{"unknown", Account{Roles: []Role{"root"}}, "", RuleForm},
		{"twice", Account{Roles: []Role{Analyst, Analyst}}, "", RuleForm},
		{"a person as the machine", Account{Roles: []Role{Gateway}}, "", RuleForm},
		{"a program as the machine", Account{Roles: []Role{Gateway}, Program: true, Until: end}, "", ""},
		{"a program without an end", Account{Roles: []Role{Analyst}, Program: true}, "", RuleForm},
		{"inspector and more", Account{Roles: []Role{Inspector, Analyst}}, ProfileSmall, RuleSeparation},
		{"machine and signature", Account{Roles: []Role{Administrator, Approver}}, ProfileStandard, RuleSeparation},
		{"the same in a team of two", Account{Roles: []Role{Administrator, Approver}}, ProfileSmall, ""},
		{"compartment", Account{Roles: []Role{Analyst}, Compartments: []string{"river"}}, "", ""},
		{"compartment with a capital", Account{Roles: []Role{Analyst}, Compartments: []string{"River"}}, "", RuleForm},
		{"compartment twice", Account{Roles: []Role{Analyst}, Compartments: []string{"a", "a"}}, "", RuleForm},
	} {
		var got Rule
		if r, ok := errors.AsType[*Refusal](c.account.Check(c.profile)); ok {
			got = r.Rule
		}
		if got != c.want {
			t.Errorf("%s: refused by %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAccountRevoke(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a := Account{Roles: []Role{DutyOfficer}, Until: now.Add(time.Hour)}
	if !a.Active(now) || a.Active(now.Add(time.Hour)) {
		t.Error("it acts until its end, exclusive")
	}
	if err := a.Revoke(Signature{At: now}); err == nil {
		t.Error("revoked without a reason")
	}
	if err := a.Revoke(Signature{At: now, Reason: "left"}); err != nil || a.Active(now) {
		t.Errorf("%v, active: %v", err, a.Active(now))
	}
	if err := a.Revoke(Signature{At: now, Reason: "left"}); err == nil {
		t.Error("revoked twice")
	}
	if err := a.Change([]Role{Analyst}, nil, "", Signature{}); err == nil {
		t.Error("changed after it was revoked")
	}
}
