package tocsin

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// DismissReason is a reason to close a received warning without action.
type DismissReason string

const (
	KnownFalse          DismissReason = "known_false"
	AlreadyDisrupted    DismissReason = "already_disrupted"
	OutsideJurisdiction DismissReason = "outside_jurisdiction"
	BelowThreshold      DismissReason = "below_threshold"
	DuplicateOf         DismissReason = "duplicate_of"
)

// DismissReasons is the closed list. Distrust of the sender is not on it.
var DismissReasons = []DismissReason{KnownFalse, AlreadyDisrupted, OutsideJurisdiction, BelowThreshold, DuplicateOf}

// evidenceOwed says what each reason must bring.
var evidenceOwed = map[DismissReason]string{
	KnownFalse:          "what shows that the content is false",
	AlreadyDisrupted:    "what was disrupted, when, by whom",
	OutsideJurisdiction: "to whom it was forwarded",
	BelowThreshold:      "which element of the threshold is not met, and why",
	DuplicateOf:         "the id of the warning that it repeats",
}

// EvidenceOwed says what a reason to dismiss owes as its evidence; empty for what is no reason.
func EvidenceOwed(r DismissReason) string { return evidenceOwed[r] }

// A Dismissal closes a received warning without action.
type Dismissal struct {
	Reason   DismissReason `json:"reason"`
	Evidence string        `json:"evidence"`
	Words    string        `json:"words,omitempty"`
	By       Signature     `json:"by"`
}

// A Received is a release on the receiver's desk. Until the content digit is signed the desk sees
// only that the peer is known and the key is good.
type Received struct {
	ID         ReceivedID      `json:"id"`
	Release    Release         `json:"release"`
	KnownPeer  bool            `json:"known_peer"`
	KeyGood    bool            `json:"key_good"`
	State      DeliveryState   `json:"state"`
	Opened     *Signature      `json:"opened,omitempty"`
	Blind      *Grade          `json:"blind,omitempty"`    // the content digit, sender unseen
	Revealed   *Signature      `json:"revealed,omitempty"` // when the sender was shown
	Source     *Grade          `json:"source,omitempty"`   // the source letter, after the reveal
	Leads      []Lead          `json:"leads,omitempty"`
	Acts       []ProtectiveAct `json:"acts,omitempty"`
	Dismissal  *Dismissal      `json:"dismissal,omitempty"`
	Detail     []string        `json:"detail,omitempty"`      // what the sender answered when asked for more
	OnwardDone []string        `json:"onward_done,omitempty"` // victims who were told
	Threat     ThreatID        `json:"threat"`
	Lineage    Lineage         `json:"lineage,omitzero"` // whose eyes are behind it, as far as we were told
	Times      Times           `json:"times"`
}

// A ProtectiveAct is something done to protect. It needs no grade and no reveal.
type ProtectiveAct struct {
	What string    `json:"what"`
	By   Signature `json:"by"`
}

// A Lead is a line of inquiry that a warning gave. What it came to closes the lead, never the threat.
type Lead struct {
	ID      LeadID     `json:"id"`
	What    string     `json:"what"`
	Part    PartID     `json:"part,omitempty"`
	Outcome string     `json:"outcome,omitempty"`
	Acts    string     `json:"acts,omitempty"`
	Doubt   string     `json:"doubt,omitempty"` // what remains in doubt; owed for acted_not_substantiated
	Closed  *Signature `json:"closed,omitempty"`
}

// LeadOutcomes are what a lead can come to.
var LeadOutcomes = []string{"substantiated", "acted_not_substantiated", "wrong_person", "disrupted"}

// Masked is what the desk sees before the content digit is signed: no sender, no role of ours that
// would give it away. The words of the text are masked by the desk, which knows the names.
func (r Received) Masked() Received {
	if r.Revealed != nil {
		return r
	}
	rel := &r.Release
	rel.From, rel.ID, rel.Role, rel.Replaces = "", "", "", ""
	if rel.Closing != nil {
		rel.Closing = &ClosingMsg{How: rel.Closing.How, Words: rel.Closing.Words}
	}
	return r
}

