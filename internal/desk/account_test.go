package desk_test

import (
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/tocsintest"
)

// TestNobodyPromotesHimself: an administrator may give roles to others, and give up his own.
func TestNobodyPromotesHimself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := func(roles ...tocsin.Role) tocsin.AccountID {
		r := w.Act(hall, tocsin.Administrator, client.AdmitAccount{Account: tocsin.Account{Roles: roles}})
		return tocsin.AccountID(r.Object.ID)
	}
	one, two := admin(tocsin.Administrator), admin(tocsin.Administrator, tocsin.DutyOfficer)
	as := func(id tocsin.AccountID) client.Caller {
		return client.Caller{Role: tocsin.Administrator, Person: string(id)}
	}
	more := client.SetRoles{Account: one, Roles: []tocsin.Role{tocsin.Administrator, tocsin.WarningOfficer}}
	w.RefusedAs(hall, as(one), more, tocsin.RuleSeparation)
	w.RefusedAs(hall, as(one), client.SetRoles{Account: one, Roles: []tocsin.Role{tocsin.Administrator}, Compartments: []string{"river"}}, tocsin.RuleSeparation)
	w.ActAs(hall, as(two), more)
	w.ActAs(hall, as(two), client.SetRoles{Account: two, Roles: []tocsin.Role{tocsin.DutyOfficer}}) // less is his own to say
	w.RefusedAs(hall, as(two), client.SetRoles{Account: one, Roles: []tocsin.Role{tocsin.Administrator, tocsin.Approver}}, tocsin.RuleSeparation)

	small := worldOf(t, tocsintest.Options{Seed: "small"}, everybody)
	small.Act(hall, tocsin.Administrator, client.Admit{Org: tocsin.Org{ID: hall, Name: "Two people", Kind: tocsin.OrgOperator, Profile: tocsin.ProfileSmall, Partner: guard}})
	r := small.Act(hall, tocsin.Administrator, client.AdmitAccount{Account: tocsin.Account{Roles: []tocsin.Role{tocsin.Administrator}}})
	small.ActAs(hall, as(tocsin.AccountID(r.Object.ID)), client.SetRoles{Account: tocsin.AccountID(r.Object.ID), Roles: []tocsin.Role{tocsin.Administrator, tocsin.Approver}})
}
