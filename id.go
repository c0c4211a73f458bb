package tocsin

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
)

// Identifiers are 128 random bits in 26 lower-case letters and digits. There is no time and no
// counter in them, and none is shared between release levels or organisations, so that nobody
// can link two texts, or count what was not sent, by looking at an id.
type (
	ReportID       string
	SourceID       string
	ThreatID       string
	PartID         string // short and local to its threat: "hall", "synagogue"
	DutyID         string
	WarningID      string
	ReleaseID      string // one rendered release to one addressee
	ReceivedID     string // the receiver's own id for a release that came in
	LeadID         string
	SiteID         string
	MeasureID      string
	EventID        string
	BriefingID     string
	SightingID     string
	ClaimID        string
	ObligationID   string
	OrderID        string
	HoldID         string
	ListingID      string
	AppealID       string
	IntakeID       string
	ContactID      string
	NotificationID string
	RegisterID     string
	EffortID       string
	PriorityID     string
)

// OrgID names an organisation. It is chosen by people, is short, and is the name of the
// organisation's folder: lower-case letters, digits and hyphens, at most 40.
type OrgID string

var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID draws 128 bits from random and returns their text.
func NewID(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return idText.EncodeToString(b[:]), nil
}

// CheckOrgID says what is wrong with an organisation's short name, or returns nil.
func CheckOrgID(id OrgID) error {
	s := string(id)
	if s == "" || len(s) > 40 {
		return fmt.Errorf("the short name %q must have 1 to 40 characters", s)
	}
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || s[0] == '-' {
		return fmt.Errorf("the short name %q may hold only lower-case letters, digits and hyphens, and begins with a letter or digit: for example city-police", s)
	}
	if s == strings.TrimSuffix(ExercisePrefix, "-") || s == ExercisePrefix {
		return fmt.Errorf("the short name %q says that it is an exercise, and not whose: for example %scity-police", s, ExercisePrefix)
	}
	return nil
}

// A Ref points at one record, or at one part of a threat.
type Ref struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Part PartID `json:"part,omitempty"`
}

func (r Ref) String() string {
	if r.Part != "" {
		return r.Kind + "/" + r.ID + "#" + string(r.Part)
	}
	return r.Kind + "/" + r.ID
}

// Kinds of records, as the store and the ledger name them.
const (
	KindOrg          = "org"
	KindSource       = "source"
	KindReport       = "report"
	KindThreat       = "threat"
	KindDuty         = "duty"
	KindWarning      = "warning"
	KindRelease      = "release"
	KindReceived     = "received"
	KindSite         = "site"
	KindMeasure      = "measure"
	KindEvent        = "event"
	KindBriefing     = "briefing"
	KindSighting     = "sighting"
	KindClaim        = "claim"
	KindObligation   = "obligation"
	KindRefusal      = "refusal"
	KindOrder        = "order"
	KindHold         = "hold"
	KindPerson       = "person"  // who is behind a tag, sealed to two roles
	KindListing      = "listing" // an entry of a watchlist, with its appeals and the copies that went out
	KindIntake       = "intake"  // a list that came in, as one batch
	KindNotice       = "notice"  // what a partner told us about a list of ours
	KindContact      = "contact"
	KindNotification = "notification"
	KindTicket       = "ticket"
	KindAttempts     = "attempts"
	KindRegister     = "register" // somebody's list over time, as it was imported
	KindEffort       = "effort"   // what units say they spent, on what
	KindPublication  = "publication"
	KindPriority     = "priority" // what an office stated to come first
)
