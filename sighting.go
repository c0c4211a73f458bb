package tocsin

import (
	"slices"
	"strings"
)

// SARCodes are the behaviours that a suspicious-activity report can name (ISE-SAR, NIEM
// SuspiciousActivityCodeSimpleType). There is no code for who somebody is.
var SARCodes = []string{"AVIATION", "CYBER", "ELICIT", "EXPERT", "INTRSN", "MATRLS", "MISREP", "PHOTO", "RECRUT", "SABOT", "SECTOR", "SURVL", "TESTSEC", "THEFT", "THREAT", "WPNS"}

// Vetting states of a sighting. A sighting at a warned site never waits for vetting.
var VettingStates = []string{"raw", "supervisor", "vetted", "shared", "expunged"}

// A Sighting is a suspicious-activity report: what somebody did, where and when. It has no field
// for belief, origin or appearance beyond what helps to know the person again.
type Sighting struct {
	ID      SightingID `json:"id"`
	Site    SiteID     `json:"site"`
	Code    string     `json:"code"`
	What    string     `json:"what"`
	Person  string     `json:"person,omitempty"`  // clothing, height, what was carried
	Vehicle string     `json:"vehicle,omitempty"` // make, colour, plate
	Vetting string     `json:"vetting"`
	Threats []ThreatID `json:"threats,omitempty"` // open threats that name the site
	Cites   []Citation `json:"cites,omitempty"`
	Times   Times      `json:"times"`
}

// Check refuses a sighting that does not name a behaviour, or says nothing.
func (s Sighting) Check() error {
	if !slices.Contains(SARCodes, s.Code) {
		return refuse(RuleForm, "use one of: "+strings.Join(SARCodes, ", "), "%q is not a code of behaviour", s.Code)
	}
	if strings.TrimSpace(s.What) == "" {
		return refuse(RuleForm, "say what was done, where and when", "the sighting has no description")
	}
	return nil
}

// Joins lists the open threats that name the site of the sighting: those whose owners see it at once.
func (s Sighting) Joins(threats []Threat) []ThreatID {
	var ids []ThreatID
	for _, t := range threats {
		if t.Concerns(s.Site) {
			ids = append(ids, t.ID)
		}
	}
	return ids
}
