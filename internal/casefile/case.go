// Package casefile reads and checks case files: a past or an exercise case written down by
// anyone in YAML, in the format of docs/formats/case.md. It knows no case and no store. What it
// returns is checked as far as that is possible without playing it: every name that is used is
// declared, nothing is learned before it happened, nothing is used before it exists.
package casefile

import "tocsin"

// Format is the first key of every case file.
const Format = "tocsin/case/v1"

// A Case is one case file.
type Case struct {
	Format    string      `yaml:"format,required" example:"tocsin/case/v1"`
	ID        string      `yaml:"id,required" example:"harbour-2021" id:"case"`
	Title     string      `yaml:"title,required" example:"The harbour festival"`
	Zone      string      `yaml:"zone,required" example:"Europe/Moscow"` // IANA zone of times without an offset
	Exercise  bool        `yaml:"exercise"`                              // an invented case: said on every page
	Summary   string      `yaml:"summary"`
	Sources   []Source    `yaml:"sources"`
	Orgs      []Org       `yaml:"organisations,required"`
	Sites     []Site      `yaml:"sites"`
	Protected []Protected `yaml:"protected"`
	Questions []Question  `yaml:"questions"`
	Moment    string      `yaml:"moment" ref:"event"` // id of the event at which the open duties are counted
	Intervals []Interval  `yaml:"intervals"`
	Notes     []Note      `yaml:"notes"` // contradictions and gaps in the sources, in words
	Events    []Event     `yaml:"events,required"`
	Claims    []Claim     `yaml:"claims"`
}

// A Source is something that can be cited.
type Source struct {
	ID        string           `yaml:"id,required" example:"inquiry" id:"source"`
	Title     string           `yaml:"title,required" example:"Report of the inquiry"`
	Publisher string           `yaml:"publisher"`
	Date      string           `yaml:"date"`
	Integrity tocsin.Integrity `yaml:"integrity"` // default original
	SHA256    string           `yaml:"sha256"`
	Note      string           `yaml:"note"`
}

// An Org is an organisation of the case: each gets a folder, a log and a desk of its own.
type Org struct {
	ID      tocsin.OrgID   `yaml:"id,required" example:"city-police" id:"organisation"`
	Name    string         `yaml:"name,required" example:"City police"`
	Kind    tocsin.OrgKind `yaml:"kind,required" example:"police"`
	Aliases []string       `yaml:"aliases"`
	Small   bool           `yaml:"small"`   // profile small: the second signature may come from the partner
	Partner tocsin.OrgID   `yaml:"partner"` // the named partner outside
	Policy  Policy         `yaml:"policy"`
}

// A Policy overrides the clocks of an organisation. Durations are written 30m, 12h, 2d.
type Policy struct {
	StepDownDays   int           `yaml:"step_down_days"`
	JustifyDays    int           `yaml:"justify_days"`
	ParallelAlerts int           `yaml:"parallel_alerts"`
	StepEvery      Duration      `yaml:"step_every"`
	Chain          []tocsin.Role `yaml:"chain"`
}

// A Site is a place.
type Site struct {
	ID        tocsin.SiteID  `yaml:"id,required" example:"hall" id:"site"`
	Name      string         `yaml:"name,required" example:"Harbour Hall"`
	Aliases   []string       `yaml:"aliases"`
	Operator  tocsin.OrgID   `yaml:"operator,required" example:"hall-operator"`
	Protector tocsin.OrgID   `yaml:"protector"`
	Capacity  int            `yaml:"capacity"`
	Posture   tocsin.Posture `yaml:"posture"` // at the beginning; default normal
}

// A Protected source never appears at any release level.
type Protected struct {
	ID          string       `yaml:"id,required" example:"src1" id:"protected source"`
	Org         tocsin.OrgID `yaml:"org,required" example:"city-police"`
	Compartment string       `yaml:"compartment,required" example:"BLUE HERON"`
	Names       []string     `yaml:"names"`
	Collection  string       `yaml:"collection"`
}

// A Question is something that claimants answer differently.
type Question struct {
	ID   string `yaml:"id,required" example:"deaths" id:"question"`
	Text string `yaml:"text,required" example:"How many people died?"`
}

// An Interval is a distance between two events that the case wants computed. Days, when given,
// is what the writer expects: the check fails if it is another number.
type Interval struct {
	Label string `yaml:"label,required" example:"private to public"`
	From  string `yaml:"from,required" example:"private-warning" ref:"event"`
	To    string `yaml:"to,required" example:"public-alert" ref:"event"`
	Days  *int   `yaml:"days"`
}

// A Note says what the sources leave open or contradict.
type Note struct {
	About string `yaml:"about"` // a question or an event
	Text  string `yaml:"text,required" example:"The two papers give different dates."`
	Cite  Cites  `yaml:"cite"`
}

// Basis is on what an event stands.
type Basis string

// The bases. What is counterfactual is rehearsed and undone: it never enters a record.
const (
	Reported       Basis = "reported"
	Inferred       Basis = "inferred"
	Counterfactual Basis = "counterfactual"
)

