package tocsin

import (
	"slices"
	"strings"
	"time"
)

// Clocks of a watchlist. A list is reviewed at least once every six months (EU Common Position 931);
// an appeal that nobody answers in 60 days takes the entry down (the form is that of the UN's
// reverse consensus, S/RES/2083: what nobody decides to keep, ends).
const (
	MaxReview    = 180 * 24 * time.Hour
	AppealWithin = 60 * 24 * time.Hour
)

// Clocks of what lists make people owe. They are ours.
const (
	IntakeWithin     = 72 * time.Hour // a quarantined list is weighed, let out or refused
	CorrectionWithin = 72 * time.Hour // who has a copy is told, and says that it was carried out
)

// ListedFor is what a person or a group can be put on a watchlist for. There is nothing else.
type ListedFor string

const (
	ViolenceDone     ListedFor = "violence_done"
	ViolencePrepared ListedFor = "violence_prepared"
	ViolenceIncited  ListedFor = "violence_incited"
)

// ListedFors is the closed list.
var ListedFors = []ListedFor{ViolenceDone, ViolencePrepared, ViolenceIncited}

// A ListedAct is the act for which somebody is listed: violence against people, by the harm it did
// or was meant to do.
type ListedAct struct {
	Kind ListedFor `json:"kind"`
	Harm Harm      `json:"harm"`
	What string    `json:"what"` // what was done, prepared or called for, in a sentence
	When Instant   `json:"when,omitzero"`
}

// A LegalGround is the provision under which an entry stands, and the decision taken under it.
type LegalGround struct {
	Law      string `json:"law"`      // the act and its clause
	Decision string `json:"decision"` // of a court or another competent authority, by its number
}

// SubjectKind is who can be listed.
type SubjectKind string

const (
	ListedPerson SubjectKind = "person"
	ListedGroup  SubjectKind = "group"
)

// A Subject is whom an entry means, and only what tells that one from others: a name alone never
// does. There is no field for what somebody believes, thinks, says, is born as or loves, and no
// place where one could be added without the tests of this package refusing it.
type Subject struct {
	Kind      SubjectKind `json:"kind"`
	Names     []string    `json:"names"`
	Born      Instant     `json:"born,omitzero"`       // a person's date of birth
	Documents []string    `json:"documents,omitempty"` // numbers of papers or plates
}

// EvidenceKinds are the records that can stand behind an entry.
var EvidenceKinds = []string{KindReport, KindReceived, KindSighting, KindClaim}

// Who may put an entry on a list, and who may keep it there: another role. The machine lists nobody.
var (
	ListingAdders   = []Role{Analyst, WarningOfficer, Approver}
	ListReviewers   = []Role{Approver, Inspector}
	AppealReviewers = []Role{Inspector}
)

// Listing states. Lapsed is also derived from the clock: see [Listing.InForce].
const (
	Listed        = "listed"
	ListedLapsed  = "lapsed"
	ListedRemoved = "removed"
)

// A Listing is one entry of a watchlist. It stands only as long as somebody answers for it: what
// nobody renews lapses. With warnings it is the other way round.
type Listing struct {
	ID        ListingID     `json:"id"`
	List      string        `json:"list"` // the watchlist, by its short name
	Subject   Subject       `json:"subject"`
	Act       ListedAct     `json:"act"`
	Ground    LegalGround   `json:"legal_ground"`
	Reasons   string        `json:"reasons"` // the statement of reasons, as the person listed may read it
	Evidence  []Ref         `json:"evidence"`
	Authority string        `json:"authority"` // who answers for the decision, by office
	Added     Signature     `json:"added"`
	ReviewBy  time.Time     `json:"review_by"`
	State     string        `json:"state"`
	Version   int           `json:"version"` // counts what was changed in it, from 1
	Changes   []Change      `json:"changes"`
	Appeals   []Appeal      `json:"appeals,omitempty"`
	Copies    []ListingCopy `json:"copies,omitempty"`
	Taken     TakenFrom     `json:"taken,omitzero"` // out of which list that came in, if out of one
	Times     Times         `json:"times"`
}

// Ref names the record.
func (l Listing) Ref() Ref { return Ref{Kind: KindListing, ID: string(l.ID)} }

