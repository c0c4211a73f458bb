package tocsin_test

import (
	"math"
	"testing"
	"time"

	"tocsin"
)

// alertOf is an open alert on the place of an age at noon.
func alertOf(age time.Duration) []tocsin.Alert {
	return []tocsin.Alert{{Threat: "t1", Title: "attack on a concert", Since: noon.Add(-age)}}
}

const day = 24 * time.Hour

func TestTier(t *testing.T) {
	t.Parallel()
	for capacity, want := range map[int]string{0: "out", 199: "out", 200: "standard", 799: "standard", 800: "enhanced", 6200: "enhanced"} {
		if got := (tocsin.Site{Capacity: capacity}).Tier(); got != want {
			t.Errorf("%d: got %s, want %s", capacity, got, want)
		}
	}
}

func TestRaiseByOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to tocsin.Posture
		rule     tocsin.Rule
	}{
		{tocsin.Normal, tocsin.Heightened, ""},
		{tocsin.Normal, tocsin.Exceptional, ""},
		{tocsin.Heightened, tocsin.Exceptional, ""},
		{tocsin.Heightened, tocsin.Heightened, tocsin.RuleState},
		{tocsin.Heightened, tocsin.Normal, tocsin.RuleState},
		{tocsin.Normal, "orange", tocsin.RuleForm},
	} {
		s := tocsin.Site{Posture: c.from, Pending: &tocsin.Lowering{To: "normal"}}
		wantRule(t, s.Raise(c.to, ada), c.rule)
		if c.rule == "" && (s.Posture != c.to || s.Since != noon || s.Justified != noon || s.Pending != nil) {
			t.Errorf("%s to %s: got %+v", c.from, c.to, s)
		}
		if c.rule != "" && (s.Posture != c.from || s.Pending == nil) {
			t.Errorf("%s to %s: refused, and yet %+v", c.from, c.to, s)
		}
	}
}

func TestLowerByTwo(t *testing.T) {
	t.Parallel()
	s := tocsin.Site{Posture: tocsin.Exceptional, Since: noon.Add(-day)}
	_, err := s.Lower(tocsin.Normal, sign(tocsin.Approver, "ada", " "), nil, tocsin.Policy{})
	wantRefusal(t, err, tocsin.RuleReasonOwed)
	for _, to := range []tocsin.Posture{tocsin.Exceptional, "orange", ""} {
		_, err = s.Lower(to, ada, nil, tocsin.Policy{})
		wantRefusal(t, err, tocsin.RuleState)
	}
	if done, err := s.Lower(tocsin.Heightened, ada, nil, tocsin.Policy{}); done || err != nil || s.Posture != tocsin.Exceptional {
		t.Fatalf("first: got done %v, %v, %s", done, err, s.Posture)
	}
	_, err = s.Lower(tocsin.Heightened, sign(tocsin.Approver, "ada", "again"), nil, tocsin.Policy{})
	wantRefusal(t, err, tocsin.RuleTwoPersons)
	// Another person who wants another state signs for that one, alone.
	if done, err := s.Lower(tocsin.Normal, boris, nil, tocsin.Policy{}); done || err != nil || s.Pending.To != "normal" || s.Pending.First.Tag != "boris" {
		t.Fatalf("another state: got done %v, %v, %+v", done, err, s.Pending)
	}
	if done, err := s.Lower(tocsin.Normal, ada, nil, tocsin.Policy{}); !done || err != nil || s.Posture != tocsin.Normal || s.Since != noon || s.Pending != nil {
		t.Errorf("second: got done %v, %v, %+v", done, err, s)
	}
}

