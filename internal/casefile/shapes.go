package casefile

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"tocsin"
)

// shapes checks each act by itself: who does it, and that what it says belongs together. An act
// that is expected to be refused may be as wrong as the case wants.
func (k *checker) shapes() {
	for i, o := range k.c.Orgs {
		if o.Partner != "" && o.Partner == o.ID {
			k.add(where{"organisations", i, "partner"}, "name another organisation, or leave it out", "%s cannot be its own partner", plain(string(o.ID)))
		}
	}
	for i := range k.c.Events {
		for j := range k.c.Events[i].Acts {
			a := &k.c.Events[i].Acts[j]
			at, ok := k.acts[a]
			if !ok {
				continue
			}
			if o := k.c.Org(a.Common().Org); o != nil && o.Kind == tocsin.OrgAudience {
				k.add(at.to("org"), "name who does it; what an audience hears goes into `learned`", "%s is an audience: it is told, and keeps no desk", plain(string(o.ID)))
			}
			if !a.refused() {
				k.shape(a, at)
			}
		}
	}
}

func (k *checker) shape(a *Act, at where) {
	switch {
	case a.Report != nil:
		k.grade(a.Report.Grade, at.to("grade"))
		k.houseSource(a.Report, at.to("source"))
	case a.Grade != nil:
		k.grade(a.Grade.Grade, at.to("grade"))
	case a.Threat != nil:
		k.victims(a.Threat, at)
	case a.Join != nil:
		k.oneFile(a.Join.Threat, a.Join.Warning, at)
	case a.Split != nil:
		k.oneFile(a.Split.Threat, a.Split.Warning, at)
	case a.KeepApart != nil:
		k.oneFile(a.KeepApart.Threat, a.KeepApart.Warning, at)
	case a.Link != nil:
		k.oneFile(a.Link.Threat, a.Link.Warning, at)
		k.oneFile(a.Link.OtherThreat, a.Link.OtherWarning, at)
	case a.Origin != nil:
		if (a.Origin.Report == "") == (a.Origin.Warning == "") {
			k.add(at, "write `report: r1` or `warning: w1`", "this act does not say whose origin it tells, or says it of two")
		}
	case a.Judge != nil:
		k.oneFile(a.Judge.Threat, a.Judge.Warning, at)
	case a.Decide != nil:
		k.oneFile(a.Decide.Threat, a.Decide.Warning, at)
	case a.Measure != nil:
		k.notTwoFiles(a.Measure.Threat, a.Measure.Warning, at)
	case a.Brief != nil:
		k.notTwoFiles(a.Brief.Threat, a.Brief.Warning, at)
	case a.Duty != nil:
		k.oneFile(a.Duty.Threat, a.Duty.Warning, at)
	case a.Warn != nil:
		k.oneFile(a.Warn.Threat, a.Warn.Warning, at)
		k.warn(a.Warn, at)
	case a.Effort != nil:
		k.effort(a.Effort, at)
	case a.Priority != nil:
		k.day(a.Priority.Day, at.to("day"))
		for i, s := range a.Priority.Order {
			k.subject(s, at.to("order", i))
		}
	case a.Settle != nil:
		k.settle(a.Settle, at)
	case a.Sign != nil:
		k.outside(a.Sign.Org, a.Sign.From, at.to("from"))
	case a.Closing != nil:
		if a.Closing.How == "extended" && a.Closing.Until == nil {
			k.add(at, "add `until: 2024-03-11`", "this instruction is extended, and it is not said until when")
		}
	case a.GradeBlind != nil:
		if n := a.GradeBlind.Credibility; n < 2 || n > 6 {
			k.add(at.to("credibility"), "write 2 to 5, or 6 when it cannot be judged; 1 is computed, never entered", "%d is not a digit that a person may enter", n)
		}
	case a.Reveal != nil:
		if s := a.Reveal.Source; s != "" && tocsin.Reliability(s).Check() != nil {
			k.add(at.to("source"), "write a letter from A to E, or F when it cannot be judged", "`%s` is not a source letter", plain(s))
		}
	}
}

// houseSource refuses a protected source of another house: no other desk knows it.
func (k *checker) houseSource(r *Report, at where) {
	if p := k.c.ProtectedSource(r.Source); p != nil && p.Org != r.Org {
		k.add(at, "let "+plain(string(p.Org))+" record it, or leave `source` out", "the protected source `%s` is of %s, and no other desk knows it", plain(p.ID), plain(string(p.Org)))
	}
}

var gradeForm = regexp.MustCompile(`^[A-F][2-6]$`)

// grade checks a pair as a case writes it: B2, F3, C6.
func (k *checker) grade(s string, at where) {
	if s != "" && !gradeForm.MatchString(strings.ToUpper(strings.TrimSpace(s))) {
		k.add(at, "write a letter A to F and a digit 2 to 6, for example `B2`; F and 6 mean not judged, and 1 is computed, never entered", "`%s` is not a grade", plain(s))
	}
}

// victims checks that each victim belongs to a part of its threat.
func (k *checker) victims(t *Threat, at where) {
	parts := partIDs(t.Parts)
	for i, v := range t.Victims {
		if v.Part != "" && !slices.Contains(parts, string(v.Part)) {
			k.unknown(at.to("victims", i, "part"), "part", string(v.Part), parts, "add it to `parts`")
		}
	}
}

const fileHint = "write `threat:` for one of the organisation's own, or `warning:` for the one that a received warning opened"

func (k *checker) oneFile(threat, warning string, at where) {
	if threat == "" && warning == "" {
		k.add(at, fileHint, "this act does not say which threat it is about")
	}
	k.notTwoFiles(threat, warning, at)
}

