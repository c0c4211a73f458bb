package client

import (
	"time"

	"tocsin"
)

// Acts on how people are reached.
type (
	// SetContacts writes down who is reached, for a role of ours or for another organisation.
	SetContacts struct {
		Contacts []tocsin.Contact `json:"contacts"`
	}
	// EndContact takes a contact out of use.
	EndContact struct {
		Contact tocsin.ContactID `json:"contact"`
	}
	// TestContact sends a contact a message that says that it is a test.
	TestContact struct {
		Contact tocsin.ContactID `json:"contact"`
	}
	// Acknowledge answers a notice at our own desk: somebody of the role has it.
	Acknowledge struct {
		Notice tocsin.NotificationID `json:"notice"`
	}
	// RecordTold writes down a call, a visit or a letter, and what it came to.
	RecordTold struct {
		Notice tocsin.NotificationID `json:"notice"`
		Told   tocsin.Told           `json:"told"`
	}
	// RevokeLinks takes back the links to answer a notice.
	RevokeLinks struct {
		Notice tocsin.NotificationID `json:"notice"`
	}
	// MakePoster makes a new code for the poster of a site, and takes the old one back.
	MakePoster struct {
		Site tocsin.SiteID `json:"site"`
	}
)

// Questions about how people are reached.
type (
	// ListContacts asks who is reached; with Ended also who was.
	ListContacts struct {
		Ended bool `json:"ended,omitempty"`
	}
	// WebhookSecret asks for what a contact's webhook verifies our messages with.
	WebhookSecret struct {
		Contact tocsin.ContactID `json:"contact"`
	}
	// ListNotifications asks for notices, the newest first: about one record, or those of which somebody
	// is still to be told. At most Limit, which is 50 when left out.
	ListNotifications struct {
		About string `json:"about,omitempty"`
		Open  bool   `json:"open,omitempty"`
		Limit int    `json:"limit,omitempty"`
	}
	// ListAttempts asks for the attempts to deliver one message, the newest first.
	ListAttempts struct {
		Delivery string `json:"delivery"`
		Limit    int    `json:"limit,omitempty"`
	}
	// ListCalls asks what is on the call sheet: calls, visits, letters.
	ListCalls struct {
		Limit int `json:"limit,omitempty"`
	}
	// NextCalls takes entries off the call sheet: nobody else gets them for Lease, which is 15
	// minutes when left out.
	NextCalls struct {
		Limit int           `json:"limit,omitempty"`
		Lease time.Duration `json:"lease,omitempty"`
	}
	// Audit asks what is unanswered, since when and on whose desk, and what would lapse in silence.
	Audit struct{}
	// ReadPoster asks for the code on a site's poster.
	ReadPoster struct {
		Site tocsin.SiteID `json:"site"`
	}
)

// A Poster is the answer to ReadPoster.
type Poster struct {
	Code string      `json:"code"`
	Site tocsin.Site `json:"site"`
}

// Name implements [Message].
func (SetContacts) Name() string { return "contact.set" }

// Name implements [Message].
func (EndContact) Name() string { return "contact.end" }

// Name implements [Message].
func (TestContact) Name() string { return "contact.test" }

// Name implements [Message].
func (Acknowledge) Name() string { return "notification.acknowledge" }

// Name implements [Message].
func (RecordTold) Name() string { return "notification.told" }

// Name implements [Message].
func (RevokeLinks) Name() string { return "notification.revoke_links" }

// Name implements [Message].
func (MakePoster) Name() string { return "site.poster" }

// Name implements [Message].
func (ListContacts) Name() string { return "contact.list" }

// Name implements [Message].
func (WebhookSecret) Name() string { return "contact.secret" }

// Name implements [Message].
func (ListNotifications) Name() string { return "notification.list" }

// Name implements [Message].
func (ListAttempts) Name() string { return "delivery.list" }

// Name implements [Message].
func (ListCalls) Name() string { return "call.list" }

// Name implements [Message].
func (NextCalls) Name() string { return "call.next" }

// Name implements [Message].
func (Audit) Name() string { return "record.audit" }

// Name implements [Message].
func (ReadPoster) Name() string { return "site.read_poster" }
