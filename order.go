package tocsin

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// An OrderKind is what an order is to have done: each is more than one person may do.
type OrderKind string

const (
	Erase    OrderKind = "erase"    // what a record said is taken out of it, for good
	Identify OrderKind = "identify" // the person behind a leaf of the log is named
	Lift     OrderKind = "lift"     // an incident hold ends
)

// OrderKinds is the closed list.
var OrderKinds = []OrderKind{Erase, Identify, Lift}

// Plain names the kind in words for a screen.
func (k OrderKind) Plain() string {
	switch k {
	case Erase:
		return "erase a record"
	case Identify:
		return "name the person behind a leaf"
	case Lift:
		return "lift an incident hold"
	}
	return string(k)
}

// Order states. An order is open while it is asked or given.
const (
	OrderAsked   = "asked"
	OrderGiven   = "given"
	OrderRefused = "refused"
	OrderDone    = "carried_out"
	OrderExpired = "expired"
)

// OrderAskers are the roles that may ask for an order. The machine asks for nothing.
var OrderAskers = []Role{DutyOfficer, Analyst, WarningOfficer, Approver, SiteManager, Inspector, Administrator}

// OrderGivers are the roles that may give one, refuse one, and have one carried out: the senior
// officer, and who looks over everybody's shoulder. The administrator, who holds the machine, is
// neither: no order comes about by that role and nobody else.
var OrderGivers = []Role{Approver, Inspector}

// ErasableKinds are the kinds of records that an order can erase: what somebody told, wrote or
// saw, and how somebody was reached. What was decided, owed, refused, ordered or held stays, and so
// does who did it.
var ErasableKinds = []string{KindReport, KindSighting, KindSource, KindClaim, KindBriefing, KindThreat, KindWarning, KindReceived, KindListing, KindIntake, KindContact, KindRegister}

// KindLeaf is the kind under which an order names a leaf of the log: its id is the index. It is no
// kind of record.
const KindLeaf = "leaf"

// An Order is what one role asks for and another role, by another person, gives. Nobody gives what
// he asked for, and what nobody gave in time expires.
type Order struct {
	ID      OrderID    `json:"id"`
	Kind    OrderKind  `json:"kind"`
	About   Ref        `json:"about"`
	Asked   Signature  `json:"asked"` // its reason is the order's, and outlives what is erased
	Given   *Signature `json:"given,omitempty"`
	Refused *Signature `json:"refused,omitempty"`
	Done    *Signature `json:"done,omitempty"`
	Until   time.Time  `json:"until"` // by when it is given, and after that carried out
	State   string     `json:"state"`
	Took    []Ref      `json:"took,omitempty"` // other records out of which its words were taken with it
}

// AskOrder makes an order that waits for another's word. It refuses an unknown kind, something
// that the kind is not about, and an order without a reason.
func AskOrder(id OrderID, kind OrderKind, about Ref, by Signature, within time.Duration) (*Order, error) {
	if !slices.Contains(OrderAskers, by.Role) || by.Org != "" {
		return nil, refuse(RulePermission, "ask one of: "+join(OrderAskers), "a %s may not ask for an order", by.Role)
	}
	if err := checkOrder(kind, about); err != nil {
		return nil, err
	}
	if strings.TrimSpace(by.Reason) == "" {
		return nil, refuse(RuleReasonOwed, "say why, without repeating what is to go: the reason stays", "an order needs a reason")
	}
	return &Order{ID: id, Kind: kind, About: about, Asked: by, Until: by.At.Add(within), State: OrderAsked}, nil
}

func checkOrder(kind OrderKind, about Ref) error {
	switch {
	case !slices.Contains(OrderKinds, kind):
		return refuse(RuleForm, "use one of: "+join(OrderKinds), "%q is not what an order is for", kind)
	case about.ID == "" || about.Part != "":
		return refuse(RuleForm, "name one record, by its kind and its id", "the order does not say what it is about")
	case kind == Erase:
		return CheckErasable(about.Kind)
	case kind == Lift && about.Kind != KindHold:
		return refuse(RuleForm, "name the hold", "a %s is nothing that is lifted", about.Kind)
	case kind == Identify && about.Kind != KindLeaf:
		return refuse(RuleForm, "name the leaf by its number in the log", "a %s has nobody behind it: an act has", about.Kind)
	}
	if n, err := strconv.ParseInt(about.ID, 10, 64); kind == Identify && (err != nil || n < 0 || strconv.FormatInt(n, 10) != about.ID) {
		return refuse(RuleForm, "name the leaf by its number in the log, from 0", "%q is not the number of a leaf", about.ID)
	}
	return nil
}

