package tocsin_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tocsin"
)

// noon is the moment at which things happen in these tests.
var noon = time.Date(2024, 3, 7, 12, 0, 0, 0, time.UTC)

// sign is a signature of one of our own, at noon.
func sign(role tocsin.Role, tag, reason string) tocsin.Signature {
	return tocsin.Signature{Signer: tocsin.Signer{Role: role, Tag: tag}, At: noon, Reason: reason}
}

var (
	ada   = sign(tocsin.WarningOfficer, "ada", "the reason")
	boris = sign(tocsin.Approver, "boris", "another reason")
)

func TestSecondBy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		second tocsin.Signer
		rule   tocsin.Rule
	}{
		{"another person", tocsin.Signer{Role: tocsin.WarningOfficer, Tag: "boris"}, ""},
		{"the same person", ada.Signer, tocsin.RuleTwoPersons},
		{"the same person in another role", tocsin.Signer{Role: tocsin.Approver, Tag: "ada"}, tocsin.RuleTwoPersons},
		{"somebody who cannot be told apart", tocsin.Signer{Role: tocsin.Approver}, tocsin.RuleTwoPersons},
		{"a partner outside", tocsin.Signer{Role: tocsin.Approver, Tag: "ada", Org: "city-police"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) { wantRule(t, ada.SecondBy(c.second), c.rule) })
	}
	unnamed := sign(tocsin.WarningOfficer, "", "")
	wantRefusal(t, unnamed.SecondBy(boris.Signer), tocsin.RuleTwoPersons)
	wantRefusal(t, unnamed.SecondBy(tocsin.Signer{Role: tocsin.Approver}), tocsin.RuleTwoPersons)
}

func TestCheckSecond(t *testing.T) {
	t.Parallel()
	small := tocsin.Org{ID: "hall", Profile: tocsin.ProfileSmall, Partner: "city-police"}
	standard := tocsin.Org{ID: "hall", Profile: tocsin.ProfileStandard, Partner: "city-police"}
	selfish := tocsin.Org{ID: "hall", Profile: tocsin.ProfileSmall, Partner: "hall"}
	for _, c := range []struct {
		name string
		org  tocsin.Org
		from tocsin.OrgID
		rule tocsin.Rule
	}{
		{"our own", small, "", ""},
		{"our own, standard", standard, "", ""},
		{"the named partner", small, "city-police", ""},
		{"another organisation", small, "county-police", tocsin.RuleTwoPersons},
		{"the partner of a standard organisation", standard, "city-police", tocsin.RuleTwoPersons},
		{"ourselves as if from outside", selfish, "hall", tocsin.RuleTwoPersons},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantRule(t, c.org.CheckSecond(tocsin.Signer{Role: tocsin.Approver, Tag: "x", Org: c.from}), c.rule)
		})
	}
}

func TestPolicyDefaults(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(tocsin.DefaultPolicy(), tocsin.Policy{}.WithDefaults()); diff != "" {
		t.Errorf("the zero policy is not the default (-want +got):\n%s", diff)
	}
	p := tocsin.Policy{StepDownDays: 7, DutyWithin: time.Hour, Chain: []tocsin.Role{tocsin.Approver}}
	got := p.WithDefaults()
	if got.StepDownDays != 7 || got.DutyWithin != time.Hour || len(got.Chain) != 1 || got.JustifyDays != 30 {
		t.Errorf("got %+v, want what was chosen kept and the rest filled in", got)
	}
}
