package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"tocsin"
)

// maxParcel bounds a message from a peer, in bytes.
const maxParcel = 1 << 20

// Take takes in a parcel from a peer, whatever its kind. The parcel's id makes it safe to carry
// twice: the second time the stored receipt is answered.
func (d *Desk) Take(ctx context.Context, peer tocsin.OrgID, p Parcel) (Receipt, error) {
	who := Caller{Role: tocsin.Gateway, Person: "gateway", Request: "parcel-" + string(peer) + "-" + p.ID}
	if len(p.Body) > maxParcel {
		return Receipt{}, tocsin.Refuse(tocsin.RuleForm, "send it in parts", "the message has %d bytes, and %d are taken", len(p.Body), maxParcel)
	}
	switch p.Kind {
	case "release":
		var r tocsin.Release
		if err := unmarshal(p.Body, &r); err != nil {
			return Receipt{}, err
		}
		return d.Receive(ctx, who, peer, r)
	case "reply":
		var r tocsin.Reply
		if err := unmarshal(p.Body, &r); err != nil {
			return Receipt{}, err
		}
		return d.ReceiveReply(ctx, who, peer, r)
	case "sighting":
		var s tocsin.Sighting
		if err := unmarshal(p.Body, &s); err != nil {
			return Receipt{}, err
		}
		return d.ReceiveSighting(ctx, who, peer, s)
	}
	return Receipt{}, tocsin.Refuse(tocsin.RuleForm, "ask the peer which version of the protocol it speaks", "%q is not a kind of message", p.Kind)
}

func unmarshal(b []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return tocsin.Refuse(tocsin.RuleForm, "ask for it to be sent again", "the message cannot be read: %s", err)
	}
	return nil
}

// Outbox lists what waits to be carried, oldest first.
func (d *Desk) Outbox(ctx context.Context) ([]Parcel, []int64, error) {
	messages, err := d.store.Outbox(ctx, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("read the outbox: %w", err)
	}
	parcels, seqs := make([]Parcel, len(messages)), make([]int64, len(messages))
	for i, m := range messages {
		parcels[i], seqs[i] = Parcel{ID: m.ID, To: tocsin.OrgID(m.To), Kind: m.Kind, Body: m.Body}, m.Seq
	}
	return parcels, seqs, nil
}

// Carried marks a parcel as carried.
func (d *Desk) Carried(ctx context.Context, seq int64) error { return d.store.Carried(ctx, seq) }
