package accounts

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// A Noun is one kind of thing that is kept.
type Noun interface {
	// row says where it is kept; the body is the noun itself.
	row() Row
}

// An Account is what is known of an account beside what the desk has on record of it: the name.
type Account struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Handle  []byte    `json:"handle,omitempty"` // by which a passkey names it: random, 64 bytes
	Created time.Time `json:"created"`
}

// A Subject is an account at an issuer of OpenID Connect.
type Subject struct {
	Issuer  string `json:"issuer"`
	Subject string `json:"subject"`
	Account string `json:"account"`
}

// A Credential is one passkey.
type Credential struct {
	ID      []byte          `json:"id"`
	Account string          `json:"account"`
	Label   string          `json:"label"` // as its holder calls it
	Data    json.RawMessage `json:"data"`  // as the library keeps it: public key, sign counter, flags
	Created time.Time       `json:"created"`
	Used    time.Time       `json:"used,omitzero"`
}

// A Session is one browser that is signed in.
type Session struct {
	Digest  [32]byte  `json:"-"` // SHA-256 of the secret in the cookie
	Account string    `json:"account"`
	Role    string    `json:"role,omitempty"` // as which it acts; empty: the usual one
	How     string    `json:"how"`            // passkey, oidc
	Began   time.Time `json:"began"`
	Seen    time.Time `json:"seen"`  // to the minute
	Ends    time.Time `json:"ends"`  // whatever is done with it
	Until   time.Time `json:"until"` // unless it is used again
}

// A Token is what a program shows instead of a person's session.
type Token struct {
	Digest  [32]byte  `json:"-"` // SHA-256 of the whole token
	Account string    `json:"account"`
	Scopes  []string  `json:"scopes,omitempty"` // the messages that it may send; empty: all of its role
	Created time.Time `json:"created"`
	Until   time.Time `json:"until"`
}

// An Invitation lets one person enrol one passkey, once.
type Invitation struct {
	Digest  [32]byte  `json:"-"` // SHA-256 of the secret in the link
	Account string    `json:"account"`
	Created time.Time `json:"created"`
	Until   time.Time `json:"until"`
}

// The kinds of rows.
const (
	KindAccount    = "account"
	KindSubject    = "subject"
	KindCredential = "credential"
	KindSession    = "session"
	KindToken      = "token"
	KindInvitation = "invitation"
	KindHandle     = "handle"
)

// A Handle leads from the handle in a passkey to its account.
type Handle struct {
	Handle  []byte `json:"handle"`
	Account string `json:"account"`
}

func (a Account) row() Row { return Row{Kind: KindAccount, ID: a.ID, Account: a.ID} }

func (s Subject) row() Row {
	return Row{Kind: KindSubject, ID: SubjectID(s.Issuer, s.Subject), Account: s.Account}
}

func (c Credential) row() Row {
	return Row{Kind: KindCredential, ID: hex.EncodeToString(c.ID), Account: c.Account}
}

func (h Handle) row() Row {
	return Row{Kind: KindHandle, ID: hex.EncodeToString(h.Handle), Account: h.Account}
}

func (s Session) row() Row {
	return Row{Kind: KindSession, ID: hex.EncodeToString(s.Digest[:]), Account: s.Account, Expires: s.Until}
}

func (t Token) row() Row {
	return Row{Kind: KindToken, ID: hex.EncodeToString(t.Digest[:]), Account: t.Account, Expires: t.Until}
}

func (i Invitation) row() Row {
	return Row{Kind: KindInvitation, ID: hex.EncodeToString(i.Digest[:]), Account: i.Account, Expires: i.Until}
}

// SubjectID is the id under which a subject is kept.
func SubjectID(issuer, subject string) string {
	return fmt.Sprintf("%d:%s %s", len(issuer), issuer, subject)
}

// Keep puts a noun in its place.
func Keep(tx Tx, n Noun) error {
	r := n.row()
	body, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("keep a %s: %w", r.Kind, err)
	}
	r.Body = body
	return tx.Put(r)
}

// Load reads one noun by its id, or returns store.ErrNotFound.
func Load[N Noun](v View, id string) (n N, err error) {
	r, err := v.Get(n.row().Kind, id)
	if err != nil {
		return n, err
	}
	return n, read(r, &n)
}

// LoadSecret reads a session, a token or an invitation by its digest.
func LoadSecret[N Noun](v View, digest [32]byte) (N, error) {
	n, err := Load[N](v, hex.EncodeToString(digest[:]))
	if err == nil {
		setDigest(&n, digest)
	}
	return n, err
}

func setDigest(n any, digest [32]byte) {
	switch n := n.(type) {
	case *Session:
		n.Digest = digest
	case *Token:
		n.Digest = digest
	case *Invitation:
		n.Digest = digest
	}
}

// List reads the nouns of one account, or of all when it is empty.
func List[N Noun](v View, account string) ([]N, error) {
	var n N
	rows, err := v.List(n.row().Kind, account)
	if err != nil {
		return nil, err
	}
	all := make([]N, len(rows))
	for i, r := range rows {
		if err := read(r, &all[i]); err != nil {
			return nil, err
		}
		if b, err := hex.DecodeString(r.ID); err == nil && len(b) == 32 {
			setDigest(&all[i], [32]byte(b))
		}
	}
	return all, nil
}

// Drop takes a noun away, or returns store.ErrNotFound.
func Drop(tx Tx, n Noun) error {
	r := n.row()
	return tx.Drop(r.Kind, r.ID)
}

func read(r Row, into any) error {
	if err := json.Unmarshal(r.Body, into); err != nil {
		return fmt.Errorf("read the %s of account %s: %w", r.Kind, r.Account, err)
	}
	return nil
}
