package tocsin

import (
	"slices"
	"strings"
)

// Hold states.
const (
	HoldStands = "stands"
	HoldLifted = "lifted"
)

// A Hold is an incident hold: while it stands nothing under it is erased. One officer places it,
// with a reason; two roles lift it, by an order.
type Hold struct {
	ID     HoldID     `json:"id"`
	Threat ThreatID   `json:"threat,omitempty"` // with all that hangs on it; empty: everything
	Placed Signature  `json:"placed"`           // its reason is the hold's
	Lifted *Signature `json:"lifted,omitempty"`
	Order  OrderID    `json:"order,omitempty"` // by which it was lifted
	State  string     `json:"state"`
}

// PlaceHold makes a hold. It refuses one without a reason.
func PlaceHold(id HoldID, threat ThreatID, by Signature) (*Hold, error) {
	if strings.TrimSpace(by.Reason) == "" {
		return nil, refuse(RuleReasonOwed, "say what is looked into, or who asked for it", "a hold needs a reason")
	}
	return &Hold{ID: id, Threat: threat, Placed: by, State: HoldStands}, nil
}

// Covers reports whether a record of these threats is under the hold. What belongs to no threat
// that anybody named is under every hold that stands: to which one it belongs may be just what is
// in dispute.
func (h Hold) Covers(threats []ThreatID) bool {
	return h.State == HoldStands && (h.Threat == "" || len(threats) == 0 || slices.Contains(threats, h.Threat))
}

// Scope says in words what is held.
func (h Hold) Scope() string {
	if h.Threat == "" {
		return "everything"
	}
	return "the threat " + string(h.Threat) + " with all that hangs on it"
}

// CheckHolds refuses to touch a record of these threats while a hold covers it.
func CheckHolds(holds []Hold, threats []ThreatID) error {
	i := slices.IndexFunc(holds, func(h Hold) bool { return h.Covers(threats) })
	if i < 0 {
		return nil
	}
	h := holds[i]
	return refuse(RuleHold, "have the hold lifted by two roles first, if its reason is gone",
		"an incident hold (%s, placed by the %s on %s) covers it: nothing under it is erased", h.ID, spaced(string(h.Placed.Role)), h.Placed.At.UTC().Format("2 Jan 2006"))
}

// LiftBy ends the hold by an order that another role and another person gave.
func (h *Hold) LiftBy(o Order, by Signature) error {
	switch {
	case h.State != HoldStands:
		return refuse(RuleState, "nothing is needed", "the hold is lifted already")
	case o.Kind != Lift || o.About != (Ref{Kind: KindHold, ID: string(h.ID)}) || o.State != OrderGiven || !o.TwoPersons():
		return refuse(RuleTwoRoles, "ask for an order to lift this hold, and have another role give it", "a hold is lifted by an order of two roles, and by nothing else")
	}
	h.Lifted, h.Order, h.State = &by, o.ID, HoldLifted
	return nil
}
