package delivery

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tocsin"
	"tocsin/internal/desk"
)

// WebhookConfig says where webhooks may lead. Nothing is called that is not named here.
type WebhookConfig struct {
	Hosts    []string `yaml:"hosts"`    // names that may be called, each with its port if that is not 443
	Networks []string `yaml:"networks"` // special ranges that may be called all the same, as 10.1.0.0/16
	Plain    bool     `yaml:"plain"`    // let http:// be used in those networks
}

// Webhook calls the receivers' systems.
type Webhook struct {
	client *http.Client
	hosts  []string
	plain  []netip.Prefix
	secret func(tocsin.ContactID) string
	url    string
}

// NewWebhook makes the channel. secret gives the key of a contact; base is the address under which
// our answer pages are reached.
func NewWebhook(c WebhookConfig, secret func(tocsin.ContactID) string, base string) (*Webhook, error) {
	w := &Webhook{secret: secret, url: base}
	var allowed []netip.Prefix
	for _, n := range c.Networks {
		p, err := netip.ParsePrefix(n)
		if err != nil {
			return nil, fmt.Errorf("webhook.networks: %q is no network, as 10.1.0.0/16 is", n)
		}
		allowed = append(allowed, p.Masked())
	}
	if c.Plain {
		w.plain = allowed
	}
	for _, h := range c.Hosts {
		w.hosts = append(w.hosts, withPort(strings.ToLower(h), "443"))
	}
	dial := &net.Dialer{Timeout: 5 * time.Second, Control: control(allowed)}
	w.client = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dial.DialContext, Proxy: nil, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 10 * time.Second,
			MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 16 << 10, DisableCompression: true,
		},
	}
	return w, nil
}

func withPort(host, port string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), port)
}

// maxReply is how much of a receiver's answer is read: a word of it may explain a refusal.
const maxReply = 4 << 10

// Send posts the message, signed as Standard Webhooks 1.0 has it: an HMAC over id, time and the raw
// bytes. It follows no redirect, uses no proxy, and calls only who is allowed.
func (w *Webhook) Send(ctx context.Context, m desk.Message) Outcome {
	if err := w.mayCall(m.Contact.Address); err != nil {
		return givenUp(err.Error(), 0)
	}
	body, err := json.Marshal(payloadOf(m, w.url))
	if err != nil {
		return failed("the message could not be written", 0)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.Contact.Address, bytes.NewReader(body))
	if err != nil {
		return givenUp("the address cannot be called", 0)
	}
	now := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Tocsin")
	req.Header.Set("webhook-id", m.ID)
	req.Header.Set("webhook-timestamp", now)
	req.Header.Set("webhook-signature", Sign(w.secret(m.Contact.ID), m.ID, now, body))
	resp, err := w.client.Do(req)
	if err != nil {
		return callFailed(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxReply))
	return answered(resp.StatusCode)
}

// mayCall refuses an address that the operator has not allowed.
func (w *Webhook) mayCall(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return errAddress{"it is no address of a webhook"}
	}
	port := "443"
	if u.Scheme == "http" {
		port = "80"
		a, err := netip.ParseAddr(u.Hostname())
		if err != nil || !slices.ContainsFunc(w.plain, func(p netip.Prefix) bool { return p.Contains(a) }) {
			return errAddress{"http:// is for addresses of the networks that the operator has allowed for it: use https://"}
		}
	}
	if !slices.Contains(w.hosts, withPort(strings.ToLower(u.Host), port)) {
		return errAddress{"the operator has not allowed this host: add it to webhook.hosts"}
	}
	return nil
}

func callFailed(err error) Outcome {
	if e, ok := errors.AsType[errAddress](err); ok {
		return givenUp(e.Error(), 0)
	}
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout() {
		return failed("it did not answer in time", 0)
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err // without the address
	}
	return failed(err.Error(), 0)
}

// answered reads a status: what says "later" is tried again, what says "never" is given up.
func answered(status int) Outcome {
	cause := fmt.Sprintf("it answered %d %s", status, http.StatusText(status))
	switch {
	case status >= 200 && status < 300:
		return Outcome{State: tocsin.AttemptDelivered, Code: status}
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests:
		return failed(cause, status)
	case status >= 300 && status < 400:
		return givenUp(cause+": redirects are not followed", status)
	}
	return givenUp(cause, status)
}

// Sign is the signature header of a message: "v1," and the HMAC-SHA-256 of "ID.TIME.BODY" in
// base64. secret is the contact's, as text.
func Sign(secret, id, timestamp string, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(h, "%s.%s.", id, timestamp)
	h.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// WebhookKey is a contact's secret in the form that libraries for Standard Webhooks take.
func WebhookKey(secret string) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(secret))
}

// A payload is what a webhook gets.
type payload struct {
	ID      string                `json:"id"`
	About   tocsin.NotificationID `json:"notification"` // the same in every round: what is told once
	Kind    string                `json:"kind"`         // release, duty, test
	From    tocsin.OrgID          `json:"from"`
	Drill   bool                  `json:"exercise"` // nothing of it is real; in every message, so that none lacks it by accident
	Attempt int                   `json:"attempt"`
	Release *tocsin.Release       `json:"release,omitempty"`
	Digest  string                `json:"digest,omitempty"` // SHA-256 of the release as JSON
	Duty    string                `json:"duty,omitempty"`
	Due     time.Time             `json:"due,omitzero"`
	Answer  string                `json:"answer,omitempty"` // where a person answers
	Held    string                `json:"held_back,omitempty"`
}

func payloadOf(m desk.Message, base string) payload {
	p := payload{ID: m.ID, About: m.Notice, Kind: m.Kind, From: m.Org, Drill: m.Org.Exercise(), Attempt: m.Attempt, Release: m.Release, Digest: m.Digest, Duty: m.Duty, Due: m.DutyDue, Answer: Link(base, m)}
	if byLinkOnly(m) {
		p.Release, p.Digest, p.Held = nil, "", linkOnly
	}
	return p
}
