package desk

import (
	"context"
	"encoding/hex"
	"fmt"

	"tocsin"
	"tocsin/internal/strict"
)

// maxParcel bounds a message from a peer, in bytes.
const maxParcel = 1 << 20

// Take takes in a parcel from a peer, whatever its kind. It is safe to carry it twice: the second
// time the stored receipt is answered. One about something that was erased here is let go: that it
// came is on record, and the peer learns neither why nor on whose order.
func (d *Desk) Take(ctx context.Context, peer tocsin.OrgID, p Parcel) (Receipt, error) {
	r, err := d.take(ctx, peer, p)
	if wasErased(err) {
		return Receipt{Org: d.org}, nil
	}
	return r, err
}

func (d *Desk) take(ctx context.Context, peer tocsin.OrgID, p Parcel) (Receipt, error) {
	who := Caller{Role: tocsin.Gateway, Person: "gateway"}
	if p.To != d.org {
		return Receipt{}, tocsin.Refuse(tocsin.RuleUnknownPeer, "carry it to whom it is addressed", "the message is not for this organisation")
	}
	switch p.Kind {
	case "release":
		var r tocsin.Release
		if err := unmarshal(p.Body, &r); err != nil {
			return Receipt{}, err
		}
		who.Request = d.parcel(peer, p.Kind, string(r.ID))
		return d.Receive(ctx, who, peer, r)
	case "reply":
		var r tocsin.Reply
		if err := unmarshal(p.Body, &r); err != nil {
			return Receipt{}, err
		}
		who.Request = d.parcel(peer, p.Kind, string(p.Body))
		return d.ReceiveReply(ctx, who, peer, r)
	case "sighting":
		var s tocsin.Sighting
		if err := unmarshal(p.Body, &s); err != nil {
			return Receipt{}, err
		}
		who.Request = d.parcel(peer, p.Kind, p.ID)
		return d.ReceiveSighting(ctx, who, peer, s)
	}
	return d.takeListing(ctx, who, peer, p)
}

// takeListing takes in what is about a list.
func (d *Desk) takeListing(ctx context.Context, who Caller, peer tocsin.OrgID, p Parcel) (Receipt, error) {
	switch p.Kind {
	case parcelList:
		return taken(ctx, who, peer, p, d.ReceiveList, d.parcel(peer, p.Kind, string(p.Body)))
	case parcelNotice:
		return taken(ctx, who, peer, p, d.ReceiveNotice, d.parcel(peer, p.Kind, p.ID))
	case parcelCorrection:
		return taken(ctx, who, peer, p, d.ReceiveCorrection, d.parcel(peer, p.Kind, string(p.Body)))
	case parcelCorrected:
		return taken(ctx, who, peer, p, d.ReceiveCorrectionDone, d.parcel(peer, p.Kind, string(p.Body)))
	}
	return Receipt{}, tocsin.Refuse(tocsin.RuleForm, "ask the peer which version of the protocol it speaks", "%q is not a kind of message", clip(p.Kind, maxID))
}

// taken decodes a message and hands it to the act that takes it in.
func taken[M any](ctx context.Context, who Caller, peer tocsin.OrgID, p Parcel, take func(context.Context, Caller, tocsin.OrgID, M) (Receipt, error), request string) (Receipt, error) {
	var m M
	if err := unmarshal(p.Body, &m); err != nil {
		return Receipt{}, err
	}
	who.Request = request
	return take(ctx, who, peer, m)
}

// parcel is the request id of a message that came in. A release is known again by the sender's id
// for it and a reply by what it says, in whatever parcel they come. The id stands in the statement
// of the act: it is keyed, so that the log does not tell from whom the message was.
func (d *Desk) parcel(peer tocsin.OrgID, kind, id string) string {
	return "parcel-" + hex.EncodeToString(d.mac([]byte("parcel\x00" + string(peer) + "\x00" + kind + "\x00" + id))[:16])
}

func unmarshal(b []byte, into any) error {
	if err := strict.JSON(b, into, maxParcel); err != nil {
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
