package tocsin

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Site is a place that people can be warned about and that somebody runs.
type Site struct {
	ID        SiteID    `json:"id"`
	Name      string    `json:"name"`
	Aliases   []string  `json:"aliases,omitempty"`
	Operator  OrgID     `json:"operator"`
	Protector OrgID     `json:"protector,omitempty"` // who answers for its safety from outside
	Capacity  int       `json:"capacity,omitempty"`
	Position  *Position `json:"position,omitempty"` // where it stands; nil: not known
	Posture   Posture   `json:"posture"`
	Since     time.Time `json:"since,omitzero"`      // of the posture
	Justified time.Time `json:"justified,omitzero"`  // when the heightened state was last justified
	JustifyBy time.Time `json:"justify_by,omitzero"` // when it must be justified anew
	Asked     bool      `json:"asked,omitempty"`     // that was asked for
	Pending   *Lowering `json:"pending,omitempty"`
	Times     Times     `json:"times"`
}

// A Position is a point on the earth in degrees (WGS 84): latitude north, longitude east.
type Position struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Check refuses a point that is not on the earth.
func (p *Position) Check() error {
	if p == nil || p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180 {
		return nil
	}
	return refuse(RuleForm, "give latitude from -90 to 90 and longitude from -180 to 180, in degrees", "the position is not on the earth")
}

// A Posture is a response level (UK response levels).
type Posture string

const (
	Normal      Posture = "normal"
	Heightened  Posture = "heightened"
	Exceptional Posture = "exceptional"
)

// Postures lists them from lowest to highest.
var Postures = []Posture{Normal, Heightened, Exceptional}

// Tier is the site's duty tier by capacity (Terrorism (Protection of Premises) Act 2025: standard
// from 200, enhanced from 800).
func (s Site) Tier() string {
	switch {
	case s.Capacity >= 800:
		return "enhanced"
	case s.Capacity >= 200:
		return "standard"
	}
	return "out"
}

// Names are the site's name and aliases.
func (s Site) Names() []string { return append([]string{s.Name}, s.Aliases...) }

// A Lowering is a step down that one person has signed and another must sign too.
type Lowering struct {
	To     string    `json:"to"`
	Reason string    `json:"reason"`
	First  Signature `json:"first"`
}

// Raise lifts the posture: one officer is enough.
func (s *Site) Raise(to Posture, by Signature) error {
	if !slices.Contains(Postures, to) {
		return refuse(RuleForm, "use one of: "+join(Postures), "%q is not a posture", to)
	}
	if slices.Index(Postures, to) <= slices.Index(Postures, s.Posture) {
		return refuse(RuleState, "use `lower`, which two persons sign", "%s is not above %s", to, s.Posture)
	}
	s.Posture, s.Since, s.Justified, s.Pending = to, by.At, by.At, nil
	return nil
}

// Lower steps the posture down: two persons, with a reason, and not while an open alert on the
// place is younger than the policy's days.
func (s *Site) Lower(to Posture, by Signature, alerts []Alert, p Policy) (done bool, err error) {
	if i := slices.Index(Postures, to); i < 0 || i >= slices.Index(Postures, s.Posture) {
		return false, refuse(RuleState, "use one of: "+join(Postures), "%q is not below %s", to, s.Posture)
	}
	done, err = lower(&s.Pending, string(to), by, alerts, p)
	if done {
		s.Posture, s.Since = to, by.At
	}
	return done, err
}

// An Alert is an open threat that names a place, as far as lowering needs to know it.
type Alert struct {
	Threat ThreatID
	Title  string
	Since  time.Time // issued, received or extended last
}

// lower is the one rule of every step down.
func lower(pending **Lowering, to string, by Signature, alerts []Alert, p Policy) (bool, error) {
	p = p.WithDefaults()
	for _, a := range alerts {
		if age := by.At.Sub(a.Since); age < time.Duration(p.StepDownDays)*24*time.Hour {
			return false, refuse(RuleStepDownFrozen, fmt.Sprintf("decide on that alert first, or wait until it is %d days old", p.StepDownDays), "an open alert names this place (%s) and is only %d days old", a.Title, int(age.Hours()/24))
		}
	}
	if *pending != nil && (*pending).To == to {
		if err := (*pending).First.SecondBy(by.Signer); err != nil {
			return false, err
		}
		*pending = nil
		return true, nil
	}
	if strings.TrimSpace(by.Reason) == "" {
		return false, refuse(RuleReasonOwed, "write why it may be lowered, and what stands instead", "a step down needs a reason")
	}
	*pending = &Lowering{To: to, Reason: by.Reason, First: by}
	return false, nil
}

// Justify renews the reason for a heightened state: the alert that never ends is blocked too.
func (s *Site) Justify(by Signature) error {
	if s.Posture == Normal || s.Posture == "" {
		return refuse(RuleState, "nothing is needed", "the site is at its normal state")
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "say what keeps the danger real, and what the state costs", "a heightened state is justified in words")
	}
	s.Justified = by.At
	return nil
}

// A Load is what a site carries.
type Load struct {
	Site           SiteID `json:"site"`
	HeightenedDays int    `json:"heightened_days"`
	Parallel       int    `json:"parallel_alerts"`
	Measures       int    `json:"measures"`
	MustJustify    bool   `json:"must_justify"`
}

