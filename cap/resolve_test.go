package cap_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tocsin/cap"

	"pgregory.net/rapid"
)

// states are the messages and what became of them, by identifier.
func states(c cap.Chain) string {
	var out []string
	for _, s := range c.Standings {
		out = append(out, fmt.Sprintf("%s=%s", s.Alert.Identifier, s.State))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestResolveStory(t *testing.T) {
	t.Parallel()
	all := story()
	for _, c := range []struct {
		n, hour int
		want    string
	}{
		{1, 10, "6h2k9d=in_force"},
		{1, 57, "6h2k9d=expired"},
		{2, 51, "0w8r3t=in_force 6h2k9d=replaced"},
		{2, 90, "0w8r3t=expired 6h2k9d=replaced"},
		{3, 71, "0w8r3t=cancelled 6h2k9d=replaced 9m1c5v=ending"},
	} {
		if got := states(cap.Resolve(all[:c.n], at(c.hour))); got != c.want {
			t.Errorf("%d messages at hour %d: %s, want %s", c.n, c.hour, got, c.want)
		}
	}
	early := harbour()
	for i := range early.Infos {
		early.Infos[i].Effective = cap.At(at(30))
	}
	if got := states(cap.Resolve([]cap.Alert{early}, at(10))); got != "6h2k9d=scheduled" {
		t.Error(got)
	}
}

// TestResolveMissing: what has not come yet is dangling, and the first alert is replaced all the same.
func TestResolveMissing(t *testing.T) {
	t.Parallel()
	all := story()
	c := cap.Resolve([]cap.Alert{all[2], all[0]}, at(71))
	if got := states(c); got != "6h2k9d=cancelled 9m1c5v=ending" || len(c.Dangling) != 1 || c.Dangling[0].Identifier != "0w8r3t" {
		t.Errorf("%s, dangling %v", got, c.Dangling)
	}
}

// TestResolveInDoubt: what may not end an alert leaves it in force, and says why.
func TestResolveInDoubt(t *testing.T) {
	t.Parallel()
	first := harbour()
	end := func(change func(*cap.Alert)) cap.Alert {
		c := first.Cancel("9m1c5v", at(20), cap.Closing{Language: "en", Words: "It ended."})
		change(&c)
		return c
	}
	second := first.Update("0w8r3t", at(15))
	for name, c := range map[string]struct {
		messages []cap.Alert
		want     string
		note     string
	}{
		"another sender":        {[]cap.Alert{first, end(func(c *cap.Alert) { c.Sender = "other@city.example" })}, "6h2k9d=in_force 9m1c5v=ending", "authority"},
		"a test":                {[]cap.Alert{first, end(func(c *cap.Alert) { c.Status = cap.Test })}, "6h2k9d=in_force 9m1c5v=not_actual", "it is Test"},
		"before it":             {[]cap.Alert{first, end(func(c *cap.Alert) { c.Sent = cap.At(at(8)) })}, "6h2k9d=in_force 9m1c5v=ending", "not sent after"},
		"the same second":       {[]cap.Alert{first, end(func(c *cap.Alert) { c.Sent = first.Sent })}, "6h2k9d=in_force 9m1c5v=ending", "not sent after"},
		"only the first of two": {[]cap.Alert{first, second, end(func(*cap.Alert) {})}, "0w8r3t=in_force 6h2k9d=replaced 9m1c5v=ending", "the later one stands"},
	} {
		got := cap.Resolve(c.messages, at(30))
		if states(got) != c.want || len(got.Notes) != 1 || !strings.Contains(got.Notes[0].What, c.note) {
			t.Errorf("%s: %s, notes %v", name, states(got), got.Notes)
		}
	}
	r := cap.Resolver{Authority: func(by, of string) bool { return strings.HasSuffix(by, "@city.example") }}
	got := r.Resolve([]cap.Alert{first, end(func(c *cap.Alert) { c.Sender = "other@city.example" })}, at(30))
	if states(got) != "6h2k9d=cancelled 9m1c5v=ending" {
		t.Errorf("an officer of the same organisation: %s", states(got))
	}
}

// TestResolveConflict: one identity with other content is told, and does not overwrite; the same again is
// the same. Another offset is the same moment.
func TestResolveConflict(t *testing.T) {
	t.Parallel()
	first, other := harbour(), harbour()
	other.Infos = other.Infos[:1]
	other.Sent = cap.At(first.Sent.Time().UTC())
	c := cap.Resolve([]cap.Alert{first, first, other}, at(10))
	if len(c.Standings) != 1 || len(c.Standings[0].Alert.Infos) != 3 || len(c.Conflicts) != 1 || c.Conflicts[0] != [2]int{0, 2} {
		t.Errorf("%d standings, conflicts %v", len(c.Standings), c.Conflicts)
	}
}

// TestResolveShorterInfo: an info that has expired is told apart from one that has not.
func TestResolveShorterInfo(t *testing.T) {
	t.Parallel()
	a := harbour()
	a.Infos[1].Expires = cap.At(at(12))
	a.Infos[2].Expires = cap.Time{}
	s := cap.Resolve([]cap.Alert{a}, at(60)).Standings[0]
	if s.State != cap.InForce || !slices.Equal(s.Live, []int{2}) || !s.Until.IsZero() {
		t.Errorf("%+v", s)
	}
	s = cap.Resolver{NoExpires: 1}.Resolve([]cap.Alert{a}, at(60)).Standings[0]
	if s.State != cap.Expired || !s.Until.Equal(at(57)) {
		t.Errorf("with a policy for alerts without an end: %s until %s", s.State, s.Until)
	}
}

// TestResolveAnyOrder: the order in which messages come changes nothing, and replacing never leaves
// nothing: as long as no Cancel and no end came, something of a chain is in force.
func TestResolveAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		chain := []cap.Alert{harbour()}
		for i := range rapid.IntRange(1, 6).Draw(t, "updates") {
			of := rapid.SampledFrom(chain).Draw(t, "of")
			chain = append(chain, of.Update(fmt.Sprintf("u%d", i), at(10+rapid.IntRange(0, 3).Draw(t, "hour"))))
		}
		order := rapid.Permutation(chain).Draw(t, "order")
		a, b := cap.Resolve(chain, at(20)), cap.Resolve(order, at(20))
		if states(a) != states(b) {
			t.Fatalf("%s and %s", states(a), states(b))
		}
		if !strings.Contains(states(a), "in_force") {
			t.Fatalf("nothing is in force: %s", states(a))
		}
	})
}
