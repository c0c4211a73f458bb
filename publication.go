package tocsin

import "time"

// Publication states.
const (
	PublicationWaiting  = "waiting"   // nobody here publishes yet: it has no form
	PublicationOut      = "published" // it is what is told
	PublicationReplaced = "replaced"  // a later one of the same warning is told in its place
)

// A Publication is one public release in the form in which it was published: the bytes that everybody
// is given, written once. The public release of a warning begins a chain; the messages that extend and
// end its instruction follow it.
type Publication struct {
	Release ReleaseID `json:"release"`
	First   ReleaseID `json:"first"` // that began the chain; the release itself, if it did
	Warning WarningID `json:"warning"`
	State   string    `json:"state"`
	Until   time.Time `json:"until,omitzero"` // the last moment at which it is told as standing; of one that was replaced, when
	TLP     TLP       `json:"tlp"`
	Form    []byte    `json:"form,omitempty"` // CAP 1.2
	Times   Times     `json:"times"`
}

// Print gives a publication its form, which stands until a moment, and for good.
func (p *Publication) Print(form []byte, until time.Time) error {
	if p.State != PublicationWaiting {
		return refuse(RuleState, "publish a message that follows it", "release %s was published already, and what was published is never changed", p.Release)
	}
	p.State, p.Form, p.Until = PublicationOut, form, until
	return nil
}

// Replace takes a publication back for another, at a moment. One that ended before keeps its end.
func (p *Publication) Replace(at time.Time) {
	if p.Until.After(at) {
		p.Until = at
	}
	p.State = PublicationReplaced
}
