package desk_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/store"
	"tocsin/internal/tocsintest"
	"tocsin/seal"
)

// said is the statement of a leaf.
func said(t testing.TB, w *tocsintest.World, org tocsin.OrgID, leaf int64) seal.Act {
	t.Helper()
	var a seal.Act
	if _, err := seal.Decode(w.Leaf(org, int(leaf)).Statement, seal.ActType, &a, w.Verifiers(org)); err != nil {
		t.Fatal(err)
	}
	return a
}

// persons counts the sealed names of an organisation, and gives their tags.
func persons(w *tocsintest.World, org tocsin.OrgID) (tags []string) {
	w.View(org, func(v store.View) error {
		for r, err := range v.List(store.Query{Kind: tocsin.KindPerson}) {
			if err != nil {
				return err
			}
			tags = append(tags, r.Parent)
		}
		return nil
	})
	return tags
}

// named has the person behind a leaf named by two roles, and gives who it is.
func named(t testing.TB, w *tocsintest.World, org tocsin.OrgID, leaf int64) (seal.Person, client.Receipt) {
	t.Helper()
	keys, prints := handed(t, w, org)
	o := w.ActAs(org, client.Caller{Role: tocsin.Inspector, Reason: "a court asks"}, client.AskOrder{Kind: tocsin.Identify, About: tocsin.Ref{Kind: tocsin.KindLeaf, ID: fmt.Sprint(leaf)}}).Object
	w.Act(org, tocsin.Approver, client.GiveOrder{Order: tocsin.OrderID(o.ID)})
	r := w.Act(org, tocsin.Inspector, client.OpenPerson{Order: tocsin.OrderID(o.ID), Keys: prints})
	if r.Person == nil || r.Person.Leaf != leaf {
		t.Fatalf("the receipt has %+v", r.Person)
	}
	p, err := seal.OpenPerson(r.Person.Sealed, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return p, r
}

func TestNamesAreSealed(t *testing.T) {
	t.Parallel()
	w := worldOf(t, keyed(t, tocsintest.Options{Seed: "desk"}), everybody)
	const wilma, olga = "Wilma Anschütz", "Olga-of-the-desk"
	claim := client.RecordClaim{Claim: tocsin.Claim{Question: "q", Claimant: "c", Answer: "a"}}
	before := len(persons(w, embassy))
	as := func(role tocsin.Role, person string) client.Receipt {
		return w.ActAs(embassy, client.Caller{Role: role, Person: person}, claim)
	}
	first := as(tocsin.Analyst, wilma)
	second := as(tocsin.Approver, wilma) // the same person in another role
	other := as(tocsin.Analyst, olga)
	w.RefusedAs(embassy, client.Caller{Role: tocsin.Gateway, Person: "the machine's minder"}, client.Parity{}, tocsin.RulePermission)
	account := as(tocsin.Inspector, "")
	tags := persons(w, embassy)
	if got := len(tags) - before; got != 4 {
		t.Errorf("%d names were sealed, want 4: one a person, one for who was refused, one for the role account", got)
	}
	for _, c := range []struct {
		leaf int64
		name string
		role tocsin.Role
	}{{first.Leaf, wilma, tocsin.Analyst}, {second.Leaf, wilma, tocsin.Analyst}, {other.Leaf, olga, tocsin.Analyst}, {account.Leaf, "", tocsin.Inspector}} {
		p, _ := named(t, w, embassy, c.leaf)
		if p.Name != c.name || p.Role != string(c.role) || !said(t, w, embassy, c.leaf).Did(p.Tag) {
			t.Errorf("leaf %d was done by %+v, want %q, first as %s", c.leaf, p, c.name, c.role)
		}
		for _, l := range []int64{first.Leaf, second.Leaf, other.Leaf, account.Leaf} {
			if did := said(t, w, embassy, l).Did(p.Tag); did != (l == c.leaf || c.name == wilma && (l == first.Leaf || l == second.Leaf)) {
				t.Errorf("the tag of leaf %d fits leaf %d: %v", c.leaf, l, did)
			}
		}
	}
	var text strings.Builder
	text.WriteString(shownAnywhere(t, w, embassy))
	for _, l := range w.Leaves(embassy) {
		text.Write(l.Statement)
		for _, tag := range tags {
			if strings.Contains(string(l.Statement), tag) {
				t.Errorf("leaf %d tells the tag %s", l.Index, tag)
			}
		}
	}
	for _, name := range []string{wilma, olga, "minder", "Ansch"} {
		if strings.Contains(text.String(), name) {
			t.Errorf("%q is shown", name)
		}
	}
	nowhere(t, w, embassy, wilma, olga, "minder", "Ansch")
	checkLog(t, w, embassy)
}

// TestNameTakesTwoRolesAndTwoKeys tries to name a person with less.
func TestNameTakesTwoRolesAndTwoKeys(t *testing.T) {
	t.Parallel()
	w := worldOf(t, keyed(t, tocsintest.Options{Seed: "desk"}), everybody)
	const in, ap, ad = tocsin.Inspector, tocsin.Approver, tocsin.Administrator
	leaf := w.ActAs(embassy, client.Caller{Role: tocsin.Analyst, Person: "ann"}, client.RecordReport{Report: plotReport(t)}).Leaf
	about := tocsin.Ref{Kind: tocsin.KindLeaf, ID: fmt.Sprint(leaf)}
	keys, prints := handed(t, w, embassy)
	_, others := handed(t, w, guard)

	o := tocsin.OrderID(w.ActAs(embassy, client.Caller{Role: ad, Person: "root", Reason: "because I can"}, client.AskOrder{Kind: tocsin.Identify, About: about}).Object.ID)
	for _, person := range []string{"root", "root's friend", ""} {
		w.RefusedAs(embassy, client.Caller{Role: ad, Person: person}, client.GiveOrder{Order: o}, tocsin.RulePermission)
		w.RefusedAs(embassy, client.Caller{Role: ad, Person: person}, client.OpenPerson{Order: o, Keys: prints}, tocsin.RulePermission)
	}
	w.RefusedAs(embassy, client.Caller{Role: ap, Person: "root"}, client.GiveOrder{Order: o}, tocsin.RuleTwoPersons)
	w.Refused(embassy, in, client.OpenPerson{Order: o, Keys: prints}, tocsin.RuleState) // nobody gave it
	given := w.Act(embassy, ap, client.GiveOrder{Order: o})
	if given.Person != nil || !given.Pending {
		t.Errorf("the order alone gave %+v", given)
	}
	leaves := w.Count(embassy)
	for _, some := range [][]string{nil, prints[:1], prints[1:], others, {prints[0], others[1]}} {
		w.Refused(embassy, in, client.OpenPerson{Order: o, Keys: some}, tocsin.RuleForm)
	}
	if got := w.Count(embassy); got != leaves {
		t.Errorf("keys that do not fit left %d leaves", got-leaves)
	}
	r := w.Act(embassy, in, client.OpenPerson{Order: o, Keys: prints})
	if r.Leaf != int64(leaves) || r.Act != "person.open" {
		t.Errorf("the act is %+v", r)
	}
	for i, key := range keys {
		if p, err := seal.OpenPerson(r.Person.Sealed, key); err == nil {
			t.Errorf("the key of the %s alone names %+v", r.Person.Roles[i], p)
		}
	}
	w.Refused(embassy, in, client.OpenPerson{Order: o, Keys: prints}, tocsin.RuleState) // it was carried out
	for _, bad := range []string{"999999", "-1", "x"} {
		w.RefusedAs(embassy, client.Caller{Role: in, Reason: "x"}, client.AskOrder{Kind: tocsin.Identify, About: tocsin.Ref{Kind: tocsin.KindLeaf, ID: bad}}, tocsin.RuleForm)
	}
	claim := w.Act(embassy, tocsin.Analyst, client.RecordClaim{Claim: tocsin.Claim{Question: "q", Claimant: "c", Answer: "a"}}).Object
	w.Refused(embassy, in, client.OpenPerson{Order: askErase(w, embassy, claim.Kind, claim.ID), Keys: prints}, tocsin.RuleForm)
	checkLog(t, w, embassy)
}

// TestNoKeyholdersNoNames: without keyholders no name is kept, and what was done before there were
// any is named by the first act after it.
func TestNoKeyholdersNoNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	who := client.Caller{Role: tocsin.Analyst, Person: "ann"}
	claim := client.RecordClaim{Claim: tocsin.Claim{Question: "q", Claimant: "c", Answer: "a"}}
	leaf := w.ActAs(embassy, who, claim).Leaf
	if got := persons(w, embassy); len(got) != 0 {
		t.Errorf("names were kept: %v", got)
	}
	ask := client.AskOrder{Kind: tocsin.Identify, About: tocsin.Ref{Kind: tocsin.KindLeaf, ID: fmt.Sprint(leaf)}}
	w.RefusedAs(embassy, client.Caller{Role: tocsin.Inspector, Reason: "x"}, ask, tocsin.RuleState)
	keyed(t, tocsintest.Options{}).Prepare(w.Dir)
	w.Restart(embassy, "")
	w.RefusedAs(embassy, client.Caller{Role: tocsin.Inspector, Reason: "x"}, ask, tocsin.RuleState)
	w.ActAs(embassy, who, claim)
	if p, _ := named(t, w, embassy, leaf); p.Name != "ann" {
		t.Errorf("%+v", p)
	}
	checkLog(t, w, embassy)
}

