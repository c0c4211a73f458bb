package console

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/identity"
)

// maxForm bounds a form, in bytes: the longest text of a report, and what goes with it.
const maxForm = 512 << 10

// A request is one page or one act that is asked for.
type request struct {
	r       *http.Request
	who     identity.Principal
	now     time.Time
	zone    *time.Location
	sent    url.Values // the form, of an act
	refusal *tocsin.Refusal
}

// viewer is who reads.
func (q *request) viewer() desk.Viewer {
	return desk.Viewer{Role: q.who.Role, Compartments: q.who.Sees}
}

// id is the part of the path that names a record.
func (q *request) id() string { return q.r.PathValue("id") }

// query is a value of the address.
func (q *request) query(name string) string { return strings.TrimSpace(q.r.URL.Query().Get(name)) }

// form is a value of the form that was sent, empty when none was.
func (q *request) form(name string) string { return strings.TrimSpace(q.sent.Get(name)) }

// number is a whole number of the form; 0 when it is none.
func (q *request) number(name string) int {
	n, err := strconv.Atoi(q.form(name))
	if err != nil {
		return 0
	}
	return n
}

// instant reads a time of the form, in the zone of the console. Empty is not known.
func (q *request) instant(name string) (tocsin.Instant, error) {
	text := q.form(name)
	if text == "" {
		return tocsin.Instant{}, nil
	}
	i, err := tocsin.ParseInstant(text, q.zone)
	if err != nil {
		return i, tocsin.Refuse(tocsin.RuleForm, "write it as 2024-03-07T20:15, or a date alone", "%s", err)
	}
	return i, nil
}

// parse reads the form of an act.
func (q *request) parse(w http.ResponseWriter) error {
	q.r.Body = http.MaxBytesReader(w, q.r.Body, maxForm)
	if err := q.r.ParseForm(); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return tocsin.Refuse(tocsin.RuleForm, "send less: put long texts into several reports", "the form has more than %d bytes", big.Limit)
		}
		return tocsin.Refuse(tocsin.RuleForm, "go back and send the form again", "the form cannot be read")
	}
	q.sent = q.r.PostForm
	return nil
}

// NewRequest draws the id under which a form acts once.
func newRequest() string { return "form-" + rand.Text() }

// refusalOf is the refusal in an error, or nil.
func refusalOf(err error) *tocsin.Refusal {
	r, _ := errors.AsType[*tocsin.Refusal](err)
	return r
}

// allowed reports whether a role may open a page that is for some roles.
func allowed(p identity.Principal, roles []tocsin.Role) bool {
	return len(roles) == 0 || slices.Contains(roles, p.Role)
}

// done is what is added to an address so that the page says what was recorded.
func done(next string, r client.Receipt) string {
	sep := "?"
	if strings.Contains(next, "?") {
		sep = "&"
	}
	v := url.Values{"done": {r.Act}, "leaf": {strconv.FormatInt(r.Leaf, 10)}}
	if r.Pending {
		v.Set("pending", "1")
	}
	return sep + v.Encode()
}

// splitTwo cuts a text at its comma, or at its gap.
func splitTwo(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\t' })
}

func escape(s string) string { return url.QueryEscape(s) }
