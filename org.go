package tocsin

import "time"

// A Role is a role account: acts are done in a role, and nobody needs to put a name to
// "I take this seriously".
type Role string

const (
	DutyOfficer    Role = "duty_officer"
	Analyst        Role = "analyst"
	WarningOfficer Role = "warning_officer"
	Approver       Role = "approver" // the senior officer who affirms, waives and ends
	SiteManager    Role = "site_manager"
	Inspector      Role = "inspector"
	Administrator  Role = "administrator"
	Gateway        Role = "gateway" // the machine that receives, sends and keeps the clock
)

// Roles lists the roles in the order of the documentation.
var Roles = []Role{DutyOfficer, Analyst, WarningOfficer, Approver, SiteManager, Inspector, Administrator, Gateway}

// A Signer is who did an act: the role, and a tag of the person that tells two persons apart
// and names nobody.
type Signer struct {
	Role Role   `json:"role"`
	Tag  string `json:"tag,omitempty"`
	Org  OrgID  `json:"org,omitempty"` // set when the signature came from a partner outside
}

// SamePerson reports whether two signatures are one person's. One without a tag cannot be told
// from another, and counts as the same.
func (s Signer) SamePerson(o Signer) bool {
	return s.Org == o.Org && (s.Tag == o.Tag || s.Tag == "" || o.Tag == "")
}

// A Signature is a signer at a time, with the reason given.
type Signature struct {
	Signer
	At     time.Time `json:"at"`
	Reason string    `json:"reason,omitempty"`
}

// SecondBy refuses a second signature that is not another person's.
func (s Signature) SecondBy(by Signer) error {
	if s.SamePerson(by) {
		return refuse(RuleTwoPersons, "ask a second officer, or the partner named for this, to sign", "the second signature is the same person's as the first (%s)", s.Role)
	}
	return nil
}

// OrgKind is what an organisation is to the others.
type OrgKind string

const (
	OrgGovernment OrgKind = "government"
	OrgService    OrgKind = "service"
	OrgPolice     OrgKind = "police"
	OrgCouncil    OrgKind = "council"
	OrgOperator   OrgKind = "operator" // runs sites
	OrgExchange   OrgKind = "exchange" // ISAC, community
	OrgMedia      OrgKind = "media"
	OrgAudience   OrgKind = "audience" // the public: it is told, and keeps no desk
)

// OrgKinds lists them in the order of the documentation.
var OrgKinds = []OrgKind{OrgGovernment, OrgService, OrgPolice, OrgCouncil, OrgOperator, OrgExchange, OrgMedia, OrgAudience}

// A Profile is how an organisation is staffed.
type Profile string

const (
	ProfileStandard Profile = "standard"
	ProfileSmall    Profile = "small" // the second signature may come from the named partner
)

// An Org is an organisation: our own, or a peer that somebody here admitted.
type Org struct {
	ID      OrgID    `json:"id"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"` // other names, its country, its agencies: what the blind step masks
	Kind    OrgKind  `json:"kind"`
	Self    bool     `json:"self,omitempty"`
	Profile Profile  `json:"profile,omitempty"`
	Partner OrgID    `json:"partner,omitempty"` // whose officer may sign second
	Policy  Policy   `json:"policy,omitzero"`   // only of our own
	Times   Times    `json:"times"`
}

// CheckSecond refuses a second signature from outside the house, unless the organisation is small
// and it is its named partner's.
func (o Org) CheckSecond(by Signer) error {
	if by.Org == "" || o.Profile == ProfileSmall && by.Org == o.Partner && by.Org != o.ID {
		return nil
	}
	return refuse(RuleTwoPersons, "name it as partner, with the profile `small`, or ask an officer of our own", "%s is not the partner named for second signatures", by.Org)
}