// TestUndoneNameIsWrittenAgain: a name that was undone with its act is not taken for written.
func TestUndoneNameIsWrittenAgain(t *testing.T) {
	t.Parallel()
	w := worldOf(t, keyed(t, tocsintest.Options{Seed: "desk"}), everybody)
	who := client.Caller{Role: tocsin.Analyst, Person: "ann"}
	w.RefusedAs(embassy, who, client.OpenThreat{}, tocsin.RuleForm) // leaves nothing
	before := len(persons(w, embassy))
	for range 2 {
		w.ActAs(embassy, who, client.RecordClaim{Claim: tocsin.Claim{Question: "q", Claimant: "c", Answer: "a"}})
	}
	if got := len(persons(w, embassy)); got != before+1 {
		t.Errorf("%d names more, want 1", got-before)
	}
}

// TestOddNames: a name that cannot be sealed is refused, and not lost.
func TestOddNames(t *testing.T) {
	t.Parallel()
	w := worldOf(t, keyed(t, tocsintest.Options{Seed: "desk"}), everybody)
	claim := client.RecordClaim{Claim: tocsin.Claim{Question: "q", Claimant: "c", Answer: "a"}}
	for _, name := range []string{strings.Repeat("x", 300), "a\nb", "\xff", "  "} {
		w.RefusedAs(embassy, client.Caller{Role: tocsin.Analyst, Person: name}, claim, tocsin.RuleForm)
	}
	for _, name := range []string{strings.Repeat(`"`, 256), "Ünïcödé", "<b>&"} {
		r := w.ActAs(embassy, client.Caller{Role: tocsin.Analyst, Person: name}, claim)
		if p, _ := named(t, w, embassy, r.Leaf); p.Name != name {
			t.Errorf("%q is named %q", name, p.Name)
		}
	}
	b, err := json.Marshal(w.Snap(embassy).Orders)
	if err != nil || slices.Contains(persons(w, embassy), "") || strings.Contains(string(b), "Ünï") {
		t.Errorf("%v, %s", err, b)
	}
}
