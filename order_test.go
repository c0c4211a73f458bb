package tocsin_test

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"tocsin"
)

const orderWithin = 24 * time.Hour

// asked is an order that waits, asked by a role and a person.
func asked(t testing.TB, kind tocsin.OrderKind, role tocsin.Role, tag string) *tocsin.Order {
	t.Helper()
	about := map[tocsin.OrderKind]tocsin.Ref{
		tocsin.Erase: {Kind: tocsin.KindReport, ID: "r"}, tocsin.Identify: {Kind: tocsin.KindLeaf, ID: "7"}, tocsin.Lift: {Kind: tocsin.KindHold, ID: "h"},
	}[kind]
	o, err := tocsin.AskOrder("o", kind, about, sign(role, tag, "a court asks"), orderWithin)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestAskOrder(t *testing.T) {
	t.Parallel()
	report := tocsin.Ref{Kind: tocsin.KindReport, ID: "r"}
	for _, c := range []struct {
		name  string
		kind  tocsin.OrderKind
		about tocsin.Ref
		why   string
		rule  tocsin.Rule
	}{
		{"a report", tocsin.Erase, report, "why", ""},
		{"a leaf", tocsin.Identify, tocsin.Ref{Kind: tocsin.KindLeaf, ID: "0"}, "why", ""},
		{"a hold", tocsin.Lift, tocsin.Ref{Kind: tocsin.KindHold, ID: "h"}, "why", ""},
		{"no kind", "", report, "why", tocsin.RuleForm},
		{"another kind", "burn", report, "why", tocsin.RuleForm},
		{"nothing", tocsin.Erase, tocsin.Ref{Kind: tocsin.KindReport}, "why", tocsin.RuleForm},
		{"a part of a threat", tocsin.Erase, tocsin.Ref{Kind: tocsin.KindThreat, ID: "t", Part: "hall"}, "why", tocsin.RuleForm},
		{"no reason", tocsin.Erase, report, " \n", tocsin.RuleReasonOwed},
		{"a report to lift", tocsin.Lift, report, "why", tocsin.RuleForm},
		{"a report to name", tocsin.Identify, report, "why", tocsin.RuleForm},
		{"no leaf", tocsin.Identify, tocsin.Ref{Kind: tocsin.KindLeaf, ID: "-1"}, "why", tocsin.RuleForm},
		{"a leaf in another spelling", tocsin.Identify, tocsin.Ref{Kind: tocsin.KindLeaf, ID: "07"}, "why", tocsin.RuleForm},
		{"a leaf to erase", tocsin.Erase, tocsin.Ref{Kind: tocsin.KindLeaf, ID: "7"}, "why", tocsin.RuleKept},
	} {
		o, err := tocsin.AskOrder("o", c.kind, c.about, sign(tocsin.Analyst, "ada", c.why), orderWithin)
		t.Run(c.name, func(t *testing.T) { wantRule(t, err, c.rule) })
		if err == nil && (!o.IsOpen() || o.Asked.Reason != c.why || !o.Until.Equal(noon.Add(orderWithin))) {
			t.Errorf("%s: the order is %+v", c.name, o)
		}
	}
	for _, role := range append(slices.Clone(tocsin.Roles), "", "root") {
		_, err := tocsin.AskOrder("o", tocsin.Erase, report, sign(role, "ada", "why"), orderWithin)
		if may := slices.Contains(tocsin.OrderAskers, role); may != (err == nil) {
			t.Errorf("%q asks: %v, want %v", role, err, may)
		}
	}
	outside := sign(tocsin.Approver, "ada", "why")
	outside.Org = "city-police"
	_, err := tocsin.AskOrder("o", tocsin.Erase, report, outside, orderWithin)
	wantRefusal(t, err, tocsin.RulePermission)
}

// TestErasableKinds has every kind of record in one of two lists.
func TestErasableKinds(t *testing.T) {
	t.Parallel()
	kept := []string{
		tocsin.KindRelease, tocsin.KindPublication, // go with their warning
		tocsin.KindOrg, tocsin.KindDuty, tocsin.KindSite, tocsin.KindMeasure, tocsin.KindEvent, tocsin.KindObligation,
		tocsin.KindRefusal, tocsin.KindOrder, tocsin.KindHold, tocsin.KindPerson, tocsin.KindNotice,
		tocsin.KindNotification, tocsin.KindTicket, tocsin.KindAttempts, // they hold no words of what was told
		tocsin.KindEffort, tocsin.KindPriority,
	}
	all := regexp.MustCompile(`(?m)^\tKind[A-Za-z]+ += "([a-z]+)"`).FindAllStringSubmatch(read(t, "id.go"), -1)
	for _, m := range all {
		k := m[1]
		if erasable := tocsin.CheckErasable(k) == nil; erasable == slices.Contains(kept, k) {
			t.Errorf("%s: erasable %v", k, erasable)
		}
	}
	if len(all) != len(kept)+len(tocsin.ErasableKinds) {
		t.Errorf("the kinds are %q", all)
	}
	wantRefusal(t, tocsin.CheckErasable(tocsin.KindOrder), tocsin.RuleKept)
}

// TestTwoSign has every pair of roles and persons ask for an order and give it, in every kind: it
// is given exactly when another role and another person gives it, and one that may.
func TestTwoSign(t *testing.T) {
	t.Parallel()
	persons := []string{"ada", "boris", ""}
	given := 0
	for _, kind := range tocsin.OrderKinds {
		for _, asker := range tocsin.OrderAskers {
			for _, giver := range append(slices.Clone(tocsin.Roles), "") {
				for _, a := range persons {
					for _, g := range persons {
						o := asked(t, kind, asker, a)
						err := o.Give(sign(giver, g, ""), orderWithin)
						var want tocsin.Rule
						switch {
						case giver != tocsin.Approver && giver != tocsin.Inspector:
							want = tocsin.RulePermission
						case giver == asker:
							want = tocsin.RuleTwoRoles
						case a == g || a == "" || g == "":
							want = tocsin.RuleTwoPersons
						}
						wantRule(t, err, want)
						if ok := o.State == tocsin.OrderGiven; ok != (want == "") || ok != o.TwoPersons() {
							t.Fatalf("%s, asked by %s %q, given by %s %q: %s, two: %v", kind, asker, a, giver, g, o.State, o.TwoPersons())
						}
						if err == nil {
							given++
						}
					}
				}
			}
		}
	}
	if want := len(tocsin.OrderKinds) * 12 * 2; given != want { // 12 pairs of roles, two pairs of persons
		t.Errorf("%d orders were given, want %d", given, want)
	}
}

// TestAdministratorAlone plays the administrator, under any name, at every step.
func TestAdministratorAlone(t *testing.T) {
	t.Parallel()
	for _, kind := range tocsin.OrderKinds {
		for _, asker := range tocsin.OrderAskers {
			o := asked(t, kind, asker, "ada")
			wantRefusal(t, o.Give(sign(tocsin.Administrator, "boris", ""), orderWithin), tocsin.RulePermission)
			giver := tocsin.Approver
			if asker == giver {
				giver = tocsin.Inspector
			}
			if err := o.Give(sign(giver, "boris", ""), orderWithin); err != nil {
				t.Fatal(err)
			}
			wantRefusal(t, o.CarryOut(sign(tocsin.Administrator, "carla", "")), tocsin.RulePermission)
			if err := o.CarryOut(sign(giver, "boris", "")); err != nil || o.State != tocsin.OrderDone || !o.TwoPersons() {
				t.Errorf("%s: %v, %+v", kind, err, o)
			}
			o.Done = new(sign(tocsin.Administrator, "boris", ""))
			if o.TwoPersons() {
				t.Error("an order that the administrator carried out counts")
			}
		}
	}
}

// TestOrderStates tries every step in every state: each goes forward once, and nothing back.
func TestOrderStates(t *testing.T) {
	t.Parallel()
	give := func(o *tocsin.Order, at time.Time) error {
		by := sign(tocsin.Inspector, "boris", "")
		by.At = at
		return o.Give(by, orderWithin)
	}
	carry := func(o *tocsin.Order, at time.Time) error {
		by := sign(tocsin.Inspector, "boris", "")
		by.At = at
		return o.CarryOut(by)
	}
	no := func(o *tocsin.Order, at time.Time) error {
		by := sign(tocsin.Inspector, "boris", "it is needed")
		by.At = at
		return o.Refuse(by)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	last := noon.Add(orderWithin)
	late := last.Add(time.Microsecond)
	states := map[string]func() *tocsin.Order{
		tocsin.OrderAsked: func() *tocsin.Order { return asked(t, tocsin.Identify, tocsin.Analyst, "ada") },
		tocsin.OrderGiven: func() *tocsin.Order {
			o := asked(t, tocsin.Identify, tocsin.Analyst, "ada")
			must(give(o, noon))
			return o
		},
		tocsin.OrderRefused: func() *tocsin.Order {
			o := asked(t, tocsin.Identify, tocsin.Analyst, "ada")
			must(no(o, noon))
			return o
		},
		tocsin.OrderDone: func() *tocsin.Order {
			o := asked(t, tocsin.Identify, tocsin.Analyst, "ada")
			must(give(o, noon))
			must(carry(o, noon))
			return o
		},
		tocsin.OrderExpired: func() *tocsin.Order {
			o := asked(t, tocsin.Identify, tocsin.Analyst, "ada")
			if o.Expire(last) || !o.Expire(late) {
				t.Fatal("it expires at the wrong time")
			}
			return o
		},
	}
	const state, over = tocsin.RuleState, tocsin.RuleOrderExpired
	for _, c := range []struct {
		state string
		rules [5]tocsin.Rule // give, give late, carry out, carry out late, refuse
	}{
		{tocsin.OrderAsked, [5]tocsin.Rule{"", over, state, over, ""}},
		{tocsin.OrderGiven, [5]tocsin.Rule{state, over, "", over, ""}},
		{tocsin.OrderRefused, [5]tocsin.Rule{state, state, state, state, state}},
		{tocsin.OrderDone, [5]tocsin.Rule{state, state, state, state, state}},
		{tocsin.OrderExpired, [5]tocsin.Rule{over, over, over, over, state}},
	} {
		for i, step := range []func(*tocsin.Order) error{
			func(o *tocsin.Order) error { return give(o, last) }, func(o *tocsin.Order) error { return give(o, late) },
			func(o *tocsin.Order) error { return carry(o, last) }, func(o *tocsin.Order) error { return carry(o, late) },
			func(o *tocsin.Order) error { return no(o, noon) },
		} {
			o := states[c.state]()
			if o.State != c.state {
				t.Fatalf("%s: the order is %s", c.state, o.State)
			}
			err := step(o)
			wantRule(t, err, c.rules[i])
			if err != nil && o.State != c.state {
				t.Errorf("%s, step %d: refused, and it is %s", c.state, i, o.State)
			}
		}
		o := states[c.state]()
		due, open := o.Due()
		if open != o.IsOpen() || open != (c.state == tocsin.OrderAsked || c.state == tocsin.OrderGiven) {
			t.Errorf("%s: open %v", c.state, open)
		}
		if o.Expire(due) != open {
			t.Errorf("%s: it expires, or does not", c.state)
		}
	}
}

func TestRefuseOrder(t *testing.T) {
	t.Parallel()
	wantRefusal(t, asked(t, tocsin.Erase, tocsin.Analyst, "ada").Refuse(sign(tocsin.Approver, "boris", " ")), tocsin.RuleReasonOwed)
	for _, role := range tocsin.Roles {
		err := asked(t, tocsin.Erase, tocsin.Analyst, "ada").Refuse(sign(role, "ada", "a slip"))
		want := tocsin.RulePermission
		if role == tocsin.Analyst || slices.Contains(tocsin.OrderGivers, role) { // taken back, or refused
			want = ""
		}
		wantRule(t, err, want)
	}
	wantRefusal(t, asked(t, tocsin.Erase, tocsin.Analyst, "ada").Refuse(sign(tocsin.Analyst, "boris", "a slip")), tocsin.RulePermission)
}