// A Policy is the set of clocks an organisation has chosen. The zero value works: it stands for
// [DefaultPolicy].
type Policy struct {
	StepDownDays   int           `json:"step_down_days,omitempty"`  // no lowering while an open alert on the place is younger
	JustifyDays    int           `json:"justify_days,omitempty"`    // heightened state is justified anew after so many days
	ParallelAlerts int           `json:"parallel_alerts,omitempty"` // so many open alerts on one site force a review of the load
	DutyWithin     time.Duration `json:"duty_within,omitempty"`     // from credible and specific to a decision
	DutyUrgent     time.Duration `json:"duty_urgent,omitempty"`     // the same when the window opens within a day
	SecondWithin   time.Duration `json:"second_within,omitempty"`   // the signature owed after an urgent warning
	GradeWithin    time.Duration `json:"grade_within,omitempty"`    // a warning received is graded
	GradeUrgent    time.Duration `json:"grade_urgent,omitempty"`    // the same when the window opens within a day
	ReceiptWithin  time.Duration `json:"receipt_within,omitempty"`  // a warning sent is receipted
	OnwardWithin   time.Duration `json:"onward_within,omitempty"`   // the protector tells the victim
	ParityWithin   time.Duration `json:"parity_within,omitempty"`   // who else shares the danger has a version or a reason
	JoinWithin     time.Duration `json:"join_within,omitempty"`     // two files on one danger are laid side by side
	DetailWithin   time.Duration `json:"detail_within,omitempty"`   // a request for detail is answered
	OrderWithin    time.Duration `json:"order_within,omitempty"`    // an order is given, and then carried out
	StepEvery      time.Duration `json:"step_every,omitempty"`      // from one step of an escalation chain to the next
	TellEvery      time.Duration `json:"tell_every,omitempty"`      // from one step of a notice to the next
	TellAgain      time.Duration `json:"tell_again,omitempty"`      // from the end of a notice's chain, unanswered, to its beginning
	LinkFor        time.Duration `json:"link_for,omitempty"`        // how long the link to answer is good
	BaseRate       float64       `json:"base_rate,omitempty"`       // how often such a danger is true before anybody tells of it, 0 to 1
	Chain          []Role        `json:"chain,omitempty"`           // whom an unanswered duty climbs to
}

// DefaultPolicy are the clocks of doctrine where it gives one, and of our judgement where it does
// not: docs/doctrine.md says which is which.
func DefaultPolicy() Policy {
	return Policy{
		StepDownDays: 30, JustifyDays: 30, ParallelAlerts: 3,
		DutyWithin: 4 * time.Hour, DutyUrgent: time.Hour,
		SecondWithin: 30 * time.Minute,
		GradeWithin:  4 * time.Hour, GradeUrgent: time.Hour,
		ReceiptWithin: time.Hour, OnwardWithin: 12 * time.Hour, ParityWithin: 24 * time.Hour,
		JoinWithin: 24 * time.Hour, DetailWithin: 48 * time.Hour, OrderWithin: 24 * time.Hour, StepEvery: 12 * time.Hour,
		TellEvery: 15 * time.Minute, TellAgain: time.Hour, LinkFor: 14 * 24 * time.Hour,
		BaseRate: 0.02,
		Chain:    []Role{DutyOfficer, WarningOfficer, Approver},
	}
}

// WithDefaults fills what was left out.
func (p Policy) WithDefaults() Policy {
	d := DefaultPolicy()
	ints := []struct{ v, def *int }{{&p.StepDownDays, &d.StepDownDays}, {&p.JustifyDays, &d.JustifyDays}, {&p.ParallelAlerts, &d.ParallelAlerts}}
	for _, f := range ints {
		if *f.v == 0 {
			*f.v = *f.def
		}
	}
	times := []struct{ v, def *time.Duration }{
		{&p.DutyWithin, &d.DutyWithin}, {&p.DutyUrgent, &d.DutyUrgent}, {&p.SecondWithin, &d.SecondWithin},
		{&p.GradeWithin, &d.GradeWithin}, {&p.GradeUrgent, &d.GradeUrgent}, {&p.ReceiptWithin, &d.ReceiptWithin},
		{&p.OnwardWithin, &d.OnwardWithin}, {&p.ParityWithin, &d.ParityWithin}, {&p.JoinWithin, &d.JoinWithin},
		{&p.DetailWithin, &d.DetailWithin}, {&p.OrderWithin, &d.OrderWithin}, {&p.StepEvery, &d.StepEvery},
		{&p.TellEvery, &d.TellEvery}, {&p.TellAgain, &d.TellAgain}, {&p.LinkFor, &d.LinkFor},
	}
	for _, f := range times {
		if *f.v == 0 {
			*f.v = *f.def
		}
	}
	if p.BaseRate == 0 {
		p.BaseRate = d.BaseRate
	}
	if len(p.Chain) == 0 {
		p.Chain = d.Chain
	}
	return p
}
