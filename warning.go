package tocsin

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Level is a release level: the same warning, told to different readers.
type Level string

const (
	Full     Level = "full"     // to those who protect or are in danger, and may know all of it
	Tearline Level = "tearline" // the substance without sources and methods
	Public   Level = "public"   // to everyone who shares the danger
)

// Levels lists them from most to least told.
var Levels = []Level{Full, Tearline, Public}

// Order is 0 for full, 1 for tearline, 2 for public.
func (l Level) Order() int { return slices.Index(Levels, l) }

// Plain names the level for a screen.
func (l Level) Plain() string {
	switch l {
	case Full:
		return "the full version"
	case Tearline:
		return "the shareable version (tearline)"
	case Public:
		return "the public version"
	}
	return string(l)
}

// A Text is the wording in one language (BCP 47).
type Text struct {
	Lang     string `json:"lang"`
	Words    string `json:"words"`
	Original bool   `json:"original,omitempty"`
}

// A Version is what the warning says at one level.
type Version struct {
	Level       Level         `json:"level"`
	TLP         TLP           `json:"tlp"`
	Parts       []VersionPart `json:"parts"`
	Text        []Text        `json:"text,omitempty"`
	Instruction *Instruction  `json:"instruction,omitempty"`
}

// A VersionPart is one plot as a level tells it.
type VersionPart struct {
	Part   PartID `json:"part"`
	Facets Facets `json:"facets"`
	Window Window `json:"window,omitzero"`
}

// An Instruction tells people what to do and until when. It ends by the calendar, with a message:
// extended, superseded or ended, and why.
type Instruction struct {
	Words   string       `json:"words"`
	Window  Window       `json:"window"`
	Closing *ClosingMsg  `json:"closing,omitempty"` // set: it ended, and this is the message
	Earlier []ClosingMsg `json:"earlier,omitempty"` // the messages that extended it
	Asked   bool         `json:"asked,omitempty"`   // the closing message was asked for
}

// A ClosingMsg is the message that an instruction ends with.
type ClosingMsg struct {
	How   string    `json:"how"` // extended | superseded | ended
	Words string    `json:"words"`
	By    Signature `json:"by"`
}

// ClosingWays are how an instruction can end.
var ClosingWays = []string{"extended", "superseded", "ended"}

// Last is the newest closing message, or nil.
func (in *Instruction) Last() *ClosingMsg {
	if in.Closing != nil || len(in.Earlier) == 0 {
		return in.Closing
	}
	return &in.Earlier[len(in.Earlier)-1]
}

// CloseInstruction ends, supersedes or extends the instruction of a level, with its message.
func (w *Warning) CloseInstruction(l Level, m ClosingMsg, until Instant) error {
	v := w.Version(l)
	if v == nil || v.Instruction == nil || !w.Out(l) {
		return refuse(RuleState, "name a level that was released with an instruction", "%s gave no instruction", l.Plain())
	}
	in := v.Instruction
	if in.Closing != nil {
		return refuse(RuleState, "issue a new warning", "the instruction was closed already (%s)", in.Closing.How)
	}
	if !slices.Contains(ClosingWays, m.How) {
		return refuse(RuleClosingMessage, "use one of: "+strings.Join(ClosingWays, ", "), "%q is not how an instruction ends", m.How)
	}
	if strings.TrimSpace(m.Words) == "" {
		return refuse(RuleClosingMessage, "write what people are told, in a sentence", "an instruction ends with a message")
	}
	if m.How != "extended" {
		in.Closing = &m
		return nil
	}
	if !until.Known() || !until.Latest.After(in.Window.End.Latest) {
		return refuse(RuleWindow, "give an end later than "+in.Window.End.String(), "an extension needs a later end")
	}
	in.Window.End, in.Asked, in.Earlier = until, false, append(in.Earlier, m)
	return nil
}

// RecipientRole is why somebody is told.
type RecipientRole string

// RecipientRoles is the closed list.
var RecipientRoles = []RecipientRole{"victim", "protector", "partner_service", "site_owner", "public", "regulator"}

// An Addressee is who is told, at which level, and which victims are reached through it.
type Addressee struct {
	Org     OrgID         `json:"org"`
	Role    RecipientRole `json:"role"`
	Level   Level         `json:"level"`
	Reaches []string      `json:"reaches,omitempty"` // ids of victims that this protector is to tell
	Channel string        `json:"channel,omitempty"`
}

// An Absence says why a named victim is not told, neither itself nor through a protector.
type Absence struct {
	Victim string `json:"victim"`
	Why    string `json:"why"`
}