// GradeBlind enters the content digit before the sender is shown.
func (r *Received) GradeBlind(c Credibility, by Signature) error {
	if r.Blind != nil {
		return refuse(RuleState, "a later judgement goes on the threat, with its change_reason", "the content is graded already (%d)", int(r.Blind.Credibility))
	}
	if err := c.CheckEntered(); err != nil {
		return err
	}
	r.Blind = &Grade{Credibility: c, By: by}
	if r.State != Acting && r.State != NotSubstantiated { // who acted before grading goes on acting
		r.State = Assessed
	}
	return nil
}

// Reveal shows the sender, after the content digit.
func (r *Received) Reveal(by Signature) error {
	if r.Blind == nil {
		return refuse(RuleBlindFirst, "grade the content (2 to 6) first", "the sender is shown after the content is graded")
	}
	if r.Revealed == nil {
		r.Revealed = &by
	}
	return nil
}

// GradeSource enters the source letter, after the reveal. The content digit stays as it was.
func (r *Received) GradeSource(l Reliability, by Signature) error {
	if r.Revealed == nil {
		return refuse(RuleBlindFirst, "grade the content, reveal, then grade the source", "the source letter comes after the reveal")
	}
	if err := l.Check(); err != nil {
		return err
	}
	r.Source = &Grade{Reliability: l, Credibility: r.Blind.Credibility, By: by}
	return nil
}

// Act records a protective act. Nothing is required before it.
func (r *Received) Act(what string, by Signature) error {
	if strings.TrimSpace(what) == "" {
		return refuse(RuleForm, "say what is done", "the act has no words")
	}
	r.Acts = append(r.Acts, ProtectiveAct{What: what, By: by})
	r.State = Acting
	return nil
}

// OpenLead records a line of inquiry.
func (r *Received) OpenLead(l Lead) error {
	if strings.TrimSpace(l.What) == "" {
		return refuse(RuleForm, "say what is looked into", "the lead has no words")
	}
	r.Leads = append(r.Leads, l)
	return nil
}

// CloseLead records what a lead came to. The threat is not touched.
func (r *Received) CloseLead(id LeadID, outcome, acts, doubt string, by Signature) error {
	i := slices.IndexFunc(r.Leads, func(l Lead) bool { return l.ID == id })
	if i < 0 {
		return refuse(RuleForm, "open the lead first", "there is no lead %q", id)
	}
	l := &r.Leads[i]
	switch {
	case l.Closed != nil:
		return refuse(RuleState, "open a new lead", "the lead is closed already")
	case !slices.Contains(LeadOutcomes, outcome):
		return refuse(RuleForm, "use one of: "+strings.Join(LeadOutcomes, ", "), "%q is not what a lead comes to", outcome)
	case strings.TrimSpace(acts) == "":
		return refuse(RuleReasonOwed, "say what was done", "the lead's outcome does not say what was done")
	case outcome == "acted_not_substantiated" && strings.TrimSpace(doubt) == "":
		return refuse(RuleReasonOwed, "say what remains in doubt, and what detail would settle it", "\"not substantiated\" leaves a doubt, and the record must name it")
	}
	l.Outcome, l.Acts, l.Doubt, l.Closed = outcome, acts, doubt, &by
	if outcome == string(NotSubstantiated) {
		r.State = NotSubstantiated
	}
	return nil
}

// Dismiss closes a received warning without action. It refuses a reason that is not on the list,
// a reason without its evidence, one that speaks of the sender, and any before the content was
// graded. senders are the sender's names, for the check of the words.
func (r *Received) Dismiss(d Dismissal, senders []string) error {
	if r.Dismissal != nil {
		return refuse(RuleState, "record a judgement if it changed", "the warning is dismissed already")
	}
	if err := d.Check(senders); err != nil {
		return err
	}
	if r.Blind == nil {
		return refuse(RuleBlindFirst, "grade the content (2 to 6) first", "nobody may dismiss what nobody has graded")
	}
	r.Dismissal, r.State = &d, Dismissed
	return nil
}

