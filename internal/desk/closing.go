package desk

import (
	"context"

	"tocsin"
	"tocsin/internal/store"
)

// CloseInstruction sends the message with which a public instruction ends: extended, superseded or
// ended, and why.
func (d *Desk) CloseInstruction(ctx context.Context, who Caller, id tocsin.WarningID, level tocsin.Level, how, words string, until tocsin.Instant) (Receipt, error) {
	in := []any{id, level, how, words, until}
	who.Reason = words
	return d.update(ctx, who, ActClosing, in, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindWarning, ID: string(id)}
		w, err := load[tocsin.Warning](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		if err := checkInstant(until); err != nil {
			return ref, err
		}
		if err := w.CloseInstruction(level, tocsin.ClosingMsg{How: how, Words: words, By: a.by}, until); err != nil {
			return ref, err
		}
		if err := a.checkWords(w, level, "the closing message", words+" "+until.Words); err != nil {
			return ref, err
		}
		ofLevel := func(o *tocsin.Obligation) bool { return o.Subject == levelRef(level) }
		if err := a.meet(tocsin.OweClosing, ref, how+": "+words, ofLevel); err != nil {
			return ref, err
		}
		return ref, a.sayClosing(w, level)
	})
}

// levelRef is a level as the second record that a duty about a warning concerns.
func levelRef(l tocsin.Level) tocsin.Ref { return tocsin.Ref{Kind: "level", ID: string(l)} }

// sayClosing sends the closing message to everyone who had the instruction.
func (a *act) sayClosing(w *tocsin.Warning, level tocsin.Level) error {
	sent, err := list[Sent](a, store.Query{Kind: tocsin.KindRelease, Parent: string(w.ID)})
	if err != nil {
		return err
	}
	for _, s := range sent {
		if s.Release.Level != level || s.Release.Closing != nil {
			continue
		}
		id, err := a.id()
		if err != nil {
			return err
		}
		r := w.RenderClosing(tocsin.ReleaseID(id), s.Release, a.now)
		if err := a.save(&Sent{Release: r, Warning: w.ID, State: tocsin.Sent, Times: tocsin.Now(a.now)}); err != nil {
			return err
		}
		if err := a.send(r.To, "release", r); err != nil {
			return err
		}
		if err := a.publish(w.ID, r); err != nil {
			return err
		}
		if err := a.tellRelease(r); err != nil {
			return err
		}
	}
	return a.save(w)
}
