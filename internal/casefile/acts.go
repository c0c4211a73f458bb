package casefile

import "tocsin"

// Common is what every act has.
type Common struct {
	Org     tocsin.OrgID `yaml:"org,required" example:"city-police"`
	By      tocsin.Role  `yaml:"by"`
	At      *Instant     `yaml:"at"`
	Refused tocsin.Rule  `yaml:"refused"` // the rule that is expected to refuse it
}

// Report records a report. ID is the name by which later acts of the case refer to it.
type Report struct {
	Common      `yaml:",inline"`
	ID          string        `yaml:"id,required" example:"r1" id:"report"`
	Title       string        `yaml:"title,required" example:"A cell plans to strike a concert"`
	Text        string        `yaml:"text"`
	Facets      Facets        `yaml:"facets"`
	Window      *Window       `yaml:"window"`
	Origin      string        `yaml:"origin"`
	DerivedFrom []string      `yaml:"derived_from" ref:"report"`
	Source      string        `yaml:"source" ref:"protected source"` // a protected source
	Internal    bool          `yaml:"internal"`
	Access      tocsin.Access `yaml:"access"`             // how its origin came to know
	Denies      bool          `yaml:"denies"`             // it says that what others report is not so
	Grade       string        `yaml:"grade" example:"B2"` // given with the report by an analyst
}

// Grade grades a report: B2, F3, C6.
type Grade struct {
	Common `yaml:",inline"`
	Report string `yaml:"report,required" example:"r1" ref:"report"`
	Grade  string `yaml:"grade,required" example:"B2"`
}

// Threat opens a threat. A warning that is received opens its own; refer to that one by the
// warning's id.
type Threat struct {
	Common  `yaml:",inline"`
	ID      string       `yaml:"id,required" example:"t1" id:"threat"`
	Title   string       `yaml:"title,required" example:"Attack on a concert"`
	Parts   []ThreatPart `yaml:"parts,required"`
	Victims []Victim     `yaml:"victims"`
	Reports []string     `yaml:"reports" ref:"report"`
}

// ThreatPart is one plot.
type ThreatPart struct {
	ID     tocsin.PartID `yaml:"id,required" example:"hall" id:"part,local"`
	Name   string        `yaml:"name"`
	Facets Facets        `yaml:"facets"`
	Window *Window       `yaml:"window"`
}

// Victim is a named intended victim.
type Victim struct {
	ID         string            `yaml:"id,required" example:"hall" id:"victim,local"`
	Name       string            `yaml:"name,required" example:"Harbour Hall"`
	Kind       tocsin.VictimKind `yaml:"kind,required" example:"place_of_business"`
	Part       tocsin.PartID     `yaml:"part"`
	Org        tocsin.OrgID      `yaml:"org"`
	Site       tocsin.SiteID     `yaml:"site"`
	Protectors []tocsin.OrgID    `yaml:"protectors"`
}

// Join joins a report to a threat (or, with warning, to the threat that the warning opened here).
type Join struct {
	Common  `yaml:",inline"`
	Report  string `yaml:"report,required" example:"r1" ref:"report"`
	Threat  string `yaml:"threat" ref:"threat"`
	Warning string `yaml:"warning" ref:"received"`
}

// Split takes a report out of a threat again; as `keep_apart` it says that one was never of it.
type Split struct {
	Common  `yaml:",inline"`
	Report  string `yaml:"report,required" example:"r1" ref:"report"`
	Threat  string `yaml:"threat" ref:"threat"`
	Warning string `yaml:"warning" ref:"received"`
	Reason  string `yaml:"reason,required" example:"another hall"`
}

// Link says that two open files are of one danger.
type Link struct {
	Common       `yaml:",inline"`
	Threat       string `yaml:"threat" ref:"threat"`
	Warning      string `yaml:"warning" ref:"received"`
	OtherThreat  string `yaml:"other_threat" ref:"threat"`
	OtherWarning string `yaml:"other_warning" ref:"received"`
}

