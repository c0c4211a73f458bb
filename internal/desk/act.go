package desk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"
)

// act is one act on its way: what the rule needs while it runs.
type act struct {
	store.Tx
	d       *Desk
	who     Caller
	now     time.Time
	by      tocsin.Signature
	written []seal.Commitment
	version map[tocsin.Ref]int64 // as this act left it; 0: known to be new
	receipt Receipt
	policy  *tocsin.Policy
	named   map[string]bool       // what a caller who may not see everything named in the input
	brings  []Brought             // for the courier, once the act is durable
	marks   map[tocsin.Ref]string // of what was read
}

// update runs one act: permission, rule, rows, leaf, outbox, commit. in is the input, for the
// digest under which a repeated request is known again. The function returns the record acted on.
func (d *Desk) update(ctx context.Context, who Caller, name Act, in any, fn func(*act) (tocsin.Ref, error)) (Receipt, error) {
	err := d.checkCaller(&who, name)
	if err == nil {
		err = permit(who, name)
	}
	digest, derr := d.inputDigest(name, who, in)
	if derr != nil {
		return Receipt{}, derr
	}
	named, derr := namedBy(who, in)
	if derr != nil {
		return Receipt{}, derr
	}
	var out Receipt
	var object tocsin.Ref
	var brings []Brought
	if err == nil {
		err = d.store.Update(ctx, func(tx store.Tx) error {
			brings = nil // it may run again
			done, err := d.repeated(tx, who, digest, &out)
			if done || err != nil {
				return err
			}
			a := d.begin(tx, who, name)
			a.named = named
			if err := a.checkNamed(who.Request); err != nil {
				return err
			}
			if object, err = fn(a); err != nil {
				return err
			}
			brings = a.brings
			return a.seal(object, digest, &out)
		})
	}
	if err != nil {
		return d.refused(ctx, who, name, digest, object, err)
	}
	if c := d.courier.Load(); c != nil && len(brings) > 0 {
		(*c).Bring(brings)
	}
	return out, out.refusal()
}

// refusal is the refusal that the receipt records, as an error, or nil.
func (r Receipt) refusal() error {
	if r.Refusal == nil {
		return nil
	}
	return r.Refusal
}

func (d *Desk) begin(tx store.Tx, who Caller, name Act) *act {
	now := tx.Now()
	return &act{
		Tx: tx, d: d, who: who, now: now, by: d.signature(who, now), version: map[tocsin.Ref]int64{},
		receipt: Receipt{Org: d.org, Act: name, Recorded: now},
	}
}

// reused is store.ErrReused for the person who made the request.
type reused struct{ *tocsin.Refusal }

func (r reused) Unwrap() []error { return []error{r.Refusal, store.ErrReused} }

var errReused = reused{tocsin.Refuse(tocsin.RuleState, "use a new one", "this request id was used before with another input")}

// repeated answers a request id that was used before with the stored receipt.
func (d *Desk) repeated(tx store.Tx, who Caller, digest [32]byte, out *Receipt) (bool, error) {
	if who.Request == "" {
		return false, nil
	}
	stored, found, err := tx.Request(d.tag(who), who.Request, digest)
	if errors.Is(err, store.ErrReused) {
		return false, errReused
	}
	if err != nil || !found {
		return false, err
	}
	if stored == nil {
		return d.answerGone(who, out)
	}
	*out = Receipt{}
	return true, json.Unmarshal(stored, out)
}

// seal writes the leaf and the stored result of the request.
func (a *act) seal(object tocsin.Ref, digest [32]byte, out *Receipt) error {
	if len(a.written) == 0 && len(a.receipt.Sends) == 0 {
		return fmt.Errorf("%s changed nothing: this is a fault of the program", a.receipt.Act)
	}
	if err := a.sealName(); err != nil {
		return err
	}
	said, err := a.statement(object)
	if err != nil {
		return fmt.Errorf("write the statement of %s: %w", a.receipt.Act, err)
	}
	leaf, err := a.AppendLater(string(a.receipt.Act), func() ([]byte, error) {
		stmt, _, err := seal.Encode(seal.ActType, said, a.d.signer)
		return stmt, err
	})
	if err != nil {
		return err
	}
	a.receipt.Object, a.receipt.Leaf = object, leaf
	a.showReceipt()
	if err := a.maskReceipt(); err != nil {
		return err
	}
	if a.who.Request != "" {
		stored, err := json.Marshal(a.receipt)
		if err != nil {
			return err
		}
		if err := a.Remember(a.d.tag(a.who), a.who.Request, digest, stored); err != nil {
			return err
		}
	}
	*out = a.receipt
	return nil
}

// statement is what the log commits to: who, what and when, and commitments to the content.
func (a *act) statement(object tocsin.Ref) (seal.Act, error) {
	nonce := make([]byte, 16)
	if _, err := io.ReadFull(rand.Reader, nonce); err != nil {
		return seal.Act{}, err
	}
	person := seal.PersonCommitment(nonce, a.by.Tag)
	request := a.who.Request
	if request == "" {
		request = "once-" + hex.EncodeToString(nonce) // every statement names a request, this one cannot be repeated
	}
	s := seal.Act{
		Nonce: hex.EncodeToString(nonce), Request: request, Act: string(a.receipt.Act),
		Object: object.Kind + "/" + object.ID, Version: a.version[tocsin.Ref{Kind: object.Kind, ID: object.ID}],
		Role: string(a.who.Role), Person: hex.EncodeToString(person[:]), At: seal.FormatTime(a.now), Content: a.written,
	}
	return s, s.Validate() // here, where it fails this act alone
}
