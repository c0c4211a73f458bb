package client

import (
	"time"

	"tocsin"
)

// The messages. Each says what the desk's method of the same name does.
type (
	// Admit writes down our own organisation or a peer.
	Admit struct {
		Org tocsin.Org `json:"org"`
	}
	// AddSource writes down a protected source.
	AddSource struct {
		ID          tocsin.SourceID `json:"id,omitempty"`
		Compartment string          `json:"compartment"`
		Names       []string        `json:"names,omitempty"`
		Collection  string          `json:"collection,omitempty"`
	}
	// RecordReport writes a report down.
	RecordReport struct {
		Report tocsin.Report `json:"report"`
	}
	// GradeReport grades a report.
	GradeReport struct {
		Report      tocsin.ReportID    `json:"report"`
		Reliability tocsin.Reliability `json:"reliability"`
		Credibility tocsin.Credibility `json:"credibility"`
	}
	// OpenThreat opens a threat.
	OpenThreat struct {
		Threat tocsin.Threat `json:"threat"`
	}
	// JoinReport lays a report beside a threat.
	JoinReport struct {
		Report tocsin.ReportID `json:"report"`
		Threat tocsin.ThreatID `json:"threat"`
	}
	// SplitReport takes a report out of a threat again; the caller's reason says why.
	SplitReport struct {
		Report tocsin.ReportID `json:"report"`
		Threat tocsin.ThreatID `json:"threat"`
	}
	// KeepApart refuses a proposal: the report does not belong to the threat, for the caller's reason.
	KeepApart struct {
		Report tocsin.ReportID `json:"report"`
		Threat tocsin.ThreatID `json:"threat"`
	}
	// NameThreat records that two open files are of one danger.
	NameThreat struct {
		Threat tocsin.ThreatID `json:"threat"`
		Other  tocsin.ThreatID `json:"other"`
	}
	// TellApart records that two files are of two dangers, for the caller's reason.
	TellApart struct {
		Threat tocsin.ThreatID `json:"threat"`
		Other  tocsin.ThreatID `json:"other"`
	}
	// DeclareOrigin writes down whose eyes are behind a report or a warning received.
	DeclareOrigin struct {
		About   tocsin.Ref     `json:"about"`
		Lineage tocsin.Lineage `json:"lineage"`
	}
	// Judge records a judgement on a threat.
	Judge struct {
		Threat    tocsin.ThreatID  `json:"threat"`
		Judgement tocsin.Judgement `json:"judgement"`
	}
	// DecidePart takes a decision on one part of a threat.
	DecidePart struct {
		Threat   tocsin.ThreatID       `json:"threat"`
		Part     tocsin.PartID         `json:"part,omitempty"`
		Decision tocsin.ReviewDecision `json:"decision"`
		Moved    *tocsin.Part          `json:"moved,omitempty"`
	}
	// DecideDuty decides on the duty to warn.
	DecideDuty struct {
		Duty tocsin.DutyDecision `json:"duty"`
	}
	// AffirmDuty is the second signature on it.
	AffirmDuty struct {
		Duty tocsin.DutyID `json:"duty"`
	}
	// DraftWarning writes a warning at its levels.
	DraftWarning struct {
		Warning tocsin.Warning `json:"warning"`
	}
	// ReviseWarning writes a draft anew: all that it says, with the revision that was read.
	ReviseWarning struct {
		Warning tocsin.Warning `json:"warning"`
	}
	// WithdrawWarning takes a draft back; the caller's reason says why.
	WithdrawWarning struct {
		Warning  tocsin.WarningID `json:"warning"`
		Revision int64            `json:"revision,omitempty"` // of the draft that was read
	}
	// SignWarning is the second signature on a warning.
	SignWarning struct {
		Warning  tocsin.WarningID `json:"warning"`
		Revision int64            `json:"revision,omitempty"` // of the draft that was read
	}
	// IssueUrgent issues a warning by one officer; the caller's reason says why.
	IssueUrgent struct {
		Warning  tocsin.WarningID `json:"warning"`
		Revision int64            `json:"revision,omitempty"` // of the draft that was read
	}
	// Release sends one level of a warning.
	Release struct {
		Warning tocsin.WarningID   `json:"warning"`
		Level   tocsin.Level       `json:"level"`
		To      []tocsin.Addressee `json:"to,omitempty"`
	}
	// CloseInstruction sends the message with which an instruction ends.
	CloseInstruction struct {
		Warning tocsin.WarningID `json:"warning"`
		Level   tocsin.Level     `json:"level"`
		How     string           `json:"how"`
		Words   string           `json:"words"`
		Until   tocsin.Instant   `json:"until,omitzero"`
	}
	// Parity says why there is no public version.
	Parity struct {
		Warning tocsin.WarningID `json:"warning"`
		Reason  string           `json:"reason"`
	}
	// GiveDetail answers a request for detail.
	GiveDetail struct {
		Release tocsin.ReleaseID `json:"release"`
		Words   string           `json:"words"`
	}
	// CheckLeaks runs the leak check without recording anything.
	CheckLeaks struct {
		Warning tocsin.Warning `json:"warning"`
	}
)