// CheckErasable refuses a kind of record that is kept for good, and a release: what a warning of
// ours said to one addressee goes with the warning, or nobody would know any more who has it.
func CheckErasable(kind string) error {
	switch {
	case slices.Contains(ErasableKinds, kind):
		return nil
	case kind == KindRelease:
		return refuse(RuleKept, "ask for its warning: its releases go with it", "a release is a copy of its warning, and goes with it")
	}
	return refuse(RuleKept, "name one of: "+strings.Join(ErasableKinds, ", "), "a record of the kind %q is kept for good: it says who did what, and what was owed", kind)
}

// IsOpen reports whether the order still waits for somebody.
func (o Order) IsOpen() bool { return o.State == OrderAsked || o.State == OrderGiven }

// Due is the first moment at which an open order has expired, and false when it waits for nobody.
// An answer at the end of its time itself is in time.
func (o Order) Due() (time.Time, bool) { return o.Until.Add(time.Microsecond), o.IsOpen() }

// Expire ends an order whose time has passed, and reports whether it did.
func (o *Order) Expire(now time.Time) bool {
	due, open := o.Due()
	if !open || now.Before(due) {
		return false
	}
	o.State = OrderExpired
	return true
}

// Give is the second signature: another role than the one that asked, and another person. The
// order is to be carried out within as long again.
func (o *Order) Give(by Signature, within time.Duration) error {
	if err := o.inState(OrderAsked, by); err != nil {
		return err
	}
	if err := o.mayGive(by, "give"); err != nil {
		return err
	}
	if by.Role == o.Asked.Role {
		return refuse(RuleTwoRoles, "ask the "+others(by.Role), "a %s asked for this, and another role must give it", o.Asked.Role)
	}
	if err := o.Asked.SecondBy(by.Signer); err != nil {
		return err
	}
	o.Given, o.State, o.Until = &by, OrderGiven, by.At.Add(within)
	return nil
}

// Refuse ends an open order with a reason. Who may give may refuse, and who asked may take it back.
func (o *Order) Refuse(by Signature) error {
	if !o.IsOpen() {
		return refuse(RuleState, "ask for a new one if it is needed", "the order is %s already", o.State)
	}
	if err := o.mayGive(by, "refuse"); err != nil && !(o.Asked.SamePerson(by.Signer) && o.Asked.Role == by.Role) {
		return err
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "say why, in a sentence", "an order is not refused without a reason")
	}
	o.Refused, o.State = &by, OrderRefused
	return nil
}

// CarryOut records that a given order was carried out.
func (o *Order) CarryOut(by Signature) error {
	if err := o.inState(OrderGiven, by); err != nil {
		return err
	}
	if err := o.mayGive(by, "carry out"); err != nil {
		return err
	}
	o.Done, o.State = &by, OrderDone
	return nil
}

// TwoPersons reports whether two roles, by two persons, stand behind the order, and neither of
// those who gave and carried it out is the administrator.
func (o Order) TwoPersons() bool {
	return o.Given != nil && o.Given.Role != o.Asked.Role && !o.Asked.SamePerson(o.Given.Signer) &&
		slices.Contains(OrderGivers, o.Given.Role) && (o.Done == nil || slices.Contains(OrderGivers, o.Done.Role))
}

func (o *Order) inState(want string, by Signature) error {
	if due, open := o.Due(); open && !by.At.Before(due) {
		return refuse(RuleOrderExpired, "ask for it anew", "the order ran out at %s", o.Until.UTC().Format("2 Jan 2006 15:04 UTC"))
	}
	if o.State == want {
		return nil
	}
	if o.State == OrderExpired {
		return refuse(RuleOrderExpired, "ask for it anew", "the order ran out, and nobody had given it")
	}
	if o.State == OrderAsked {
		return refuse(RuleState, "have another role give it first", "nobody has given the order")
	}
	return refuse(RuleState, "ask for a new one if it is needed", "the order is %s already", spaced(o.State))
}

func (o *Order) mayGive(by Signature, what string) error {
	if slices.Contains(OrderGivers, by.Role) && by.Org == "" {
		return nil
	}
	return refuse(RulePermission, "ask one of: "+join(OrderGivers), "a %s may not %s an order", by.Role, what)
}

// others are those who may give an order that a role asked for.
func others(asked Role) string {
	return strings.ReplaceAll(join(slices.DeleteFunc(slices.Clone(OrderGivers), func(r Role) bool { return r == asked })), ", ", " or the ")
}

func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }
