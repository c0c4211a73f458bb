package delivery_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tocsin"
	"tocsin/internal/delivery"
	"tocsin/internal/desk"
)

// postOffice is a real SMTP server on loopback. Recipients say by their names what becomes of a
// mail: "later" is refused for now, "nobody" for good, "slow" is not answered.
type postOffice struct {
	mu    sync.Mutex // guards what follows
	mails []string
	plain int // mails that came without TLS
}

type letterBox struct {
	o *postOffice
	c *smtp.Conn
}

func (o *postOffice) NewSession(c *smtp.Conn) (smtp.Session, error) { return &letterBox{o, c}, nil }
func (*letterBox) Reset()                                           {}
func (*letterBox) Logout() error                                    { return nil }
func (*letterBox) Mail(string, *smtp.MailOptions) error             { return nil }

func (*letterBox) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch name, _, _ := strings.Cut(to, "@"); name {
	case "later":
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later, " + to}
	case "nobody":
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user " + to}
	case "slow":
		time.Sleep(3 * time.Second)
	}
	return nil
}

func (b *letterBox) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	b.o.mu.Lock()
	defer b.o.mu.Unlock()
	b.o.mails = append(b.o.mails, string(text))
	if _, secure := b.c.TLSConnectionState(); !secure {
		b.o.plain++
	}
	return err
}

// open starts the server; with secure it offers STARTTLS. It returns the port, and who signed its
// certificate.
func (o *postOffice) open(t testing.TB, secure bool) (int, *tls.Config) {
	t.Helper()
	s := smtp.NewServer(o)
	s.Domain, s.ReadTimeout, s.WriteTimeout, s.AllowInsecureAuth = "localhost", 10*time.Second, 10*time.Second, true
	var trust *tls.Config
	if secure {
		pair, roots := certificate(t)
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{pair}}
		trust = &tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: tls.VersionTLS12}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(l) }()
	t.Cleanup(func() { s.Close(); <-done })
	return l.Addr().(*net.TCPAddr).Port, trust
}

func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func toMail(address string) desk.Message {
	return desk.Message{
		ID: "0123456789abcdefghjkmnpqrs", Kind: tocsin.NotificationRelease, Org: "embassy", OrgName: "Embassy of Norland", Attempt: 2, Token: "secret0token",
		Contact: tocsin.Contact{ID: "c", Channel: tocsin.ByMail, Address: address},
		Release: &tocsin.Release{
			Level: tocsin.Tearline, TLP: tocsin.TLPAmber, Text: []tocsin.Text{{Lang: "en", Words: "Men plan to attack a concert."}},
			Parts: []tocsin.Part{{Facets: tocsin.Facets{
				Place: tocsin.Facet{State: tocsin.Generalised, Value: "a hall in the north"},
				Actor: tocsin.Facet{State: tocsin.Withheld, Value: "must never be seen"},
			}}},
		},
	}
}

// TestMail sends to a real server: what arrives is short, in plain words, has the message's own id
// in every attempt, and none of what the level withholds.
func TestMail(t *testing.T) {
	t.Parallel()
	var o postOffice
	port, trust := o.open(t, true)
	m, err := delivery.NewMail(delivery.MailConfig{Host: "127.0.0.1", Port: port, From: "desk@embassy.example", RootCAs: trust}, "https://desk.example/")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if out := m.Send(t.Context(), toMail("desk@guard.example")); out.State != tocsin.AttemptRelayed {
			t.Fatalf("got %+v", out)
		}
	}
	if len(o.mails) != 2 || o.plain != 0 {
		t.Fatalf("%d mails came, %d of them in the clear", len(o.mails), o.plain)
	}
	got, err := mail.ReadMessage(strings.NewReader(o.mails[1]))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(body), "=\r\n", "")
	if id := got.Header.Get("Message-ID"); id != "<0123456789abcdefghjkmnpqrs@embassy.example>" {
		t.Errorf("the Message-ID is %s", id)
	}
	for _, want := range []string{"WARNING from Embassy of Norland. TLP:AMBER", "a hall in the north", "Men plan to attack a concert.", "https://desk.example/a/secret0token", "attempt 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("the mail does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(o.mails[1], "must never be seen") || strings.Contains(got.Header.Get("Subject"), "concert") {
		t.Errorf("the mail says too much:\n%s", o.mails[1])
	}
	if n := strings.Count(text, "\n"); n > 20 {
		t.Errorf("the mail has %d lines: nobody reads that in ten seconds", n)
	}
}

// TestMailRefused tells what is to be tried again from what never will arrive.
func TestMailRefused(t *testing.T) {
	t.Parallel()
	var o postOffice
	port, trust := o.open(t, true)
	m, err := delivery.NewMail(delivery.MailConfig{Host: "127.0.0.1", Port: port, From: "desk@embassy.example", RootCAs: trust}, "")
	if err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]delivery.Outcome{
		"later@guard.example":  {State: tocsin.AttemptFailed, Code: 451},
		"nobody@guard.example": {State: tocsin.AttemptGivenUp, Code: 550},
		"slow@guard.example":   {State: tocsin.AttemptFailed},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		got := m.Send(ctx, toMail(to))
		cancel()
		if got.State != want.State || got.Code != want.Code || got.Cause == "" {
			t.Errorf("%s: got %+v, want %+v with its cause", to, got, want)
		}
	}
}

// TestMailTLS: where TLS is required nothing goes out without it, and not to a server that nobody vouches for.
func TestMailTLS(t *testing.T) {
	t.Parallel()
	var plain, strange postOffice
	bare, _ := plain.open(t, false)
	port, _ := strange.open(t, true)
	for what, c := range map[string]delivery.MailConfig{
		"a server without TLS":        {Host: "127.0.0.1", Port: bare, From: "a@b.example"},
		"a server nobody vouches for": {Host: "127.0.0.1", Port: port, From: "a@b.example"},
	} {
		m, err := delivery.NewMail(c, "")
		if err != nil {
			t.Fatal(err)
		}
		if out := m.Send(t.Context(), toMail("desk@guard.example")); out.State != tocsin.AttemptFailed {
			t.Errorf("%s: got %+v", what, out)
		}
	}
	if len(plain.mails)+len(strange.mails) != 0 {
		t.Error("a mail went out all the same")
	}
	if _, err := delivery.NewMail(delivery.MailConfig{Host: "h", From: "a@b.example", TLS: "none", Username: "u"}, ""); err == nil {
		t.Error("a password would be sent in the clear")
	}
}

// TestRed: what is TLP:RED is read behind the link only.
func TestRed(t *testing.T) {
	t.Parallel()
	m := toMail("a@b.example")
	m.Release.TLP = tocsin.TLPRed
	text := delivery.Words(m, "https://desk.example")
	if strings.Contains(text, "concert") || !strings.Contains(text, "https://desk.example/a/") {
		t.Errorf("the mail says %s", text)
	}
}
