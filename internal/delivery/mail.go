package delivery

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/wneessen/go-mail"

	"tocsin"
	"tocsin/internal/desk"
)

// MailConfig says through which server mail goes out.
type MailConfig struct {
	Host     string `yaml:"host"`
	Port     int    `yaml:"port"` // 0: 587
	From     string `yaml:"from"`
	TLS      string `yaml:"tls"`      // required (the default), opportunistic, none
	Username string `yaml:"username"` // empty: no sign-in
	Password string `yaml:"-"`        // read from a file by whoever reads the configuration

	RootCAs *tls.Config `yaml:"-"` // for tests: who signed the server's certificate
}

// Mail sends through one server of the operator's.
type Mail struct {
	c       MailConfig
	url     string
	options []mail.Option
	domain  string
}

// NewMail makes the channel; base is the address under which our answer pages are reached.
func NewMail(c MailConfig, base string) (*Mail, error) {
	_, domain, ok := strings.Cut(c.From, "@")
	if !ok || c.Host == "" {
		return nil, errors.New("mail needs a host, and the address that it comes from")
	}
	if c.Port == 0 {
		c.Port = 587
	}
	policy, ok := map[string]mail.TLSPolicy{
		"": mail.TLSMandatory, "required": mail.TLSMandatory, "opportunistic": mail.TLSOpportunistic, "none": mail.NoTLS,
	}[c.TLS]
	if !ok {
		return nil, fmt.Errorf("mail.tls: use required, opportunistic or none, not %q", c.TLS)
	}
	m := &Mail{c: c, url: base, domain: domain, options: []mail.Option{mail.WithPort(c.Port), mail.WithTLSPolicy(policy)}}
	if c.Username != "" {
		if policy == mail.NoTLS {
			return nil, errors.New("mail.tls: a password is not sent in the clear: use required")
		}
		m.options = append(m.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(c.Username), mail.WithPassword(c.Password))
	}
	if c.RootCAs != nil {
		m.options = append(m.options, mail.WithTLSConfig(c.RootCAs))
	}
	if _, err := mail.NewClient(c.Host, m.options...); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return m, nil
}

// Send hands the message to the server. That it was accepted means that a relay has it.
func (m *Mail) Send(ctx context.Context, msg desk.Message) Outcome {
	out, err := m.compose(msg)
	if err != nil {
		return givenUp("the mail could not be written: "+err.Error(), 0)
	}
	c, err := mail.NewClient(m.c.Host, append(m.options[:len(m.options):len(m.options)], mail.WithDialContextFunc(bounded(ctx)))...)
	if err != nil {
		return failed(err.Error(), 0)
	}
	if err := c.DialAndSendWithContext(ctx, out); err != nil {
		if ctx.Err() != nil {
			return failed("the server did not answer in time", 0)
		}
		return mailFailed(err)
	}
	return Outcome{State: tocsin.AttemptRelayed, Code: 250}
}

// bounded dials, and closes the connection when ctx ends: the library heeds ctx while it dials and
// not afterwards, and a server that says nothing would hold a sender for ever.
func bounded(ctx context.Context) mail.DialContextFunc {
	return func(dialling context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(dialling, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { _ = c.Close() })
		return c, nil
	}
}

// compose writes the mail. Its Message-ID is the message's own, the same in each attempt.
func (m *Mail) compose(msg desk.Message) (*mail.Msg, error) {
	out := mail.NewMsg(mail.WithNoDefaultUserAgent())
	err := out.From(m.c.From)
	if err == nil {
		err = out.To(msg.Contact.Address)
	}
	if err != nil {
		return nil, err
	}
	out.SetMessageIDWithValue(msg.ID + "@" + m.domain)
	out.SetDate()
	out.Subject(Subject(msg))
	out.SetGenHeader("Auto-Submitted", "auto-generated")
	out.SetImportance(mail.ImportanceHigh)
	out.SetBodyString(mail.TypeTextPlain, Words(msg, m.url))
	return out, nil
}

// mailFailed reads what the server said. A permanent refusal of the recipient is given up; that the
// server itself cannot be reached, or refuses us, is ours to mend, and is tried again.
func mailFailed(err error) Outcome {
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return failed("the server did not answer in time", 0)
	}
	var e *mail.SendError
	if !errors.As(err, &e) {
		return failed(err.Error(), 0)
	}
	if !e.IsTemp() && e.ErrorCode() >= 550 && e.ErrorCode() <= 559 {
		return givenUp(e.Error(), e.ErrorCode())
	}
	return failed(e.Error(), e.ErrorCode())
}
