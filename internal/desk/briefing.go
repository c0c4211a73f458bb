package desk

import (
	"context"
	"strings"
	"time"

	"tocsin"
)

// RecordBriefing records that people were told. One that does not say until when it stands makes
// that a question with an owner.
func (d *Desk) RecordBriefing(ctx context.Context, who Caller, b tocsin.Briefing) (Receipt, error) {
	return d.update(ctx, who, ActBrief, b, func(a *act) (tocsin.Ref, error) {
		b := b
		if strings.TrimSpace(b.What) == "" {
			return tocsin.Ref{}, tocsin.Refuse(tocsin.RuleForm, "write what people were told to look for and to do", "the briefing has no words")
		}
		var err error
		if b.ID, err = fresh(a, tocsin.KindBriefing, b.ID); err != nil {
			return tocsin.Ref{}, err
		}
		if err := a.checkSite(b.Site); err != nil {
			return tocsin.Ref{}, err
		}
		if err := checkInstant(b.Until); err != nil {
			return tocsin.Ref{}, err
		}
		a.stamp(&b.Times)
		ref := tocsin.Ref{Kind: tocsin.KindBriefing, ID: string(b.ID)}
		if err := a.save(&b); err != nil || b.Until.Known() {
			return ref, err
		}
		return ref, a.owe(debt{
			kind: tocsin.OweUntilWhen, about: ref, owes: a.us(tocsin.SiteManager), to: a.us(tocsin.DutyOfficer),
			what:     "People were told to watch; say until when: " + b.What,
			doneWhen: "it is on record until when the briefing stands, or what it depends on",
			rule:     "an instruction says for how long it stands",
			due:      a.now.Add(24 * time.Hour),
		})
	})
}

// checkSite refuses a site that nobody wrote down. None is fine.
func (a *act) checkSite(id tocsin.SiteID) error {
	if id == "" {
		return nil
	}
	_, err := load[tocsin.Site](a, tocsin.KindSite, string(id))
	return err
}
