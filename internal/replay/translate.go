package replay

import (
	"strings"

	"tocsin"
	"tocsin/internal/casefile"
)

// What a case file writes under a verb, as the nouns that the messages carry. The commands read
// the same form from a file of their own, so it is translated in one place. Times of the record
// itself, and citations, are the caller's: a case takes them from the event.

// A Finder gives the id of what a file calls by a name: a report, a protected source.
type Finder func(kind, name string) (string, error)

// ReportOf is a report without its grade.
func ReportOf(r *casefile.Report, find Finder) (tocsin.Report, error) {
	out := tocsin.Report{Title: r.Title, Text: r.Text, Facets: r.Facets.Resolved(), Window: r.Window.Span(), Origin: r.Origin, Internal: r.Internal, Access: r.Access, Denies: r.Denies}
	for _, name := range r.DerivedFrom {
		id, err := find(tocsin.KindReport, name)
		if err != nil {
			return out, err
		}
		out.DerivedFrom = append(out.DerivedFrom, tocsin.ReportID(id))
	}
	if r.Source != "" {
		id, err := find(tocsin.KindSource, r.Source)
		if err != nil {
			return out, err
		}
		out.Source = tocsin.SourceID(id)
	}
	return out, nil
}

// GradeOf reads a pair: B2, F3, C6.
func GradeOf(pair string) (tocsin.Reliability, tocsin.Credibility, error) {
	pair = strings.ToUpper(strings.TrimSpace(pair))
	if len(pair) != 2 || pair[1] < '1' || pair[1] > '6' {
		return "", 0, tocsin.Refuse(tocsin.RuleForm, "write a letter and a digit: B2, F3, C6", "%q is not a grade", pair)
	}
	return tocsin.Reliability(pair[:1]), tocsin.Credibility(pair[1] - '0'), nil
}

// ThreatOf is a threat with its parts, victims and reports.
func ThreatOf(th *casefile.Threat, find Finder) (tocsin.Threat, error) {
	out := tocsin.Threat{Title: th.Title, Parts: PartsOf(th.Parts)}
	for _, v := range th.Victims {
		out.Victims = append(out.Victims, tocsin.Victim{
			ID: v.ID, Name: v.Name, Kind: v.Kind, Part: v.Part, Org: v.Org, Site: v.Site, Protectors: v.Protectors,
		})
	}
	for _, name := range th.Reports {
		id, err := find(tocsin.KindReport, name)
		if err != nil {
			return out, err
		}
		out.Reports = append(out.Reports, tocsin.ReportID(id))
	}
	return out, nil
}

// PartsOf are the parts of a threat.
func PartsOf(in []casefile.ThreatPart) []tocsin.Part {
	out := make([]tocsin.Part, len(in))
	for i, p := range in {
		out[i] = tocsin.Part{ID: p.ID, Name: p.Name, Facets: p.Facets.Resolved(), Window: p.Window.Span()}
	}
	return out
}

// JudgementOf is a judgement on a threat.
func JudgementOf(j *casefile.Judge) tocsin.Judgement {
	return tocsin.Judgement{Text: j.Text, Likelihood: j.Likelihood, Confidence: j.Confidence, ChangeReason: j.Change}
}

// DutyOf is a decision on the duty to warn about a threat.
func DutyOf(d *casefile.Duty, threat tocsin.ThreatID) tocsin.DutyDecision {
	return tocsin.DutyDecision{
		Threat: threat, Outcome: d.Outcome, Ground: d.Ground, Reason: d.Reason,
		Threshold: tocsin.Threshold{Credible: d.Credible, Specific: d.Specific, Impending: d.Impending, Harm: d.Harm},
	}
}

// DecisionOf is a decision on a part of a threat, and the part that a displaced threat opens.
func DecisionOf(d *casefile.Decide) (tocsin.ReviewDecision, *tocsin.Part) {
	dec := tocsin.ReviewDecision{End: tocsin.WindowEnd(d.End), Reason: d.Reason, Evidence: d.Evidence, Successor: d.Successor}
	if d.Until != nil {
		dec.Window.End = d.Until.When
	}
	if d.MovedTo == nil {
		return dec, nil
	}
	return dec, &PartsOf([]casefile.ThreatPart{*d.MovedTo})[0]
}

