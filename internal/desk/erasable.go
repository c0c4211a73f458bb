package desk

import (
	"fmt"
	"slices"
	"strings"

	"tocsin"
	"tocsin/internal/store"
)

// A target is a record that an order is to erase: what it says, what it belongs to, and where else
// its words stand.
type target struct {
	ref     tocsin.Ref
	noun    any
	threats []tocsin.ThreatID // that it belongs to
	with    []tocsin.Ref      // copies of it, which go with it
	family  []tocsin.Ref      // records besides it that nothing may be owed about
	related []tocsin.Ref      // records besides it whose duties may repeat it
	quotes  []string          // texts of it as duties and refusals repeat them
	values  []string          // of its facets, in every wording
	remains []Remains
}

// Remains says where what was erased may still stand, and why it was not erased there.
type Remains struct {
	Where string `json:"where"` // a record, or an organisation
	Why   string `json:"why"`
}

func (t *target) remain(kind, id, why string) {
	ref := tocsin.Ref{Kind: kind, ID: id}
	t.remains, t.related = append(t.remains, Remains{ref.String(), why}), append(t.related, ref)
}

// target finds what an order is to erase, and refuses what may not be erased now.
func (a *act) target(ref tocsin.Ref) (*target, error) {
	t, err := a.quoted(ref)
	if err != nil {
		return nil, err
	}
	held, err := holds(a)
	if err != nil {
		return nil, err
	}
	if err := tocsin.CheckHolds(held, t.threats); err != nil {
		return nil, err
	}
	for _, check := range []func(*target) error{a.checkClosed, a.checkEnded, a.checkSourceUnused, a.checkNotListed, a.checkNothingOwed} {
		if err := check(t); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// quoted finds a record that may be erased at some time, with what it says.
func (a *act) quoted(ref tocsin.Ref) (*target, error) {
	t := &target{ref: ref}
	var err error
	switch ref.Kind {
	case tocsin.KindReport:
		err = a.reportTarget(t)
	case tocsin.KindThreat:
		err = a.threatTarget(t)
	case tocsin.KindWarning:
		err = a.warningTarget(t)
	case tocsin.KindReceived:
		err = a.receivedTarget(t)
	case tocsin.KindSighting:
		err = a.sightingTarget(t)
	case tocsin.KindBriefing:
		err = a.briefingTarget(t)
	case tocsin.KindClaim:
		err = a.claimTarget(t)
	case tocsin.KindListing:
		err = a.listingTarget(t)
	case tocsin.KindRegister:
		_, err = targetOf[tocsin.Register](a, t)
	case tocsin.KindIntake:
		err = a.intakeTarget(t)
	case tocsin.KindContact:
		err = a.contactTarget(t)
	case tocsin.KindSource:
		_, err = targetOf[sourceBody](a, t)
	default:
		err = tocsin.CheckErasable(ref.Kind)
	}
	return t, err
}

// targetOf reads the noun of a target, and the words of all its versions.
func targetOf[T any](a *act, t *target) (*T, error) {
	noun, err := load[T](a, t.ref.Kind, t.ref.ID)
	if err != nil {
		return nil, err
	}
	t.noun = noun
	for r, err := range a.History(t.ref.Kind, t.ref.ID) {
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", t.ref, err)
		}
		if r.Erased {
			continue
		}
		was, err := decode[T](r)
		if err != nil {
			return nil, err
		}
		t.say(was)
	}
	return noun, nil
}

func (a *act) reportTarget(t *target) error {
	r, err := targetOf[tocsin.Report](a, t)
	if err != nil {
		return err
	}
	t.threats = r.Threats
	for _, x := range r.Apart {
		if x.Was { // taking it out of a file does not take it out of what holds the file
			t.threats = append(slices.Clone(t.threats), x.Threat)
		}
	}
	for _, id := range r.Threats {
		t.remain(tocsin.KindThreat, string(id), "what was taken over from the report stands there")
	}
	reports, err := list[tocsin.Report](a, store.Query{Kind: tocsin.KindReport})
	for _, o := range reports {
		if slices.Contains(o.DerivedFrom, r.ID) {
			t.remain(tocsin.KindReport, string(o.ID), "it tells what the report told")
		}
	}
	return err
}

func (a *act) threatTarget(t *target) error {
	th, err := targetOf[tocsin.Threat](a, t)
	if err != nil {
		return err
	}
	t.threats = []tocsin.ThreatID{th.ID}
	warnings, err := list[tocsin.Warning](a, store.Query{Kind: tocsin.KindWarning, Parent: string(th.ID)})
	if err != nil {
		return err
	}
	own := "it is a record of its own: ask for it too, if it is to go"
	for _, w := range warnings {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(w.ID)}
		t.remain(ref.Kind, ref.ID, own)
		t.family = append(t.family, ref)
		sent, err := list[Sent](a, store.Query{Kind: tocsin.KindRelease, Parent: string(w.ID)})
		if err != nil {
			return err
		}
		for _, s := range sent {
			t.family = append(t.family, tocsin.Ref{Kind: tocsin.KindRelease, ID: string(s.Release.ID)})
		}
	}
	for _, id := range th.Reports {
		t.remain(tocsin.KindReport, string(id), own)
	}
	for _, id := range th.Received {
		ref := tocsin.Ref{Kind: tocsin.KindReceived, ID: string(id)}
		t.remain(ref.Kind, ref.ID, own)
		t.family = append(t.family, ref)
	}
	return nil
}