// Messages about warnings received.
type (
	// OpenReceived records that a person opened a warning.
	OpenReceived struct {
		Received tocsin.ReceivedID `json:"received"`
	}
	// GradeBlind signs the content digit, the sender unseen.
	GradeBlind struct {
		Received    tocsin.ReceivedID  `json:"received"`
		Credibility tocsin.Credibility `json:"credibility"`
	}
	// Reveal shows the sender.
	Reveal struct {
		Received tocsin.ReceivedID `json:"received"`
	}
	// GradeSource signs the source letter.
	GradeSource struct {
		Received    tocsin.ReceivedID  `json:"received"`
		Reliability tocsin.Reliability `json:"reliability"`
	}
	// Protect records a protective act.
	Protect struct {
		Received tocsin.ReceivedID `json:"received"`
		What     string            `json:"what"`
	}
	// OpenLead records a line of inquiry.
	OpenLead struct {
		Received tocsin.ReceivedID `json:"received"`
		Lead     tocsin.Lead       `json:"lead"`
	}
	// CloseLead records what a lead came to.
	CloseLead struct {
		Received tocsin.ReceivedID `json:"received"`
		Lead     tocsin.LeadID     `json:"lead"`
		Outcome  string            `json:"outcome"`
		Acts     string            `json:"acts"`
		Doubt    string            `json:"doubt,omitempty"`
	}
	// Ask asks the sender for detail.
	Ask struct {
		Received tocsin.ReceivedID `json:"received"`
		Words    string            `json:"words"`
	}
	// Dismiss closes a warning without action.
	Dismiss struct {
		Received tocsin.ReceivedID    `json:"received"`
		Reason   tocsin.DismissReason `json:"reason"`
		Evidence string               `json:"evidence,omitempty"`
		Words    string               `json:"words,omitempty"`
	}
	// OnwardDone reports that a victim was told.
	OnwardDone struct {
		Received tocsin.ReceivedID `json:"received"`
		Victim   string            `json:"victim"`
		Words    string            `json:"words"`
	}
)