// Origin says whose eyes are behind a report, or a warning received.
type Origin struct {
	Common      `yaml:",inline"`
	Report      string        `yaml:"report" ref:"report"`
	Warning     string        `yaml:"warning" ref:"received"`
	Origin      string        `yaml:"origin" example:"officer-7"`
	DerivedFrom []string      `yaml:"derived_from" ref:"report"`
	Access      tocsin.Access `yaml:"access" example:"relayed"`
}

// Judge records a judgement.
type Judge struct {
	Common     `yaml:",inline"`
	Threat     string `yaml:"threat" ref:"threat"`
	Warning    string `yaml:"warning" ref:"received"`
	Text       string `yaml:"text,required"`
	Likelihood string `yaml:"likelihood" list:"likelihoods"`
	Confidence string `yaml:"confidence" list:"confidences"`
	Change     string `yaml:"change_reason"`
}

// Duty decides on the duty to warn. Affirmed is the role of the second person.
type Duty struct {
	Common    `yaml:",inline"`
	Threat    string              `yaml:"threat" ref:"threat"`
	Warning   string              `yaml:"warning" ref:"received"` // the threat that a received warning opened here
	Credible  tocsin.Answer       `yaml:"credible,required" example:"yes"`
	Specific  tocsin.Answer       `yaml:"specific,required" example:"yes"`
	Impending tocsin.Answer       `yaml:"impending,required" example:"doubt"`
	Harm      tocsin.Harm         `yaml:"harm" example:"killing"`
	Outcome   tocsin.DutyOutcome  `yaml:"outcome,required" example:"warn"`
	Ground    tocsin.WaiverGround `yaml:"ground"`
	Reason    string              `yaml:"reason"`
	Affirmed  tocsin.Role         `yaml:"affirmed_by"`
}

// Warn drafts a warning, has it signed and releases it to its private addressees.
type Warn struct {
	Common    `yaml:",inline"`
	ID        string             `yaml:"id,required" example:"w1" id:"warning"`
	Threat    string             `yaml:"threat" example:"t1" ref:"threat"`
	Warning   string             `yaml:"warning" ref:"received"` // the threat that a received warning opened here
	Title     string             `yaml:"title,required"`
	Full      *Version           `yaml:"full"`
	Tearline  *Version           `yaml:"tearline"`
	Public    *Version           `yaml:"public"`
	To        []Addressee        `yaml:"to,required"`
	Absent    []Absent           `yaml:"not_told"`
	Overrides []Override         `yaml:"overrides"`
	Second    tocsin.Role        `yaml:"second"`
	SecondOrg tocsin.OrgID       `yaml:"second_from"` // the partner outside, when its officer signs
	Urgent    string             `yaml:"urgent"`      // the reason to issue it by one officer alone
	Draft     bool               `yaml:"draft"`       // leave it a draft; sign and release it later
	Arrives   map[string]Instant `yaml:"arrives"`     // organisation -> when it arrives; `never` is allowed; default at once
}

// Version is what the warning says at one level.
type Version struct {
	TLP    string       `yaml:"tlp"`
	Parts  []ThreatPart `yaml:"parts"`
	Text   Texts        `yaml:"text"`
	Do     string       `yaml:"do"`     // instruction
	Stands *Window      `yaml:"stands"` // how long the instruction stands
}

// Addressee is who is told.
type Addressee struct {
	Org     tocsin.OrgID         `yaml:"org,required"`
	Role    tocsin.RecipientRole `yaml:"role,required" example:"protector"`
	Level   tocsin.Level         `yaml:"level,required" example:"full"`
	Reaches []string             `yaml:"reaches"`
}

// Absent says why a named victim is not told.
type Absent struct {
	Victim string `yaml:"victim,required"`
	Why    string `yaml:"why,required"`
}

