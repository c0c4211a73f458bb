package desk

import (
	"slices"

	"tocsin"
	"tocsin/internal/fusion"
)

// mostProposals is how many files one report is proposed for at once: it may speak of several.
const mostProposals = 10

// placeReport opens what a report that lies in no file makes owed: to lay it beside each file of
// whose danger it is likely to be; or, when there is none and it names a place or a target, to open
// one. The second asks neither for a grade nor for a second source.
func (a *act) placeReport(r *tocsin.Report) error {
	if r.Background {
		return nil
	}
	dots, err := a.laid()
	if err != nil {
		return err
	}
	v, proposed := a.d.board.view(dots, r), false
	for _, l := range dots.Links(v, mostProposals) {
		if l.Standing != fusion.Proposed {
			break // they come the likeliest first
		}
		t, err := load[tocsin.Threat](a, tocsin.KindThreat, l.File)
		if err != nil {
			return err
		}
		opened, err := a.propose(r, t, l)
		if err != nil {
			return err
		}
		proposed = proposed || opened
	}
	if proposed || len(r.Threats) > 0 {
		return nil
	}
	return a.oweFile(r)
}

// propose opens the duty to lay a report beside a threat, with the score that speaks for it, and
// reports whether somebody has it to decide.
func (a *act) propose(r *tocsin.Report, t *tocsin.Threat, l fusion.Link) (bool, error) {
	if len(r.Threats) > 0 || r.IsApart(t.ID) {
		return false, nil
	}
	about, subject := tocsin.Ref{Kind: tocsin.KindReport, ID: string(r.ID)}, tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID)}
	asked, err := a.asked(tocsin.OweJoin, about, subject)
	if err != nil || asked {
		return false, err
	}
	p, err := a.clocks()
	if err != nil {
		return false, err
	}
	if err := a.drop(tocsin.OweFile, about, "it may belong to the file "+t.Title); err != nil {
		return false, err
	}
	return true, a.owe(debt{
		kind: tocsin.OweJoin, owes: a.us(tocsin.Analyst), to: a.us(tocsin.WarningOfficer), about: about, subject: subject, score: a.senderless(l.Score, t),
		what:     "Two files, " + strongest(l.Score) + ", and neither names the other: \"" + r.Title + "\" and \"" + t.Title + "\"",
		doneWhen: "the report is joined to the threat, or an analyst says why it does not belong there",
		rule:     "one's own report is laid beside the warning it may belong to",
		due:      a.now.Add(p.JoinWithin),
	})
}

// senderless is a score with the names masked that give away who sent the warnings behind some
// threats, for good: the record keeps it, and the desk reads it before the sender is shown.
func (a *act) senderless(w tocsin.Waterfall, threats ...*tocsin.Threat) tocsin.Waterfall {
	w = slices.Clone(w)
	for _, t := range threats {
		for _, id := range t.Received {
			in, err := load[tocsin.Received](a, tocsin.KindReceived, string(id))
			if err != nil {
				continue // it was erased, with every word that could be quoted
			}
			hide := sendersNames(a, in.Release.From)
			for i := range w {
				w[i].Why = maskWords(w[i].Why, hide)
			}
		}
	}
	return w
}

// strongest says in words what speaks most for a link.
func strongest(w tocsin.Waterfall) string {
	words := map[tocsin.TermName]string{
		fusion.TermPlace: "the same place", fusion.TermTime: "the same days", fusion.TermType: "the same method",
		fusion.TermTarget: "the same target", fusion.TermActor: "the same actor",
	}
	best := tocsin.Term{}
	for _, t := range w {
		if t.Weight > best.Weight {
			best = t
		}
	}
	if said := words[best.Name]; said != "" {
		return said
	}
	return "the same rare words"
}

// oweFile opens the duty to open a file for a report that names a place or a target.
func (a *act) oweFile(r *tocsin.Report) error {
	where := r.Facets.Place
	if where.State != tocsin.Stated {
		where = r.Facets.Target
	}
	if where.State != tocsin.Stated || r.Background {
		return nil
	}
	p, err := a.clocks()
	if err != nil {
		return err
	}
	return a.owe(debt{
		kind: tocsin.OweFile, owes: a.us(tocsin.Analyst), to: a.us(tocsin.WarningOfficer),
		about:    tocsin.Ref{Kind: tocsin.KindReport, ID: string(r.ID)},
		what:     "A report names " + where.Value + ", and no file is open on it: \"" + r.Title + "\"",
		doneWhen: "the report lies in a file, or an analyst says why it belongs in none",
		rule:     "one report that names a place opens a case, however it is graded: a score says in what order to look, and closes nothing",
		due:      a.now.Add(p.JoinWithin),
	})
}

// callIn proposes the reports that lie in no file and may belong to a threat.
func (a *act) callIn(t *tocsin.Threat) error {
	dots, err := a.laid()
	if err != nil || dots.File(string(t.ID)) == nil {
		return err
	}
	for _, ref := range dots.Loose(string(t.ID)) {
		if len(a.written) > maxAround {
			return nil
		}
		asked, err := a.asked(tocsin.OweJoin, tocsin.Ref{Kind: tocsin.KindReport, ID: ref}, tocsin.Ref{Kind: tocsin.KindThreat, ID: string(t.ID)})
		if err != nil {
			return err
		}
		if asked {
			continue // it need not be read and compared again to know that
		}
		r, err := load[tocsin.Report](a, tocsin.KindReport, ref)
		if wasErased(err) {
			continue
		}
		if err != nil {
			return err
		}
		v := dots.Reader.View(fusion.OfReport(*r))
		if l := dots.Lay(&v, string(t.ID)); l.Standing == fusion.Proposed {
			if _, err := a.propose(r, t, l); err != nil {
				return err
			}
		}
	}
	return nil
}
