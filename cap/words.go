package cap

// A Status says how a message is meant to be handled (CAP 1.2 3.2.1 status).
type Status string

const (
	Actual   Status = "Actual"
	Exercise Status = "Exercise" // note says which exercise
	System   Status = "System"
	Test     Status = "Test"
	Draft    Status = "Draft"
)

// Statuses is the closed list.
var Statuses = []Status{Actual, Exercise, System, Test, Draft}

// A MsgType is what a message is to those before it (CAP 1.2 3.2.1 msgType).
type MsgType string

const (
	MsgAlert  MsgType = "Alert"
	MsgUpdate MsgType = "Update"
	MsgCancel MsgType = "Cancel"
	MsgAck    MsgType = "Ack"
	MsgError  MsgType = "Error"
)

// MsgTypes is the closed list.
var MsgTypes = []MsgType{MsgAlert, MsgUpdate, MsgCancel, MsgAck, MsgError}

// A Scope is for whom a message is (CAP 1.2 3.2.1 scope).
type Scope string

const (
	Public     Scope = "Public"
	Restricted Scope = "Restricted"
	Private    Scope = "Private"
)

// Scopes is the closed list.
var Scopes = []Scope{Public, Restricted, Private}

// A Category is the kind of the event (CAP 1.2 3.2.2 category).
type Category string

const (
	Geo       Category = "Geo"
	Met       Category = "Met"
	Safety    Category = "Safety"
	Security  Category = "Security"
	Rescue    Category = "Rescue"
	Fire      Category = "Fire"
	Health    Category = "Health"
	Env       Category = "Env"
	Transport Category = "Transport"
	Infra     Category = "Infra"
	CBRNE     Category = "CBRNE"
	Other     Category = "Other"
)

// Categories is the closed list.
var Categories = []Category{Geo, Met, Safety, Security, Rescue, Fire, Health, Env, Transport, Infra, CBRNE, Other}

// A ResponseType is what kind of action is recommended (CAP 1.2 3.2.2 responseType).
type ResponseType string

const (
	Shelter  ResponseType = "Shelter"
	Evacuate ResponseType = "Evacuate"
	Prepare  ResponseType = "Prepare"
	Execute  ResponseType = "Execute"
	Avoid    ResponseType = "Avoid"
	Monitor  ResponseType = "Monitor"
	Assess   ResponseType = "Assess"
	AllClear ResponseType = "AllClear" // the event is no longer a threat: more than that an alert has ended
	None     ResponseType = "None"
)

// ResponseTypes is the closed list.
var ResponseTypes = []ResponseType{Shelter, Evacuate, Prepare, Execute, Avoid, Monitor, Assess, AllClear, None}

// An Urgency is how soon to act (CAP 1.2 3.2.2 urgency).
type Urgency string

const (
	UrgencyImmediate Urgency = "Immediate"
	UrgencyExpected  Urgency = "Expected" // within the hour
	UrgencyFuture    Urgency = "Future"
	UrgencyPast      Urgency = "Past"
	UrgencyUnknown   Urgency = "Unknown"
)

// Urgencies is the closed list.
var Urgencies = []Urgency{UrgencyImmediate, UrgencyExpected, UrgencyFuture, UrgencyPast, UrgencyUnknown}

// A Severity is how grave the event is (CAP 1.2 3.2.2 severity).
type Severity string

const (
	SeverityExtreme  Severity = "Extreme"
	SeveritySevere   Severity = "Severe"
	SeverityModerate Severity = "Moderate"
	SeverityMinor    Severity = "Minor"
	SeverityUnknown  Severity = "Unknown"
)

// Severities is the closed list.
var Severities = []Severity{SeverityExtreme, SeveritySevere, SeverityModerate, SeverityMinor, SeverityUnknown}

// A Certainty is how sure the sender is (CAP 1.2 3.2.2 certainty).
type Certainty string

const (
	CertaintyObserved Certainty = "Observed"
	CertaintyLikely   Certainty = "Likely" // above one half
	CertaintyPossible Certainty = "Possible"
	CertaintyUnlikely Certainty = "Unlikely"
	CertaintyUnknown  Certainty = "Unknown"
)

// Certainties is the closed list.
var Certainties = []Certainty{CertaintyObserved, CertaintyLikely, CertaintyPossible, CertaintyUnlikely, CertaintyUnknown}
