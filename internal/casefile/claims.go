package casefile

import (
	"maps"
	"slices"
	"strings"

	"tocsin"
)

// claims checks what was said, and what each claim says of the others.
func (k *checker) claims() {
	byID := map[string]*Claim{}
	for i := range k.c.Claims {
		byID[k.c.Claims[i].ID] = &k.c.Claims[i]
	}
	for i := range k.c.Claims {
		c, at := &k.c.Claims[i], where{"claims", i}
		k.answer(c, at)
		k.relations(c, at, byID)
		for _, org := range slices.Sorted(maps.Keys(c.Learned)) {
			if l := c.Learned[org]; l.When.Known() && c.At.When.Known() && l.When.Latest.Before(c.At.When.Earliest) {
				k.add(at.to("learned", org), "mend one of the two times", "%s learns of this (%s) before it was said (%s)", org, shown(l.When), shown(c.At.When))
			}
		}
	}
}

// answer checks that a claim says one thing: a figure that can be read, or an answer.
func (k *checker) answer(c *Claim, at where) {
	figure, words := strings.TrimSpace(c.Figure), strings.TrimSpace(c.Answer)
	switch {
	case figure != "" && words != "":
		k.add(at.to("answer"), "keep one: `figure` for a number, `answer` for anything else", "claim `%s` has both a figure and an answer", plain(c.ID))
	case figure == "" && words == "":
		k.add(at, "add `figure: at least 143` for a number, or `answer: named the hall` for anything else", "claim `%s` says nothing", plain(c.ID))
	case figure != "":
		f, err := tocsin.ParseFigure(figure)
		if err != nil {
			k.add(at.to("figure"), "write `144`, `at least 143`, `more than 370 km`, `about 140`, `at most 30 min`", "`%s` is not a figure", plain(c.Figure))
			return
		}
		c.Parsed = &f
	}
}

// relations checks that a claim is compared only with claims on the same question.
func (k *checker) relations(c *Claim, at where, byID map[string]*Claim) {
	refer := func(key string, to string, at where) *Claim {
		other := byID[to]
		switch {
		case to == "" || other == nil:
			return nil // none, or reported as unknown
		case other == c:
			k.add(at, "name another claim", "claim `%s` refers to itself in `%s`", plain(c.ID), key)
			return nil
		case other.Question != c.Question:
			k.add(at, "name a claim on `"+plain(c.Question)+"`, or mend the question of one of the two", "claim `%s` answers another question (`%s`)", plain(to), plain(other.Question))
			return nil
		}
		return other
	}
	if earlier := refer("revises", c.Revises, at.to("revises")); earlier != nil {
		switch {
		case earlier.Claimant != c.Claimant:
			k.add(at.to("revises"), "leave `revises` out: who contradicts another revises nothing; or write the same claimant in both", "claim `%s` is by another claimant (`%s`)", plain(c.Revises), plain(earlier.Claimant))
		case c.At.When.Known() && c.At.When.Latest.Before(earlier.At.When.Earliest):
			k.add(at.to("revises"), "put `revises` into the later of the two", "claim `%s` was made later than this one", plain(c.Revises))
		}
	}
	refer("same_as", c.SameAs, at.to("same_as"))
	for i, id := range c.Agrees {
		refer("agrees", id, at.to("agrees", i))
	}
}

// intervals computes the days between two events, where both are known to the day.
func (k *checker) intervals() {
	for i, iv := range k.c.Intervals {
		at := where{"intervals", i}
		from, to := k.c.Event(iv.From), k.c.Event(iv.To)
		if from == nil || to == nil || !from.At.When.Known() || !to.At.When.Known() {
			continue // reported
		}
		days, ok := tocsin.DaysBetween(from.At.When, to.At.When)
		switch {
		case !ok:
			vague, key := from, "from"
			if _, known := tocsin.DaysBetween(from.At.When, from.At.When); known {
				vague, key = to, "to"
			}
			k.add(at.to(key), "give the event a day, or leave the interval out", "the days cannot be counted: `%s` is known only as %s", plain(vague.ID), shown(vague.At.When))
		case iv.Days != nil && *iv.Days != days:
			k.add(at.to("days"), "write `days: "+itoa(days)+"`, or mend one of the two times", "from `%s` (%s) to `%s` (%s) it is %d days, not %d", plain(iv.From), shown(from.At.When), plain(iv.To), shown(to.At.When), days, *iv.Days)
		}
	}
}
