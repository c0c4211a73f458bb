package tocsin

import (
	"fmt"
	"slices"
	"time"
)

// A ListingCopy is one version of an entry that went to somebody, or a correction of it. Who has
// which version is on record, so that a correction can follow.
type ListingCopy struct {
	To        OrgID     `json:"to"`
	Via       OrgID     `json:"via,omitempty"` // a partner that passed its copy on, and said so
	Version   int       `json:"version"`
	At        time.Time `json:"at"`
	ReviewBy  time.Time `json:"review_by,omitzero"` // when the copy lapses where it lies
	Corrects  bool      `json:"corrects,omitempty"` // it told what had changed since an earlier copy
	Confirmed time.Time `json:"confirmed,omitzero"` // when its holder said that it was carried out
}

// A Correction is what somebody who has a copy must be told: that the entry was changed, taken down
// or lapsed. It carries no name and no reason: who has the copy knows whom it means.
type Correction struct {
	Listing ListingID     `json:"listing"`
	List    string        `json:"list"`
	To      OrgID         `json:"to"`
	Via     OrgID         `json:"via,omitempty"` // through whom it went
	Had     int           `json:"had"`           // the newest version that went there
	HadAt   time.Time     `json:"had_at"`
	Now     int           `json:"now"`
	How     Changed       `json:"how"`
	Ground  RemovalGround `json:"ground,omitempty"`
}

// Send records that the entry, as it stands, goes to a partner. What is not in force goes nowhere.
func (l *Listing) Send(to OrgID, by Signature) (ListingCopy, error) {
	if err := l.inForce(by.At); err != nil {
		return ListingCopy{}, err
	}
	if to == "" {
		return ListingCopy{}, refuse(RuleForm, "name the partner", "the copy has no addressee")
	}
	c := ListingCopy{To: to, Version: l.Version, At: by.At, ReviewBy: l.ReviewBy}
	l.Copies = append(l.Copies, c)
	return c, nil
}

// PassedOn records that a holder gave its copy to another: what it gave is the version it held. It
// may be told late, when the entry is down already: the correction is then owed at once.
func (l *Listing) PassedOn(holder, to OrgID, at time.Time) error {
	had := l.held(holder)
	if had == nil {
		return refuse(RuleForm, "name a partner to whom a copy went", "%s has no copy of this entry", holder)
	}
	if to == "" || to == holder {
		return refuse(RuleForm, "name to whom it was passed on", "the copy has no addressee")
	}
	l.Copies = append(l.Copies, ListingCopy{To: to, Via: holder, Version: had.Version, At: at, ReviewBy: had.ReviewBy})
	return nil
}

// held is the newest version that somebody was told of. A copy that comes round again, older than
// what they had, takes nothing back.
func (l Listing) held(by OrgID) *ListingCopy {
	var newest *ListingCopy
	for i := range l.Copies {
		if c := &l.Copies[i]; c.To == by && (newest == nil || c.Version >= newest.Version) {
			newest = c
		}
	}
	return newest
}

// HeldBy is the newest version that somebody was told of, or 0.
func (l Listing) HeldBy(org OrgID) int {
	if had := l.held(org); had != nil {
		return had.Version
	}
	return 0
}

// Corrections are owed to everybody whose newest version is older than the last change that is told
// to holders, in the order in which they first had one.
func (l Listing) Corrections() []Correction {
	i := -1
	for j, c := range l.Changes {
		if c.How.Follows() {
			i = j
		}
	}
	if i < 0 {
		return nil
	}
	last := l.Changes[i]
	var owed []Correction
	var seen []OrgID
	for _, c := range l.Copies {
		if slices.Contains(seen, c.To) {
			continue
		}
		seen = append(seen, c.To)
		if had := l.held(c.To); had.Version < last.Version {
			owed = append(owed, Correction{Listing: l.ID, List: l.List, To: c.To, Via: had.Via, Had: had.Version, HadAt: had.At, Now: l.Version, How: last.How, Ground: last.Ground})
		}
	}
	return owed
}

// Tell records that a correction which is owed went out. It refuses one that is not owed as it is
// worded: the entry may have changed again meanwhile.
func (l *Listing) Tell(c Correction, at time.Time) error {
	if !slices.Contains(l.Corrections(), c) {
		return refuse(RuleState, "look at what is owed now", "this correction is not owed to %s, or no longer in these words", c.To)
	}
	copied := ListingCopy{To: c.To, Via: c.Via, Version: l.Version, At: at, Corrects: true}
	if c.How == ListingCorrected {
		copied.ReviewBy = l.ReviewBy
	}
	l.Copies = append(l.Copies, copied)
	return nil
}

// Confirm records that a holder carried the newest correction out.
func (l *Listing) Confirm(holder OrgID, at time.Time) error {
	c := l.held(holder)
	if c == nil || !c.Corrects {
		return refuse(RuleState, "send the correction first", "no correction went to %s", holder)
	}
	if c.Confirmed.IsZero() {
		c.Confirmed = at
	}
	return nil
}

// Unconfirmed are those to whom a correction went and who have not said that they carried it out.
func (l Listing) Unconfirmed() []OrgID {
	var out []OrgID
	for _, c := range l.Copies {
		if h := l.held(c.To); h.Corrects && h.Confirmed.IsZero() && !slices.Contains(out, c.To) {
			out = append(out, c.To)
		}
	}
	return out
}

// Text says it to the holder of the copy.
func (c Correction) Text() string {
	what := map[Changed]string{
		ListingCorrected: "was corrected: replace your copy by the one that comes with this",
		ListingRemoved:   "was taken down: take it out of what you hold",
		ListingFell:      "lapsed: nobody answered for it in time. Take it out of what you hold",
	}[c.How]
	if c.Ground != "" {
		what += " (ground: " + spaced(string(c.Ground)) + ")"
	}
	from := ""
	if c.Via != "" {
		from = " through " + string(c.Via)
	}
	return fmt.Sprintf("The entry %s of the list %q, of which you had version %d%s on %s, %s. Tell everybody to whom you gave it, and answer when that is done.",
		c.Listing, c.List, c.Had, from, c.HadAt.UTC().Format("2 Jan 2006"), what)
}