// Override lets a near form of a withheld value stand.
type Override struct {
	Match  string `yaml:"match,required"`
	Reason string `yaml:"reason,required"`
}

// Sign is a second signature given later.
type Sign struct {
	Common  `yaml:",inline"`
	Warning string       `yaml:"warning,required" ref:"issued"`
	From    tocsin.OrgID `yaml:"from"` // the partner outside
}

// Release releases a level of a warning, to addressees of that level or to more.
type Release struct {
	Common  `yaml:",inline"`
	Warning string             `yaml:"warning,required" ref:"issued"`
	Level   tocsin.Level       `yaml:"level,required" example:"public"`
	To      []Addressee        `yaml:"to"`
	Arrives map[string]Instant `yaml:"arrives"`
}

// Closing is the message with which a public instruction ends.
type Closing struct {
	Common  `yaml:",inline"`
	Warning string       `yaml:"warning,required" ref:"issued"`
	Level   tocsin.Level `yaml:"level"` // default public
	How     string       `yaml:"how,required" example:"ended" list:"closing ways"`
	Words   string       `yaml:"words"`
	Until   *Instant     `yaml:"until"` // when extended
}

// Parity answers who else shares the danger with a reason, when there is no public version.
type Parity struct {
	Common  `yaml:",inline"`
	Warning string `yaml:"warning,required" ref:"issued"`
	Reason  string `yaml:"reason,required"`
}

// OnWarning is an act on a received warning, named by the id that its sender's act gave it.
type OnWarning struct {
	Common  `yaml:",inline"`
	Warning string `yaml:"warning,required" example:"w1" ref:"received"`
}

// GradeBlind grades the content before the sender is shown: 2 to 6.
type GradeBlind struct {
	OnWarning   `yaml:",inline"`
	Credibility int `yaml:"credibility,required" example:"3"`
}

// Reveal shows the sender; source, when given, is the letter.
type Reveal struct {
	OnWarning `yaml:",inline"`
	Source    string `yaml:"source" example:"B"`
}

// Protect is a protective act on a received warning.
type Protect struct {
	OnWarning `yaml:",inline"`
	What      string `yaml:"what,required"`
}

// Lead opens a line of inquiry from a received warning.
type Lead struct {
	OnWarning `yaml:",inline"`
	ID        string        `yaml:"id,required" example:"l1" id:"lead"`
	What      string        `yaml:"what,required"`
	Part      tocsin.PartID `yaml:"part"`
}

// CloseLead says what a lead came to.
type CloseLead struct {
	OnWarning `yaml:",inline"`
	Lead      string `yaml:"lead,required" ref:"lead"`
	Outcome   string `yaml:"outcome,required" example:"acted_not_substantiated" list:"lead outcomes"`
	Acts      string `yaml:"acts"`
	Doubt     string `yaml:"doubt"`
}

// Ask asks the sender for detail.
type Ask struct {
	OnWarning `yaml:",inline"`
	Words     string `yaml:"words,required"`
}

// Detail is the sender's answer to an addressee's request for detail.
type Detail struct {
	Common  `yaml:",inline"`
	Warning string       `yaml:"warning,required" example:"w1" ref:"issued"`
	To      tocsin.OrgID `yaml:"to,required"`
	Words   string       `yaml:"words,required"`
}

// Dismiss closes a received warning without action. Reason is free here, so that a case can show
// which reasons are refused.
type Dismiss struct {
	OnWarning `yaml:",inline"`
	Reason    string `yaml:"reason,required" example:"known_false"`
	Evidence  string `yaml:"evidence"`
	Words     string `yaml:"words"`
}

// OnwardDone reports that a victim was told.
type OnwardDone struct {
	OnWarning `yaml:",inline"`
	Victim    string `yaml:"victim,required"`
	Words     string `yaml:"words,required"`
}