// An Event is one dated row: what happened, who learned of it when, and the acts of desks in it.
type Event struct {
	ID        string             `yaml:"id,required" example:"public-alert" id:"event"`
	At        Instant            `yaml:"at,required" example:"2024-03-07"`
	Title     string             `yaml:"title,required" example:"The embassy publishes an alert"`
	Text      string             `yaml:"text"`
	Cite      Cites              `yaml:"cite"`
	Integrity tocsin.Integrity   `yaml:"integrity"`                              // default: the worst of its sources
	Basis     Basis              `yaml:"basis"`                                  // default reported
	Facets    Facets             `yaml:"facets"`                                 // what it says of place, time, actor, target, method
	Origin    string             `yaml:"origin"`                                 // who actually saw or heard it
	Learned   map[string]Instant `yaml:"learned" example:"{public: 2024-03-26}"` // organisation -> when it learned of it
	Acts      []Act              `yaml:"acts"`
}

// A Claim is what somebody said about a question.
type Claim struct {
	ID       string             `yaml:"id,required" example:"deaths-ministry" id:"claim"`
	Question string             `yaml:"question,required" example:"deaths" ref:"question"`
	Claimant string             `yaml:"claimant,required" example:"the ministry"`
	At       Instant            `yaml:"at,required" example:"2024-03-24"`
	Facet    tocsin.FacetName   `yaml:"facet"`
	Figure   string             `yaml:"figure" example:"at least 143"`
	Answer   string             `yaml:"answer" example:"named the hall"`
	Words    string             `yaml:"words"`
	Unit     string             `yaml:"unit"`
	Event    string             `yaml:"milestone"`
	Zero     string             `yaml:"counted_from"`
	Status   tocsin.ClaimStatus `yaml:"status"`
	Duress   bool               `yaml:"duress"`
	Revises  string             `yaml:"revises" ref:"claim"`
	SameAs   string             `yaml:"same_as" ref:"claim"`
	Agrees   []string           `yaml:"agrees" ref:"claim"`
	Cite     Cites              `yaml:"cite"`
	Learned  map[string]Instant `yaml:"learned"` // default: every audience, when it was said
	// Resolved by the check, nil for an answer.
	Parsed *tocsin.Figure `yaml:"-"`
}

// Facets are written facet by facet: a text alone is stated.
type Facets struct {
	Place  *Facet `yaml:"place"`
	Time   *Facet `yaml:"time"`
	Actor  *Facet `yaml:"actor"`
	Target *Facet `yaml:"target"`
	Method *Facet `yaml:"method"`
}

// An Act is one act of a desk: exactly one of its fields is set. Org acts; By is the role that
// does it (each verb has a usual role); Second the role that signs second. At, when given, is
// when it was done, if not at the event's time. Refused, when given, is the rule that the case
// expects to refuse it.
type Act struct {
	Report     *Report     `yaml:"report"`
	Grade      *Grade      `yaml:"grade"`
	Threat     *Threat     `yaml:"threat"`
	Join       *Join       `yaml:"join"`
	Split      *Split      `yaml:"split"`
	KeepApart  *Split      `yaml:"keep_apart"`
	Link       *Link       `yaml:"link"`
	Origin     *Origin     `yaml:"origin"`
	Judge      *Judge      `yaml:"judge"`
	Duty       *Duty       `yaml:"duty"`
	Warn       *Warn       `yaml:"warn"`
	Sign       *Sign       `yaml:"sign"`
	Release    *Release    `yaml:"release"`
	Closing    *Closing    `yaml:"closing_message"`
	Parity     *Parity     `yaml:"parity"`
	Open       *OnWarning  `yaml:"open"`
	GradeBlind *GradeBlind `yaml:"grade_blind"`
	Reveal     *Reveal     `yaml:"reveal"`
	Protect    *Protect    `yaml:"protect"`
	Lead       *Lead       `yaml:"lead"`
	CloseLead  *CloseLead  `yaml:"close_lead"`
	Ask        *Ask        `yaml:"ask"`
	Detail     *Detail     `yaml:"detail"`
	Dismiss    *Dismiss    `yaml:"dismiss"`
	OnwardDone *OnwardDone `yaml:"onward_done"`
	Decide     *Decide     `yaml:"decide"`
	Posture    *Posture    `yaml:"posture"`
	Justify    *Justify    `yaml:"justify"`
	Measure    *Measure    `yaml:"measure"`
	Observe    *Observe    `yaml:"observe"`
	Lower      *Lower      `yaml:"lower"`
	Substitute *Substitute `yaml:"substitute"`
	Brief      *Brief      `yaml:"brief"`
	Programme  *Programme  `yaml:"programme"`
	Go         *Go         `yaml:"go_or_no_go"`
	Sighting   *Sighting   `yaml:"sighting"`
	Intake     *Intake     `yaml:"intake"`
	Effort     *Effort     `yaml:"effort"`
	Priority   *Priority   `yaml:"priority"`
	Settle     *Settle     `yaml:"settle"`
}