// LoadOf measures a site's load at now.
func LoadOf(s Site, alerts []Alert, measures []Measure, p Policy, now time.Time) Load {
	p = p.WithDefaults()
	l := Load{Site: s.ID, Parallel: len(alerts)}
	for _, m := range measures {
		if m.State == MeasureInForce {
			l.Measures++
		}
	}
	if s.Posture != Normal && s.Posture != "" {
		l.HeightenedDays = int(now.Sub(s.Since).Hours() / 24)
		l.MustJustify = now.Sub(s.Justified) >= time.Duration(p.JustifyDays)*24*time.Hour
	}
	l.MustJustify = l.MustJustify || l.Parallel >= p.ParallelAlerts
	return l
}

// Measure families (Martyn's Law guidance; doctrine 11).
var MeasureFamilies = []string{"monitoring", "movement", "physical", "information_security"}

// Measure states.
const (
	MeasureInForce     = "in_force"
	MeasureSubstituted = "substituted"
	MeasureLowered     = "lowered"
)

// A Measure is something kept up at a site. It ends only by a decision of record.
type Measure struct {
	ID           MeasureID     `json:"id"`
	Site         SiteID        `json:"site"`
	What         string        `json:"what"`
	Family       string        `json:"family,omitempty"`
	Owner        Role          `json:"owner"`
	Threat       ThreatID      `json:"threat,omitempty"` // why
	Started      Instant       `json:"started"`
	Sustainable  Instant       `json:"sustainable_until,omitzero"`
	Substitutes  []Substitute  `json:"substitutes,omitempty"`
	SubstituteOf MeasureID     `json:"substitute_of,omitempty"`
	State        string        `json:"state"`
	Asked        bool          `json:"asked,omitempty"` // relief was asked for
	Pending      *Lowering     `json:"pending,omitempty"`
	Ended        *Signature    `json:"ended,omitempty"`
	Observed     []Observation `json:"observed,omitempty"`
	Times        Times         `json:"times"`
}

// A Substitute is a measure that could stand in. Equivalent ones need one signature.
type Substitute struct {
	What       string `json:"what"`
	Equivalent bool   `json:"equivalent"`
}

// An Observation is what somebody saw of a measure: declared and observed are kept apart.
type Observation struct {
	At      Instant    `json:"at"`
	Present bool       `json:"present"`
	By      string     `json:"by"`
	Cites   []Citation `json:"cites,omitempty"`
}

// Check refuses a measure without an owner or words.
func (m Measure) Check() error {
	if strings.TrimSpace(m.What) == "" {
		return refuse(RuleForm, "say what is done, for example: bags searched at every door", "the measure has no words")
	}
	if m.Owner == "" {
		return refuse(RuleForm, "name the role that keeps it up", "the measure has no owner")
	}
	if m.Family != "" && !slices.Contains(MeasureFamilies, m.Family) {
		return refuse(RuleForm, "use one of: "+strings.Join(MeasureFamilies, ", "), "%q is not a family of measures", m.Family)
	}
	return nil
}

// Lower ends a measure: two persons, a reason, and no young alert on the place.
func (m *Measure) Lower(by Signature, alerts []Alert, p Policy) (done bool, err error) {
	if m.State != MeasureInForce {
		return false, refuse(RuleState, "start a new measure if it is needed again", "the measure is %s", m.State)
	}
	done, err = lower(&m.Pending, MeasureLowered, by, alerts, p)
	if done {
		m.State, m.Ended = MeasureLowered, &by
	}
	return done, err
}

// Substitute puts another measure in this one's place: one signature when the substitute was named
// as equivalent, otherwise it is a lowering. It returns the measure that stands from now on.
func (m *Measure) Substitute(what string, id MeasureID, by Signature) (Measure, error) {
	if m.State != MeasureInForce {
		return Measure{}, refuse(RuleState, "start a new measure instead", "the measure is %s", m.State)
	}
	i := slices.IndexFunc(m.Substitutes, func(s Substitute) bool { return s.What == what })
	if i < 0 || !m.Substitutes[i].Equivalent {
		return Measure{}, refuse(RuleEquivalent, "name an equivalent one, or lower this one with two signatures", "%q was not recorded as an equivalent substitute", what)
	}
	next := *m
	next.ID, next.What, next.SubstituteOf, next.Started = id, what, m.ID, At(by.At)
	next.Substitutes, next.Sustainable, next.Observed, next.Pending = nil, Instant{}, nil, nil
	m.State, m.Ended = MeasureSubstituted, &by
	return next, nil
}

// A Briefing tells the people of a site what to look for and what to do.
type Briefing struct {
	ID       BriefingID `json:"id"`
	Site     SiteID     `json:"site"`
	What     string     `json:"what"`
	By       string     `json:"by,omitempty"`
	Attended int        `json:"attended,omitempty"`
	Until    Instant    `json:"until,omitzero"` // for how long; owed when left out
	Threat   ThreatID   `json:"threat,omitempty"`
	Times    Times      `json:"times"`
}

// Event decisions.
const (
	Undecided = ""
	Go        = "go"
	NoGo      = "no_go"
)

// An Event brings people to a site at a time.
type Event struct {
	ID       EventID    `json:"id"`
	Site     SiteID     `json:"site"`
	Name     string     `json:"name"`
	At       Instant    `json:"at"`
	Expected int        `json:"expected,omitempty"`
	SoldOut  bool       `json:"sold_out,omitempty"`
	Decision string     `json:"decision,omitempty"`
	Decided  *Signature `json:"decided,omitempty"`
	Times    Times      `json:"times"`
}

// Decide records go or no-go, with its reason.
func (e *Event) Decide(decision string, by Signature) error {
	if decision != Go && decision != NoGo {
		return refuse(RuleForm, "use go or no_go", "%q is not a decision on an event", decision)
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleGoNoGo, "say what makes it acceptable, or why it is called off", "the decision on an event needs a reason")
	}
	e.Decision, e.Decided = decision, &by
	return nil
}