// Warning states.
const (
	Draft     = "draft"
	Issued    = "issued"
	Withdrawn = "withdrawn" // as a draft: nothing of it ever left
)

// A Warning is one warning at up to three levels, and who is to have which.
type Warning struct {
	ID         WarningID   `json:"id"`
	Threat     ThreatID    `json:"threat"`
	Title      string      `json:"title"`
	Versions   []Version   `json:"versions"`
	Addressees []Addressee `json:"addressees"`
	Absences   []Absence   `json:"absences,omitempty"`
	Overrides  []Override  `json:"overrides,omitempty"`
	Drafter    Signature   `json:"drafter"`
	Second     *Signature  `json:"second,omitempty"`
	Urgent     string      `json:"urgent,omitempty"` // the reason for which one officer issued it alone
	Parity     string      `json:"parity,omitempty"` // why there is no public version
	State      string      `json:"state"`
	Revision   int64       `json:"revision,omitempty"`  // how often the draft was written anew
	Withdrawn  *Signature  `json:"withdrawn,omitempty"` // who withdrew the draft, and why
	Released   []Level     `json:"released,omitempty"`
	Label      TLP         `json:"label,omitempty"`
	Times      Times       `json:"times"`
}

// An Override lets a near form of a withheld value stand, with a reason. Nothing overrides a hit
// on a source.
type Override struct {
	Match  string    `json:"match"`
	Reason string    `json:"reason"`
	By     Signature `json:"by,omitzero"`
}

// Out reports whether a level was released.
func (w *Warning) Out(l Level) bool { return slices.Contains(w.Released, l) }

// Version returns the version at a level, or nil.
func (w *Warning) Version(l Level) *Version {
	for i := range w.Versions {
		if w.Versions[i].Level == l {
			return &w.Versions[i]
		}
	}
	return nil
}

// Part returns the level's view of a part, or nil.
func (v *Version) Part(id PartID) *VersionPart {
	for i := range v.Parts {
		if v.Parts[i].Part == id {
			return &v.Parts[i]
		}
	}
	return nil
}

// Check refuses a warning whose form is wrong, whose levels contradict each other, or which
// leaves a facet out without a reason.
func (w *Warning) Check(t *Threat) error {
	if strings.TrimSpace(w.Title) == "" {
		return refuse(RuleForm, "name it in one line", "the warning has no title")
	}
	if len(w.Versions) == 0 {
		return refuse(RuleForm, "write at least one version", "the warning has no version at any level")
	}
	slices.SortFunc(w.Versions, func(a, b Version) int { return a.Level.Order() - b.Level.Order() })
	for i, v := range w.Versions {
		if v.Level.Order() < 0 || i > 0 && w.Versions[i-1].Level == v.Level {
			return refuse(RuleForm, "use full, tearline and public, each once", "level %q is unknown or written twice", v.Level)
		}
		for _, p := range v.Parts {
			if t.Part(p.Part) == nil {
				return refuse(RuleForm, "use one of: "+t.partNames(), "%s speaks of the unknown part %q", v.Level.Plain(), p.Part)
			}
			if err := p.Facets.Check(); err != nil {
				return fmt.Errorf("%s, part %s: %w", v.Level, p.Part, err)
			}
			if err := p.Window.Check(); err != nil {
				return fmt.Errorf("%s, part %s: %w", v.Level, p.Part, err)
			}
			if p.Facets.Time.State == Withheld && !(p.Window.Start.IsZero() && p.Window.End.IsZero()) {
				return refuse(RuleLeak, "leave the window out at this level, or tell the time", "%s withholds the time of part %s, and its window tells it", v.Level, p.Part)
			}
		}
		if err := v.Instruction.check(); err != nil {
			return fmt.Errorf("%s, instruction: %w", v.Level, err)
		}
	}
	return w.checkMonotone()
}

func (i *Instruction) check() error {
	switch {
	case i == nil:
		return nil
	case strings.TrimSpace(i.Words) == "":
		return refuse(RuleForm, "say what people are to do", "the instruction has no words")
	case !i.Window.End.Known():
		return refuse(RuleWindow, "say until when it stands, as a date and hour with zone", "an instruction needs an end: \"the next 48 hours\" alone is none")
	}
	return i.Window.Check()
}