// Messages about sites.
type (
	// AddSite writes a place down.
	AddSite struct {
		Site tocsin.Site `json:"site"`
	}
	// RaiseSite lifts a site's posture.
	RaiseSite struct {
		Site tocsin.SiteID  `json:"site"`
		To   tocsin.Posture `json:"to"`
	}
	// LowerSite steps it down; two persons.
	LowerSite struct {
		Site tocsin.SiteID  `json:"site"`
		To   tocsin.Posture `json:"to"`
	}
	// JustifySite renews the reason for a heightened state, which is the caller's reason.
	JustifySite struct {
		Site tocsin.SiteID `json:"site"`
	}
	// StartMeasure starts a measure.
	StartMeasure struct {
		Measure tocsin.Measure `json:"measure"`
	}
	// Observe records what somebody saw of a measure.
	Observe struct {
		Measure     tocsin.MeasureID   `json:"measure"`
		Observation tocsin.Observation `json:"observation"`
	}
	// LowerMeasure ends a measure; two persons.
	LowerMeasure struct {
		Measure tocsin.MeasureID `json:"measure"`
	}
	// SubstituteMeasure puts an equivalent in its place.
	SubstituteMeasure struct {
		Measure tocsin.MeasureID `json:"measure"`
		With    string           `json:"with"`
		ID      tocsin.MeasureID `json:"id,omitempty"`
	}
	// RecordBriefing records that people were told.
	RecordBriefing struct {
		Briefing tocsin.Briefing `json:"briefing"`
	}
	// AddEvent puts an event on the calendar.
	AddEvent struct {
		Event tocsin.Event `json:"event"`
	}
	// DecideEvent records go or no-go, with the caller's reason.
	DecideEvent struct {
		Event    tocsin.EventID `json:"event"`
		Decision string         `json:"decision"`
	}
	// RecordSighting writes down what somebody did at a site.
	RecordSighting struct {
		Sighting tocsin.Sighting `json:"sighting"`
	}
	// RecordClaim writes down what somebody said about a question.
	RecordClaim struct {
		Claim tocsin.Claim `json:"claim"`
	}
	// Settle meets a duty by a statement of how it was done.
	Settle struct {
		Obligation tocsin.ObligationID `json:"obligation"`
		How        string              `json:"how"`
	}
)

// Messages about what takes two roles, and about what is sealed. The reason is the caller's.
type (
	// AskOrder asks for an order, which another role is to give.
	AskOrder struct {
		Kind  tocsin.OrderKind `json:"kind"`
		About tocsin.Ref       `json:"about"`
	}
	// GiveOrder gives an order that another role asked for, and has it carried out.
	GiveOrder struct {
		Order tocsin.OrderID `json:"order"`
	}
	// RefuseOrder refuses an order, or takes back one's own.
	RefuseOrder struct {
		Order tocsin.OrderID `json:"order"`
	}
	// PlaceHold places an incident hold on a threat with all that hangs on it; without one, on
	// everything.
	PlaceHold struct {
		Threat tocsin.ThreatID `json:"threat,omitempty"`
	}
	// OpenPerson carries out an order to name the person behind a leaf. Keys are the fingerprints of
	// the keys that the caller has; the keys themselves are never sent.
	OpenPerson struct {
		Order tocsin.OrderID `json:"order"`
		Keys  []string       `json:"keys"`
	}
	// SealSource seals a protected source that was written down in plain.
	SealSource struct {
		Source tocsin.SourceID `json:"source"`
	}
)