func (a *act) warningTarget(t *target) error {
	w, err := targetOf[tocsin.Warning](a, t)
	if err != nil {
		return err
	}
	t.threats = []tocsin.ThreatID{w.Threat}
	t.remain(tocsin.KindThreat, string(w.Threat), "what the warning was made from stands there")
	sent, err := list[Sent](a, store.Query{Kind: tocsin.KindRelease, Parent: string(w.ID)})
	for _, s := range sent {
		t.with = append(t.with, tocsin.Ref{Kind: tocsin.KindRelease, ID: string(s.Release.ID)})
		t.say(s)
		t.remains = append(t.remains, Remains{"organisation " + string(s.Release.To), "it has what was sent to it"})
	}
	if err != nil {
		return err
	}
	out, err := list[tocsin.Publication](a, store.Query{Kind: tocsin.KindPublication, Parent: string(w.ID)})
	for _, p := range out {
		t.with = append(t.with, tocsin.Ref{Kind: tocsin.KindPublication, ID: string(p.Release)})
		if p.State != tocsin.PublicationWaiting {
			t.remains = append(t.remains, Remains{"everybody", "it was published as CAP, and others keep copies"})
		}
	}
	return err
}

func (a *act) receivedTarget(t *target) error {
	r, err := targetOf[tocsin.Received](a, t)
	if err != nil {
		return err
	}
	t.remains = append(t.remains, Remains{"its sender", "it has what it sent"})
	if r.Threat != "" {
		t.threats = []tocsin.ThreatID{r.Threat}
		t.remain(tocsin.KindThreat, string(r.Threat), "it was opened from this, and says what it said")
	}
	return nil
}

func (a *act) sightingTarget(t *target) error {
	s, err := targetOf[tocsin.Sighting](a, t)
	if err != nil {
		return err
	}
	site, err := load[tocsin.Site](a, tocsin.KindSite, string(s.Site))
	if err != nil {
		return err
	}
	if site.Protector != "" && site.Protector != a.d.org {
		t.remains = append(t.remains, Remains{"organisation " + string(site.Protector), "it has what was passed on to it"})
	}
	t.threats, err = a.threatsAt(s.Site, s.Threats)
	return err
}

func (a *act) briefingTarget(t *target) error {
	b, err := targetOf[tocsin.Briefing](a, t)
	if err != nil {
		return err
	}
	t.threats, err = a.threatsAt(b.Site, nil)
	return err
}

func (a *act) claimTarget(t *target) error {
	c, err := targetOf[tocsin.Claim](a, t)
	if err != nil {
		return err
	}
	claims, err := list[tocsin.Claim](a, store.Query{Kind: tocsin.KindClaim})
	for _, o := range claims {
		if o.Revises == c.ID || o.SameAs == c.ID {
			t.remain(tocsin.KindClaim, string(o.ID), "it revises or repeats this one")
		}
	}
	return err
}

// contactTarget refuses a contact in use: with it somebody would not be reached any more.
func (a *act) contactTarget(t *target) error {
	c, err := targetOf[tocsin.Contact](a, t)
	if err == nil && c.Ended == nil {
		err = tocsin.Refuse(tocsin.RuleInForce, "take it out of use first: `tocsin contact end`", "the contact is in use")
	}
	return err
}

// threatsAt are the threats that name a site in any part, open or closed, and those given.
func (a *act) threatsAt(site tocsin.SiteID, ids []tocsin.ThreatID) ([]tocsin.ThreatID, error) {
	threats, err := list[tocsin.Threat](a, store.Query{Kind: tocsin.KindThreat})
	ids = slices.Clone(ids)
	for _, t := range threats {
		names := func(p tocsin.Part) bool { return p.Facets.Mentions(site) }
		if !slices.Contains(ids, t.ID) && slices.ContainsFunc(t.Parts, names) {
			ids = append(ids, t.ID)
		}
	}
	return ids, err
}

// The shortest texts of a target, in letters, that are looked for: in duties about what it belongs
// to, in the leak check's refusals, in any refusal, in a reason.
const (
	minQuote  = 2
	minValue  = 4
	minTold   = 6
	minReason = 8
)

// atLeast are the texts of at least n letters.
func atLeast(texts []string, n int) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return len([]rune(s)) < n })
}

// say takes in what a noun says.
func (t *target) say(noun any) {
	quotes, facets := saying(noun)
	for _, q := range quotes {
		if q = strings.TrimSpace(q); len([]rune(q)) >= minQuote && !slices.Contains(t.quotes, q) {
			t.quotes = append(t.quotes, q)
		}
	}
	for _, fs := range facets {
		for _, f := range fs.All() {
			for _, v := range append(slices.Clone(f.Aliases), f.Value) {
				if len([]rune(v)) >= minValue && !slices.Contains(t.values, v) {
					t.values = append(t.values, v)
				}
			}
		}
	}
}

// checkReason refuses a reason that repeats what is to go.
func (t *target) checkReason(reason string) error {
	low := strings.ToLower(reason)
	for _, q := range atLeast(t.quotes, minReason) {
		if strings.Contains(low, strings.ToLower(q)) {
			return tocsin.Refuse(tocsin.RuleForm, "say why without saying what: the reason stays", "the reason repeats what the %s says", t.ref.Kind)
		}
	}
	return nil
}