func (k *checker) notTwoFiles(threat, warning string, at where) {
	if threat != "" && warning != "" {
		k.add(at.to("warning"), fileHint, "this act names both a `threat` and a `warning`")
	}
}

// Version returns what the warning says at a level, or nil.
func (w *Warn) Version(l tocsin.Level) *Version {
	switch l {
	case tocsin.Full:
		return w.Full
	case tocsin.Tearline:
		return w.Tearline
	case tocsin.Public:
		return w.Public
	}
	return nil
}

// warn checks that a warning has what its addressees are to get.
func (k *checker) warn(w *Warn, at where) {
	written := false
	for _, l := range tocsin.Levels {
		v := w.Version(l)
		if v == nil {
			continue
		}
		written = true
		k.instruction(v, at.to(string(l)))
	}
	if !written {
		k.add(at, "add `full:`, `tearline:` or `public:` with what it says there", "this warning has no version at any level")
	}
	k.addressees(w, w.To, at)
	k.arrivals(w.Arrives, w.To, at)
	k.outside(w.Org, w.SecondOrg, at.to("second_from"))
	switch {
	case w.Urgent != "" && w.Draft:
		k.add(at.to("draft"), "keep `urgent` or `draft`", "a warning is either issued as urgent or left a draft")
	case w.Urgent == "" && !w.Draft && w.Second == "" && w.SecondOrg == "":
		k.add(at, "add `second: approver`, or `second_from:` with the partner, or `urgent:` with the reason to issue it alone, or `draft: true`", "nobody signs this warning as the second")
	}
}

func (k *checker) instruction(v *Version, at where) {
	switch {
	case v.Do != "" && (v.Stands == nil || v.Stands.To.empty()):
		k.add(at.to("do"), "add for example `stands: 2024-03-07..2024-03-09`", "this instruction does not say until when it stands")
	case v.Do == "" && v.Stands != nil:
		k.add(at.to("stands"), "add `do:` with the instruction, or delete `stands`", "`stands` is how long an instruction stands, and there is none")
	}
}

func (k *checker) addressees(w *Warn, to []Addressee, at where) {
	for i, a := range to {
		if a.Level != "" && slices.Contains(tocsin.Levels, a.Level) && w.Version(a.Level) == nil {
			k.add(at.to("to", i, "level"), "write `"+string(a.Level)+":` in the warning, or address another level", "%s is to have %s, which is not written", plain(string(a.Org)), a.Level.Plain())
		}
	}
}

// arrivals checks that only what is sent arrives.
func (k *checker) arrivals(arrives map[string]Instant, to []Addressee, at where) {
	var sent []string
	for _, a := range to {
		sent = append(sent, string(a.Org))
	}
	for _, org := range slices.Sorted(maps.Keys(arrives)) {
		if !slices.Contains(sent, org) && k.known("organisation", org) {
			k.add(at.to("arrives", org), "add it to `to`, or delete it here; it is sent to: "+strings.Join(sent, ", "), "%s is not sent this, so it does not arrive there", plain(org))
		}
	}
}

// outside checks that a signature from outside is the named partner's.
func (k *checker) outside(org, from tocsin.OrgID, at where) {
	o := k.c.Org(org)
	switch {
	case from == "" || o == nil || k.c.Org(from) == nil:
	case o.Partner != from:
		k.add(at, "write `small: true` and `partner: "+string(from)+"` at "+string(org)+", or have its own officer sign", "%s has not named %s as the partner whose officer signs second", plain(string(org)), plain(string(from)))
	case !o.Small:
		k.add(at, "write `small: true` at "+string(org)+", or have its own officer sign", "only a small organisation has its partner's officer sign second")
	}
}

func (k *checker) effort(e *Effort, at where) {
	k.day(e.Day, at.to("day"))
	k.subject(AttentionSubject{Threat: e.Threat, Warning: e.Warning, On: e.On}, at)
	switch {
	case e.Hours < 0 || e.Senior < 0 || e.Senior > e.Hours:
		k.add(at, "give `senior` as a part of `hours`, and neither below 0", "this effort has %g hours, %g of them senior", e.Hours, e.Senior)
	case e.Hours == 0 && e.Entries == 0:
		k.add(at, "write `hours:`, or `entries:` for entries of lists that were followed", "this effort does not say how much was spent")
	}
}

func (k *checker) day(d tocsin.Date, at where) {
	if d != "" && d.Check("the day") != nil {
		k.add(at, "write it like `2024-03-07`", "`%s` is not a day", plain(string(d)))
	}
}

// subject checks that what attention goes to is one thing.
func (k *checker) subject(s AttentionSubject, at where) {
	n := 0
	for _, name := range []string{s.Threat, s.Warning, s.On} {
		if strings.TrimSpace(name) != "" {
			n++
		}
	}
	if n != 1 {
		k.add(at, "write one of `threat:`, `warning:` (the threat that it opened here) and `on:` (a short name of something else)", "it is not said what this goes to, or it is said twice")
	}
}

func (k *checker) settle(s *Settle, at where) {
	can := []tocsin.ObligationKind{tocsin.OweJoin, tocsin.OweUntilWhen, tocsin.OweSustain, tocsin.OweNotice, tocsin.OweRecheck, tocsin.OweAttention, tocsin.OweFile, tocsin.OweTwin, tocsin.OweCircular}
	if slices.Contains(tocsin.ObligationKinds, s.Kind) && !slices.Contains(can, s.Kind) {
		k.add(at.to("kind"), "settle one of: "+join(can)+"; any other duty is met by the act that it asks for", "a duty of kind `%s` is not settled by words", s.Kind)
	}
}
