package desk_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestPermissions holds the table to the committed file: who may do what changes in sight only.
func TestPermissions(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, act := range desk.Acts() {
		var may []string
		for _, role := range append(slices.Clone(tocsin.Roles), "", "root", "DUTY_OFFICER") {
			if desk.May(role, act) == nil {
				may = append(may, string(role))
			}
		}
		if len(may) == 0 && act != desk.ActRefused {
			t.Errorf("nobody may do %s: the act has no row", act)
		}
		fmt.Fprintf(&b, "%-24s %s\n", act, strings.Join(may, " "))
	}
	golden(t, "permissions.golden", b.String())
}

// golden holds what the code says to the committed file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-committed +now):\n%s", name, diff)
	}
}

// messages are all acts that a client can ask for, empty.
var messages = []client.Message{
	client.Admit{}, client.AddSource{}, client.RecordReport{}, client.GradeReport{}, client.OpenThreat{}, client.JoinReport{},
	client.Judge{}, client.DecidePart{}, client.DecideDuty{}, client.AffirmDuty{}, client.DraftWarning{}, client.ReviseWarning{}, client.WithdrawWarning{}, client.SignWarning{},
	client.IssueUrgent{}, client.Release{}, client.CloseInstruction{}, client.Parity{}, client.GiveDetail{},
	client.OpenReceived{}, client.GradeBlind{}, client.Reveal{}, client.GradeSource{}, client.Protect{}, client.OpenLead{},
	client.CloseLead{}, client.Ask{}, client.Dismiss{}, client.OnwardDone{}, client.AddSite{}, client.RaiseSite{},
	client.LowerSite{}, client.JustifySite{}, client.StartMeasure{}, client.Observe{}, client.LowerMeasure{},
	client.SetContacts{}, client.EndContact{}, client.TestContact{}, client.Acknowledge{}, client.RecordTold{}, client.RevokeLinks{}, client.MakePoster{},
	client.SubstituteMeasure{}, client.RecordBriefing{}, client.AddEvent{}, client.DecideEvent{}, client.RecordSighting{},
	client.RecordClaim{}, client.Settle{}, client.AskOrder{}, client.GiveOrder{}, client.RefuseOrder{}, client.PlaceHold{},
	client.OpenPerson{}, client.SealSource{},
	client.AddListing{}, client.RenewListing{}, client.CorrectListing{}, client.RemoveListing{}, client.LodgeAppeal{}, client.AnswerAppeal{}, client.SendListings{},
	client.ImportRegister{}, client.RecordEffort{}, client.StatePriority{}, client.PassedOn{}, client.TellHolder{}, client.ConfirmCorrection{}, client.TakeIn{}, client.WeighEntry{}, client.AdmitList{}, client.RefuseList{},
	client.AdmitAccount{}, client.SetRoles{}, client.RevokeAccount{},
	client.InviteAccount{},
	client.SplitReport{}, client.KeepApart{}, client.NameThreat{}, client.TellApart{}, client.DeclareOrigin{},
}

// TestPermissionOfEveryMessage asks for every act in every role: the table is what decides, before
// anything of the input is looked at.
func TestPermissionOfEveryMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	names := map[desk.Act]bool{}
	for _, m := range messages {
		names[desk.Act(m.Name())] = true
		for _, role := range append(slices.Clone(tocsin.Roles), "a role\nwith lines") {
			before := w.Count(hall)
			_, err := w.As(hall, client.Caller{Role: role}).Act(context.Background(), m)
			refusal := refusalOf(err)
			if refusal == nil {
				t.Errorf("%s, %q, empty: %v", m.Name(), role, err)
				continue
			}
			no := desk.May(role, desk.Act(m.Name())) != nil
			if got := refusal.Rule == tocsin.RulePermission; got != no {
				t.Errorf("%s as %q: refused by %s, permission wanted: %v", m.Name(), role, refusal.Rule, no)
			}
			if got := w.Count(hall) - before; no && got != 1 {
				t.Errorf("%s as %q: %d leaves for the refusal, want 1", m.Name(), role, got)
			}
		}
	}
	for _, act := range desk.Acts() {
		if desk.May(tocsin.Gateway, act) != nil && act != desk.ActRefused && !names[act] {
			t.Errorf("no message of a client asks for %s", act)
		}
	}
	checkLog(t, w, hall)
}
