package tocsin

import (
	"fmt"
	"slices"
	"time"
)

// A Release is one version, rendered for one addressee: the only thing that crosses from one
// organisation to another. It carries no source, no reason for what it leaves out, no id of the
// warning or of another release. A public release does not even tell what was withheld from what
// was never held.
type Release struct {
	ID       ReleaseID     `json:"id"`
	From     OrgID         `json:"from"`
	To       OrgID         `json:"to"`
	Role     RecipientRole `json:"role,omitempty"`
	Level    Level         `json:"level"`
	TLP      TLP           `json:"tlp"`
	Title    string        `json:"title,omitempty"`
	Parts    []Part        `json:"parts"` // facets and window only
	Text     []Text        `json:"text,omitempty"`
	Do       *Instruction  `json:"do,omitempty"`
	Issued   Instant       `json:"issued"`
	ReplyBy  time.Time     `json:"reply_by,omitzero"`
	Urgent   bool          `json:"urgent,omitempty"`
	Onward   []Onward      `json:"onward,omitempty"`
	Replaces ReleaseID     `json:"replaces,omitempty"`
	Closing  *ClosingMsg   `json:"closing,omitempty"` // set: this release ends an instruction
}

// Onward asks the addressee to tell a victim who is reached only through it.
type Onward struct {
	Victim string    `json:"victim"`
	Name   string    `json:"name"`
	Part   PartID    `json:"part,omitempty"`
	By     time.Time `json:"by"`
}

// PartName is what a part is called at this level. Below full the parts are numbered: a short name
// ("synagogue") may tell what the level withholds.
func (v *Version) PartName(id PartID) PartID {
	if v.Level == Full {
		return id
	}
	i := slices.IndexFunc(v.Parts, func(p VersionPart) bool { return p.Part == id })
	return PartID(fmt.Sprintf("part-%d", i+1))
}

// Render makes the release of a level for one addressee. The title and the names of the parts of a
// lower level are not taken from the warning: they may name what the level withholds.
func (w *Warning) Render(id ReleaseID, from OrgID, a Addressee, issued time.Time) Release {
	v := w.Version(a.Level)
	r := Release{ID: id, From: from, To: a.Org, Role: a.Role, Level: a.Level, TLP: v.TLP, Text: v.Text, Issued: At(issued), Urgent: w.Urgent != ""}
	if a.Level == Full {
		r.Title = w.Title
	}
	if in := v.Instruction; in != nil {
		r.Do = &Instruction{Words: in.Words, Window: in.Window.outward(a.Level)} // its closing message goes out as one of its own
	}
	for _, p := range v.Parts {
		name := v.PartName(p.Part)
		if p.Facets.Time.State == Withheld {
			p.Window = Window{}
		}
		r.Parts = append(r.Parts, Part{ID: name, Name: string(name), State: PartOpen, Facets: outward(a.Level, p.Facets), Window: p.Window.outward(a.Level)})
	}
	return r
}

// RenderClosing makes the release that tells who had one that its instruction was extended, superseded or
// ended. Of the window it tells no more than the release did. It carries the role that signed, and no tag
// of a person: two messages of one officer must not be linkable outside.
func (w *Warning) RenderClosing(id ReleaseID, had Release, issued time.Time) Release {
	in := w.Version(had.Level).Instruction
	last := in.Last()
	return Release{
		ID: id, From: had.From, To: had.To, Role: had.Role, Level: had.Level, TLP: had.TLP,
		Do: &Instruction{Words: in.Words, Window: in.Window.outward(had.Level)}, Issued: At(issued), Replaces: had.ID,
		Closing: &ClosingMsg{How: last.How, Words: last.Words, By: Signature{Signer: Signer{Role: last.By.Role}, At: last.By.At}},
	}
}

// outward strips a window, below full, of everything but its times: the words of a source, the
// event that an end is counted from, and the name of a zone may tell what the level withholds.
func (w Window) outward(l Level) Window {
	if l == Full {
		return w
	}
	return Window{Start: w.Start.outward(), End: w.End.outward()}
}

func (i Instant) outward() Instant {
	if i.Anchor != nil {
		i.Precision = Interval
	}
	i.Words, i.Anchor, i.Zone, i.Short = "", nil, "", ""
	if i.Known() && i.Precision != Exact {
		zone := time.FixedZone("", i.Offset)
		i.Zone = i.Earliest.In(zone).Format("-07:00")
		i.Short = "UTC" + i.Zone
	}
	return i
}

// outward strips what stays inside: reasons, the values of what is withheld, the other names of
// what a lower level only generalises, and, for the public, the difference between withheld and
// not held.
func outward(l Level, f Facets) Facets {
	for _, n := range FacetNames {
		p := f.Get(n)
		p.Reason, p.Site = "", ""
		if p.State == Withheld || p.State == NotHeld {
			p.Value, p.Aliases = "", nil
			if l == Public {
				p.State = NotHeld
			}
		}
		if l == Public || l != Full && p.State != Stated {
			p.Aliases = nil
		}
	}
	return f
}

// A Reply is what goes back from a receiver to the sender of a release.
type Reply struct {
	Release ReleaseID     `json:"release"`
	From    OrgID         `json:"from"`
	To      OrgID         `json:"to"`
	Status  DeliveryState `json:"status"`
	Victim  string        `json:"victim,omitempty"` // whose onward duty this reports
	Words   string        `json:"words,omitempty"`
	Reason  DismissReason `json:"reason,omitempty"`
	Role    Role          `json:"role,omitempty"`
	At      time.Time     `json:"at"`
}

// DeliveryState is how far a release has come: one list for all layers.
type DeliveryState string

const (
	Queued           DeliveryState = "queued"
	Sent             DeliveryState = "sent"
	ReceivedOK       DeliveryState = "received"
	Read             DeliveryState = "read"
	Acknowledged     DeliveryState = "acknowledged"
	Assessed         DeliveryState = "assessed"
	Acting           DeliveryState = "acting"
	NotSubstantiated DeliveryState = "acted_not_substantiated"
	AskDetail        DeliveryState = "detail_requested"
	GaveDetail       DeliveryState = "detail_given"
	OnwardDone       DeliveryState = "onward_done"
	Dismissed        DeliveryState = "dismissed"
	SameDanger       DeliveryState = "same_danger" // an answer, and no step: the addressee has a file of its own on it
	Failed           DeliveryState = "failed"
	Refused          DeliveryState = "refused"
)

// DeliveryStates lists them in order of progress.
var DeliveryStates = []DeliveryState{Queued, Sent, ReceivedOK, Read, Acknowledged, Assessed, Acting, NotSubstantiated, AskDetail, GaveDetail, OnwardDone, Dismissed, Failed, Refused}