// checkMonotone holds the levels to their order: every facet that a level tells is told by the
// level above, at least as exactly; no level withholds what nobody holds, and none leaves out what the
// level above holds without a reason.
func (w *Warning) checkMonotone() error {
	for i := 1; i < len(w.Versions); i++ {
		upper, lower := &w.Versions[i-1], &w.Versions[i]
		if lower.TLP != "" && upper.TLP != "" && lower.TLP.Order() > upper.TLP.Order() {
			return refuse(RuleMonotone, "give the lower level the same label or a freer one", "%s is labelled %s and %s only %s", lower.Level, lower.TLP, upper.Level, upper.TLP)
		}
		for _, p := range lower.Parts {
			up := upper.Part(p.Part)
			if up == nil {
				return refuse(RuleMonotone, "tell it at the higher level too, or leave it out here", "%s tells of part %s and %s does not", lower.Level, p.Part, upper.Level)
			}
			if err := monotone(upper.Level, lower.Level, up.Facets, p.Facets); err != nil {
				return err
			}
		}
	}
	return nil
}

func monotone(upper, lower Level, up, low Facets) error {
	for n, l := range low.All() {
		u := *up.Get(n)
		switch {
		case u.State == NotHeld && l.State != NotHeld:
			return refuse(RuleMonotone, "mark it not_held here too", "%s does not hold the %s, so %s cannot tell or withhold it", upper, n, lower)
		case l.State == NotHeld && u.State != NotHeld:
			return refuse(RuleWithheldReason, "withhold it here with one of: "+join(WithheldReasons), "%s holds the %s, and %s leaves it out without a reason", upper, n, lower)
		case l.Held() && u.State == Withheld:
			return refuse(RuleMonotone, "tell it at the higher level, or withhold it here too", "%s tells the %s that %s withholds", lower, n, upper)
		case l.State == Stated && u.State != Stated:
			return refuse(RuleMonotone, "generalise it here too", "%s states the %s that %s only generalises", lower, n, upper)
		case l.State == Stated && !u.Same(l):
			return refuse(RuleMonotone, "use the same value, or mark it generalised", "%s and %s state different values of the %s", lower, upper, n)
		}
	}
	return nil
}

// CheckAddressees refuses a warning in which a named victim is left out: each victim is told
// itself, or reached through a protector who is told, or the record says why not.
func (w *Warning) CheckAddressees(victims []Victim) error {
	for _, a := range w.Addressees {
		if !slices.Contains(RecipientRoles, a.Role) {
			return refuse(RuleForm, "use one of: "+join(RecipientRoles), "%q is not a role of an addressee", a.Role)
		}
		if w.Version(a.Level) == nil {
			return refuse(RuleForm, "write that version, or address another level", "%s is to have %s, which is not written", a.Org, a.Level.Plain())
		}
	}
	for _, v := range victims {
		if w.reaches(v) == nil && !slices.ContainsFunc(w.Absences, func(a Absence) bool { return a.Victim == v.ID && strings.TrimSpace(a.Why) != "" }) {
			return refuse(RuleVictimAddressed, "address it or its protector, or record why not", "%s is named as in danger, and neither it nor its protector is told", v.Name)
		}
	}
	return nil
}

// reaches finds the addressee through whom a victim is told: itself, or who is named to reach it,
// or its protector. Being one of "the public" is not being told, nor is having a version that says
// nothing of the part that the victim is in.
func (w *Warning) reaches(v Victim) *Addressee {
	var named, protector *Addressee
	for i := range w.Addressees {
		a := &w.Addressees[i]
		version := w.Version(a.Level)
		if a.Level == Public || version == nil || v.Part != "" && version.Part(v.Part) == nil {
			continue
		}
		switch {
		case v.Org != "" && a.Org == v.Org:
			return a
		case v.ID != "" && slices.Contains(a.Reaches, v.ID):
			named = a
		case slices.Contains(v.Protectors, a.Org):
			protector = a
		}
	}
	if named != nil {
		return named
	}
	return protector
}

// Onward lists the victims whom this addressee is to tell: those reached only through it. Their
// parts have the names that its version gives them.
func (w *Warning) Onward(a Addressee, victims []Victim) []Victim {
	var out []Victim
	for _, v := range victims {
		if r := w.reaches(v); r != nil && r.Org == a.Org && r.Level == a.Level && (v.Org == "" || v.Org != a.Org) {
			if v.Part != "" {
				v.Part = w.Version(a.Level).PartName(v.Part)
			}
			out = append(out, v)
		}
	}
	return out
}

// CheckStands refuses what is done to a draft that was withdrawn.
func (w *Warning) CheckStands() error {
	if w.State == Withdrawn {
		return refuse(RuleState, "write another", "the draft was withdrawn")
	}
	return nil
}

