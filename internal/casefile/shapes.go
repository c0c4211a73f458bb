package casefile

import (
	"slices"
	"strings"

	"tocsin"
)

// shapes checks what keys of one act say together. What a rule of the desk refuses is left to the
// rule when the act is expected to be refused.
func (k *checker) shapes() {
	for i := range k.c.Events {
		for j := range k.c.Events[i].Acts {
			a := &k.c.Events[i].Acts[j]
			if common := a.Common(); common != nil {
				k.shape(a, common, k.acts[a])
			}
		}
	}
}

func (k *checker) shape(a *Act, common *Common, at where) {
	if o := k.c.Org(common.Org); o != nil && o.Kind == tocsin.OrgAudience {
		k.add(at.to("org"), "let an organisation with a desk act", "%s is an audience: it is told, and has no desk", o.ID)
	}
	switch {
	case a.Join != nil:
		k.oneOf(at, a.Join.Threat, a.Join.Warning)
	case a.Judge != nil:
		k.oneOf(at, a.Judge.Threat, a.Judge.Warning)
	case a.Decide != nil:
		k.oneOf(at, a.Decide.Threat, a.Decide.Warning)
	case a.Report != nil:
		k.pair(at, a.Report.Grade)
	case a.Grade != nil:
		k.pair(at, a.Grade.Grade)
	case a.Warn != nil:
		k.warnShape(a, at)
	case a.Release != nil:
		k.releaseShape(a.Release, at)
	case a.Settle != nil:
		k.settleShape(a.Settle, at)
	case a.Threat != nil:
		k.threatShape(a.Threat, at)
	}
}

// oneOf demands a threat by its own name, or by that of the warning that opened it here.
func (k *checker) oneOf(at where, threat, warning string) {
	switch {
	case threat == "" && warning == "":
		k.add(at, "add `threat: t1`, or `warning: w1` for the threat that a received warning opened here", "this act does not say which threat it is about")
	case threat != "" && warning != "":
		k.add(at.to("warning"), "keep `threat` or `warning`", "this act names a threat twice")
	}
}

func (k *checker) pair(at where, grade string) {
	g := strings.ToUpper(strings.TrimSpace(grade))
	if grade == "" || len(g) == 2 && g[0] >= 'A' && g[0] <= 'F' && g[1] >= '1' && g[1] <= '6' {
		return
	}
	k.add(at.to("grade"), "write the source letter A to F and the content digit 2 to 6, for example `B2`", "`%s` is not a grade", plain(grade))
}

func (k *checker) threatShape(t *Threat, at where) {
	for i, v := range t.Victims {
		if v.Part != "" && !slices.ContainsFunc(t.Parts, func(p ThreatPart) bool { return p.ID == v.Part }) {
			k.unknown(at.to("victims", i, "part"), "part", string(v.Part), partIDs(t.Parts), "add it under `parts`")
		}
	}
}

func partIDs(parts []ThreatPart) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = string(p.ID)
	}
	return out
}

func (w *Warn) versions() map[tocsin.Level]*Version {
	return map[tocsin.Level]*Version{tocsin.Full: w.Full, tocsin.Tearline: w.Tearline, tocsin.Public: w.Public}
}

func (k *checker) warnShape(a *Act, at where) {
	w := a.Warn
	if w.Full == nil && w.Tearline == nil && w.Public == nil {
		k.add(at, "add for example `full: {text: ...}`", "this warning has no version at any level")
	}
	if w.Urgent != "" && w.Draft {
		k.add(at.to("draft"), "keep `urgent` or `draft`", "a warning is either issued as urgent or left a draft")
	}
	for i, to := range w.To {
		if w.versions()[to.Level] == nil && !a.refused() {
			k.add(at.to("to", i, "level"), "write `"+string(to.Level)+":` here, or address another level", "%s is to have the %s version, which is not written", to.Org, to.Level)
		}
	}
	if w.SecondOrg != "" && !a.refused() {
		if o := k.c.Org(w.Org); o != nil && (!o.Small || o.Partner != w.SecondOrg) {
			k.add(at.to("second_from"), "write `small: true` and `partner: "+string(w.SecondOrg)+"` at "+string(o.ID), "%s has not named %s as the partner whose officer signs second", o.ID, w.SecondOrg)
		}
	}
	t := k.threatAct(w.Org, w.Threat)
	for _, l := range tocsin.Levels {
		if v := w.versions()[l]; v != nil {
			k.versionShape(v, t, at.to(string(l)), a.refused())
		}
	}
	if t == nil {
		return // reported as unknown, or it opened with a warning
	}
	k.victimsShape(w, t, at)
}

func (k *checker) victimsShape(w *Warn, t *Threat, at where) {
	ids := make([]string, len(t.Victims))
	for i, v := range t.Victims {
		ids[i] = v.ID
	}
	for i, to := range w.To {
		for j, v := range to.Reaches {
			if !slices.Contains(ids, v) {
				k.unknown(at.to("to", i, "reaches", j), "victim", v, ids, "add it to the threat's `victims`")
			}
		}
	}
	for i, n := range w.Absent {
		if !slices.Contains(ids, n.Victim) {
			k.unknown(at.to("not_told", i, "victim"), "victim", n.Victim, ids, "add it to the threat's `victims`")
		}
	}
}

func (k *checker) versionShape(v *Version, t *Threat, at where, refused bool) {
	if v.Do != "" && (v.Stands == nil || v.Stands.To.Text == "" && v.Stands.To.After == "" && !v.Stands.Span().End.Known()) && !refused {
		k.add(at, "add `stands: 2024-03-07..2024-03-09`", "an instruction (`do`) needs until when it stands")
	}
	if v.Stands != nil && v.Do == "" {
		k.add(at.to("stands"), "add `do: ...`, what people are to do", "this stands for a time, but says nothing to do")
	}
	if t == nil || refused {
		return
	}
	for i, p := range v.Parts {
		if !slices.ContainsFunc(t.Parts, func(tp ThreatPart) bool { return tp.ID == p.ID }) {
			k.unknown(at.to("parts", i, "id"), "part", string(p.ID), partIDs(t.Parts), "use a part of the threat")
		}
	}
}

// threatAct is the act by which an organisation opened a threat.
func (k *checker) threatAct(org tocsin.OrgID, name string) *Threat {
	for i := range k.c.Events {
		for _, a := range k.c.Events[i].Acts {
			if a.Threat != nil && a.Threat.Org == org && a.Threat.ID == name {
				return a.Threat
			}
		}
	}
	return nil
}

func (k *checker) releaseShape(r *Release, at where) {
	w := k.warnAct(r.Org, r.Warning)
	if w == nil || r.Refused != "" {
		return
	}
	if w.versions()[r.Level] == nil {
		k.add(at.to("level"), "write that version in the `warn` act, or release another level", "the warning `%s` has no %s version", r.Warning, r.Level)
	}
}

func (k *checker) settleShape(s *Settle, at where) {
	can := []tocsin.ObligationKind{tocsin.OweJoin, tocsin.OweUntilWhen, tocsin.OweSustain}
	if !slices.Contains(can, s.Kind) {
		k.add(at.to("kind"), "settle one of: "+join(can)+"; any other duty is met by the act that it asks for", "a duty of kind `%s` is not settled by words", s.Kind)
	}
}
