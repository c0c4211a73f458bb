package tocsin

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Channel is a way to reach somebody.
type Channel string

const (
	ByMail    Channel = "mail"
	ByWebhook Channel = "webhook"
	ByCall    Channel = "call"      // a person rings, from the call sheet
	InPerson  Channel = "in_person" // a person goes there
	ByLetter  Channel = "letter"    // printed, handed over or posted
)

// Channels lists them in the order of the documentation.
var Channels = []Channel{ByMail, ByWebhook, ByCall, InPerson, ByLetter}

// Machine reports whether the node itself serves the channel. The others are work for a person.
func (c Channel) Machine() bool { return c == ByMail || c == ByWebhook }

// Plain names the channel in words for a screen.
func (c Channel) Plain() string {
	words := map[Channel]string{ByMail: "mail", ByWebhook: "webhook", ByCall: "telephone call", InPerson: "in person", ByLetter: "letter"}
	if w, ok := words[c]; ok {
		return w
	}
	return string(c)
}

// A Contact is who is reached, and how, when a role of ours or another organisation is to be told.
// A person is named only as far as whoever rings must know whom to ask for.
type Contact struct {
	ID      ContactID     `json:"id"`
	For     Party         `json:"for"`            // a role of our own, or an organisation
	Name    string        `json:"name,omitempty"` // "the shift leader", or a name
	Channel Channel       `json:"channel"`
	Address string        `json:"address"`         // mail address, URL, number, or where to go
	Step    int           `json:"step"`            // from 1; those of one step are told together
	After   time.Duration `json:"after,omitempty"` // after the step before; zero: the policy's tell_every
	Ended   *Signature    `json:"ended,omitempty"` // it is not used any more
	Takes   *Signature    `json:"takes,omitempty"` // of an exercise: whoever is reached there has said that they take part
	Times   Times         `json:"times"`
}

// The most bytes that a contact's texts have.
const (
	maxContactName    = 120
	maxContactAddress = 400
	maxSteps          = 9
)

// Check refuses a contact that could not be reached.
func (c Contact) Check() error {
	switch {
	case CheckOrgID(c.For.Org) != nil:
		return refuse(RuleForm, "name a role of ours, or an organisation by its short name", "the contact is for nobody")
	case c.For.Role != "" && !slices.Contains(Roles, c.For.Role):
		return refuse(RuleForm, "use one of: "+join(Roles), "%q is no role", c.For.Role)
	case !slices.Contains(Channels, c.Channel):
		return refuse(RuleForm, "use one of: "+join(Channels), "%q is no channel", c.Channel)
	case c.Step < 1 || c.Step > maxSteps:
		return refuse(RuleForm, "use 1 for who is told first, up to 9", "step %d is none", c.Step)
	case c.After < 0 || c.After > 7*24*time.Hour:
		return refuse(RuleForm, "use up to seven days", "a step that comes %s after the one before is none", c.After)
	case !plainText(c.Name, maxContactName) || !plainText(c.Address, maxContactAddress):
		return refuse(RuleForm, "use one line of at most 120 and 400 bytes", "the name or the address of the contact cannot be kept")
	}
	return c.checkAddress()
}

func (c Contact) checkAddress() error {
	switch c.Channel {
	case ByMail:
		name, host, ok := strings.Cut(c.Address, "@")
		if !ok || name == "" || host == "" || strings.ContainsAny(c.Address, " ,;:<>()[]\"\\") || strings.Contains(host, "@") {
			return refuse(RuleForm, "give the bare address, for example duty@police.example", "%q is no mail address", c.Address)
		}
	case ByWebhook:
		rest, ok := strings.CutPrefix(c.Address, "https://")
		if !ok {
			rest, ok = strings.CutPrefix(c.Address, "http://")
		}
		host, _, _ := strings.Cut(rest, "/")
		if !ok || host == "" || strings.ContainsAny(host, "@\\?%") || strings.ContainsAny(c.Address, " #\"<>") {
			return refuse(RuleForm, "give an address that begins with https:// and holds no password", "%q is no address of a webhook", c.Address)
		}
	case ByCall:
		if strings.Trim(c.Address, "0123456789+-() /.") != "" || !strings.ContainsAny(c.Address, "0123456789") {
			return refuse(RuleForm, "give the number with its country code, for example +49 30 1234", "%q is no number", c.Address)
		}
	default:
		if strings.TrimSpace(c.Address) == "" {
			return refuse(RuleForm, "say where", "a contact %s needs a place", c.Channel.Plain())
		}
	}
	return nil
}

// Quiet says why an exercise sends nothing to the contact by itself, or is empty. Whoever is reached at
// an address says first that they take part: a real address that was pasted is not reached by accident.
// What a person rings, carries or hands over needs none of this: it says that it is an exercise.
func (c Contact) Quiet() string {
	if c.Takes != nil || !c.Channel.Machine() {
		return ""
	}
	return "nobody there has said that they take part in the exercise"
}

// End takes a contact out of use. What was sent to it stays on record.
func (c *Contact) End(by Signature) error {
	if c.Ended != nil {
		return refuse(RuleState, "list the contacts to see which are in use", "the contact is out of use already")
	}
	c.Ended = &by
	return nil
}

// plainText reports whether a text is one line of at most so many bytes.
func plainText(s string, most int) bool {
	return len(s) <= most && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}
