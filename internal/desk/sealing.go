package desk

import (
	"context"
	"fmt"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"
)

// Sealing is how far protected sources are sealed at rest.
type Sealing struct {
	Recipients []string          `json:"recipients"` // fingerprints of the keys that can open what is written now
	Sealed     int               `json:"sealed"`
	Opens      int               `json:"opens"` // how many of those the key that was given opens
	Plain      []tocsin.SourceID `json:"plain"` // which are written in plain still, in any version
}

// Sealing counts what is sealed and what is not. It needs no key.
func (d *Desk) Sealing(ctx context.Context) (s Sealing, err error) {
	for _, r := range d.box.to {
		s.Recipients = append(s.Recipients, r.Fingerprint())
	}
	err = d.raw.View(ctx, func(v store.View) error {
		for cur, err := range v.List(store.Query{Kind: tocsin.KindSource}) {
			if err != nil {
				return err
			}
			plain := false
			for r, err := range v.History(cur.Kind, cur.ID) {
				if err != nil {
					return err
				}
				plain = plain || !r.Erased && !seal.IsWrapped(r.Body)
			}
			switch {
			case plain:
				s.Plain = append(s.Plain, tocsin.SourceID(cur.ID))
			case !cur.Erased:
				s.Sealed++
				if _, err := d.box.open(cur); err == nil {
					s.Opens++
				}
			}
		}
		return nil
	})
	return s, err
}

// SealSource seals a protected source that was written down in plain: a sealed version takes its
// place, and what the earlier ones said is erased.
func (d *Desk) SealSource(ctx context.Context, who Caller, id tocsin.SourceID) (Receipt, error) {
	return d.update(ctx, who, ActSeal, id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindSource, ID: string(id)}
		if len(d.box.to) == 0 {
			return ref, tocsin.Refuse(tocsin.RuleState, "make a key first: tocsin seal init ORG --key FILE", "this organisation has nobody to seal to")
		}
		s, err := load[sourceBody](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		plain := false
		for r, err := range a.History(ref.Kind, ref.ID) {
			if err != nil {
				return ref, err
			}
			plain = plain || !r.Erased && r.Schema != sealedSchema
		}
		if !plain {
			return ref, tocsin.Refuse(tocsin.RuleState, "nothing is needed", "it is sealed already")
		}
		if err := a.save(s); err != nil {
			return ref, err
		}
		n, err := a.EraseEarlier(ref.Kind, ref.ID)
		if err != nil {
			return ref, fmt.Errorf("erase what %s said in plain: %w", ref, err)
		}
		a.receipt.Erasure = &Erasure{Record: ref, Versions: n, Sealed: true}
		return ref, nil
	})
}
