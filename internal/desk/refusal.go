package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tocsin"
	"tocsin/internal/store"
)

// maxRefused is the most bytes of a refused reason that are kept.
const maxRefused = 2000

// inbound are the acts on messages that came in. What refuses one, a peer that nobody admitted yet,
// may pass, and then the same message is taken.
var inbound = []Act{ActReceive, ActReply, ActForwarded, ActListCame, ActNoticeCame, ActCorrectedCame, ActCorrection}

// unrecorded are the rules whose refusals leave no record.
var unrecorded = []tocsin.Rule{tocsin.RuleForm, tocsin.RuleState, tocsin.RuleErased, tocsin.RuleSealed}

// refused gives a rule's refusal its own record and leaf, and passes every other error on. A
// refusal for form or state alone leaves no record, nor one for what was erased or is sealed:
// nothing was asked that could be disputed.
// Whatever the refusal quotes, no word of a protected source is among it.
func (d *Desk) refused(ctx context.Context, who Caller, name Act, digest [32]byte, object tocsin.Ref, cause error) (Receipt, error) {
	refusal, ok := errors.AsType[*tocsin.Refusal](cause)
	if !ok {
		return Receipt{}, cause
	}
	words, err := d.sourceWords(ctx)
	if err != nil {
		return Receipt{}, fmt.Errorf("refuse %s: %w", name, err)
	}
	if hideSource(who.Request, words) != who.Request {
		who.Request = ""
	}
	clean := &tocsin.Refusal{Rule: refusal.Rule, Reason: hideSource(refusal.Reason, words), Instead: hideSource(refusal.Instead, words)}
	if masked := hideSource(cause.Error(), words); masked != cause.Error() {
		cause = clean
	}
	late := refusal.Rule == tocsin.RuleErased && slices.Contains(inbound, name) // a peer's word on what is gone
	if slices.Contains(unrecorded, refusal.Rule) && !late {
		return Receipt{}, cause
	}
	return d.recordRefusal(ctx, who, name, digest, object, clean, cause)
}

func (d *Desk) recordRefusal(ctx context.Context, who Caller, name Act, digest [32]byte, object tocsin.Ref, refusal *tocsin.Refusal, cause error) (Receipt, error) {
	if !slices.Contains(tocsin.Roles, who.Role) {
		who.Role = "unknown" // the words of a stranger are no name in the log
	}
	if slices.Contains(inbound, name) {
		who.Request = "" // a message is tried again when what stood in its way is gone
	}
	var out Receipt
	err := d.store.Update(ctx, func(tx store.Tx) error {
		if done, err := d.repeated(tx, who, digest, &out); done || err != nil {
			return err
		}
		a := d.begin(tx, who, ActRefused)
		a.receipt.Refusal = refusal
		id, err := a.id()
		if err != nil {
			return err
		}
		words, err := a.sourceWords()
		if err != nil {
			return err
		}
		ref := tocsin.Ref{Kind: tocsin.KindRefusal, ID: id}
		rec := tocsin.RefusedAct{
			ID: id, Act: string(name), Object: object, By: a.by.Signer, Refusal: *refusal,
			Words: clip(hideSource(who.Reason, words), maxRefused), Times: tocsin.Now(a.now),
		}
		if err := a.save(&rec); err != nil {
			return err
		}
		return a.seal(ref, digest, &out)
	})
	switch {
	case errors.Is(err, store.ErrReused):
		return Receipt{}, err
	case err != nil:
		return Receipt{}, errors.Join(cause, fmt.Errorf("record the refusal: %w", err))
	case out.Refusal == nil: // the same request was done in the meantime
		return out, nil
	}
	return out, cause
}