// WarningOf is a warning at its levels. told are the parts that the full version tells when it
// gives none itself: those of the threat. At a lower level what is not written is not told.
func WarningOf(w *casefile.Warn, threat tocsin.ThreatID, told []tocsin.VersionPart) (tocsin.Warning, error) {
	out := tocsin.Warning{Threat: threat, Title: w.Title, Addressees: AddresseesOf(w.To)}
	for i, v := range []*casefile.Version{w.Full, w.Tearline, w.Public} {
		if v == nil {
			continue
		}
		version, err := versionOf(tocsin.Levels[i], v)
		if err != nil {
			return out, err
		}
		if version.Level == tocsin.Full && len(v.Parts) == 0 {
			version.Parts = told
		}
		out.Versions = append(out.Versions, version)
	}
	for _, a := range w.Absent {
		out.Absences = append(out.Absences, tocsin.Absence{Victim: a.Victim, Why: a.Why})
	}
	for _, o := range w.Overrides {
		out.Overrides = append(out.Overrides, tocsin.Override{Match: o.Match, Reason: o.Reason})
	}
	return out, nil
}

func versionOf(level tocsin.Level, v *casefile.Version) (tocsin.Version, error) {
	out := tocsin.Version{Level: level, TLP: tocsin.TLPAmber}
	if level == tocsin.Public {
		out.TLP = tocsin.TLPClear
	}
	if v.TLP != "" {
		label, err := tocsin.ParseTLP(v.TLP)
		if err != nil {
			return out, tocsin.Refuse(tocsin.RuleForm, "use a TLP 2.0 label", "%s", err)
		}
		out.TLP = label
	}
	for _, p := range v.Parts {
		out.Parts = append(out.Parts, tocsin.VersionPart{Part: p.ID, Facets: p.Facets.Resolved(), Window: p.Window.Span()})
	}
	for _, text := range v.Text {
		out.Text = append(out.Text, tocsin.Text{Lang: text.Lang, Words: text.Words, Original: len(out.Text) == 0})
	}
	if v.Do != "" {
		out.Instruction = &tocsin.Instruction{Words: v.Do, Window: v.Stands.Span()}
	}
	return out, nil
}

// AddresseesOf are who is told.
func AddresseesOf(in []casefile.Addressee) []tocsin.Addressee {
	out := make([]tocsin.Addressee, len(in))
	for i, a := range in {
		out[i] = tocsin.Addressee{Org: a.Org, Role: a.Role, Level: a.Level, Reaches: a.Reaches}
	}
	return out
}

// MeasureOf is a measure, kept up for a threat if it has one.
func MeasureOf(m *casefile.Measure, threat tocsin.ThreatID) tocsin.Measure {
	out := tocsin.Measure{Site: m.Site, What: m.What, Family: m.Family, Owner: m.Owner, Threat: threat, Started: when(m.Started), Sustainable: when(m.Sustainable)}
	if m.Owner == "" {
		out.Owner = tocsin.SiteManager
	}
	for _, s := range m.Substitutes {
		out.Substitutes = append(out.Substitutes, tocsin.Substitute{What: s.What, Equivalent: s.Equivalent})
	}
	return out
}

// BriefingOf is a briefing of a site's people.
func BriefingOf(b *casefile.Brief, threat tocsin.ThreatID) tocsin.Briefing {
	return tocsin.Briefing{Site: b.Site, What: b.What, Attended: b.Attended, Until: when(b.Until), Threat: threat}
}

// EventOf is an event on a site's calendar.
func EventOf(e *casefile.Programme) tocsin.Event {
	return tocsin.Event{Site: e.Site, Name: e.Name, At: e.On.When, Expected: e.Expected, SoldOut: e.SoldOut}
}

// SightingOf is a suspicious-activity report.
func SightingOf(s *casefile.Sighting) tocsin.Sighting {
	return tocsin.Sighting{Site: s.Site, Code: s.Code, What: s.What, Person: s.Person, Vehicle: s.Vehicle}
}

// ClaimOf is what somebody said, without the claims that it refers to.
func ClaimOf(c *casefile.Claim) tocsin.Claim {
	return tocsin.Claim{
		Question: c.Question, Claimant: c.Claimant, Facet: c.Facet, Figure: c.Parsed, Answer: c.Answer, Words: c.Words,
		Unit: c.Unit, Event: c.Event, Zero: c.Zero, Status: c.Status, Duress: c.Duress,
	}
}

func when(i *casefile.Instant) tocsin.Instant {
	if i == nil {
		return tocsin.Instant{}
	}
	return i.When
}

// IncomingOf is a list that came in.
func IncomingOf(in *casefile.Intake) tocsin.IncomingList {
	out := tocsin.IncomingList{From: in.From, Title: in.Title}
	for _, e := range in.Entries {
		x := tocsin.IncomingEntry{
			Subject: tocsin.Subject{Kind: tocsin.ListedPerson, Names: []string{e.Name}},
			Act:     tocsin.ListedAct{Kind: e.Act, Harm: e.Harm, What: e.What},
			Ground:  tocsin.LegalGround{Law: e.Law, Decision: e.Decision}, Reasons: e.Reasons,
		}
		if e.Group {
			x.Subject.Kind = tocsin.ListedGroup
		}
		out.Entries = append(out.Entries, x)
	}
	return out
}
