package desk

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tocsin"
)

// A Caller is who asks for an act: a role, the person behind it (never written down as given),
// and the id under which the request may be repeated.
type Caller struct {
	Role    tocsin.Role
	Person  string       // any stable name; empty: the role account itself
	Org     tocsin.OrgID // set only when a partner outside gives a second signature
	Request string       // empty: not repeatable
	Reason  string       // the reason that goes with the signature, where an act needs one
	Reader  *Viewer      // what the caller may see, and so may name; nil: the organisation itself, which sees everything
}

// maxRequest is the most bytes of a request id: it stands in the statement of the act.
const maxRequest = 128

// maxPerson is the most bytes of a person's name: it is sealed beside the tag.
const maxPerson = 256

// maxReason is the most bytes of a reason.
const maxReason = 16 << 10

// checkCaller refuses a caller whose words do not fit the record, and an organisation outside
// that does more than sign second: under another organisation's name one person would be two.
func (d *Desk) checkCaller(who *Caller, name Act) error {
	r := who.Request
	if len(r) > maxRequest || !utf8.ValidString(r) || strings.ContainsFunc(r, unicode.IsControl) {
		who.Request = "" // nothing of it is written down
		return tocsin.Refuse(tocsin.RuleForm, fmt.Sprintf("use at most %d bytes without control characters", maxRequest), "the request id cannot be written down")
	}
	if p := who.Person; p != "" && (len(p) > maxPerson || !utf8.ValidString(p) || strings.TrimSpace(p) == "" || strings.ContainsFunc(p, unicode.IsControl)) {
		who.Person = ""
		return tocsin.Refuse(tocsin.RuleForm, fmt.Sprintf("use at most %d bytes without control characters", maxPerson), "the name of who does it cannot be kept")
	}
	if len(who.Reason) > maxReason {
		return tocsin.Refuse(tocsin.RuleForm, "say it shorter, and put the rest into a report", "the reason has %d bytes, and %d are taken", len(who.Reason), maxReason)
	}
	if who.Org == d.org {
		who.Org = ""
	}
	if who.Org == "" {
		return nil
	}
	if err := tocsin.CheckOrgID(who.Org); err != nil {
		return tocsin.Refuse(tocsin.RuleForm, "name the partner by its short name", "%s", err)
	}
	if name != ActSign {
		return tocsin.Refuse(tocsin.RulePermission, "ask an officer of our own", "an organisation outside may only sign a warning as second, and not do %s", name)
	}
	return nil
}

// tag tells persons apart without naming them: a keyed hash under the organisation's own key.
func (d *Desk) tag(who Caller) string {
	person := "person\x00" + who.Person
	if who.Person == "" {
		person = "role\x00" + string(who.Role) + "\x00" + string(who.Org)
	}
	return hex.EncodeToString(d.mac([]byte(person))[:8])
}

func (d *Desk) mac(b []byte) []byte {
	h := hmac.New(sha256.New, d.personKey)
	h.Write(b)
	return h.Sum(nil)
}

func (d *Desk) signature(who Caller, now time.Time) tocsin.Signature {
	return tocsin.Signature{
		Signer: tocsin.Signer{Role: who.Role, Tag: d.tag(who), Org: who.Org},
		At:     now, Reason: who.Reason,
	}
}

// inputDigest is what tells a repeated request from another one under the same id. It is keyed:
// the digest of a short input could be guessed, and it outlives the content.
func (d *Desk) inputDigest(name Act, who Caller, in any) ([32]byte, error) {
	b, err := json.Marshal(struct {
		Act    Act
		Role   tocsin.Role
		Org    tocsin.OrgID
		Reason string
		In     any
	}{name, who.Role, who.Org, who.Reason, in})
	if err != nil {
		return [32]byte{}, fmt.Errorf("digest of the input of %s: %w", name, err)
	}
	return [32]byte(d.mac(b)), nil
}