// CheckDraft refuses what is done to a draft when the warning is none any more, or when it was
// written anew since it was read: revision is the one that was read.
func (w *Warning) CheckDraft(revision int64) error {
	if err := w.CheckStands(); err != nil {
		return err
	}
	switch {
	case w.State != Draft:
		return refuse(RuleState, "write another warning on the same threat if something changed", "the warning is issued already")
	case w.Revision != revision:
		return refuse(RuleState, "read it again", "the draft was written anew since it was read: this is its revision %d, and revision %d was meant", w.Revision, revision)
	}
	return nil
}

// Revise puts what a draft says anew in place of what it said. Who revises it stands for all of it as its
// drafter from then on, and does not sign it as second. Its label does not fall: what was handled as RED
// is. An override that stays is still of who made it.
func (w *Warning) Revise(said Warning, by Signature) error {
	if err := w.CheckDraft(said.Revision); err != nil {
		return err
	}
	if said.Threat != "" && said.Threat != w.Threat {
		return refuse(RuleState, "withdraw the draft, and write another on that threat", "a draft stays with the threat that it was written on")
	}
	next := *w
	next.Title, next.Versions, next.Addressees, next.Absences = said.Title, said.Versions, said.Addressees, said.Absences
	next.Label, next.Overrides = stricterOf(w.Label, said.Label), slices.Clone(said.Overrides)
	for i, o := range next.Overrides {
		for _, had := range w.Overrides {
			if had.Match == o.Match && had.Reason == o.Reason {
				next.Overrides[i] = had
			}
		}
	}
	if next.Version(Public) != nil && w.Version(Public) == nil {
		next.Parity = "" // why there is none
	}
	next.Times, next.Drafter, next.Revision = said.Times, by, w.Revision+1
	*w = next
	return nil
}

// stricterOf is the stricter of two labels, of which one may be missing.
func stricterOf(a, b TLP) TLP {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return Strictest(a, b)
}

// Withdraw takes a draft back, with a reason. It stays on record.
func (w *Warning) Withdraw(by Signature, revision int64) error {
	if err := w.CheckDraft(revision); err != nil {
		return err
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleReasonOwed, "say why it is not to be sent", "a draft is not withdrawn without a reason")
	}
	w.State, w.Withdrawn = Withdrawn, &by
	return nil
}

// Sign takes a second person's signature and issues the warning. It is of the revision that was read.
func (w *Warning) Sign(by Signature, revision int64) error {
	if w.Second != nil {
		return refuse(RuleState, "draft an update if something changed", "the warning has both signatures already")
	}
	if w.State != Issued { // alone, as urgent
		if err := w.CheckDraft(revision); err != nil {
			return err
		}
	}
	if err := w.Drafter.SecondBy(by.Signer); err != nil {
		return err
	}
	w.Second, w.State = &by, Issued
	return nil
}

// IssueUrgent lets one officer issue alone, when the danger may begin within 24 hours, with a
// reason. The second signature is owed.
func (w *Warning) IssueUrgent(by Signature, windows []Window, revision int64) error {
	if w.State == Issued {
		return refuse(RuleState, "release it to further addressees instead", "the warning is issued already")
	}
	if err := w.CheckDraft(revision); err != nil {
		return err
	}
	if strings.TrimSpace(by.Reason) == "" {
		return refuse(RuleUrgent, "say why it cannot wait for a second officer", "to warn alone needs a reason")
	}
	near := func(w Window) bool { return w.Opens(by.At, 24*time.Hour) || !w.Start.Known() && !w.HasEnded(by.At) }
	if !slices.ContainsFunc(windows, near) {
		return refuse(RuleUrgent, "ask a second officer to sign", "one officer may warn alone only of a danger within 24 hours")
	}
	w.Urgent, w.State = by.Reason, Issued
	return nil
}

// CheckRelease refuses a public release before those in danger were told in private.
func (w *Warning) CheckRelease(l Level) error {
	if err := w.CheckStands(); err != nil {
		return err
	}
	if w.State != Issued {
		return refuse(RuleState, "have a second officer sign it, or issue it as urgent", "the warning is a draft")
	}
	if w.Version(l) == nil {
		return refuse(RuleForm, "write it first", "there is no %s", l.Plain())
	}
	if l != Public {
		return nil
	}
	for _, a := range w.Addressees {
		if a.Level != Public && !slices.Contains(w.Released, a.Level) {
			return refuse(RulePrivateFirst, "release to "+string(a.Org)+" first, or in the same act", "the public would read it before %s is told", a.Org)
		}
	}
	return nil
}