// TestStepDownFrozen: neither signature lowers while an alert on the place is young.
func TestStepDownFrozen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		alerts []tocsin.Alert
		p      tocsin.Policy
		rule   tocsin.Rule
	}{
		{"no alert", nil, tocsin.Policy{}, ""},
		{"of today", alertOf(0), tocsin.Policy{}, tocsin.RuleStepDownFrozen},
		{"dated later", alertOf(-day), tocsin.Policy{}, tocsin.RuleStepDownFrozen},
		{"of 13 days", alertOf(13 * day), tocsin.Policy{}, tocsin.RuleStepDownFrozen}, // 9 to 22 March
		{"not quite 30 days", alertOf(30*day - time.Second), tocsin.Policy{}, tocsin.RuleStepDownFrozen},
		{"of 30 days", alertOf(30 * day), tocsin.Policy{}, ""},
		{"of 13 days, a policy of 10", alertOf(13 * day), tocsin.Policy{StepDownDays: 10}, ""},
		{"an old and a young one", append(alertOf(90*day), alertOf(day)...), tocsin.Policy{}, tocsin.RuleStepDownFrozen},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := tocsin.Site{Posture: tocsin.Heightened}
			_, err := s.Lower(tocsin.Normal, ada, c.alerts, c.p)
			wantRule(t, err, c.rule)
			s.Pending = &tocsin.Lowering{To: "normal", First: ada}
			_, err = s.Lower(tocsin.Normal, boris, c.alerts, c.p)
			wantRule(t, err, c.rule)
			if lowered := s.Posture == tocsin.Normal; lowered != (c.rule == "") {
				t.Errorf("got %s", s.Posture)
			}
			m := tocsin.Measure{State: tocsin.MeasureInForce}
			_, err = m.Lower(ada, c.alerts, c.p)
			wantRule(t, err, c.rule)
		})
	}
}

func TestMeasureCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		m    tocsin.Measure
		rule tocsin.Rule
	}{
		{tocsin.Measure{What: "bags searched", Owner: tocsin.SiteManager}, ""},
		{tocsin.Measure{What: "bags searched", Owner: tocsin.SiteManager, Family: "physical"}, ""},
		{tocsin.Measure{What: " ", Owner: tocsin.SiteManager}, tocsin.RuleForm},
		{tocsin.Measure{What: "bags searched"}, tocsin.RuleForm},
		{tocsin.Measure{What: "bags searched", Owner: tocsin.SiteManager, Family: "prayer"}, tocsin.RuleForm},
	} {
		wantRule(t, c.m.Check(), c.rule)
	}
}

func TestMeasureLower(t *testing.T) {
	t.Parallel()
	m := tocsin.Measure{State: tocsin.MeasureInForce}
	if done, err := m.Lower(ada, nil, tocsin.Policy{}); done || err != nil || m.State != tocsin.MeasureInForce {
		t.Fatalf("first: got done %v, %v, %s", done, err, m.State)
	}
	_, err := m.Lower(ada, nil, tocsin.Policy{})
	wantRefusal(t, err, tocsin.RuleTwoPersons)
	if done, err := m.Lower(boris, nil, tocsin.Policy{}); !done || err != nil || m.State != tocsin.MeasureLowered || m.Ended.Tag != "boris" {
		t.Fatalf("second: got done %v, %v, %+v", done, err, m)
	}
	_, err = m.Lower(ada, nil, tocsin.Policy{})
	wantRefusal(t, err, tocsin.RuleState)
}

func TestSubstitute(t *testing.T) {
	t.Parallel()
	m := tocsin.Measure{
		ID: "m1", Site: "s1", What: "dogs at the doors", Owner: tocsin.SiteManager, Threat: "t1", State: tocsin.MeasureInForce,
		Substitutes: []tocsin.Substitute{{What: "arches at the doors", Equivalent: true}, {What: "posters"}},
		Observed:    []tocsin.Observation{{Present: true}}, Pending: &tocsin.Lowering{To: tocsin.MeasureLowered},
	}
	for _, what := range []string{"posters", "nothing", ""} {
		_, err := m.Substitute(what, "m2", ada)
		wantRefusal(t, err, tocsin.RuleEquivalent)
	}
	next, err := m.Substitute("arches at the doors", "m2", ada) // one signature
	wantRule(t, err, "")
	if m.State != tocsin.MeasureSubstituted || m.Ended.Tag != "ada" {
		t.Errorf("got %+v, want the old one substituted", m)
	}
	if next.ID != "m2" || next.SubstituteOf != "m1" || next.State != tocsin.MeasureInForce || next.Site != "s1" || next.Threat != "t1" ||
		next.Pending != nil || next.Ended != nil || next.Observed != nil || next.Substitutes != nil || next.Started != tocsin.At(noon) {
		t.Errorf("got %+v, want the new one in force with a record of its own", next)
	}
	_, err = m.Substitute("arches at the doors", "m3", ada)
	wantRefusal(t, err, tocsin.RuleState)
}