// Reviewer is the role that is asked to review the entry: the first that had no part in it.
func (l Listing) Reviewer() Role {
	for _, r := range ListReviewers {
		had := func(c Change) bool {
			return (c.How == ListingAdded || c.How == ListingCorrected) && c.By.Role == r
		}
		if !slices.ContainsFunc(l.Changes, had) {
			return r
		}
	}
	return Inspector
}

// AddListing makes an entry. It refuses one without an act of violence, a legal ground, a statement
// of reasons, evidence, an authority and a date of review; one reviewed too late; and reasons that
// say who somebody is and not what was done.
func AddListing(l Listing, by Signature) (*Listing, error) {
	if !slices.Contains(ListingAdders, by.Role) || by.Org != "" {
		return nil, refuse(RulePermission, "ask one of: "+join(ListingAdders), "a %s may not put anybody on a list", by.Role)
	}
	if err := l.check(); err != nil {
		return nil, err
	}
	if err := checkReview(l.ReviewBy, by.At); err != nil {
		return nil, err
	}
	l.Added, l.State, l.Version, l.Appeals, l.Copies = by, Listed, 1, nil, nil
	l.Changes = []Change{{Version: 1, How: ListingAdded, By: by}}
	return &l, nil
}

func (l Listing) check() error {
	if strings.TrimSpace(l.List) == "" {
		return refuse(RuleForm, "name the watchlist", "the entry does not say on which list it stands")
	}
	if err := l.Subject.check(); err != nil {
		return err
	}
	if err := l.Act.check(); err != nil {
		return err
	}
	if err := l.checkGrounds(); err != nil {
		return err
	}
	return checkReasons(l.Act.What, l.Reasons)
}

func (s Subject) check() error {
	if s.Kind != ListedPerson && s.Kind != ListedGroup {
		return refuse(RuleForm, "use person or group", "%q is nobody who can be listed", s.Kind)
	}
	blank := func(name string) bool { return strings.TrimSpace(name) == "" }
	if len(s.Names) == 0 || slices.ContainsFunc(s.Names, blank) {
		return refuse(RuleForm, "give at least one name, and no empty one", "the entry does not say whom it means")
	}
	return nil
}

func (a ListedAct) check() error {
	const instead = "give the act: violence done, prepared or incited, with its harm (killing, serious_bodily_injury, kidnapping) and what happened, in a sentence"
	switch {
	case !slices.Contains(ListedFors, a.Kind):
		return refuse(RuleListedAct, instead, "%q is nothing that anybody is listed for", a.Kind)
	case !slices.Contains(Harms, a.Harm):
		return refuse(RuleListedAct, instead, "%q is no harm of violence against people", a.Harm)
	case strings.TrimSpace(a.What) == "":
		return refuse(RuleListedAct, instead, "the entry does not say what was done")
	}
	return nil
}

func (l Listing) checkGrounds() error {
	for _, f := range []struct{ text, missing, instead string }{
		{l.Ground.Law, "no legal ground", "name the provision, with its clause"},
		{l.Ground.Decision, "no decision of a competent authority", "name the decision under that provision, by its number"},
		{l.Reasons, "no statement of reasons", "write what the person listed may read: what, when, how it is known"},
		{l.Authority, "no authority", "name the office that answers for it"},
	} {
		if strings.TrimSpace(f.text) == "" {
			return refuse(RuleListedGrounds, f.instead, "the entry has %s", f.missing)
		}
	}
	return checkEvidence(l.Evidence)
}

func checkEvidence(refs []Ref) error {
	if len(refs) == 0 {
		return refuse(RuleListedGrounds, "name the records it rests on", "the entry has no evidence")
	}
	for _, r := range refs {
		if !slices.Contains(EvidenceKinds, r.Kind) || r.ID == "" {
			return refuse(RuleListedGrounds, "name one of: "+strings.Join(EvidenceKinds, ", "), "%q is no evidence for an entry", r)
		}
	}
	return nil
}

// checkReview refuses a review that is not ahead, or more than MaxReview away.
func checkReview(by, now time.Time) error {
	switch {
	case by.IsZero() || !by.After(now):
		return refuse(RuleListReview, "name a day ahead, at most 180 days from now", "the entry has no date of review ahead of it")
	case by.Sub(now) > MaxReview:
		return refuse(RuleListReview, "name a day until "+now.Add(MaxReview).UTC().Format("2 Jan 2006"), "the review is more than 180 days away")
	}
	return nil
}
