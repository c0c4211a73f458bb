package desk

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// A cursor says where a reader goes on. It is sealed to the organisation, to the reader and to what
// was asked: it tells nobody how much stands between two of them, and one that somebody made up, or
// that was given to somebody else, opens nothing.

type cursorAt struct {
	ID   string    `json:"i,omitempty"`
	Due  time.Time `json:"d,omitzero"`
	Leaf int64     `json:"l,omitempty"`
}

var errCursor = tocsin.Refuse(tocsin.RuleForm, "begin again without one", "the cursor is not one that was given out here for this")

func (d *Desk) cursor(who Viewer, q Query, last store.Record) string {
	at := cursorAt{ID: last.ID}
	if q.Order == OrderDue {
		at.Due = last.Due
	}
	return d.sealCursor(at, cursorFor(who, q))
}

func (d *Desk) openCursor(who Viewer, q Query) (cursorAt, error) {
	return d.unsealCursor(q.Cursor, cursorFor(who, q))
}

// cursorFor is what a cursor is bound to.
func cursorFor(who Viewer, q Query) string {
	return fmt.Sprintf("list %q %q %q %q %d %s", q.Kind, q.State, q.Parent, q.Order, q.DueBefore.UnixMicro(), who.bound())
}

// bound tells viewers apart who see different things.
func (w Viewer) bound() string { return fmt.Sprintf("%q %q %t", w.Role, w.Compartments, w.All) }

func (d *Desk) cursorSeal() (cipher.AEAD, error) {
	block, err := aes.NewCipher(d.mac([]byte("tocsin cursor v1")))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (d *Desk) sealCursor(at cursorAt, bound string) string {
	c, err := d.cursorSeal()
	text, merr := json.Marshal(at)
	if err = errors.Join(err, merr); err != nil {
		panic(err) // neither can fail: a key of 32 bytes, a struct of plain fields
	}
	return base64.RawURLEncoding.EncodeToString(c.Seal(nil, nil, text, []byte(bound)))
}

func (d *Desk) unsealCursor(text, bound string) (at cursorAt, err error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > 4*maxID {
		return at, errCursor
	}
	c, err := d.cursorSeal()
	if err != nil {
		return at, err
	}
	plain, err := c.Open(nil, nil, b, []byte(bound))
	if err != nil {
		return at, errCursor
	}
	return at, json.Unmarshal(plain, &at)
}
