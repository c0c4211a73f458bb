package desk

import (
	"tocsin"
)

// saying are the texts of a noun that somebody wrote, as duties, refusals and reasons repeat them
// whole, and its facets.
func saying(noun any) (texts []string, facets []tocsin.Facets) {
	switch v := noun.(type) {
	case *tocsin.Report:
		texts = []string{v.Title, v.Text}
		for _, x := range v.Apart {
			texts = append(texts, x.By.Reason)
		}
		return texts, []tocsin.Facets{v.Facets}
	case *tocsin.Threat:
		texts = []string{v.Title}
		for _, p := range v.Parts {
			facets = append(facets, p.Facets)
		}
		for _, x := range v.Victims {
			texts = append(texts, x.Name)
		}
		for _, j := range v.Judgements {
			texts = append(texts, j.Text)
		}
		for _, x := range v.Apart {
			texts = append(texts, x.By.Reason)
		}
		return texts, facets
	case *tocsin.Warning:
		texts = []string{v.Title, v.Urgent, v.Parity}
		if v.Withdrawn != nil {
			texts = append(texts, v.Withdrawn.Reason)
		}
		for _, x := range v.Versions {
			texts = append(texts, versionTexts(x)...)
			for _, p := range x.Parts {
				facets = append(facets, p.Facets)
			}
		}
		return texts, facets
	case *Sent:
		texts, facets = releaseSaying(v.Release)
		for _, r := range v.Replies {
			texts = append(texts, r.Words)
		}
		return texts, facets
	case *tocsin.Received:
		return receivedSaying(v)
	case *tocsin.Sighting:
		return []string{v.What, v.Person, v.Vehicle}, nil
	case *tocsin.Briefing:
		return []string{v.What}, nil
	case *tocsin.Claim:
		return []string{v.Words}, nil
	case *tocsin.Listing:
		return listingSaying(v), nil
	case *tocsin.IncomingList:
		return intakeSaying(v), nil
	case *tocsin.Contact:
		return []string{v.Name, v.Address}, nil
	case *tocsin.Register:
		return []string{v.Name, v.Keeper, v.Source}, nil
	case *sourceBody:
		return v.words(), nil
	}
	return nil, nil
}

func versionTexts(v tocsin.Version) []string {
	var texts []string
	for _, t := range v.Text {
		texts = append(texts, t.Words)
	}
	if in := v.Instruction; in != nil {
		texts = append(texts, in.Words)
		for _, m := range in.Earlier {
			texts = append(texts, m.Words)
		}
		if in.Closing != nil {
			texts = append(texts, in.Closing.Words)
		}
	}
	return texts
}

func releaseSaying(r tocsin.Release) (texts []string, facets []tocsin.Facets) {
	texts = append(texts, r.Title)
	for _, t := range r.Text {
		texts = append(texts, t.Words)
	}
	for _, o := range r.Onward {
		texts = append(texts, o.Name)
	}
	if r.Do != nil {
		texts = append(texts, r.Do.Words)
	}
	if r.Closing != nil {
		texts = append(texts, r.Closing.Words)
	}
	for _, p := range r.Parts {
		facets = append(facets, p.Facets)
	}
	return texts, facets
}

func receivedSaying(r *tocsin.Received) (texts []string, facets []tocsin.Facets) {
	texts, facets = releaseSaying(r.Release)
	texts = append(texts, r.Detail...)
	for _, l := range r.Leads {
		texts = append(texts, l.What, l.Acts, l.Doubt)
	}
	for _, x := range r.Acts {
		texts = append(texts, x.What)
	}
	if d := r.Dismissal; d != nil {
		texts = append(texts, d.Evidence, d.Words)
	}
	return texts, facets
}
