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
	// SignWarning is the second signature on a warning.
	SignWarning struct {
		Warning tocsin.WarningID `json:"warning"`
	}
	// IssueUrgent issues a warning by one officer; the caller's reason says why.
	IssueUrgent struct {
		Warning tocsin.WarningID `json:"warning"`
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

// Questions.
type (
	// AsOf asks for everything the record held at a time; zero: now.
	AsOf struct {
		At time.Time `json:"at,omitzero"`
	}
	// Tick applies the clock until now.
	Tick struct {
		Now time.Time `json:"now,omitzero"`
	}
)