func TestJustify(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		posture tocsin.Posture
		reason  string
		rule    tocsin.Rule
	}{
		{tocsin.Heightened, "two men are still sought", ""},
		{tocsin.Exceptional, "two men are still sought", ""},
		{tocsin.Heightened, " ", tocsin.RuleReasonOwed},
		{tocsin.Normal, "two men are still sought", tocsin.RuleState},
		{"", "two men are still sought", tocsin.RuleState},
	} {
		s := tocsin.Site{Posture: c.posture}
		wantRule(t, s.Justify(sign(tocsin.SiteManager, "ada", c.reason)), c.rule)
		if got, want := s.Justified == noon, c.rule == ""; got != want {
			t.Errorf("%q %q: got justified %v, want %v", c.posture, c.reason, got, want)
		}
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	measures := []tocsin.Measure{{State: tocsin.MeasureInForce}, {State: tocsin.MeasureLowered}, {State: tocsin.MeasureInForce}}
	for _, c := range []struct {
		name    string
		posture tocsin.Posture
		days    int // at this posture, and since it was justified
		alerts  int
		p       tocsin.Policy
		must    bool
	}{
		{"normal", tocsin.Normal, 400, 0, tocsin.Policy{}, false},
		{"no posture yet", "", 400, 2, tocsin.Policy{}, false},
		{"heightened for a while", tocsin.Heightened, 29, 2, tocsin.Policy{}, false},
		{"heightened for long", tocsin.Heightened, 30, 0, tocsin.Policy{}, true},
		{"a shorter policy", tocsin.Heightened, 7, 0, tocsin.Policy{JustifyDays: 7}, true},
		{"too many alerts", tocsin.Normal, 0, 3, tocsin.Policy{}, true},
		{"more are allowed", tocsin.Heightened, 1, 3, tocsin.Policy{ParallelAlerts: 4}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			since := noon.Add(-time.Duration(c.days) * day)
			s := tocsin.Site{ID: "s1", Posture: c.posture, Since: since, Justified: since}
			got := tocsin.LoadOf(s, make([]tocsin.Alert, c.alerts), measures, c.p, noon)
			want := tocsin.Load{Site: "s1", Parallel: c.alerts, Measures: 2, MustJustify: c.must}
			if c.posture != tocsin.Normal && c.posture != "" {
				want.HeightenedDays = c.days
			}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestEventDecision(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		decision, reason string
		rule             tocsin.Rule
	}{
		{tocsin.Go, "doors doubled, police inside", ""},
		{tocsin.NoGo, "nobody can search 6000 bags", ""},
		{tocsin.Go, " ", tocsin.RuleGoNoGo},
		{tocsin.NoGo, "", tocsin.RuleGoNoGo},
		{"maybe", "x", tocsin.RuleForm},
		{tocsin.Undecided, "x", tocsin.RuleForm},
	} {
		var e tocsin.Event
		wantRule(t, e.Decide(c.decision, sign(tocsin.SiteManager, "ada", c.reason)), c.rule)
		if decided := e.Decided != nil; decided != (c.rule == "") || decided && e.Decision != c.decision {
			t.Errorf("%s: got %+v", c.decision, e)
		}
	}
}

func TestPosition(t *testing.T) {
	t.Parallel()
	for _, p := range []*tocsin.Position{nil, {}, {Lat: 55.8259, Lon: 37.3902}, {Lat: -90, Lon: 180}} {
		if err := p.Check(); err != nil {
			t.Errorf("%v: %v", p, err)
		}
	}
	for _, p := range []tocsin.Position{{Lat: 90.1}, {Lon: -180.1}, {Lat: math.NaN()}, {Lon: math.Inf(1)}} {
		if p.Check() == nil {
			t.Errorf("%v is taken", p)
		}
	}
}