// Decide takes a decision on a part of a threat. End is free here, for the same reason.
type Decide struct {
	Common    `yaml:",inline"`
	Threat    string        `yaml:"threat" ref:"threat"`
	Warning   string        `yaml:"warning" ref:"received"`
	Part      tocsin.PartID `yaml:"part"`
	End       string        `yaml:"end,required" example:"extend"`
	Reason    string        `yaml:"reason"`
	Evidence  string        `yaml:"evidence"`
	Successor string        `yaml:"successor"`
	Until     *Instant      `yaml:"until"`
	MovedTo   *ThreatPart   `yaml:"moved_to"`
	Second    tocsin.Role   `yaml:"second"`
}

// Posture raises or lowers a site.
type Posture struct {
	Common `yaml:",inline"`
	Site   tocsin.SiteID  `yaml:"site,required"`
	To     tocsin.Posture `yaml:"to,required" example:"heightened"`
	Reason string         `yaml:"reason"`
	Second tocsin.Role    `yaml:"second"`
}

// Justify justifies a heightened state anew.
type Justify struct {
	Common `yaml:",inline"`
	Site   tocsin.SiteID `yaml:"site,required"`
	Reason string        `yaml:"reason,required"`
}

// Measure starts a measure at a site.
type Measure struct {
	Common      `yaml:",inline"`
	ID          string        `yaml:"id,required" example:"bags" id:"measure"`
	Site        tocsin.SiteID `yaml:"site,required"`
	What        string        `yaml:"what,required"`
	Family      string        `yaml:"family" list:"families"`
	Owner       tocsin.Role   `yaml:"owner"`
	Started     *Instant      `yaml:"started"`
	Sustainable *Instant      `yaml:"sustainable_until"`
	Substitutes []Stand       `yaml:"substitutes"`
	Threat      string        `yaml:"threat" ref:"threat"`
	Warning     string        `yaml:"warning" ref:"received"`
}

// Stand is a possible substitute of a measure.
type Stand struct {
	What       string `yaml:"what,required"`
	Equivalent bool   `yaml:"equivalent"`
}

// Observe records what somebody saw of a measure.
type Observe struct {
	Common  `yaml:",inline"`
	Measure string `yaml:"measure,required" ref:"measure"`
	Present bool   `yaml:"present"`
	Who     string `yaml:"who,required"`
	Cite    Cites  `yaml:"cite"`
}

// Lower ends a measure; Second is the other person's role.
type Lower struct {
	Common  `yaml:",inline"`
	Measure string      `yaml:"measure,required" ref:"measure"`
	Reason  string      `yaml:"reason"`
	Second  tocsin.Role `yaml:"second"`
}

// Substitute puts a recorded substitute in a measure's place.
type Substitute struct {
	Common  `yaml:",inline"`
	Measure string `yaml:"measure,required" ref:"measure"`
	With    string `yaml:"with,required"`
	Reason  string `yaml:"reason"`
	ID      string `yaml:"id,required" id:"measure"`
}

// Brief is a briefing of a site's people.
type Brief struct {
	Common   `yaml:",inline"`
	ID       string        `yaml:"id,required" example:"b1" id:"briefing"`
	Site     tocsin.SiteID `yaml:"site,required"`
	What     string        `yaml:"what,required"`
	Attended int           `yaml:"attended"`
	Until    *Instant      `yaml:"until"`
	Threat   string        `yaml:"threat" ref:"threat"`
	Warning  string        `yaml:"warning" ref:"received"`
}

// Programme puts an event on a site's calendar.
type Programme struct {
	Common   `yaml:",inline"`
	ID       string        `yaml:"id,required" example:"concert" id:"programme"`
	Site     tocsin.SiteID `yaml:"site,required"`
	Name     string        `yaml:"name,required"`
	On       Instant       `yaml:"on,required" example:"2024-03-08"`
	Expected int           `yaml:"expected"`
	SoldOut  bool          `yaml:"sold_out"`
}