// Messages about watchlists and lists that come in. Where an act needs a reason it is the caller's.
type (
	// AddListing puts an entry on a watchlist.
	AddListing struct {
		Listing tocsin.Listing `json:"listing"`
	}
	// RenewListing keeps an entry until a new date of review; the caller's reason says why each ground
	// still stands.
	RenewListing struct {
		Listing  tocsin.ListingID `json:"listing"`
		Reasons  string           `json:"reasons"`
		Evidence []tocsin.Ref     `json:"evidence,omitempty"`
		ReviewBy time.Time        `json:"review_by"`
	}
	// CorrectListing replaces what an entry says.
	CorrectListing struct {
		Listing tocsin.ListingID `json:"listing"`
		Entry   tocsin.Listing   `json:"entry"`
	}
	// RemoveListing takes an entry down.
	RemoveListing struct {
		Listing tocsin.ListingID     `json:"listing"`
		Ground  tocsin.RemovalGround `json:"ground"`
	}
	// LodgeAppeal takes in an appeal: in which standing, and in which words.
	LodgeAppeal struct {
		Listing tocsin.ListingID `json:"listing"`
		Who     string           `json:"who"`
		Words   string           `json:"words"`
	}
	// AnswerAppeal decides the open appeal; the caller's reason is the answer.
	AnswerAppeal struct {
		Listing tocsin.ListingID `json:"listing"`
		Upheld  bool             `json:"upheld"`
	}
	// SendListings sends entries to a partner as one list.
	SendListings struct {
		Listings []tocsin.ListingID `json:"listings"`
		To       tocsin.OrgID       `json:"to"`
		Title    string             `json:"title,omitempty"`
	}
	// PassedOn records that a holder gave its copy to another.
	PassedOn struct {
		Listing tocsin.ListingID `json:"listing"`
		Holder  tocsin.OrgID     `json:"holder"`
		To      tocsin.OrgID     `json:"to"`
	}
	// TellHolder records that a holder to whom no message goes was told of a correction.
	TellHolder struct {
		Listing tocsin.ListingID `json:"listing"`
		To      tocsin.OrgID     `json:"to"`
	}
	// ConfirmCorrection records a holder's word that it carried a correction out.
	ConfirmCorrection struct {
		Listing tocsin.ListingID `json:"listing"`
		Holder  tocsin.OrgID     `json:"holder"`
	}
	// TakeIn takes in a list that somebody sent, as one batch.
	TakeIn struct {
		List tocsin.IncomingList `json:"list"`
	}
	// WeighEntry records how a person weighed an entry of a list, from 1.
	WeighEntry struct {
		Intake  tocsin.IntakeID `json:"intake"`
		Entry   int             `json:"entry"`
		Factors []tocsin.Factor `json:"factors"`
	}
	// AdmitList lets a quarantined list out.
	AdmitList struct {
		Intake tocsin.IntakeID `json:"intake"`
	}
	// RefuseList sends a list back.
	RefuseList struct {
		Intake tocsin.IntakeID `json:"intake"`
	}
)

// Messages about what attention goes to.
type (
	// ImportRegister takes in somebody's list over time.
	ImportRegister struct {
		Register tocsin.Register `json:"register"`
	}
	// RecordEffort writes down what units spent, on what.
	RecordEffort struct {
		Effort tocsin.EffortReturn `json:"effort"`
	}
	// StatePriority writes down what an office stated to come first.
	StatePriority struct {
		Priority tocsin.Priority `json:"priority"`
	}
)

// Questions.
type (
	// Attention asks what attention went to, beside the assessed threats, as the record held it at a
	// time; zero: now. From and Until are the first and the last day of the period; empty: the last 30
	// days of which effort was told.
	Attention struct {
		At    time.Time   `json:"at,omitzero"`
		From  tocsin.Date `json:"from,omitempty"`
		Until tocsin.Date `json:"until,omitempty"`
	}
	// Sealing asks how far protected sources are sealed at rest.
	Sealing struct{}
	// AsOf asks for what the record held at a time; zero: now. Most bounds how many records of a
	// kind are read: those that still ask for something, and those recorded last; zero: all.
	// Records whose id begins as one in Also are read in any case.
	AsOf struct {
		At   time.Time `json:"at,omitzero"`
		Most int       `json:"most,omitempty"`
		Also []string  `json:"also,omitempty"`
	}
	// Weigh asks what the accounts of a threat come to, by origin.
	Weigh struct {
		Threat tocsin.ThreatID `json:"threat"`
	}
	// Near asks which open files a report may belong to.
	Near struct {
		Report tocsin.ReportID `json:"report"`
	}
	// BriefSheet asks for the sheet for the officer who carries a threat upstairs, as of a moment.
	BriefSheet struct {
		Threat tocsin.ThreatID `json:"threat"`
		At     time.Time       `json:"at"`
	}
	// Tick applies the clock until now.
	Tick struct {
		Now time.Time `json:"now,omitzero"`
	}
)