// Check refuses a reason that speaks of the sender, one that is not on the list, and one without
// its evidence. senders are the sender's names.
func (d Dismissal) Check(senders []string) error {
	words := string(d.Reason) + " " + d.Words + " " + d.By.Reason
	if d.Reason == KnownFalse || d.Reason == BelowThreshold {
		words += " " + d.Evidence // elsewhere the evidence names others: who disrupted it, to whom it went
	}
	word, ok := SpeaksOfSender(words, senders)
	if !ok {
		word, ok = SpeaksOfSender(d.Evidence, nil)
	}
	if ok {
		return refuse(RuleDistrust, "say what in the content is false, done, elsewhere, below the threshold or a repetition", "the reason speaks of the sender (%q): who sent it is no reason to dismiss what it says", word)
	}
	if !slices.Contains(DismissReasons, d.Reason) {
		return refuse(RuleDismissalReason, "use one of: "+join(DismissReasons), "%q is no reason to dismiss a warning", d.Reason)
	}
	if strings.TrimSpace(d.Evidence) == "" {
		return refuse(RuleDismissalReason, "give "+evidenceOwed[d.Reason], "%s needs its evidence", d.Reason)
	}
	return nil
}

// distrust are the beginnings of words that judge a sender instead of a content, in the languages
// that the desk's people are likely to write; one that ends in a space is a whole word. The list
// is short on purpose: the sender's own names, which are always checked, catch most. It errs
// towards refusing: a reason can be written in other words, a dismissal cannot be taken back.
var distrust = []string{
	"distrust", "mistrust", "untrust", "trustworth", "trust them", "not trust", "cannot trust", "t trust", "never trust", "no trust", "sender ", "senders ", "blackmail", "provocat", "propagand", "disinformation", "destabili", "hostile state", "enemy ", "enemies ", "adversar", "ulterior", "their motive", "its motive",
	"недовер", "не довер", "шантаж", "провокац", "пропаганд", "дезинформ", "дестабилиз", "враг", "отправител",
	"недовір", "не довір", "провокац", "méfianc", "chantage", "provocation", "erpress", "misstrau", "provokation", "desconfi", "chantaje", "ابتزاز", "استفزاز",
}

// SpeaksOfSender finds the first word that speaks of who sent a warning: one of its names, or a
// word of distrust. Names shorter than three letters count only in capitals.
func SpeaksOfSender(words string, senders []string) (string, bool) {
	fields := plainWords(words)
	low := " " + strings.ToLower(strings.Join(fields, " ")) + " "
	for _, s := range senders {
		key := strings.ToLower(strings.Join(plainWords(s), " "))
		if len([]rune(key)) < 3 {
			if slices.Contains(fields, strings.ToUpper(key)) {
				return s, true
			}
			continue
		}
		if strings.Contains(low, " "+key+" ") || strings.Contains(low, " "+key+"s ") {
			return s, true
		}
	}
	for _, d := range distrust {
		if strings.Contains(low, " "+d) {
			return strings.TrimSpace(d), true
		}
	}
	return "", false
}

// plainWords are the words of a text without what stands between them. Single capitals in a row
// are one word: "U.S." is "US".
func plainWords(s string) []string {
	var words []string
	letters := false // the last word is of single capitals
	for _, w := range strings.FieldsFunc(s, notWord) {
		r, size := utf8.DecodeRuneInString(w)
		single := size == len(w) && unicode.IsUpper(r)
		if single && letters {
			words[len(words)-1] += w
			continue
		}
		words, letters = append(words, w), single
	}
	return words
}

func notWord(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) }

// GradeClock is how long the content digit may wait.
func GradeClock(p Policy, windows []Window, now time.Time) time.Duration {
	p = p.WithDefaults()
	if slices.ContainsFunc(windows, func(w Window) bool { return w.Opens(now, 24*time.Hour) }) {
		return p.GradeUrgent
	}
	return p.GradeWithin
}