// Go decides on an event.
type Go struct {
	Common   `yaml:",inline"`
	Event    string `yaml:"event,required" ref:"programme"`
	Decision string `yaml:"decision,required" example:"go" list:"decisions"`
	Reason   string `yaml:"reason"`
}

// Sighting is a suspicious-activity report.
type Sighting struct {
	Common  `yaml:",inline"`
	ID      string        `yaml:"id,required" example:"s1" id:"sighting"`
	Site    tocsin.SiteID `yaml:"site,required"`
	Code    string        `yaml:"code,required" example:"SURVL" list:"codes"`
	What    string        `yaml:"what,required"`
	Person  string        `yaml:"person"`
	Vehicle string        `yaml:"vehicle"`
	Cite    Cites         `yaml:"cite"`
}

// Intake takes in a list that somebody handed over, as one batch. It is weighed at once, and its sender
// is told what became of it.
type Intake struct {
	Common  `yaml:",inline"`
	ID      string       `yaml:"id,required" example:"l1" id:"list"`
	From    tocsin.OrgID `yaml:"from,required" example:"city-police"`
	Title   string       `yaml:"title"`
	Entries []ListEntry  `yaml:"entries,required"`
}

// ListEntry is one entry of such a list, as it was sent. There is no key for who somebody is.
type ListEntry struct {
	Name     string           `yaml:"name,required" example:"A. Example"`
	Group    bool             `yaml:"group"`
	Act      tocsin.ListedFor `yaml:"act" example:"violence_done"`
	Harm     tocsin.Harm      `yaml:"harm" example:"killing"`
	What     string           `yaml:"what"`
	Law      string           `yaml:"law"`
	Decision string           `yaml:"decision"`
	Reasons  string           `yaml:"reasons"`
}

// Noun is the name of an entry in messages.
func (ListEntry) Noun() string { return "entry" }

// Effort is what a unit says that it spent on a day, and on what: one of Threat, Warning and On.
type Effort struct {
	Common  `yaml:",inline"`
	Unit    string      `yaml:"unit,required" example:"the night shift"` // by office
	Day     tocsin.Date `yaml:"day,required" example:"2024-03-07"`
	Threat  string      `yaml:"threat" ref:"threat"`
	Warning string      `yaml:"warning" ref:"received"` // the threat that a received warning opened here
	On      string      `yaml:"on" example:"lists"`     // what is no threat, by a short name
	Hours   float64     `yaml:"hours"`
	Senior  float64     `yaml:"senior"`  // the part of the hours that senior officers spent
	Entries int         `yaml:"entries"` // entries of lists that were followed
	Reports []string    `yaml:"reports" ref:"report"`
}

// Priority is what an office stated on a day to come first: a claim of that office.
type Priority struct {
	Common `yaml:",inline"`
	Who    string             `yaml:"who,required" example:"mayor"` // by office
	Day    tocsin.Date        `yaml:"day,required" example:"2024-03-07"`
	Order  []AttentionSubject `yaml:"order,required"` // first things first
	Words  string             `yaml:"words"`          // as it was said
	Cite   Cites              `yaml:"cite"`
}

// AttentionSubject is what attention goes to: one of the three.
type AttentionSubject struct {
	Threat  string `yaml:"threat" ref:"threat"`
	Warning string `yaml:"warning" ref:"received"`
	On      string `yaml:"on" example:"lists"`
}

// Noun is the name of what attention goes to in messages.
func (AttentionSubject) Noun() string { return "subject" }

// Settle meets an open duty of a kind by hand: the join of two files, until when a briefing stands.
type Settle struct {
	Common `yaml:",inline"`
	Kind   tocsin.ObligationKind `yaml:"kind,required" example:"join"`
	About  string                `yaml:"about"` // the case's id of the thing it is about, when several are open
	How    string                `yaml:"how,required"`
}
